//go:build unix

package engine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/sandbox"
)

// fastClock goes factor times as fast as the machine's. Waiting is not shortened by it,
// so an engine on it is slow for its time: that is one more trouble.
type fastClock struct {
	began time.Time

	mu     sync.Mutex
	at     time.Time // of the machine's clock, when it showed shown
	shown  time.Time
	factor time.Duration
}

func newFastClock(factor time.Duration) *fastClock {
	now := time.Now()
	return &fastClock{began: now.Round(0), at: now, shown: now.Round(0), factor: factor}
}

func (c *fastClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.shown.Add(time.Since(c.at) * c.factor)
}

// goes makes it go on at another factor.
func (c *fastClock) goes(factor time.Duration) {
	shown := c.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.shown, c.factor = time.Now(), shown, factor
}

const (
	chaosFactor = 240
	// A post without a verdict waits a day by the clock before its user is asked
	// (reliability-security.md 3.3). While nothing else is left, the day goes faster.
	verdictFactor = 10 * chaosFactor
)

// TestNetworkChaos publishes for hours by the clock while every kind of fault comes and
// goes, sign-ins are renewed and upload addresses expire (reliability-security.md 6):
// 24 hours and 2,000 posts in `make soak`.
func TestNetworkChaos(t *testing.T) {
	t.Parallel()
	hours, count := number(t, "CUEDROP_SOAK_HOURS", 1), number(t, "CUEDROP_SOAK_PUBLISHES", 60)
	now := newFastClock(chaosFactor)
	w := newWorldAt(t, atOnce, now)
	e := w.open(nil)
	defer e.Close()
	var accounts []cuedrop.AccountID
	for range 16 {
		w.signIn(e)
		accounts = append(accounts, w.account)
	}
	clips := []cuedrop.Media{w.clip(e, manyChunks), w.clip(e, 300_000), w.clip(e, 5_000_000), w.clip(e, 1)}
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop := keepAwake(e)
	defer stop()
	each := time.Duration(hours) * time.Hour / time.Duration(count) / chaosFactor
	tick := time.NewTicker(each)
	defer tick.Stop()
	var posts []sent
	faults := 0
	for i := range count {
		s := sent{media: clips[1+rand.IntN(3)], caption: fmt.Sprint("chaos ", i), mode: cuedrop.ModeDirect}
		if rand.IntN(10) == 0 {
			s.media = clips[0]
		}
		s.id = w.schedule(e, s.media, s.caption, s.mode, accounts[i%len(accounts)])
		posts = append(posts, s)
		chaos := trouble(true)
		chaos.Tokens.AccessSeconds = 3600
		chaos.Faults = append([]sandbox.Fault{
			{On: "refresh", Nth: 1, Do: []string{"drop_before", "status:503", "delay:100ms"}[rand.IntN(3)]},
			{On: []string{"chunk", "last_chunk"}[rand.IntN(2)], Nth: 2 + rand.IntN(30), Do: "expire"},
		}, chaos.Faults...)
		faults += len(chaos.Faults) - len(network)
		w.play(chaos)
		<-tick.C
	}
	w.play(sandbox.Scenario{Processing: atOnce.Processing})
	acts := w.untilEnded(e, posts, now)
	all := w.audit(e, posts, true)
	t.Logf("%.1f h by the clock, %d faults, %d refreshes, %d inits, %d failed because TikTok said so, %d waited for the user", now.Now().Sub(now.began).Hours(), faults, w.sandbox.Counts().Refresh, all.inits, all.failed, acts)
	t.Log("chaos:", all)
	fmt.Fprintln(os.Stdout, "chaos:", all)
	if all.duplicates > 0 || all.lost > 0 {
		t.Error("want no duplicates and nothing lost")
	}
}

// keepAwake makes the scheduler look all the time, because its own timers do not go as
// fast as its clock.
func keepAwake(e *engine.Engine) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for ctx.Err() == nil {
			<-tick.C
			e.Scheduler.Wake()
		}
	})
	return func() { cancel(); done.Wait() }
}

// untilEnded waits for the posts to end, does what the user would about those that wait
// for the user, and returns how many did.
func (w *world) untilEnded(e *engine.Engine, posts []sent, clock *fastClock) (acts int) {
	w.t.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	deadline := time.Now().Add(30*time.Hour/chaosFactor + time.Minute)
	for open := posts; len(open) > 0; <-tick.C {
		if time.Now().After(deadline) {
			w.t.Errorf("%d posts did not end, such as %+v", len(open), w.post(e, open[0].id))
			return acts
		}
		var left []sent
		factor := time.Duration(verdictFactor)
		for _, s := range open {
			p := w.post(e, s.id)
			if !p.State.Final() {
				left = append(left, s)
			}
			if !p.State.Final() && p.State != cuedrop.Confirming {
				factor = chaosFactor
			}
			var err error
			switch p.State {
			case cuedrop.Blocked, cuedrop.Missed:
				acts++
				_, err = e.Queue.Retry(w.t.Context(), s.id)
			case cuedrop.Uncertain:
				acts++
				_, err = e.Queue.Resolve(w.t.Context(), s.id, len(w.received(s.caption)) > 0)
			default:
			}
			if err != nil {
				w.t.Errorf("%s, %s: %v", s.caption, p.State, err)
			}
		}
		open = left
		clock.goes(factor)
	}
	return acts
}

const (
	workers   = 8 // accounts at a time, each with a worker of its own
	postsWave = 5 // of each account: TikTok takes six a minute
)

// TestTwoProgramsOneWorkspace starts two programs at a time on one workspace whose posts
// go out by eight workers, while a third process uses the same sign-ins, which live for
// seconds (reliability-security.md H5, H17 and 6): one init for each post, no stale refresh.
// 1,000 posts in `make soak`.
func TestTwoProgramsOneWorkspace(t *testing.T) {
	t.Parallel()
	count := number(t, "CUEDROP_SOAK_POSTS", workers*postsWave)
	slow := atOnce
	slow.Faults = []sandbox.Fault{{On: "refresh", Do: "delay:40ms"}, {On: "init", Do: "delay:20ms"}}
	w := newWorld(t, slow)
	e := w.open(nil)
	fastVault(t, e.Dir(), e.Store.WorkspaceID())
	defer e.Close() // uses the sign-ins
	m := w.clip(e, 20_000)
	var posts []sent
	var accounts []cuedrop.AccountID
	refused := 0
	for len(posts) < count {
		var wave []cuedrop.AccountID
		for range workers {
			w.signIn(e)
			wave = append(wave, w.account)
		}
		for i := range workers * postsWave {
			s := sent{media: m, caption: fmt.Sprint("wave ", len(posts)), mode: cuedrop.ModeDirect}
			s.id = w.schedule(e, m, s.caption, s.mode, wave[i%workers])
			posts = append(posts, s)
		}
		w.act(`{"do": "expire_access"}`)
		stop := w.useSignIns(e, wave)
		refused += w.twoPrograms()
		stop()
		accounts = append(accounts, wave...)
	}
	all := w.audit(e, posts, true)
	stale := 0
	for _, id := range accounts {
		// TikTok ends a sign-in that shows it a refresh token for the second time.
		if a, err := e.Accounts.Account(t.Context(), id); err != nil || a.Health != cuedrop.AccountOK {
			stale++
		}
	}
	counts := w.sandbox.Counts()
	result := fmt.Sprintf("two programs: %v, inits %d, refreshes %d, stale refreshes %d, refused starts %d", all, counts.Init, counts.Refresh, stale, refused)
	t.Log(result)
	fmt.Fprintln(os.Stdout, result)
	if all.duplicates > 0 || all.lost > 0 || counts.Init != len(posts) || stale > 0 {
		t.Errorf("want one init for each of %d posts and no stale refresh", len(posts))
	}
	if counts.Refresh < len(accounts) {
		t.Errorf("%d refreshes of %d sign-ins, want one each at least", counts.Refresh, len(accounts))
	}
	if refused == 0 {
		t.Error("no program was refused: they never ran at the same time")
	}
}

// act has the sandbox do something at once.
func (w *world) act(body string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.sandbox.URL()+"/sandbox/control/act", strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: %s", body, res.Status)
	}
}

// useSignIns asks TikTok about each account all the time, until stop.
func (w *world) useSignIns(e *engine.Engine, accounts []cuedrop.AccountID) (stop func()) {
	ctx, cancel := context.WithCancel(w.t.Context())
	var all sync.WaitGroup
	for _, id := range accounts {
		all.Go(func() {
			tick := time.NewTicker(100 * time.Millisecond)
			defer tick.Stop()
			for ctx.Err() == nil {
				if _, err := e.Accounts.Creator(ctx, id, true); err != nil && ctx.Err() == nil {
					w.t.Errorf("ask about %s: %v", id, err)
				}
				<-tick.C
			}
		})
	}
	return func() { cancel(); all.Wait() }
}

// twoPrograms starts two programs at once until both find nothing to do, and returns how
// many starts were refused.
func (w *world) twoPrograms() (refused int) {
	w.t.Helper()
	for range 2 {
		first, said := w.start("run", "--until-idle", "--for", "2m")
		second, said2 := w.start("run", "--until-idle", "--for", "2m")
		code, words, _ := end(first, said)
		code2, words2, _ := end(second, said2)
		for _, c := range []int{code, code2} {
			if c == 1 {
				refused++
			}
		}
		if code != 0 && code2 != 0 {
			w.t.Errorf("neither program ran: exit %d %v, exit %d %v", code, words, code2, words2)
		}
	}
	return refused
}
