package publish_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
	"cuedrop/internal/publish"
	"cuedrop/internal/store"
	"github.com/cespare/xxhash/v2"
)

const (
	small = 200_000    // bytes, one chunk
	many  = 64_000_001 // the least size of several chunks: 5 of 10 MiB, one of 11.5
	chunk = 10 << 20
)

// world is one post on its way: the real store, a simulated TikTok, fake time.
type world struct {
	acksRarely bool // as users run it
	t          *testing.T
	dir        string
	store      *store.Store
	bus        *event.Bus
	api        *fakeTikTok
	accounts   *fakeAccounts
	library    *fakeLibrary
	pub        *publish.Publisher
	account    cuedrop.AccountID
	post       cuedrop.PostID
	path       string
	sealer     sealer
	probe      func(string)
	dead       bool // between a crash and the restart
	crashes    int
	effects    effects
}

// sealer turns the bytes around, so that a test sees what was not sealed. A locked
// one unseals nothing now, one whose key is lost never again.
type sealer struct{ locked, lost bool }

func (*sealer) Seal(_ context.Context, plain []byte, aad string) ([]byte, error) {
	sealed := slices.Clone(plain)
	slices.Reverse(sealed)
	return append([]byte(aad+"\x00"), sealed...), nil
}

func (s *sealer) Unseal(_ context.Context, sealed []byte, aad string) ([]byte, error) {
	if s.locked {
		return nil, fault.New(fault.AuthRequired, "vault.locked", "The workspace is locked. Unlock it.")
	}
	if s.lost {
		return nil, fault.New(fault.AuthRequired, "vault.unseal", "Sealed with another key. Sign in again.")
	}
	if len(sealed) < len(aad)+1 || string(sealed[:len(aad)]) != aad {
		return nil, errors.New("sealed for another place")
	}
	plain := slices.Clone(sealed[len(aad)+1:])
	slices.Reverse(plain)
	return plain, nil
}

// inBubble runs f with fake time. A post of size bytes is due in its world.
func inBubble(t *testing.T, size int64, f func(*world)) {
	t.Helper()
	dir := t.TempDir()
	workspace := filepath.Join(dir, "workspace")
	if err := os.CopyFS(workspace, os.DirFS(template())); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, dir, size)
		defer w.close()
		f(w)
	})
}

// TestMain removes the template.
func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.RemoveAll(template()) // a folder in temp is the system's to clean
	os.Exit(code)
}

// template is an empty workspace: to make one takes longer than a whole publish.
var template = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("", "publish-test-")
	if err != nil {
		panic(err)
	}
	s, err := store.Open(context.Background(), store.Options{Dir: dir, Sealer: func(string) store.Sealer { return &sealer{} }})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		panic(err)
	}
	return dir
})

func newWorld(t *testing.T, dir string, size int64) *world {
	t.Helper()
	w := &world{
		t: t, dir: dir, bus: &event.Bus{}, accounts: &fakeAccounts{}, path: filepath.Join(dir, "clip.mp4"),
		api: &fakeTikTok{clock: clock.System{}, script: map[string][]reply{}},
	}
	content, sum := clip(size)
	w.api.content = func() []byte { return content }
	if content == nil { // sparse
		f, err := os.Create(w.path)
		if err == nil {
			err = errors.Join(f.Truncate(size), f.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	} else if err := os.WriteFile(w.path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	w.library = &fakeLibrary{rendition: cuedrop.Rendition{Path: w.path, Route: cuedrop.RouteCopy, Size: size, SHA256: sum, Sum64: fast(content, size), DurationMs: 4000}}
	w.open()
	w.enter(size, sum)
	return w
}

// clip returns the bytes of a test clip and their digest. Large clips are sparse and
// nil stands for their zeros.
func clip(size int64) ([]byte, string) {
	if size >= many {
		return nil, zeroDigest(size)
	}
	content := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(content)
	sum := sha256.Sum256(content)
	return content, hex.EncodeToString(sum[:])
}

var digests sync.Map

// fast returns the XXH64 of a test clip, or "" for even sizes, as of a clip that
// an older Cuedrop prepared.
func fast(content []byte, size int64) string {
	if size%2 == 0 {
		return ""
	}
	if sum, ok := fastDigests.Load(size); ok && content == nil {
		return sum.(string)
	}
	h := xxhash.New()
	if content != nil {
		_, _ = h.Write(content)
	} else {
		_, _ = io.CopyN(h, zeros{}, size)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	if content == nil {
		fastDigests.Store(size, sum)
	}
	return sum
}

var fastDigests sync.Map // of sparse clips, by size

func zeroDigest(size int64) string {
	if sum, ok := digests.Load(size); ok {
		return sum.(string)
	}
	h := sha256.New()
	_, _ = io.CopyN(h, zeros{}, size)
	sum := hex.EncodeToString(h.Sum(nil))
	digests.Store(size, sum)
	return sum
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// open opens the workspace and a fresh publisher on it, as a new process does.
func (w *world) open() {
	w.t.Helper()
	s, err := store.Open(w.t.Context(), store.Options{
		Dir: filepath.Join(w.dir, "workspace"), Sealer: func(string) store.Sealer { return &w.sealer },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.store = s
	w.restart()
}

// restart makes a publisher that remembers nothing.
func (w *world) restart() {
	w.dead = false
	w.pub = publish.New(publish.Config{
		Store: w.commits(), TikTok: w.requests(), Accounts: w.accounts, Library: w.library, Clock: clock.System{}, Bus: w.bus, AckEvery: w.ackEvery(),
		FailureOf: func(reason string) (cuedrop.Failure, bool) {
			return cuedrop.Failure{Reason: "tiktok." + reason, Message: "TikTok refused this post."}, false
		},
		Probe: func(point string) {
			if w.dead {
				panic("the dead program reached " + point)
			}
			if w.probe != nil {
				w.probe(point)
			}
		},
	})
}

// ackEvery makes the journal note every chunk, unless a test is about that.
func (w *world) ackEvery() time.Duration {
	if w.acksRarely {
		return 0
	}
	return -1
}

// close closes the store and ends its goroutines, so that the bubble can end.
func (w *world) close() {
	if err := w.store.Close(); err != nil {
		w.t.Error(err)
	}
}

// enter stores the account, the clip and a post that is due.
func (w *world) enter(size int64, sum string) {
	w.t.Helper()
	ctx, now := w.t.Context(), time.Now()
	a, err := w.store.SaveGrant(ctx, cuedrop.Account{
		ID: cuedrop.NewAccountID(), OpenID: "open-id", Nickname: "Ana", Scopes: []string{cuedrop.ScopeVideoPublish}, ConnectedAt: now,
	}, cuedrop.Tokens{Access: "a", Refresh: "r", AccessExpiresAt: now.Add(2 * time.Hour), RefreshExpiresAt: now.Add(180 * 24 * time.Hour)}, now)
	if err != nil {
		w.t.Fatal(err)
	}
	w.account = a.ID
	m := cuedrop.Media{
		ID: cuedrop.NewMediaID(), Path: w.path, Name: "clip.mp4", Size: size, ModTime: now, SHA256: sum, AddedAt: now,
		Check: cuedrop.Check{Verdict: cuedrop.VerdictOK, Route: cuedrop.RouteCopy, Info: cuedrop.MediaInfo{DurationMs: 4000}},
	}
	if err := w.store.SaveMedia(ctx, m); err != nil {
		w.t.Fatal(err)
	}
	w.schedule(m.ID, cuedrop.ModeDirect)
}

// schedule makes a post that is due now and makes it the world's.
func (w *world) schedule(m cuedrop.MediaID, mode cuedrop.Mode) {
	w.t.Helper()
	ctx, now := w.t.Context(), time.Now()
	p, err := w.store.CreatePost(ctx, cuedrop.Post{
		ID: cuedrop.NewPostID(), AccountID: w.account, MediaID: m, Mode: mode,
		Settings: cuedrop.Settings{Caption: "hello", Privacy: cuedrop.PrivacySelf}, CreatedAt: now,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	at, err := cuedrop.ScheduleAt(now, "Europe/Madrid")
	if err != nil {
		w.t.Fatal(err)
	}
	w.post = p.ID
	w.mustApply(cuedrop.ScheduleChange(p, at, cuedrop.Consent{At: now, TextVersion: "music-1"}, now))
}

func (w *world) mustApply(c cuedrop.Change) {
	w.t.Helper()
	if _, err := w.store.Apply(w.t.Context(), c); err != nil {
		w.t.Fatalf("%s: %v", c.Transition, err)
	}
}

func (w *world) now() cuedrop.Post {
	w.t.Helper()
	p, err := w.store.Post(w.t.Context(), w.post)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) attempts() []cuedrop.Attempt {
	w.t.Helper()
	all, err := w.store.Attempts(w.t.Context(), w.post)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// journal returns the transitions so far.
func (w *world) journal() (steps []string) {
	w.t.Helper()
	all, err := w.store.Events(w.t.Context(), w.post)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range all {
		steps = append(steps, string(e.Transition))
	}
	return steps
}

// drive is one call of Drive. A simulated kill comes back as crashed.
func (w *world) drive() (wait time.Duration, err error) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		c, ok := r.(crashed)
		if !ok {
			panic(r)
		}
		w.dead, w.crashes = true, w.crashes+1
		wait, err = 0, fmt.Errorf("crashed at %s", c.at)
		w.restart()
	}()
	return w.pub.Drive(w.t.Context(), w.post)
}

// retryAfter is the pace of the test's scheduler for a post that meets faults.
const retryAfter = 10 * time.Second

// settle drives the post as the scheduler does until it needs nothing more or within
// is over, and returns it.
func (w *world) settle(within time.Duration) cuedrop.Post {
	w.t.Helper()
	return w.until(within, func(cuedrop.Post) bool { return false })
}

// until is settle that also ends when done says so.
func (w *world) until(within time.Duration, done func(cuedrop.Post) bool) cuedrop.Post {
	w.t.Helper()
	end := time.Now().Add(within)
	for range 100_000 {
		p := w.now()
		if !p.State.InFlight() && p.State != cuedrop.Scheduled || done(p) || !time.Now().Before(end) {
			return p
		}
		wait := time.Until(p.DueAt())
		if wait <= 0 {
			var err error
			if wait, err = w.drive(); err != nil && wait == 0 {
				wait = max(retryAfter, fault.RetryAfterOf(err))
			}
		}
		<-time.After(min(max(wait, 0), time.Until(end)))
	}
	w.t.Fatal("the post spins without time going by")
	return cuedrop.Post{}
}

// wantState fails unless the post is in state, because of reason ("" = no failure).
func (w *world) wantState(p cuedrop.Post, state cuedrop.State, reason string) {
	w.t.Helper()
	got := ""
	if p.Failure != nil {
		got = p.Failure.Reason
		if p.Failure.Message == "" {
			w.t.Errorf("%s says nothing to the user", got)
		}
	}
	if p.State != state || got != reason {
		w.t.Errorf("%s because of %q; want %s because of %q\njournal %v\ncalls %v", p.State, got, state, reason, w.journal(), w.api.calls)
	}
}

// wantPosts fails unless TikTok has n posts, each byte for byte the clip.
func (w *world) wantPosts(n int) {
	w.t.Helper()
	whole := w.api.posts()
	if len(whole) != n {
		w.t.Errorf("TikTok has %d posts, want %d\njournal %v\ncalls %v", len(whole), n, w.journal(), w.api.calls)
	}
	for _, u := range whole {
		if u.bad {
			w.t.Errorf("%s is not the clip", u.id)
		}
	}
}

// wantPublished fails unless the post is published once and says so.
func (w *world) wantPublished(p cuedrop.Post) {
	w.t.Helper()
	w.wantState(p, cuedrop.Published, "")
	w.wantPosts(1)
	if whole := w.api.posts(); len(whole) == 1 && p.PublishID != whole[0].id {
		w.t.Errorf("published as %q, TikTok says %q", p.PublishID, whole[0].id)
	}
	if err := w.store.VerifyJournal(w.t.Context()); err != nil {
		w.t.Error(err)
	}
}

func (w *world) wantCalls(kind string, n int) {
	w.t.Helper()
	if got := w.api.count(kind); got != n {
		w.t.Errorf("%d × %s, want %d: %v", got, kind, n, w.api.calls)
	}
}
