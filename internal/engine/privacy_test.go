package engine_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
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
	table, err := l.e.Privacy.RequestsCSV(t.Context(), cuedrop.LedgerFilter{})
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
	// What is to come is still to come.
	if p := l.post(l.e, l.anas.ID); p.State != cuedrop.Scheduled {
		t.Errorf("state %s", p.State)
	}
	if err := l.e.Privacy.SetRetention(t.Context(), "content", 30); err != nil {
		t.Fatal(err)
	}
	if _, removed := past(732); removed["content"] != 2 {
		t.Errorf("content: %v", removed)
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
