package app

import (
	"context"
	"path/filepath"
	"sync/atomic"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/fault"
	"cuedrop/internal/receipt"
	"cuedrop/internal/security"
	"cuedrop/internal/support"
)

// SecurityDeps is what Security calls.
type SecurityDeps struct {
	*security.Service
	Support *support.Service
	// Lock locks the workspace after everything was revoked, and reports false where there
	// is no passphrase to lock it with; nil = it can't be locked.
	Lock func(context.Context) (bool, error)
}

// Security is bound: what protects the workspace, what was done in it, and what to do when
// something went wrong.
type Security struct{ a *App }

// shownBundle is the support bundle that the user has seen last, as a string.
type shownBundle struct{ atomic.Value }

// activityPage is how many lines of the log a page has.
const activityPage = 100

// Facts returns what protects this workspace, or does not.
func (s *Security) Facts() (out []SecurityFact, err error) {
	defer guard(s.a.deps.Log, "Security.Facts", &err)
	facts, err := s.a.deps.Security.Facts(s.a.context())
	return toSecurityFacts(facts), err
}

// Activity returns 100 lines of the log of activity, the newest first, with ids below
// before; 0 = from the newest on.
func (s *Security) Activity(before int64) (out []ActivityRow, err error) {
	defer guard(s.a.deps.Log, "Security.Activity", &err)
	rows, err := s.a.deps.Security.Activity(s.a.context(), before, activityPage)
	return toActivityRows(rows), err
}

// LockAndRevoke stops publishing, has TikTok end every sign-in, writes an incident note and
// locks the workspace.
func (s *Security) LockAndRevoke() (out Incident, err error) {
	defer guard(s.a.deps.Log, "Security.LockAndRevoke", &err)
	got, err := s.a.deps.Security.LockAndRevoke(s.a.context())
	out = toIncident(got)
	if lock := s.a.deps.Security.Lock; lock != nil { // also where not all was revoked
		locked, lockErr := lock(s.a.context())
		if out.Locked = locked; err == nil {
			err = lockErr
		}
	}
	return out, err
}

// SaveIncidentNote asks for a place and writes the newest incident note there. It reports
// false when no place was chosen.
func (s *Security) SaveIncidentNote() (saved bool, err error) {
	defer guard(s.a.deps.Log, "Security.SaveIncidentNote", &err)
	name, text, err := s.a.deps.Security.NewestNote()
	if err != nil {
		return false, err
	}
	path, err := s.a.askPlace("Save the incident note", name)
	if err != nil || path == "" {
		return false, err
	}
	return true, receipt.Save(path, []byte(text), true) // the dialog has asked whether to replace
}

// SupportBundle returns, as text, exactly what SaveSupportBundle would save.
func (s *Security) SupportBundle() (text string, err error) {
	defer guard(s.a.deps.Log, "Security.SupportBundle", &err)
	text, err = s.a.deps.Security.Support.Bundle(s.a.context())
	if err == nil {
		s.a.bundle.Store(text)
	}
	return text, err
}

// SaveSupportBundle asks for a place and writes the bundle that was shown last there. It
// reports false when no place was chosen.
func (s *Security) SaveSupportBundle() (saved bool, err error) {
	defer guard(s.a.deps.Log, "Security.SaveSupportBundle", &err)
	text, ok := s.a.bundle.Load().(string)
	if !ok {
		return false, fault.New(fault.Conflict, "support.unseen", "Read the support bundle first, then save it.")
	}
	path, err := s.a.askPlace("Save the support bundle", "cuedrop-support.txt")
	if err != nil || path == "" {
		return false, err
	}
	err = s.a.deps.Security.Support.Save(s.a.context(), path, text, true) // the dialog has asked whether to replace
	return err == nil, err
}

// ConfirmAdult records that whoever uses this workspace is 18 or over, which TikTok's
// business part asks.
func (s *Security) ConfirmAdult() (err error) {
	defer guard(s.a.deps.Log, "Security.ConfirmAdult", &err)
	return s.a.deps.Security.ConfirmAdult(s.a.context())
}

// Adult says when that was confirmed; "" = it was not.
func (s *Security) Adult() (at string, err error) {
	defer guard(s.a.deps.Log, "Security.Adult", &err)
	when, err := s.a.deps.Security.Adult(s.a.context())
	return stamp(when), err
}

// askPlace asks where a text is to be saved; "" = nowhere.
func (a *App) askPlace(title, name string) (string, error) {
	return runtime.SaveFileDialog(a.context(), runtime.SaveDialogOptions{
		Title: title, DefaultFilename: filepath.Base(name), CanCreateDirectories: true,
		Filters: []runtime.FileFilter{{DisplayName: "Text", Pattern: "*.txt"}},
	})
}
