package app

import (
	"path/filepath"
	"sync/atomic"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/receipt"
	"cuedrop/internal/security"
	"cuedrop/internal/support"
)

// SecurityDeps is what Security calls.
type SecurityDeps struct {
	*security.Service
	Support *support.Service
}

// Security is bound: what protects the workspace, what was done in it, and what to do when
// something went wrong.
type Security struct{ a *App }

// shownTexts are what the user has seen and may save: of a workspace the support bundle, and
// of the window the note of an incident, which may have locked the workspace, and the
// recovery code that was just made, which may have opened it.
type shownTexts struct {
	bundle atomic.Pointer[string]
	note   atomic.Pointer[incidentNote]
	code   atomic.Pointer[issuedCode]
}

type incidentNote struct{ name, text string }

// activityPage is how many lines of the log a page has.
const activityPage = 100

// Facts returns what protects this workspace, or does not.
func (s *Security) Facts() (out []SecurityFact, err error) {
	defer s.a.call("Security.Facts").end(&err)
	facts, err := s.a.deps().Security.Facts(s.a.context())
	return toSecurityFacts(facts), err
}

// Activity returns 100 lines of the log of activity, the newest first, with ids below
// before; 0 = from the newest on.
func (s *Security) Activity(before int64) (out []ActivityRow, err error) {
	defer s.a.call("Security.Activity").end(&err)
	rows, err := s.a.deps().Security.Activity(s.a.context(), before, activityPage)
	return toActivityRows(rows), err
}

// LockAndRevoke stops publishing, has TikTok end every sign-in, writes an incident note and
// locks the workspace.
func (s *Security) LockAndRevoke() (out Incident, err error) {
	call := s.a.call("Security.LockAndRevoke")
	defer call.end(&err)
	on := s.a.mustShow()
	got, err := on.Security.LockAndRevoke(on.working())
	out = toIncident(got)
	if name, text, noteErr := on.Security.NewestNote(); noteErr == nil {
		s.a.texts.note.Store(&incidentNote{name, text})
	}
	state, stateErr := on.Locks.PassphraseState(on.working())
	if stateErr != nil || !state.Set || s.a.program.Fleet.Fixed() { // there is nothing to lock it with
		return out, err
	}
	call.leave() // or the lock would wait for itself
	// Also where not all was revoked.
	lockErr := s.a.lock(on.id, cuedrop.LockedIncident)
	out.Locked = lockErr == nil
	if err == nil {
		err = lockErr
	}
	return out, err
}

// SaveIncidentNote asks for a place and writes the newest incident note there. It reports
// false when no place was chosen.
func (s *Security) SaveIncidentNote() (saved bool, err error) {
	defer s.a.call("Security.SaveIncidentNote").end(&err)
	note := s.a.texts.note.Load() // it was shown a moment ago, to whoever has locked the workspace
	if note == nil {
		name, text, err := s.a.deps().Security.NewestNote()
		if err != nil {
			return false, err
		}
		note = &incidentNote{name, text}
	}
	path, err := s.a.askPlace(s.a.word("saveNote"), note.name)
	if err != nil || path == "" {
		return false, err
	}
	return true, receipt.Save(path, []byte(note.text), true) // the dialog has asked whether to replace
}

// SupportBundle returns, as text, exactly what SaveSupportBundle would save.
func (s *Security) SupportBundle() (text string, err error) {
	defer s.a.call("Security.SupportBundle").end(&err)
	on := s.a.mustShow()
	text, err = on.Security.Support.Bundle(on.working())
	if err == nil {
		on.texts.bundle.Store(&text)
	}
	return text, err
}

// SaveSupportBundle asks for a place and writes the bundle that was shown last there. It
// reports false when no place was chosen.
func (s *Security) SaveSupportBundle() (saved bool, err error) {
	defer s.a.call("Security.SaveSupportBundle").end(&err)
	on := s.a.mustShow()
	text := on.texts.bundle.Load()
	if text == nil {
		return false, fault.New(fault.Conflict, "support.unseen", "Read the support bundle first, then save it.")
	}
	path, err := s.a.askPlace(s.a.word("saveBundle"), "cuedrop-support.txt")
	if err != nil || path == "" {
		return false, err
	}
	err = on.Security.Support.Save(on.working(), path, *text, true) // the dialog has asked whether to replace
	return err == nil, err
}

// ConfirmAdult records that whoever uses this workspace is 18 or over, which TikTok's
// business part asks.
func (s *Security) ConfirmAdult() (err error) {
	defer s.a.call("Security.ConfirmAdult").end(&err)
	return s.a.deps().Security.ConfirmAdult(s.a.context())
}

// Adult says when that was confirmed; "" = it was not.
func (s *Security) Adult() (at string, err error) {
	defer s.a.call("Security.Adult").end(&err)
	when, err := s.a.deps().Security.Adult(s.a.context())
	return stamp(when), err
}

// askPlace asks where a text is to be saved; "" = nowhere.
func (a *App) askPlace(title, name string) (string, error) {
	return runtime.SaveFileDialog(a.context(), runtime.SaveDialogOptions{
		Title: title, DefaultFilename: filepath.Base(name), CanCreateDirectories: true,
		Filters: []runtime.FileFilter{{DisplayName: a.word("text"), Pattern: "*.txt"}},
	})
}
