package engine_test

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
)

// filesWith returns the files below dir that have the bytes of any of texts, but for
// those that skip names.
func filesWith(t *testing.T, dir string, texts ...string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, text := range texts {
			if bytes.Contains(raw, []byte(text)) || strings.Contains(path[len(dir):], text) {
				found = append(found, filepath.Base(path)+" has "+text)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestInventoryCountsWhatIsThere, by category and by account.
func TestInventoryCountsWhatIsThere(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	inv, err := l.e.Privacy.Inventory(t.Context())
	if err != nil || len(inv.Categories) != 9 {
		t.Fatalf("%d categories, %v", len(inv.Categories), err)
	}
	want := map[privacy.ID]int{privacy.Account: 2, privacy.Credentials: 2, privacy.Content: 4, privacy.Record: 2, privacy.Insights: 0}
	for _, c := range inv.Categories {
		if n, ok := want[c.ID]; ok && c.Count != n {
			t.Errorf("%s: %d, want %d", c.ID, c.Count, n)
		}
		if want[c.ID] > 0 && (c.Bytes == 0 || len(c.Accounts) != 2) {
			t.Errorf("%s: %d bytes of %d accounts", c.ID, c.Bytes, len(c.Accounts))
		}
	}
	parts := map[string]int{}
	for _, c := range inv.Categories {
		for _, p := range c.Parts {
			if parts[string(c.ID)+" "+p.Kind+" "+p.Name] = p.Count; p.Count > 0 && p.Bytes == 0 && p.Name != "locks" && p.Name != "crash notes" {
				t.Errorf("%s %s has no size", c.ID, p.Name)
			}
		}
	}
	for part, least := range map[string]int{
		"content files thumbnails": 2, "content files pictures": 2, "content files proxies": 2, "content table media": 2, "credentials files vault": 1,
		"technical files database": 1, "technical files backups": 3, "technical table setting": 1, "record table attempt_event": 10,
	} {
		if parts[part] < least {
			t.Errorf("%s: %d, want %d at least", part, parts[part], least)
		}
	}
	for _, c := range inv.Categories {
		rows, err := l.e.Privacy.Show(t.Context(), c.ID, "")
		if err != nil || len(rows) < min(want[c.ID], 1) {
			t.Errorf("show %s: %d rows, %v", c.ID, len(rows), err)
		}
		for _, r := range rows {
			if strings.Contains(r.Title+r.Detail, l.dataDir) || strings.Contains(r.Title+r.Detail, "/") && c.ID == privacy.Content {
				t.Errorf("%s shows a path: %+v", c.ID, r)
			}
		}
	}
	if rows, err := l.e.Privacy.Show(t.Context(), privacy.Content, l.ana); err != nil || len(rows) != 2 {
		t.Errorf("%d things of Ana, %v", len(rows), err)
	}
	if _, err := l.e.Privacy.Show(t.Context(), "nonsense", ""); !fault.Is(err, fault.NotFound) {
		t.Errorf("nonsense: %v", err)
	}
}

// TestRequestsNameTheirPost, in pages.
func TestRequestsNameTheirPost(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	page, err := l.e.Privacy.Requests(t.Context(), cuedrop.LedgerFilter{Purpose: "upload", Account: l.ana})
	if err != nil || len(page.Rows) != 1 || page.Rows[0].Post == "" || page.Totals.Count != 1 || page.Totals.BytesOut < 20_000 {
		t.Fatalf("page %+v, %v", page, err)
	}
	all, err := l.e.Privacy.Requests(t.Context(), cuedrop.LedgerFilter{Limit: 2})
	if err != nil || len(all.Rows) != 2 || !all.More || all.Totals.Count < 6 {
		t.Fatalf("first page %+v, %v", all, err)
	}
	next, err := l.e.Privacy.Requests(t.Context(), cuedrop.LedgerFilter{Limit: 2, Before: all.Rows[1].ID})
	if err != nil || len(next.Rows) != 2 || next.Rows[0].ID >= all.Rows[1].ID || next.Totals.Count != all.Totals.Count {
		t.Errorf("second page %+v, %v", next, err)
	}
	if err := l.e.Store.RecordRequests(t.Context(), []cuedrop.Request{{At: time.Now(), Purpose: "status", Method: "GET", Host: " =1+1", Path: "/x;=1+1", Outcome: "＝1"}}); err != nil {
		t.Fatal(err)
	}
	all.Totals.Count++
	table, err := l.e.Privacy.RequestsCSV(t.Context(), cuedrop.LedgerFilter{})
	if want := "' =1+1,/x;'=1+1,"; !bytes.Contains(table, []byte(want)) || !bytes.Contains(table, []byte("'＝1")) {
		t.Errorf("the table has no %q", want)
	}
	if err != nil || bytes.Count(table, []byte("\n")) != all.Totals.Count+1 {
		t.Errorf("table of %d lines, %v", bytes.Count(table, []byte("\n")), err)
	}
}

// TestAHeldAccountSendsNothing until it is resumed, and the other one goes on.
func TestAHeldAccountSendsNothing(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	ana := w.account
	w.signIn(e)
	if err := e.Privacy.SetPaused(t.Context(), ana, true); err != nil {
		t.Fatal(err)
	}
	m, n := w.clip(e, 20_000), w.clip(e, 30_000)
	held, goes := w.schedule(e, m, "held", cuedrop.ModeDirect, ana), w.schedule(e, n, "goes", cuedrop.ModeDirect, w.account)
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer e.Scheduler.Stop()
	wait := func(id cuedrop.PostID, state cuedrop.State, reason string) {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); <-time.After(20 * time.Millisecond) {
			p := w.post(e, id)
			if p.State == state && (reason == "" || p.Failure != nil && p.Failure.Reason == reason) {
				return
			}
		}
		t.Fatalf("post %+v", w.post(e, id))
	}
	wait(goes, cuedrop.Published, "")
	wait(held, cuedrop.Prepared, "upload.paused")
	page, err := e.Privacy.Requests(t.Context(), cuedrop.LedgerFilter{})
	for _, r := range page.Rows {
		if r.Post == held {
			t.Errorf("a request of a held account: %+v", r)
		}
	}
	if err != nil {
		t.Error(err)
	}
	if err := e.Privacy.SetPaused(t.Context(), ana, false); err != nil {
		t.Fatal(err)
	}
	wait(held, cuedrop.Published, "")
	w.wantOnce(e, held, m, "held")
}

// TestRetentionOverTime moves the clock past every limit.
func TestRetentionOverTime(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	past := func(days int) (privacy.RetentionReport, map[string]int) {
		t.Helper()
		l.e.Privacy.Clock = clock.NewFixed(time.Now().AddDate(0, 0, days))
		report, err := l.e.Privacy.RunRetention(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		removed := map[string]int{}
		for _, r := range report.Removed {
			removed[r.Rule] = r.Count
		}
		return report, removed
	}
	log := filepath.Join(l.e.Dir(), "logs", "cuedrop.log")
	if err := os.MkdirAll(filepath.Dir(log), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(log, []byte("a line"), 0o600); err != nil {
		t.Fatal(err)
	}
	l.wantLogsBounded()
	if _, err := l.e.Privacy.Show(t.Context(), privacy.Content, ""); err != nil { // a right was used
		t.Fatal(err)
	}
	note := filepath.Join(l.e.Dir(), "incidents", "incident-20261124T120000Z.txt")
	if err := errors.Join(os.MkdirAll(filepath.Dir(note), 0o700), os.WriteFile(note, []byte("what was done"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, removed := past(29); len(removed) != 0 {
		t.Errorf("after 29 days: %v", removed)
	}
	if _, removed := past(31); removed["logs"] != 1 || len(removed) != 1 {
		t.Errorf("after 31 days: %v", removed)
	}
	if _, removed := past(91); removed["ledger"] == 0 || len(removed) != 1 {
		t.Errorf("after 91 days: %v", removed)
	}
	if _, removed := past(366); removed["activity"] == 0 || len(removed) != 1 {
		t.Errorf("after 366 days: %v", removed)
	}
	report, removed := past(731)
	if removed["record"] == 0 || len(removed) != 1 {
		t.Errorf("after 731 days: %v", removed)
	}
	if last, err := l.e.Privacy.LastRetention(t.Context()); err != nil || !last.At.Equal(report.At) || len(last.Removed) != 1 {
		t.Errorf("last %+v, %v", last, err)
	}
	if attempts, err := l.e.Queue.Attempts(t.Context(), l.publishedOf(l.ana)); err != nil || len(attempts) != 0 {
		t.Errorf("attempts %+v, %v", attempts, err)
	}
	if err := l.e.Store.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
	if p := l.post(l.e, l.publishedOf(l.ana)); len(p.PostIDs) > 0 || p.Link != "" || !p.PublishedAt.IsZero() {
		t.Errorf("of the record stays %+v", p)
	}
	if _, removed := past(1097); removed["incidents"] != 1 || removed["requests"] != 1 || len(removed) != 2 {
		t.Errorf("after 1097 days: %v", removed)
	}
	if _, err := os.Stat(note); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the note: %v", err)
	}
	// What is to come is still to come.
	if p := l.post(l.e, l.anas.ID); p.State != cuedrop.Scheduled {
		t.Errorf("state %s", p.State)
	}
	if err := l.e.Privacy.SetRetention(t.Context(), "content", 30); err != nil {
		t.Fatal(err)
	}
	rendition := filepath.Join(l.e.Dir(), "renditions", string(l.publishedOf(l.ana))+".mp4")
	if err := errors.Join(os.MkdirAll(filepath.Dir(rendition), 0o700), os.WriteFile(rendition, []byte("a clip"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, removed := past(732); removed["content"] != 2 {
		t.Errorf("content: %v", removed)
	}
	if _, err := os.Stat(rendition); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the rendition: %v", err)
	}
	if found := filesWith(t, l.dataDir, anasCaption+" 1"); len(found) > 0 && !strings.HasPrefix(found[0], "cuedrop-") {
		t.Errorf("left: %v", found)
	}
	for rule, days := range map[string]int{"content": 29, "ledger": 91, "logs": 31, "requests": 2000, "nonsense": 30, "record": 4000} {
		if err := l.e.Privacy.SetRetention(t.Context(), rule, days); err == nil {
			t.Errorf("%s of %d days is taken", rule, days)
		}
	}
}

// wantLogsBounded: logs and notes of crashes take 25 MB at most, whatever their age, and the
// oldest go first.
func (l *life) wantLogsBounded() {
	l.t.Helper()
	for name, age := range map[string]time.Duration{"logs/old.log": 3 * time.Hour, "logs/new.log": time.Hour, "crashes/crash-20261124T120000Z.txt": 2 * time.Hour} {
		path := filepath.Join(l.e.Dir(), name)
		if strings.HasPrefix(name, "crashes/") {
			path = filepath.Join(l.dataDir, name)
		}
		at := time.Now().Add(-age)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, nil, 0o600), os.Truncate(path, 10<<20), os.Chtimes(path, at, at)); err != nil {
			l.t.Fatal(err)
		}
	}
	report, err := l.e.Privacy.RunRetention(l.t.Context())
	if err != nil || len(report.Removed) != 1 || report.Removed[0].Rule != "logs" || report.Removed[0].Count != 1 {
		l.t.Errorf("30 MB of logs: %+v, %v", report.Removed, err)
	}
	if _, err := os.Stat(filepath.Join(l.e.Dir(), "logs", "old.log")); !errors.Is(err, fs.ErrNotExist) {
		l.t.Errorf("the oldest log: %v", err)
	}
	if err := errors.Join(os.Remove(filepath.Join(l.e.Dir(), "logs", "new.log")), os.Remove(filepath.Join(l.dataDir, "crashes", "crash-20261124T120000Z.txt"))); err != nil {
		l.t.Error(err)
	}
}

// publishedOf returns the published post of an account.
func (l *life) publishedOf(id cuedrop.AccountID) cuedrop.PostID {
	l.t.Helper()
	posts, err := l.e.Queue.Posts(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	for _, p := range posts {
		if p.AccountID == id && p.State == cuedrop.Published {
			return p.ID
		}
	}
	return ""
}

// TestASignInWhoseKeyIsLostIsSaidToBeTheUsers: it is erased all the same, TikTok can't be told,
// and whoever erased it learns what is left to do.
func TestASignInWhoseKeyIsLostIsSaidToBeTheUsers(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(l.e.Dir(), "cuedrop.db")+"?_pragma=busy_timeout(5000)")
	if err == nil {
		_, err = db.ExecContext(t.Context(), `UPDATE account SET tokens = randomblob(200) WHERE id = ?`, l.ana)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	said := func(r privacy.EraseReport) bool {
		return slices.ContainsFunc(r.Beyond, func(s string) bool { return strings.Contains(s, "Manage app permissions") })
	}
	report, err := eraseOf(t, l.e, cuedrop.ScopeAccount, string(l.ana), false)
	if err != nil || report.Revoked+report.Queued != 0 || report.Remaining != 0 || !said(report) {
		t.Errorf("report %+v, %v", report, err)
	}
	if report, err = eraseOf(t, l.e, cuedrop.ScopeAccount, string(l.ben), false); err != nil || report.Revoked != 1 || said(report) {
		t.Errorf("of one that is not lost: %+v, %v", report, err)
	}
}

// TestEachUseOfARightIsRecorded, with its kind, how far it reached and how it ended.
func TestEachUseOfARightIsRecorded(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	ctx := t.Context()
	for range 2 { // once a day, and a correction that corrects nothing is none
		if _, err := l.e.Privacy.Inventory(ctx); err != nil {
			t.Fatal(err)
		}
		if err := l.e.People.SetPerson(ctx, privacy.Person{Name: "Ana Example"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.e.Support.Bundle(ctx); err != nil { // is none
		t.Fatal(err)
	}
	for _, paused := range []bool{true, false} {
		if err := l.e.Privacy.SetPaused(ctx, l.ana, paused); err != nil {
			t.Fatal(err)
		}
	}
	log, err := l.e.Privacy.RequestLog(ctx)
	var got []string
	for _, r := range log {
		got = append(got, r.Kind+" "+r.Scope+" "+r.Outcome)
	}
	if want := []string{"restriction account resumed", "restriction account done", "correction profile done", "access all done"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("log %q, %v, want %q", got, err, want)
	}
	// And the search after erasing everything looks for whose it was.
	parts, err := l.e.Store.ErasureParts(ctx, cuedrop.ErasureTarget{Scope: cuedrop.ScopeAll})
	if err != nil || !slices.Contains(parts.Markers, "Ana Example") {
		t.Errorf("the name is not searched for, %v", err)
	}
}

// TestARefusedErasureCostsNothing: no backup goes, and no post that was on its way is
// canceled.
func TestARefusedErasureCostsNothing(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	l.stuck("finishing", true)
	moving := l.stuck("uploading", false)
	before, err := l.e.Store.Backups()
	if err != nil || len(before) == 0 {
		t.Fatal(before, err)
	}
	for _, target := range []cuedrop.ErasureTarget{{Scope: cuedrop.ScopeAccount, ID: string(l.ana)}, {Scope: cuedrop.ScopeAll}} {
		_, err := eraseOf(t, l.e, target.Scope, target.ID, false)
		if fault.ReasonOf(err) != "privacy.unsettled" {
			t.Errorf("%s: %v", target.Scope, err)
		}
		if backups, err := l.e.Store.Backups(); err != nil || len(backups) != len(before) {
			t.Errorf("%s: %d backups, %v", target.Scope, len(backups), err)
		}
		if p := l.post(l.e, moving); p.State != cuedrop.Uploading {
			t.Errorf("%s: what was on its way is %s", target.Scope, p.State)
		}
	}
	l.e.Vault.Lock() // nobody can be told of the sign-ins
	_, err = l.e.Privacy.Erase(t.Context(), privacy.Erasure{ErasureTarget: cuedrop.ErasureTarget{Scope: cuedrop.ScopeAll}, Confirm: l.e.Name(), Unsettled: true})
	if backups, listed := l.e.Store.Backups(); fault.ReasonOf(err) != "vault.locked" || listed != nil || len(backups) != len(before) {
		t.Errorf("locked: %v, %d backups, %v", err, len(backups), listed)
	}
}
