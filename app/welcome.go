package app

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
)

// Welcome is what the first run, the policies and the settings need of the engine.
type Welcome struct {
	Policies   *privacy.Policies
	People     *privacy.People
	CacheMB    func(context.Context) (int, error)
	SetCacheMB func(context.Context, int) error
	// Sample makes a clip for people who have none at hand and returns its path.
	Sample          func(context.Context) (string, error)
	ConnectPractice func(context.Context) (cuedrop.Account, error)
	// CanPractice says that the sandbox can be opened, CanLeave that it can be left.
	CanPractice bool
	CanLeave    bool
	// Reopen has the program start again once this window is closed.
	Reopen func(practice bool)
}

// keyWelcomed is set once the first run is over. Stored on disk: do not rename.
const keyWelcomed = "window.welcomed"

// FinishWelcome ends the first run: the window shows its places from then on.
func (s *Settings) FinishWelcome() (err error) {
	defer s.a.call("Settings.FinishWelcome").end(&err)
	return s.a.changed(s.a.deps().Settings.SetSetting(s.a.context(), keyWelcomed, "yes"))
}

// OpenSandbox closes the window and opens it again on the practice TikTok, in a
// workspace of its own that goes with it. Posts of this one wait meanwhile.
func (s *System) OpenSandbox() (err error) {
	defer s.a.call("System.OpenSandbox").end(&err)
	if !s.a.deps().Welcome.CanPractice {
		return fault.New(fault.Conflict, "practice.here", "This window is on a practice TikTok already.")
	}
	return s.a.reopen(true)
}

// LeaveSandbox closes the window and opens it again on the workspace that the sandbox
// was opened from. What was practised is forgotten.
func (s *System) LeaveSandbox() (err error) {
	defer s.a.call("System.LeaveSandbox").end(&err)
	if !s.a.deps().Welcome.CanLeave {
		return fault.New(fault.Conflict, "practice.stays", "This window was opened on a practice TikTok. Close it and start Cuedrop without it.")
	}
	return s.a.reopen(false)
}

func (a *App) reopen(practice bool) error {
	a.deps().Welcome.Reopen(practice)
	a.Quit()
	return nil
}

// ConnectPractice connects the practice account of the sandbox, without a browser.
func (s *Accounts) ConnectPractice() (out Account, err error) {
	defer s.a.call("Accounts.ConnectPractice").end(&err)
	got, err := s.a.deps().Welcome.ConnectPractice(s.a.context())
	if err != nil {
		return Account{}, err
	}
	return s.a.account(got), nil
}

// AddSample makes a sample clip and a draft of it.
func (l *Library) AddSample() (out Added, err error) {
	defer l.a.call("Library.AddSample").end(&err)
	path, err := l.a.deps().Welcome.Sample(l.a.context())
	if err != nil {
		return Added{PostIDs: []string{}, Refused: []Refused{}}, err
	}
	return l.a.addFiles([]string{path}), nil
}

// SetCacheMB limits what pictures and previews made of clips may take.
func (s *Settings) SetCacheMB(mb int) (err error) {
	defer s.a.call("Settings.SetCacheMB").end(&err)
	return s.a.changed(s.a.deps().Welcome.SetCacheMB(s.a.context(), mb))
}
