package engine_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
	"cuedrop/internal/sandbox"
	"cuedrop/internal/workspace"
)

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
