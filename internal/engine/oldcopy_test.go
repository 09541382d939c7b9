//go:build unix

package engine_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
)

// TestADamagedWorkspaceIsRestoredAndTold: what was on its way at the time of the backup
// becomes uncertain, what was due is missed, and nothing goes out a second time.
func TestADamagedWorkspaceIsRestoredAndTold(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	m := w.clip(e, 100_000)
	id := w.due(e, m, "in the backup", cuedrop.ModeDirect)
	if _, err := e.Store.Backup(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	e.Close()
	w.child(0) // and it went out after the backup
	path := filepath.Join(w.workspace(), "cuedrop.db")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copy(raw[8192:], bytes.Repeat([]byte{0xa5}, 40960))
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	e = w.open(nil)
	defer e.Close()
	wantCondition(t, e, "store.restored", true)
	wantCondition(t, e, "store.old_copy", true)
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	w.wantHeldBack(e, id, cuedrop.Missed, "in the backup", 1)
	wantCondition(t, e, "store.old_copy", true)
}

// snapshot copies the workspace as a backup program would, with its log.
func (w *world) snapshot() string {
	w.t.Helper()
	to := filepath.Join(w.t.TempDir(), "copy")
	w.copyFiles(w.workspace(), to)
	return to
}

// putBack puts a snapshot in the place of the workspace.
func (w *world) putBack(from string) {
	w.t.Helper()
	if err := os.RemoveAll(w.workspace()); err != nil {
		w.t.Fatal(err)
	}
	w.copyFiles(from, w.workspace())
}

func (w *world) copyFiles(from, to string) {
	w.t.Helper()
	if err := os.MkdirAll(to, 0o700); err != nil {
		w.t.Fatal(err)
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() || filepath.Ext(entry.Name()) == ".lock" {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(from, entry.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(to, entry.Name()), raw, 0o600)
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// TestARestoredOldCopySendsNothingTwice puts back copies of a workspace made at every
// point of a publish that has ended since (reliability-security.md B14).
func TestARestoredOldCopySendsNothingTwice(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	needsOrigins(t, e)
	m := w.clip(e, 100_000)
	later, err := e.Store.CreatePost(t.Context(), cuedrop.Post{ID: cuedrop.NewPostID(), MediaID: m.ID, AccountID: w.account, Mode: cuedrop.ModeDirect, CreatedAt: time.Now(), Settings: cuedrop.Settings{Privacy: cuedrop.PrivacySelf, Caption: "later"}})
	if err != nil {
		t.Fatal(err)
	}
	tomorrow, err := cuedrop.ScheduleAt(time.Now().Add(24*time.Hour), "Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Queue.Schedule(t.Context(), later.ID, tomorrow, cuedrop.Consent{At: time.Now(), TextVersion: "music-1"}); err != nil {
		t.Fatal(err)
	}
	id := w.due(e, m, "old copy", cuedrop.ModeDirect)
	e.Close()
	copies := []string{w.snapshot()}
	e = w.open(func(point string) {
		if strings.HasPrefix(point, "after ") && point != "after init" {
			copies = append(copies, w.snapshot())
		}
	})
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	e.Close()
	states := map[cuedrop.State]int{}
	for _, c := range copies {
		w.putBack(c)
		look := w.open(nil)
		was := w.post(look, id).State
		states[was]++
		look.Close()
		want := map[cuedrop.State]cuedrop.State{
			cuedrop.Scheduled: cuedrop.Missed, cuedrop.Due: cuedrop.Missed, cuedrop.Prepared: cuedrop.Missed, cuedrop.InitSent: cuedrop.Missed,
			cuedrop.Uploading: cuedrop.Uncertain, cuedrop.Finishing: cuedrop.Uncertain, cuedrop.Confirming: cuedrop.Uncertain,
		}[was]
		w.child(0)
		e := w.open(nil)
		if p := w.post(e, id); want == cuedrop.Uncertain && p.State == cuedrop.Published {
			w.wantAsked(e, id) // following has asked TikTok, which is no sending
		} else if want != "" {
			w.wantHeldBack(e, id, want, "old copy", 1)
		}
		if got := w.received("old copy"); len(got) != 1 {
			t.Errorf("copied when %s, TikTok's side has it %d times, want once", was, len(got))
		}
		if p := w.post(e, later.ID); p.State != cuedrop.Scheduled {
			t.Errorf("copied when %s: the post of tomorrow is %s", was, p.State)
		}
		if _, old, err := e.Store.OldCopy(t.Context()); old || err != nil {
			t.Errorf("copied when %s: still an old copy after a run: %t, %v", was, old, err)
		}
		e.Close()
	}
	t.Logf("%d copies: %v", len(copies), states)
	for _, s := range []cuedrop.State{cuedrop.Scheduled, cuedrop.Due, cuedrop.Prepared, cuedrop.InitSent, cuedrop.Uploading, cuedrop.Finishing, cuedrop.Confirming, cuedrop.Published} {
		if states[s] == 0 {
			t.Errorf("no copy was made when %s", s)
		}
	}
}

// wantAsked fails unless a post was uncertain before TikTok said that it is published.
func (w *world) wantAsked(e *engine.Engine, id cuedrop.PostID) {
	w.t.Helper()
	events, err := e.Store.Events(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	if n := len(events); n < 2 || events[n-1].From != cuedrop.Uncertain || events[n-2].Transition != cuedrop.TransMarkUncertain {
		w.t.Errorf("published, but not from uncertain: %+v", events[max(n-2, 0):])
	}
}

// TestKilledWhileAnOldCopyIsSettled: the next start goes on where it was.
func TestKilledWhileAnOldCopyIsSettled(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	needsOrigins(t, e)
	m := w.clip(e, 100_000)
	captions := []string{"held one", "held two"}
	ids := map[string]cuedrop.PostID{}
	for _, caption := range captions {
		ids[caption] = w.due(e, m, caption, cuedrop.ModeDirect)
	}
	e.Close()
	old := w.snapshot()
	w.child(0)
	for at := 1; ; at++ {
		w.putBack(old)
		killed, points := w.child(at)
		w.child(0)
		e := w.open(nil)
		for caption, id := range ids {
			w.wantHeldBack(e, id, cuedrop.Missed, caption, 1)
		}
		e.Close()
		if !killed {
			if at < 7 {
				t.Errorf("only %d points: %v", at-1, points)
			}
			return
		}
	}
}

// needsOrigins skips where one file can't be told from its copy.
func needsOrigins(t *testing.T, e *engine.Engine) {
	t.Helper()
	if origin, err := e.Store.Setting(t.Context(), "store.origin"); err != nil || origin == "" {
		t.Skipf("the file system of %s does not number its files for good: %v", e.Dir(), err)
	}
}
