package app

import (
	"path/filepath"
	"time"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
	"cuedrop/internal/receipt"
)

// Privacy is bound: see, take along and erase what is stored. No path crosses it.
type Privacy struct{ a *App }

// Inventory returns what is stored, with counts and sizes.
func (p *Privacy) Inventory() (out Inventory, err error) {
	defer p.a.call("Privacy.Inventory").end(&err)
	inv, err := p.a.deps().Privacy.Inventory(p.a.context())
	return toInventory(inv), err
}

// Show returns things of one kind of data, the newest first and 500 at most; of all
// accounts for "".
func (p *Privacy) Show(category, accountID string) (out []ShownRow, err error) {
	defer p.a.call("Privacy.Show").end(&err)
	rows, err := p.a.deps().Privacy.Show(p.a.context(), privacy.ID(category), cuedrop.AccountID(accountID))
	out = []ShownRow{}
	for _, r := range rows {
		out = append(out, ShownRow{Title: r.Title, Detail: r.Detail, At: stamp(r.At), PostID: string(r.Post)})
	}
	return out, err
}

// Requests returns a page of the list of requests.
func (p *Privacy) Requests(filter RequestFilter) (out RequestPage, err error) {
	defer p.a.call("Privacy.Requests").end(&err)
	f, err := ledgerFilter(filter)
	if err != nil {
		return RequestPage{}, err
	}
	page, err := p.a.deps().Privacy.Requests(p.a.context(), f)
	return toRequestPage(page), err
}

// SaveRequests asks for a place and writes the list there as a table. It reports false
// when no place was chosen.
func (p *Privacy) SaveRequests(filter RequestFilter) (saved bool, err error) {
	defer p.a.call("Privacy.SaveRequests").end(&err)
	f, err := ledgerFilter(filter)
	if err != nil {
		return false, err
	}
	table, err := p.a.deps().Privacy.RequestsCSV(p.a.context(), f)
	if err != nil {
		return false, err
	}
	path, err := runtime.SaveFileDialog(p.a.context(), runtime.SaveDialogOptions{
		Title: p.a.word("saveRequests"), DefaultFilename: "cuedrop-requests.csv", CanCreateDirectories: true,
		Filters: []runtime.FileFilter{{DisplayName: p.a.word("table"), Pattern: "*.csv"}},
	})
	if err != nil || path == "" {
		return false, err
	}
	return true, receipt.Save(path, table, true) // the dialog has asked whether to replace
}

// Export asks for a place and writes everything but secrets there, sealed with the
// passphrase if there is one.
func (p *Privacy) Export(passphrase string) (out Exported, err error) {
	defer p.a.call("Privacy.Export").end(&err)
	if err := p.a.guarded(cuedrop.GuardExport); err != nil {
		return Exported{Counts: []CategoryCount{}}, err
	}
	name := p.a.deps().Privacy.ExportName(passphrase != "")
	path, err := runtime.SaveFileDialog(p.a.context(), runtime.SaveDialogOptions{
		Title: p.a.word("exportData"), DefaultFilename: name, CanCreateDirectories: true,
	})
	if err != nil || path == "" {
		return Exported{Counts: []CategoryCount{}}, err
	}
	got, err := p.a.deps().Privacy.Export(p.a.context(), privacy.Exporting{Path: path, Passphrase: cuedrop.Secret(passphrase), Replace: true})
	return Exported{Saved: err == nil, Name: filepath.Base(path), Bytes: got.Bytes, Sealed: got.Sealed, Counts: toCounts(got.Counts)}, err
}

// Import asks for an exported file and reads it into this workspace.
func (p *Privacy) Import(passphrase string) (out Imported, err error) {
	defer p.a.call("Privacy.Import").end(&err)
	if err := p.a.deps().Privacy.CanImport(p.a.context()); err != nil {
		return Imported{}, err
	}
	path, err := runtime.OpenFileDialog(p.a.context(), runtime.OpenDialogOptions{
		Title: p.a.word("importData"), ResolvesAliases: true,
		Filters: []runtime.FileFilter{{DisplayName: p.a.word("exportedData"), Pattern: "*.zip;*.age"}},
	})
	if err != nil || path == "" {
		return Imported{Counts: []CategoryCount{}}, err
	}
	got, err := p.a.deps().Privacy.Import(p.a.context(), path, cuedrop.Secret(passphrase))
	return Imported{Done: err == nil, Counts: toCounts(got.Counts), Drafts: got.Drafts, Asked: got.Asked, Skipped: got.Skipped}, err
}

// ErasePlan says what erasing a post, an account or all would do. For all the id is "".
func (p *Privacy) ErasePlan(scope, id string) (out ErasePlan, err error) {
	defer p.a.call("Privacy.ErasePlan").end(&err)
	plan, err := p.a.deps().Privacy.ErasePlan(p.a.context(), cuedrop.ErasureTarget{Scope: cuedrop.Scope(scope), ID: id})
	return toErasePlan(plan), err
}

// Erase erases. confirm is what the plan asks to type; unsettled is the user's word to
// forget posts of which nobody can know whether they went out.
func (p *Privacy) Erase(scope, id, confirm string, unsettled bool) (out EraseReport, err error) {
	defer p.a.call("Privacy.Erase").end(&err)
	if err := p.a.guarded(cuedrop.GuardErase); err != nil {
		return EraseReport{}, err
	}
	report, err := p.a.deps().Privacy.Erase(p.a.context(), privacy.Erasure{
		ErasureTarget: cuedrop.ErasureTarget{Scope: cuedrop.Scope(scope), ID: id}, Confirm: confirm, Unsettled: unsettled,
	})
	if err == nil && report.Scope == cuedrop.ScopeAll {
		err = p.a.changed(nil) // the settings went too
	}
	return toEraseReport(report), err
}

// Retention returns how long each kind of data is kept.
func (p *Privacy) Retention() (out []RetentionRule, err error) {
	defer p.a.call("Privacy.Retention").end(&err)
	kept, err := p.a.deps().Privacy.Retention(p.a.context())
	out = []RetentionRule{}
	for _, k := range kept {
		out = append(out, RetentionRule{k.ID, string(k.Category), k.Days, k.Default, k.Shortest, k.Longest, k.Lengthened})
	}
	return out, err
}

// SetRetention changes how long one kind of data is kept; 0 days only where the default
// is to keep it until it is erased.
func (p *Privacy) SetRetention(rule string, days int) (err error) {
	defer p.a.call("Privacy.SetRetention").end(&err)
	return p.a.deps().Privacy.SetRetention(p.a.context(), rule, days)
}

// RunRetention removes now what is past its time.
func (p *Privacy) RunRetention() (out RetentionReport, err error) {
	defer p.a.call("Privacy.RunRetention").end(&err)
	report, err := p.a.deps().Privacy.RunRetention(p.a.context())
	return toRetentionReport(report), err
}

// LastRetention returns what the last pass has removed.
func (p *Privacy) LastRetention() (out RetentionReport, err error) {
	defer p.a.call("Privacy.LastRetention").end(&err)
	report, err := p.a.deps().Privacy.LastRetention(p.a.context())
	return toRetentionReport(report), err
}

// RequestLog returns which rights were used, the newest first.
func (p *Privacy) RequestLog() (out []PrivacyRequest, err error) {
	defer p.a.call("Privacy.RequestLog").end(&err)
	all, err := p.a.deps().Privacy.RequestLog(p.a.context())
	out = []PrivacyRequest{}
	for _, r := range all {
		out = append(out, PrivacyRequest{r.ID, stamp(r.At), r.Kind, r.Scope, r.Outcome, r.Elapsed.Milliseconds()})
	}
	return out, err
}

// Paused says what is held.
func (p *Privacy) Paused() (out Pauses, err error) {
	defer p.a.call("Privacy.Paused").end(&err)
	all, accounts, err := p.a.deps().Privacy.Paused(p.a.context())
	out = Pauses{All: all, AccountIDs: []string{}}
	for _, id := range accounts {
		out.AccountIDs = append(out.AccountIDs, string(id))
	}
	return out, err
}

// SetPaused holds an account, or everything for "": nothing is sent until it is resumed.
func (p *Privacy) SetPaused(accountID string, paused bool) (err error) {
	defer p.a.call("Privacy.SetPaused").end(&err)
	return p.a.deps().Privacy.SetPaused(p.a.context(), cuedrop.AccountID(accountID), paused)
}

// ledgerFilter checks what the page asks for.
func ledgerFilter(f RequestFilter) (cuedrop.LedgerFilter, error) {
	out := cuedrop.LedgerFilter{Host: f.Host, Purpose: f.Feature, Text: f.Text, Before: max(f.Before, 0), Limit: f.Limit}
	for _, t := range []struct {
		text string
		to   *time.Time
	}{{f.From, &out.From}, {f.To, &out.To}} {
		if t.text == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, t.text)
		if err != nil {
			return out, fault.Wrap(err, fault.Invalid, "privacy.time", "That is not a time. Choose the days again.")
		}
		*t.to = at
	}
	return out, nil
}
