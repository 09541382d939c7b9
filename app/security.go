package app

import "cuedrop/internal/fault"

var errUnbuilt = fault.New(fault.Unsupported, "workspace.unbuilt", "This part of Cuedrop is not built yet.")

// Security is bound: what protects the workspace, what was done in it, and what to do when
// something went wrong.
type Security struct{ a *App }

// Facts returns what protects this workspace, or does not.
func (s *Security) Facts() ([]SecurityFact, error) { return []SecurityFact{}, errUnbuilt }

// Activity returns 100 lines of the log of activity, the newest first, with ids below
// before; 0 = from the newest on.
func (s *Security) Activity(before int64) ([]ActivityRow, error) { return []ActivityRow{}, errUnbuilt }

// LockAndRevoke stops publishing, has TikTok end every sign-in, writes an incident note and
// locks the workspace.
func (s *Security) LockAndRevoke() (Incident, error) { return Incident{}, errUnbuilt }

// SaveIncidentNote asks for a place and writes the newest incident note there. It reports
// false when no place was chosen.
func (s *Security) SaveIncidentNote() (bool, error) { return false, errUnbuilt }

// SupportBundle returns, as text, exactly what SaveSupportBundle would save.
func (s *Security) SupportBundle() (string, error) { return "", errUnbuilt }

// SaveSupportBundle asks for a place and writes the bundle that was shown last there. It
// reports false when no place was chosen.
func (s *Security) SaveSupportBundle() (bool, error) { return false, errUnbuilt }

// ConfirmAdult records that whoever uses this workspace is 18 or over, which TikTok's
// business part asks.
func (s *Security) ConfirmAdult() error { return errUnbuilt }

// Adult says when that was confirmed; "" = it was not.
func (s *Security) Adult() (string, error) { return "", errUnbuilt }
