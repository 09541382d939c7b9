package app

import (
	"fmt"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/receipt"
)

// issuedCode is a recovery code that was just handed to the page. It stays in memory until
// the page says that it is kept, loads anew, or the workspace is locked; nothing else
// remembers it.
type issuedCode struct {
	id, name string // of the workspace
	code     cuedrop.Secret
}

// issued remembers a code that goes to the page, so that it can be saved, and returns it as
// the page gets it.
func (a *App) issued(s *session, code cuedrop.Secret) string {
	if code != "" {
		a.texts.code.Store(&issuedCode{s.id, s.Name(), code})
	}
	return code.Reveal()
}

// forgetCode forgets the code of the workspace id, or with "" whichever there is.
func (a *App) forgetCode(id string) {
	if c := a.texts.code.Load(); c != nil && (id == "" || c.id == id) {
		a.texts.code.CompareAndSwap(c, nil)
	}
}

// SaveRecoveryCode asks for a place and writes the recovery code there that was just
// issued. It reports false when no place was chosen.
func (w *Workspace) SaveRecoveryCode() (saved bool, err error) {
	defer w.a.call("Workspace.SaveRecoveryCode").end(&err)
	if _, err := w.a.codeFile(); err != nil {
		return false, err
	}
	path, err := w.a.askPlace(w.a.word("saveCode"), "cuedrop-recovery-code.txt")
	if err != nil || path == "" {
		return false, err
	}
	err = w.a.saveCode(path)
	return err == nil, err
}

// CodeKept says that the recovery code was kept, so that it is forgotten here.
func (w *Workspace) CodeKept() error {
	w.a.forgetCode("")
	return nil
}

// saveCode writes the code to path, for its user only.
func (a *App) saveCode(path string) error {
	text, err := a.codeFile() // it may have been locked while the dialog was open
	if err != nil {
		return err
	}
	return receipt.Save(path, []byte(text), true) // the dialog has asked whether to replace
}

// codeFile is what the file says.
func (a *App) codeFile() (string, error) {
	c := a.texts.code.Load()
	if c == nil {
		return "", fault.New(fault.Conflict, "workspace.code_gone", "The recovery code is not shown any more, so it can't be saved. Make another one in Settings, under Workspace and lock.")
	}
	return fmt.Sprintf(a.word("codeFile"), c.name, c.code.Reveal()), nil
}
