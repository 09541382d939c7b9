package engine_test

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
	"cuedrop/internal/sandbox"
	"cuedrop/internal/workspace"
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

// TestEveryColumnIsClaimed walks the schema: what no category claims fails, and
// so does a claim on what is not there, so that what is said can't drift from what is
// stored.
func TestEveryColumnIsClaimed(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	columns, err := e.Store.Columns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(columns) < 10 {
		t.Fatalf("the walk sees %d tables only", len(columns))
	}
	for table, all := range columns {
		for _, column := range all {
			if privacy.OfColumn(table, column) == "" {
				t.Errorf("no category claims %s.%s: add it to internal/privacy/categories.go", table, column)
			}
		}
	}
	claimed := map[string]privacy.ID{}
	for _, c := range privacy.Registry() {
		for _, table := range c.Tables {
			for _, column := range table.Columns {
				if !slices.Contains(columns[table.Name], column) {
					t.Errorf("%s claims %s.%s, which is not there", c.ID, table.Name, column)
				}
				name := table.Name + "." + column
				if other := claimed[name]; other != "" {
					t.Errorf("%s and %s both claim %s", other, c.ID, name)
				}
				claimed[name] = c.ID
			}
		}
	}
}

// settingKey is how the house declares a key of the settings.
var settingKey = regexp.MustCompile(`(?m)^\s*(?:const )?(?:key[A-Z]\w*|\w+Key)\s*=\s*"([a-z_.]+)"`)

// TestEverySettingIsClaimed looks for the keys in the sources, and in a workspace that
// has lived.
func TestEverySettingIsClaimed(t *testing.T) {
	t.Parallel()
	keys := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, filepath.Join("..", "media")) {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, m := range settingKey.FindAllSubmatch(raw, -1) {
			keys[string(m[1])] = true
		}
		return err
	})
	if err != nil || len(keys) < 20 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	l := newLife(t)
	sizes, err := l.e.Store.SettingSizes(t.Context())
	if err != nil || len(sizes) == 0 {
		t.Fatal(sizes, err)
	}
	for key := range sizes {
		keys[key] = true
	}
	for key := range keys {
		if privacy.OfSetting(key) == "" {
			t.Errorf("no category claims the setting %s: add it to internal/privacy/categories.go", key)
		}
	}
}

// TestTheRegistrySaysEverything: no sentence is missing and no limit is the wrong way
// round.
func TestTheRegistrySaysEverything(t *testing.T) {
	t.Parallel()
	for _, c := range privacy.Registry() {
		for name, text := range map[string]string{
			"what": c.What, "source": c.Source, "purpose": c.Purpose, "protection": c.Protection, "retention": c.Retention,
			"see": c.See, "correct": c.Correct, "erase": c.Erase,
		} {
			if !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %s is %q, not a sentence", c.ID, name, text)
			}
		}
		if c.Export == "" && c.ID != privacy.Credentials {
			t.Errorf("%s is not exported", c.ID)
		}
		for _, r := range c.Rules {
			if r.Shortest < 1 || r.Default != 0 && (r.Default < r.Shortest || r.Default > r.Longest) || r.Longest <= r.Shortest && r.ID != "" {
				t.Errorf("rule %+v", r)
			}
		}
	}
}

// TestEveryFileIsClaimed walks the data folder after a life: signed in, published,
// backed up, started again. The demo's folder is walked in internal/cli.
func TestEveryFileIsClaimed(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	m := w.clip(e, 20_000)
	w.due(e, m, "a clip of a life", cuedrop.ModeDirect)
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Store.Backup(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	WalkClaims(t, w.dataDir)
	e.Close()
	WalkClaims(t, w.dataDir)
}

// WalkClaims fails on any file of a data folder that no category claims.
func WalkClaims(t *testing.T, dataDir string) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dataDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dataDir, path)
		rel = filepath.ToSlash(rel)
		n++
		shared := true
		if _, inside, ok := strings.Cut(strings.TrimPrefix(rel, "workspaces/"), "/"); ok && strings.HasPrefix(rel, "workspaces/") {
			rel, shared = inside, false
		}
		if _, _, ok := privacy.OfFile(rel, shared); !ok {
			t.Errorf("no category claims the file %s: add it to internal/privacy/categories.go", rel)
		}
		return err
	})
	if err != nil || n < 5 {
		t.Errorf("walked %d files, %v", n, err)
	}
}

// eraseOf is the order to erase an account, confirmed as the plan asks.
func eraseOf(t *testing.T, e *engine.Engine, scope cuedrop.Scope, id string, unsettled bool) (privacy.EraseReport, error) {
	t.Helper()
	target := cuedrop.ErasureTarget{Scope: scope, ID: id}
	plan, err := e.Privacy.ErasePlan(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	return e.Privacy.Erase(t.Context(), privacy.Erasure{ErasureTarget: target, Confirm: plan.Confirm, Unsettled: unsettled})
}

// life is a workspace with two accounts that have published one post each and have one
// more to come.
type life struct {
	*world
	e          *engine.Engine
	ana, ben   cuedrop.AccountID
	anas, bens cuedrop.Post // to come
}

const (
	anasCaption = "what Ana does in the evening, told with «signs» & more"
	bensCaption = "what Ben keeps for himself, all through the winter"
)

func newLife(t *testing.T) *life {
	t.Helper()
	l := &life{world: setup(t, atOnce)}
	l.e = l.open(nil)
	t.Cleanup(func() { l.e.Close() })
	l.ana = l.account
	m := l.named("ana in the evening.mp4")
	l.schedule(l.e, m, anasCaption+" 1", cuedrop.ModeDirect, l.ana)
	l.signIn(l.e)
	l.ben = l.account
	n := l.named("ben in the winter.mp4")
	l.schedule(l.e, n, bensCaption+" 1", cuedrop.ModeDirect, l.ben)
	if err := untilIdle(t.Context(), l.e); err != nil {
		t.Fatal(err)
	}
	l.anas, l.bens = l.later(m, anasCaption+" 2", l.ana), l.later(n, bensCaption+" 2", l.ben)
	if _, err := l.e.Store.Backup(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	for _, clip := range []cuedrop.Media{m, n} {
		for _, name := range []string{"thumbs/" + string(clip.ID) + ".jpg", "pictures/" + string(clip.ID) + "-strip.jpg", "proxies/" + string(clip.ID) + ".mp4"} {
			path := filepath.Join(l.e.Dir(), name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte("a picture"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	// What an upgrade and a damaged file have left.
	for _, name := range []string{"cuedrop.db.before-7", "cuedrop.db.corrupt-20260101T000000Z"} {
		if err := os.WriteFile(filepath.Join(l.e.Dir(), name), []byte(anasCaption), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// named is a clip with a name of its own.
func (l *life) named(name string) cuedrop.Media {
	l.t.Helper()
	m := l.clip(l.e, 20_000)
	path := filepath.Join(filepath.Dir(m.Path), name)
	if err := os.Rename(m.Path, path); err != nil {
		l.t.Fatal(err)
	}
	m.Path, m.Name = path, name
	if err := l.e.Store.SaveMedia(l.t.Context(), m); err != nil {
		l.t.Fatal(err)
	}
	return m
}

// later is a post that is due in a day.
func (l *life) later(m cuedrop.Media, caption string, who cuedrop.AccountID) cuedrop.Post {
	l.t.Helper()
	id := l.schedule(l.e, m, caption, cuedrop.ModeDirect, who)
	at, err := cuedrop.ScheduleAt(time.Now().Add(24*time.Hour), "Europe/Madrid")
	if err != nil {
		l.t.Fatal(err)
	}
	if _, err := l.e.Queue.Unschedule(l.t.Context(), id); err != nil {
		l.t.Fatal(err)
	}
	p, err := l.e.Queue.Schedule(l.t.Context(), id, at, cuedrop.Consent{At: time.Now(), TextVersion: "music-1"})
	if err != nil {
		l.t.Fatal(err)
	}
	return p
}

// wantAnaGone fails if anything of Ana is left, or anything of Ben is not.
func (l *life) wantAnaGone() {
	l.t.Helper()
	if found := filesWith(l.t, l.dataDir, "Ana does in the evening", "ana in the evening.mp4", string(l.ana), string(l.anas.ID), string(l.anas.MediaID), "creator.0\""); len(found) > 0 {
		l.t.Errorf("left of Ana: %v", found)
	}
	posts, err := l.e.Queue.Posts(l.t.Context())
	if err != nil || len(posts) != 2 {
		l.t.Errorf("posts left: %d, %v", len(posts), err)
	}
	if p := l.post(l.e, l.bens.ID); p.State != cuedrop.Scheduled || p.Settings.Caption != bensCaption+" 2" {
		l.t.Errorf("Ben's post is %+v", p)
	}
	for _, name := range []string{"thumbs/" + string(l.bens.MediaID) + ".jpg", "proxies/" + string(l.bens.MediaID) + ".mp4"} {
		if _, err := os.Stat(filepath.Join(l.e.Dir(), name)); err != nil {
			l.t.Error(err)
		}
	}
	if err := l.e.Store.VerifyJournal(l.t.Context()); err != nil {
		l.t.Error(err)
	}
}

// TestAnAccountIsErased: nothing of it is left in any byte, TikTok is told, and the other
// account is as it was.
func TestAnAccountIsErased(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	plan, err := l.e.Privacy.ErasePlan(t.Context(), cuedrop.ErasureTarget{Scope: cuedrop.ScopeAccount, ID: string(l.ana)})
	if err != nil || plan.Confirm != "creator.0" || len(plan.Goes) < 4 || len(plan.Stays) == 0 || len(plan.Beyond) == 0 {
		t.Fatalf("plan %+v, %v", plan, err)
	}
	_, err = l.e.Privacy.Erase(t.Context(), privacy.Erasure{ErasureTarget: plan.ErasureTarget, Confirm: "creator.1"})
	if fault.ReasonOf(err) != "privacy.confirm" {
		t.Errorf("with another name: %v", err)
	}
	report, err := eraseOf(t, l.e, cuedrop.ScopeAccount, string(l.ana), false)
	if err != nil || report.Remaining != 0 || !report.Searched || report.Scanned == 0 || report.Revoked != 1 || report.Queued != 0 || report.Files < 3 {
		t.Errorf("report %+v, %v", report, err)
	}
	l.wantAnaGone()
	log, err := l.e.Privacy.RequestLog(t.Context())
	if err != nil || len(log) != 1 || log[0].Kind != "erasure" || log[0].Scope != "account" || log[0].Outcome != "done" {
		t.Errorf("log %+v, %v", log, err)
	}
	// The original is the user's.
	if _, err := os.Stat(filepath.Join(filepath.Dir(l.clipPath()), "ana in the evening.mp4")); err != nil {
		t.Error(err)
	}
	if err := untilIdle(t.Context(), l.e); err != nil { // and it goes on publishing
		t.Error(err)
	}
}

// clipPath is where the test's clips lie.
func (l *life) clipPath() string {
	var found string
	_ = filepath.WalkDir(filepath.Dir(l.t.TempDir()), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "ana in the evening.mp4" {
			found = path
		}
		return nil
	})
	return found
}

// TestOnePostIsErased with what only it needs.
func TestOnePostIsErased(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	report, err := eraseOf(t, l.e, cuedrop.ScopePost, string(l.anas.ID), false)
	if err != nil || report.Remaining != 0 || !report.Searched {
		t.Fatalf("report %+v, %v", report, err)
	}
	if found := filesWith(t, l.dataDir, anasCaption+" 2", string(l.anas.ID)); len(found) > 0 {
		t.Errorf("left: %v", found)
	}
	// Its clip is another post's too, and stays.
	if _, err := l.e.Store.Media(t.Context(), l.anas.MediaID); err != nil {
		t.Error(err)
	}
	if posts, err := l.e.Queue.Posts(t.Context()); err != nil || len(posts) != 3 {
		t.Errorf("%d posts, %v", len(posts), err)
	}
}

// TestEverythingIsErased: the folder holds no byte of anybody, the key is another one,
// and the workspace works as a new one.
func TestEverythingIsErased(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	before, err := os.ReadFile(filepath.Join(l.e.Dir(), "vault.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := workspace.At(filepath.Dir(l.e.Dir()))
	if err := all.Rename(t.Context(), filepath.Base(l.e.Dir()), "Main Studio"); err != nil {
		t.Fatal(err)
	}
	if plan, err := l.e.Privacy.ErasePlan(t.Context(), cuedrop.ErasureTarget{Scope: cuedrop.ScopeAll}); err != nil || plan.Confirm != "Main Studio" {
		t.Errorf("to type: %q, %v", plan.Confirm, err)
	}
	report, err := eraseOf(t, l.e, cuedrop.ScopeAll, "", false)
	if err != nil || report.Remaining != 0 || !report.Searched || report.Revoked != 2 {
		t.Errorf("report %+v, %v", report, err)
	}
	if found := filesWith(t, l.dataDir, "Ana does", "Ben keeps", "in the evening", "in the winter", string(l.ana), string(l.ben), string(l.anas.ID), string(l.bens.ID), "creator."); len(found) > 0 {
		t.Errorf("left: %v", found)
	}
	if after, err := os.ReadFile(filepath.Join(l.e.Dir(), "vault.json")); err == nil && bytes.Equal(before, after) {
		t.Error("the key is still there")
	}
	if err := l.e.Store.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
	l.e.Close()
	l.e = l.open(nil)
	if log, err := l.e.Privacy.RequestLog(t.Context()); err != nil || len(log) != 1 || log[0].Scope != "all" {
		t.Errorf("log %+v, %v", log, err)
	}
	l.signIn(l.e)
	m := l.clip(l.e, 20_000)
	l.wantOnceAfter(m)
}

func (l *life) wantOnceAfter(m cuedrop.Media) {
	l.t.Helper()
	id := l.schedule(l.e, m, "a new beginning", cuedrop.ModeDirect, l.account)
	if err := untilIdle(l.t.Context(), l.e); err != nil {
		l.t.Fatal(err)
	}
	l.wantOnce(l.e, id, m, "a new beginning")
}

// TestErasedOffline: the end of the sign-in waits, sealed, and TikTok is told later; also
// when everything is erased and the key with it.
func TestErasedOffline(t *testing.T) {
	t.Parallel()
	for _, scope := range []cuedrop.Scope{cuedrop.ScopeAccount, cuedrop.ScopeAll} {
		t.Run(string(scope), func(t *testing.T) {
			t.Parallel()
			l := newLife(t)
			l.play(sandbox.Scenario{Faults: []sandbox.Fault{{On: "revoke", Do: "drop_before"}, {On: "revoke", Do: "drop_before"}}})
			id := ""
			if scope == cuedrop.ScopeAccount {
				id = string(l.ana)
			}
			report, err := eraseOf(t, l.e, scope, id, false)
			if err != nil || report.Remaining != 0 || report.Queued == 0 {
				t.Fatalf("report %+v, %v", report, err)
			}
			if left, err := l.e.Store.RevocationsLeft(t.Context()); err != nil || left != report.Queued {
				t.Errorf("%d wait, %v", left, err)
			}
			l.play(sandbox.Scenario{})
			owed, err := l.e.Store.Revocations(t.Context(), time.Now().Add(time.Hour))
			if err != nil || len(owed) != report.Queued {
				t.Fatalf("owed %d, %v", len(owed), err)
			}
			for _, r := range owed {
				if r.Tokens.Access == "" {
					t.Error("what is owed can't be read with the new key")
				}
				if !l.e.Accounts.Tell(t.Context(), r) {
					t.Error("TikTok was not told")
				}
			}
			if left, err := l.e.Store.RevocationsLeft(t.Context()); err != nil || left != 0 {
				t.Errorf("%d still wait, %v", left, err)
			}
		})
	}
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
