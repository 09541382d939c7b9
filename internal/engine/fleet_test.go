//go:build unix

package engine_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/sync/errgroup"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
	"cuedrop/internal/media"
)

// fleet returns a fleet on the data folder of w, closed at the end.
func (w *world) fleet(change ...func(*engine.Config)) *engine.Fleet {
	w.t.Helper()
	cfg := w.config()
	for _, c := range change {
		c(&cfg)
	}
	f, err := engine.NewFleet(cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(f.Close)
	return f
}

// made makes a workspace and returns its id.
func (w *world) made(f *engine.Fleet, name string) string {
	w.t.Helper()
	one, err := f.Create(w.t.Context(), name)
	if err != nil {
		w.t.Fatal(err)
	}
	return one.ID
}

// opened makes a workspace with a cheap vault, which the passphrase of the tests opens, and
// opens it.
func (w *world) opened(f *engine.Fleet, name string) *engine.Engine {
	w.t.Helper()
	id := w.made(f, name)
	cfg := w.config()
	cfg.Workspace = id
	e, err := engine.New(w.t.Context(), cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	fastVault(w.t, e.Dir(), e.Store.WorkspaceID())
	e.Close()
	if e, err = f.Open(w.t.Context(), id, passphrase); err != nil {
		w.t.Fatal(err)
	}
	return e
}

// id is the workspace of an engine.
func id(e *engine.Engine) string { return filepath.Base(e.Dir()) }

func names(t *testing.T, f *engine.Fleet) (all []string) {
	t.Helper()
	list, err := f.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range list {
		all = append(all, one.Name)
	}
	return all
}

// TestAFleetOpensEachForItself: engines of their own, in folders of their own, told in the
// list as they are.
func TestAFleetOpensEachForItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	f := w.fleet()
	if got := names(t, f); !slices.Equal(got, []string{"default"}) {
		t.Errorf("a new folder has %q", got)
	}
	id := w.made(f, "Café Ñandú")
	if got := names(t, f); id != "cafe-nandu" || !slices.Equal(got, []string{"Café Ñandú", "default"}) {
		t.Errorf("%s in %q", id, got)
	}
	one, err := f.Open(t.Context(), id, "")
	if err != nil {
		t.Fatal(err)
	}
	other, err := f.Open(t.Context(), f.First(), "")
	if err != nil {
		t.Fatal(err)
	}
	if one == other || one.Dir() == other.Dir() || one.Store.WorkspaceID() == other.Store.WorkspaceID() {
		t.Error("they are the same")
	}
	if again, err := f.Open(t.Context(), id, ""); again != one || err != nil {
		t.Errorf("opened twice: %v", err)
	}
	list, err := f.List(t.Context())
	if err != nil || len(list) != 2 || !list[0].Open || !list[0].Shown || !list[1].Open {
		t.Errorf("%+v, %v", list, err)
	}
	log, err := one.Store.Activities(t.Context(), 0, 10)
	if err != nil || len(log) != 1 || log[0].Kind != cuedrop.ActivityWorkspace || log[0].Outcome != "created" {
		t.Errorf("log %+v, %v", log, err)
	}
	if _, err := f.Open(t.Context(), "nobody", ""); fault.ReasonOf(err) != "workspace.unknown" {
		t.Errorf("an unknown one: %v", err)
	}
	for _, id := range []string{id, f.First()} {
		if err := f.Start(t.Context(), id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	WalkClaims(t, w.dataDir)
	f.Close()
	if _, err := f.Open(t.Context(), id, ""); !fault.Is(err, fault.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// TestThreeWorkspacesPublishAtOnce, with five accounts, over one line: each post is
// published once, and while all send, none has more of the line than half as much again as
// another, however many uploads it has.
func TestThreeWorkspacesPublishAtOnce(t *testing.T) {
	t.Parallel()
	const size, rate = 1_200_000, 600_000
	w := newWorld(t, atOnce)
	f := w.fleet()
	type post struct {
		e       *engine.Engine
		id      cuedrop.PostID
		who     cuedrop.AccountID
		media   cuedrop.Media
		caption string
	}
	var posts []post
	var all []*engine.Engine
	meters := map[*engine.Engine]*meter{}
	for i, accounts := range []int{3, 1, 1} {
		e := w.opened(f, fmt.Sprint("Client ", i))
		all = append(all, e)
		meters[e] = newMeter(t, e)
		if err := e.Publisher.SetLimits(t.Context(), cuedrop.UploadLimits{BytesPerSecond: rate}); err != nil {
			t.Fatal(err)
		}
		for range accounts {
			w.signIn(e)
			posts = append(posts, post{e: e, who: w.account, media: w.clip(e, size+int64(len(posts))), caption: fmt.Sprint("a post of client ", i, " on ", w.account)})
		}
		if err := f.Start(t.Context(), id(e)); err != nil {
			t.Fatal(err)
		}
	}
	for i, p := range posts {
		posts[i].id = w.schedule(p.e, p.media, p.caption, cuedrop.ModeDirect, p.who)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	from := map[*engine.Engine]int64{}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for begun := 0; begun < len(all) && ctx.Err() == nil; <-tick.C {
		begun = 0
		for _, e := range all {
			if from[e] = meters[e].sent(); from[e] > 0 {
				begun++
			}
		}
	}
	began := time.Now()
	for _, e := range all { // nobody can be ahead of a start
		from[e] = meters[e].sent()
	}
	for done := false; !done && ctx.Err() == nil; <-tick.C {
		for _, e := range all {
			done = done || meters[e].sent() >= size
		}
	}
	took := time.Since(began)
	least, most, sum := int64(math.MaxInt64), int64(0), int64(0)
	for _, e := range all {
		n := meters[e].sent() - from[e]
		least, most, sum = min(least, n), max(most, n), sum+n
	}
	t.Logf("between %d and %d bytes each, %.0f a second in all", least, most, float64(sum)/took.Seconds())
	if speed := float64(sum) / took.Seconds(); speed > 1.3*rate {
		t.Errorf("together they send %.0f bytes a second, and each alone may send %d", speed, rate)
	}
	if least <= 0 || float64(most)/float64(least) > 1.5 {
		t.Errorf("between %d and %d bytes each", least, most)
	}
	for _, e := range all {
		for idle := false; !idle; <-tick.C {
			var err error
			if idle, err = e.Scheduler.Idle(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, p := range posts {
		w.wantOnce(p.e, p.id, p.media, p.caption)
	}
	if got := w.sandbox.Counts().Init; got != len(posts) {
		t.Errorf("%d uploads were begun for %d posts", got, len(posts))
	}
}

// meter is how much a workspace has sent.
type meter struct {
	mu   sync.Mutex
	post map[cuedrop.PostID]int64
}

func newMeter(t *testing.T, e *engine.Engine) *meter {
	t.Helper()
	m := &meter{post: map[cuedrop.PostID]int64{}}
	t.Cleanup(e.Bus.Subscribe(func(f event.Fact) {
		if p, ok := f.(event.UploadProgress); ok {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.post[p.PostID] = max(m.post[p.PostID], p.Sent)
		}
	}))
	return m
}

func (m *meter) sent() (n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, one := range m.post {
		n += one
	}
	return n
}

// TestOneClipIsConvertedAtATime, whichever workspaces want it: ffmpeg itself notes that it
// runs.
func TestOneClipIsConvertedAtATime(t *testing.T) {
	t.Parallel()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not installed")
	}
	dir := t.TempDir()
	clip := filepath.Join(dir, "to-convert.avi")
	out, err := exec.CommandContext(t.Context(), ffmpeg, "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=360x640:r=30:d=1", "-c:v", "mpeg4", "file:"+clip).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	noting := filepath.Join(dir, "ffmpeg")
	script := `#!/bin/sh
case "$*" in *to-convert*libx264*) ;; *) exec "` + ffmpeg + `" "$@" ;; esac
mkdir "` + dir + `/running" || echo overlap >> "` + dir + `/overlaps"
"` + ffmpeg + `" "$@"
code=$?
rmdir "` + dir + `/running"
echo done >> "` + dir + `/conversions"
exit $code
`
	if err := os.WriteFile(noting, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	if ffprobe, err := exec.LookPath("ffprobe"); err != nil || os.Symlink(ffprobe, filepath.Join(dir, "ffprobe")) != nil {
		t.Skip("ffprobe is not installed")
	}
	w := newWorld(t, atOnce)
	f := w.fleet(func(c *engine.Config) { c.FFmpeg = noting })
	var all errgroup.Group
	for i := range 3 {
		e := w.opened(f, fmt.Sprint("Client ", i))
		for j := range 2 {
			all.Go(func() error {
				_, err := e.Media.Prepare(t.Context(), clip, filepath.Join(dir, fmt.Sprint(i, "-", j, ".mp4")), media.PrepareOptions{})
				return err
			})
		}
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	if raw, err := os.ReadFile(filepath.Join(dir, "conversions")); err != nil || strings.Count(string(raw), "done") != 6 {
		t.Errorf("conversions %q, %v", raw, err)
	}
	if raw, err := os.ReadFile(filepath.Join(dir, "overlaps")); err == nil {
		t.Errorf("two ran at once: %q", raw)
	}
}

// TestOpenOthers opens and starts what opens by itself, whatever else there is.
func TestOpenOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	f := w.fleet()
	first, err := f.Open(t.Context(), f.First(), "")
	if err != nil {
		t.Fatal(err)
	}
	locked := w.opened(f, "Locked")
	if err := f.Lock(t.Context(), id(locked), "hand"); err != nil {
		t.Fatal(err)
	}
	broken := w.made(f, "a broken one")
	if err := os.WriteFile(filepath.Join(filepath.Dir(first.Dir()), broken, "cuedrop.db"), []byte("no database"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := w.made(f, "the good one")
	f.OpenOthers(t.Context(), f.First(), nil)
	want := map[string]bool{f.First(): true, id(locked): false, broken: false, good: true}
	got := map[string]bool{}
	publishes := func() bool { // its lock is there
		_, err := os.Stat(filepath.Join(filepath.Dir(first.Dir()), good, "publishing.lock"))
		return err == nil
	}
	for tick := time.NewTicker(20 * time.Millisecond); !maps.Equal(got, want) || f.Trouble(broken) == nil || !publishes(); <-tick.C {
		list, err := f.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range list {
			got[one.ID] = one.Open
			if one.Passphrase && one.ID == broken || one.Shown != one.Open {
				t.Fatalf("%+v", one)
			}
		}
		if t.Context().Err() != nil {
			t.Fatalf("open: %v", got)
		}
	}
	if err := f.Trouble(broken); fault.ReasonOf(err) != "store.damaged" {
		t.Errorf("the broken one: %v", err)
	}
	f.Close() // waits for what it has begun
}

// TestLocking: locked means closed, or hidden where it is to keep publishing; either way a
// passphrase opens it and nothing else, and the log says so.
func TestLocking(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	f := w.fleet() // the environment has the passphrase
	e := w.opened(f, "Client")
	if _, err := f.Open(t.Context(), id(e), "wrong"); err != nil {
		t.Errorf("what is shown asks for nothing: %v", err)
	}
	if err := f.Lock(t.Context(), id(e), "idle"); err != nil {
		t.Fatal(err)
	}
	if err := f.Lock(t.Context(), id(e), "idle"); err != nil {
		t.Errorf("twice: %v", err)
	}
	if err := f.Start(t.Context(), id(e)); fault.ReasonOf(err) != "workspace.closed" {
		t.Errorf("published from while locked: %v", err)
	}
	for given, reason := range map[cuedrop.Secret]string{"": "vault.passphrase_missing", "wrong": "vault.passphrase_wrong"} {
		if _, err := f.Open(t.Context(), id(e), given); fault.ReasonOf(err) != reason {
			t.Errorf("%q: %v", given.Reveal(), err)
		}
	}
	if err := f.Rename(t.Context(), id(e), "Other"); fault.ReasonOf(err) != "vault.passphrase_missing" {
		t.Errorf("renamed while locked: %v", err)
	}
	list, err := f.List(t.Context())
	if want := (cuedrop.Workspace{ID: "client", Name: "Client", Passphrase: true}); err != nil || !slices.Contains(list, want) {
		t.Errorf("%+v, %v", list, err)
	}
	again, err := f.Open(t.Context(), id(e), passphrase)
	if err != nil {
		t.Fatal(err)
	}
	log, err := again.Store.Activities(t.Context(), 0, 10)
	var kinds []string
	for _, a := range log {
		kinds = append(kinds, string(a.Kind)+" "+a.Outcome)
	}
	if want := []string{"unlock done", "try failed", "lock idle", "unlock done"}; !slices.Equal(kinds, want) || err != nil {
		t.Errorf("log %q, want %q, %v", kinds, want, err)
	}
	open, err := f.Create(t.Context(), "Open")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Lock(t.Context(), open.ID, "hand"); err != nil {
		t.Errorf("one that is not open: %v", err)
	}
}

// TestLockedAndPublishing: where its owner wants that, a locked workspace goes on and shows
// nothing, and a passphrase shows it. An incident closes it all the same.
func TestLockedAndPublishing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	f := w.fleet()
	e := w.opened(f, "Client")
	w.signIn(e)
	if err := e.SetLockRules(t.Context(), cuedrop.LockRules{KeepPublishing: true}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Start(t.Context(), "client"), f.Lock(t.Context(), "client", "system")); err != nil {
		t.Fatal(err)
	}
	hidden := cuedrop.Workspace{ID: "client", Name: "Client", Passphrase: true, Open: true}
	if list, err := f.List(t.Context()); err != nil || !slices.Contains(list, hidden) || !f.Hidden("client") {
		t.Errorf("%+v, %v", list, err)
	}
	for given, reason := range map[cuedrop.Secret]string{"": "vault.passphrase_missing", "wrong": "vault.passphrase_wrong"} {
		if _, err := f.Open(t.Context(), "client", given); fault.ReasonOf(err) != reason {
			t.Errorf("%q: %v", given.Reveal(), err)
		}
	}
	if err := f.Rename(t.Context(), "client", "Other"); err == nil {
		t.Error("renamed while locked")
	}
	m := w.clip(e, 5000)
	post := w.schedule(e, m, "while nobody looks", cuedrop.ModeDirect, w.account)
	for tick := time.NewTicker(20 * time.Millisecond); w.post(e, post).State != cuedrop.Published; <-tick.C {
		if t.Context().Err() != nil {
			t.Fatalf("%+v", w.post(e, post))
		}
	}
	if !f.Hidden("client") {
		t.Error("it shows itself")
	}
	if again, err := f.Open(t.Context(), "client", passphrase); again != e || err != nil || f.Hidden("client") {
		t.Errorf("shown: %v", err)
	}
	if err := errors.Join(f.Lock(t.Context(), "client", "hand"), f.Lock(t.Context(), "client", "incident")); err != nil {
		t.Fatal(err)
	}
	if list, err := f.List(t.Context()); err != nil || list[0].Open || f.Hidden("client") || e.Vault.Open() {
		t.Errorf("after an incident: %+v, %v", list, err)
	}
}

// TestRecovering opens with the code, once, and from then on with the new passphrase; also
// one that is locked and publishing.
func TestRecovering(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	f := w.fleet()
	e := w.opened(f, "Client")
	code, err := e.NewRecoveryCode(t.Context(), passphrase)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Lock(t.Context(), "client", "hand"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.OpenRecovered(t.Context(), "client", code, "short"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a short passphrase: %v", err)
	}
	e, next, err := f.OpenRecovered(t.Context(), "client", code, "a passphrase for later")
	if err != nil || next == "" || next == code {
		t.Fatal(err)
	}
	if err := errors.Join(e.SetLockRules(t.Context(), cuedrop.LockRules{KeepPublishing: true}), f.Lock(t.Context(), "client", "hand")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.OpenRecovered(t.Context(), "client", code, "a passphrase for ever"); fault.ReasonOf(err) != "vault.code_wrong" || !f.Hidden("client") {
		t.Errorf("used twice: %v", err)
	}
	if again, _, err := f.OpenRecovered(t.Context(), "client", next, "a passphrase for ever"); again != e || err != nil || f.Hidden("client") {
		t.Errorf("while it publishes: %v", err)
	}
	f.Close()
	f = w.fleet(func(c *engine.Config) { c.Passphrase = "" })
	if _, err := f.Open(t.Context(), "client", passphrase); fault.ReasonOf(err) != "vault.passphrase_wrong" {
		t.Errorf("the old one: %v", err)
	}
	for range 2 {
		_, _ = f.Open(t.Context(), "client", "no")
	}
	if wait := f.Wait(t.Context(), "client"); wait <= 0 || wait > 2*time.Second {
		t.Errorf("after three wrong ones it waits %v", wait)
	}
}

// TestOneThatIsSlowHoldsUpNoOther: while one opens, and can't, the list is there and
// others open.
func TestOneThatIsSlowHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	f := w.fleet()
	e := w.opened(f, "Slow")
	if err := f.Lock(t.Context(), id(e), "hand"); err != nil {
		t.Fatal(err)
	}
	// Somebody else is at its passphrase.
	lock := flock.New(filepath.Join(e.Dir(), "vault.lock"))
	if ok, err := lock.TryLock(); err != nil || !ok {
		t.Fatal(err)
	}
	opening := make(chan error, 1)
	go func() {
		_, err := f.Open(t.Context(), id(e), passphrase)
		opening <- err
	}()
	if got := names(t, f); !slices.Contains(got, "Slow") {
		t.Errorf("listed %q", got)
	}
	w.opened(f, "Quick")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := f.Open(ctx, id(e), passphrase); !fault.Is(err, fault.Canceled) {
		t.Errorf("who gives up: %v", err)
	}
	select {
	case err := <-opening:
		t.Errorf("it was open already: %v", err)
	default:
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := <-opening; err != nil {
		t.Error(err)
	}
}

// TestTheSandboxIsAFleetOfOne.
func TestTheSandboxIsAFleetOfOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	w.made(w.fleet(), "Another")
	f := w.fleet(func(c *engine.Config) { c.Sandbox, c.TikTokURL, c.ThrowAway = true, "", true })
	if got := names(t, f); !f.Fixed() || !slices.Equal(got, []string{"default"}) {
		t.Errorf("fixed %v, %q", f.Fixed(), got)
	}
	_, err := f.Create(t.Context(), "More")
	_, deleteErr := f.Delete(t.Context(), "default")
	for what, err := range map[string]error{"create": err, "rename": f.Rename(t.Context(), "default", "x"), "delete": deleteErr} {
		if fault.ReasonOf(err) != "workspace.fixed" {
			t.Errorf("%s: %v", what, err)
		}
	}
}
