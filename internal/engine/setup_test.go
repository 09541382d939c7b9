package engine_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cuedrop/internal/account"
	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/queue"
	"cuedrop/internal/sandbox"
)

const passphrase = "a passphrase for tests"

// atOnce is a TikTok that has processed a clip as soon as it has its last byte, so
// that no time goes by with polling.
var atOnce = sandbox.Scenario{Processing: sandbox.Processing{Polls: new(0)}}

// world is a practice TikTok and a workspace that is signed in to it.
type world struct {
	t        *testing.T
	sandbox  *sandbox.Server
	front    string           // what stands before it; "" = nothing
	scenario sandbox.Scenario // that it plays
	dataDir  string
	account  cuedrop.AccountID // whose turn it is
	posts    int               // of that account
	signed   int               // accounts that are signed in
	clock    clock.Clock
}

// postsEach is how many posts one account gets: TikTok takes six a minute, and what
// is tested here is not the waiting.
const postsEach = 2

// creators are enough accounts for the longest of the tests.
func creators() (all []sandbox.Creator) {
	for i := range 400 {
		all = append(all, sandbox.Creator{Username: fmt.Sprint("creator.", i)})
	}
	return all
}

// play changes what the sandbox does from now on.
func (w *world) play(s sandbox.Scenario) {
	w.t.Helper()
	w.scenario = s
	w.sandbox.SetScenario(w.filled(s))
}

func (w *world) filled(s sandbox.Scenario) sandbox.Scenario {
	s.Authorize.Always, s.Authorize.Creator = "approve", fmt.Sprint("creator.", max(w.signed-1, 0))
	s.Limits.NoRates, s.Limits.PostsPerDay, s.Limits.PendingDrafts = true, 10_000, 10_000
	s.Creators = creators()
	return s
}

// signIn connects the next account, without the faults of the scenario.
func (w *world) signIn(e *engine.Engine) {
	w.t.Helper()
	w.signed++
	calm := w.scenario
	calm.Faults = nil
	w.sandbox.SetScenario(w.filled(calm))
	defer w.play(w.scenario)
	a, err := e.Accounts.Connect(w.t.Context(), account.Connecting{})
	if err != nil {
		w.t.Fatal(err)
	}
	w.account, w.posts = a.ID, 0
}

// setup starts a sandbox with the scenario and signs a new workspace in.
func setup(t *testing.T, s sandbox.Scenario) *world {
	t.Helper()
	w := newWorld(t, s)
	e := w.open(nil)
	defer e.Close()
	fastVault(t, e.Dir(), e.Store.WorkspaceID())
	w.signIn(e)
	return w
}

// newWorld starts a sandbox with the scenario beside a workspace that is not there yet.
func newWorld(t *testing.T, s sandbox.Scenario) *world {
	t.Helper()
	return newWorldAt(t, s, clock.System{})
}

// newWorldAt is newWorld for an engine and a TikTok with a clock of their own.
func newWorldAt(t *testing.T, s sandbox.Scenario, now clock.Clock) *world {
	t.Helper()
	w := &world{t: t, dataDir: t.TempDir(), scenario: s, clock: now}
	server, err := sandbox.New(sandbox.Config{Dir: t.TempDir(), Scenario: w.filled(s), Discard: true, Now: now.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	w.sandbox = server
	return w
}

func (w *world) config() engine.Config {
	return engine.Config{
		DataDir: w.dataDir, TikTokURL: w.sandbox.URL(), Passphrase: passphrase, Cost: leastCost,
		Credentials: cuedrop.Credentials{ClientKey: sandbox.DefaultClientKey, ClientSecret: sandbox.DefaultClientSecret},
		OpenURL:     follow, Clock: w.clock,
	}
}

// follow is a browser that approves at once.
func follow(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

func (w *world) open(probe func(string)) *engine.Engine {
	w.t.Helper()
	cfg := w.config()
	cfg.Probe, cfg.AckEvery = probe, -1
	if testing.Verbose() {
		cfg.Log = slog.New(slog.NewTextHandler(w.t.Output(), nil))
	}
	e, err := engine.New(w.t.Context(), cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

// clip is a file with random bytes that is entered into the library as a conforming
// clip: what is tested here is the way out, not the check.
func (w *world) clip(e *engine.Engine, size int64) cuedrop.Media {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), "clip.mp4")
	content := make([]byte, size)
	random := rand.NewChaCha8([32]byte{byte(size)})
	_, _ = random.Read(content)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		w.t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		w.t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	m := cuedrop.Media{
		ID: cuedrop.NewMediaID(), Path: path, Name: "clip.mp4", Size: size, ModTime: info.ModTime(), SHA256: hex.EncodeToString(sum[:]),
		Check:   cuedrop.Check{Verdict: cuedrop.VerdictOK, Route: cuedrop.RouteCopy, Info: cuedrop.MediaInfo{Container: "mp4", DurationMs: 4000, Width: 1080, Height: 1920}},
		AddedAt: time.Now(),
	}
	if err := e.Store.SaveMedia(w.t.Context(), m); err != nil {
		w.t.Fatal(err)
	}
	return m
}

// due schedules a post of m for now.
func (w *world) due(e *engine.Engine, m cuedrop.Media, caption string, mode cuedrop.Mode) cuedrop.PostID {
	w.t.Helper()
	if w.posts++; w.posts > postsEach {
		w.signIn(e)
		w.posts = 1
	}
	return w.schedule(e, m, caption, mode, w.account)
}

// schedule schedules a post of m for now on an account.
func (w *world) schedule(e *engine.Engine, m cuedrop.Media, caption string, mode cuedrop.Mode, who cuedrop.AccountID) cuedrop.PostID {
	w.t.Helper()
	p, err := e.Queue.Create(w.t.Context(), queue.Draft{
		MediaID: m.ID, AccountID: who, Mode: mode,
		Settings: cuedrop.Settings{Caption: caption, Privacy: cuedrop.PrivacySelf},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	now, err := cuedrop.ScheduleAt(w.clock.Now(), "Europe/Madrid")
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := e.Queue.Schedule(w.t.Context(), p.ID, now, cuedrop.Consent{At: w.clock.Now(), TextVersion: "music-1"}); err != nil {
		w.t.Fatal(err)
	}
	return p.ID
}

// untilIdle runs the scheduler until nothing is left to do.
func untilIdle(ctx context.Context, e *engine.Engine) error {
	if err := e.Start(ctx); err != nil {
		return err
	}
	defer e.Scheduler.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		idle, err := e.Scheduler.Idle(ctx)
		if err != nil || idle {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// received returns what the sandbox has with a caption, whole or not.
func (w *world) received(caption string) (whole []sandbox.Received) {
	for _, r := range w.sandbox.Received() {
		if r.Caption == caption && r.SHA256 != "" {
			whole = append(whole, r)
		}
	}
	return whole
}

func (w *world) post(e *engine.Engine, id cuedrop.PostID) cuedrop.Post {
	w.t.Helper()
	p, err := e.Queue.Post(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// wantOnce fails unless the post is published, exactly once and whole, with an
// unbroken journal.
func (w *world) wantOnce(e *engine.Engine, id cuedrop.PostID, m cuedrop.Media, caption string) {
	w.t.Helper()
	p := w.post(e, id)
	if p.State != cuedrop.Published {
		w.t.Errorf("state %s, failure %+v; want published", p.State, p.Failure)
	}
	got := w.received(caption)
	if len(got) != 1 {
		w.t.Fatalf("TikTok's side has the clip %d times, want once: %+v", len(got), got)
	}
	if got[0].SHA256 != m.SHA256 || got[0].PublishID != p.PublishID {
		w.t.Errorf("received %s as %s, want %s as %s", got[0].SHA256, got[0].PublishID, m.SHA256, p.PublishID)
	}
	if err := e.Store.VerifyJournal(w.t.Context()); err != nil {
		w.t.Errorf("journal: %v", err)
	}
	if v := w.sandbox.Counts().Violations; len(v) > 0 {
		w.t.Errorf("violations: %v", v)
	}
}

// noReturns keeps the system's news out of a bubble, whose clock would wait for them.
var noReturns = []func(context.Context, func()) error{}
