//go:build unix

package engine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/sandbox"
)

// number is a count that the environment may change.
func number(t *testing.T, name string, fallback int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return fallback
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		t.Fatalf("%s is %q, not a number", name, text)
	}
	return n
}

const (
	killBatch = 150 // kills of one workspace; the list that each start reads stays short
	atATime   = 5   // posts that a start of the program finds due
)

// TestRandomKillsOfTheProgram kills the real program at random moments of real
// publishes while TikTok misbehaves, and counts what arrived: 300 kills, and
// CUEDROP_SOAK_KILLS of them in `make soak` (reliability-security.md A14 and 6).
func TestRandomKillsOfTheProgram(t *testing.T) {
	// Not beside others: it has a minute, and keeps both processors busy by itself.
	kills := number(t, "CUEDROP_SOAK_KILLS", 2*killBatch)
	if testing.Short() {
		kills = 20
	}
	if _, err := program(); err != nil {
		t.Fatal(err)
	}
	var all tally
	var mu sync.Mutex
	began := time.Now()
	t.Run("batch", func(t *testing.T) {
		var left atomic.Int64
		left.Store(int64(kills))
		for i := range 2 { // as many as this is worth on two cores
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				for {
					mine := min(killBatch, kills)
					rest := left.Add(int64(-mine))
					if mine += int(min(rest, 0)); mine <= 0 || t.Failed() {
						return
					}
					t.Run("workspace", func(t *testing.T) {
						batch := randomKills(t, mine)
						mu.Lock()
						defer mu.Unlock()
						all.add(batch)
					})
				}
			})
		}
	})
	took := time.Since(began)
	t.Logf("%d starts, %d inits, %d failed because TikTok said so, in %.1f s (%.0f kills a minute)", all.starts, all.inits, all.failed, took.Seconds(), float64(all.kills)/took.Minutes())
	t.Log(all)
	fmt.Fprintln(os.Stdout, all)
	if all.kills < kills || all.duplicates > 0 || all.lost > 0 {
		t.Error("want every kill, no duplicates and nothing lost")
	}
}

// network is a TikTok that takes its time, as a real one does, so that a kill finds
// requests on their way.
var network = []sandbox.Fault{
	{On: "creator_info", Do: "delay:10ms"}, {On: "init", Do: "delay:20ms"},
	{On: "last_chunk", Do: "delay:25ms"}, {On: "status", Do: "delay:15ms"},
}

// misbehavior is what else goes wrong, each for one request. What costs a publish
// minutes by our own rules is left to the tests with a clock of their own.
var misbehavior = map[string][]string{
	"creator_info": {"status:503", "drop_before", "drop_after", "garbage", "html:502", "code:rate_limit_exceeded", "delay:150ms"},
	"init":         {"fail:frame_rate_check_failed", "code:rate_limit_exceeded", "slow:4000", "delay:150ms", "delay:100ms"},
	"chunk":        {"drop_mid", "drop_after", "drop_before", "status:500", "slow:60000000", "reply:200", "delay:100ms"},
	"last_chunk":   {"drop_mid", "drop_after", "drop_before", "status:503", "slow:3000000", "delay:150ms"},
	"status":       {"drop_before", "drop_after", "status:502", "html", "garbage", "cut", "break", "empty", "slow:2000", "code:rate_limit_exceeded"},
}

// lostInits make the next init of a post wait for seconds, and the third one gives up.
var lostInits = []string{"drop_after", "drop_before", "status:503", "cut", "break", "garbage"}

// trouble draws what goes wrong until the next start.
func trouble(rough bool) (s sandbox.Scenario) {
	s.Processing.Polls = new(rand.IntN(2))
	s.Wire.RetryAfter = "1"
	for range rand.IntN(4) {
		for on, all := range misbehavior { // one place at random
			s.Faults = append(s.Faults, sandbox.Fault{On: on, Nth: 1 + rand.IntN(4), Do: all[rand.IntN(len(all))]})
			break
		}
	}
	if rough {
		s.Faults = append(s.Faults, sandbox.Fault{On: "init", Nth: 1 + rand.IntN(3), Do: lostInits[rand.IntN(len(lostInits))]})
	}
	s.Faults = append(s.Faults, network...)
	return s
}

// randomKills kills the program on one workspace, then lets it come to an end.
func randomKills(t *testing.T, kills int) (c tally) {
	w := newWorld(t, atOnce)
	e := w.open(nil)
	fastVault(t, e.Dir(), e.Store.WorkspaceID())
	defer e.Close() // looks on; only the children publish
	w.signIn(e)
	clips := []cuedrop.Media{w.clip(e, manyChunks), w.clip(e, 100_000), w.clip(e, 2_500_000), w.clip(e, 1)}
	var posts, open []sent
	for round := 0; c.kills < kills && !t.Failed(); round++ {
		open = w.stillOpen(e, open)
		for len(open) < atATime {
			s := sent{media: clips[1+rand.IntN(len(clips)-1)], caption: fmt.Sprint("post ", len(posts)), mode: cuedrop.ModeDirect}
			if rand.IntN(8) == 0 {
				s.media = clips[0]
			}
			if rand.IntN(8) == 0 {
				s.mode = cuedrop.ModeInbox
			}
			s.id = w.due(e, s.media, s.caption, s.mode)
			posts, open = append(posts, s), append(open, s)
		}
		w.play(trouble(c.kills < kills/2 && rand.IntN(6) == 0))
		c.starts++
		if w.startAndKill() {
			c.kills++
		}
		if round%25 == 24 {
			w.audit(e, posts, false)
		}
	}
	w.play(sandbox.Scenario{Processing: atOnce.Processing})
	for range 3 {
		if w.runUntilIdle(); t.Failed() || w.retryAll(e, posts) == 0 {
			break
		}
	}
	end := w.audit(e, posts, true)
	end.kills, end.starts = c.kills, c.starts
	return end
}

// stillOpen returns the posts that the program has something to do for.
func (w *world) stillOpen(e *engine.Engine, posts []sent) (open []sent) {
	w.t.Helper()
	for _, s := range posts {
		if p := w.post(e, s.id); p.State.InFlight() || p.State == cuedrop.Scheduled {
			open = append(open, s)
		}
	}
	return open
}

// startAndKill starts the program and kills it 5 to 150 ms after its first sign of
// progress, or now and then while it starts. It reports whether the program died of it.
func (w *world) startAndKill() bool {
	w.t.Helper()
	cmd, lines := w.start("run", "--until-idle", "--for", "100s")
	wait := time.Duration(5+rand.IntN(146)) * time.Millisecond
	if rand.IntN(12) == 0 {
		wait = time.Duration(rand.IntN(40)) * time.Millisecond
	} else if _, ok := <-lines; !ok {
		end(cmd, lines)
		return false
	}
	timer := time.AfterFunc(wait, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	_, said, killed := end(cmd, lines)
	timer.Stop()
	if killed || cmd.ProcessState.ExitCode() != 2 {
		return killed
	}
	w.t.Fatalf("the program does not run: %v", said)
	return false
}

// runUntilIdle lets the program end by itself.
func (w *world) runUntilIdle() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 100*time.Second) // the longest wait of our own is for the quota of inits, a minute
	defer cancel()
	cmd, lines := w.start("run", "--until-idle", "--for", "100s") // so that none outlives a test that is killed
	stop := context.AfterFunc(ctx, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	defer stop()
	if code, said, killed := end(cmd, lines); killed || code == 2 {
		w.t.Errorf("run --until-idle: exit %d, killed %t: %v", code, killed, said)
	}
}

// retryAll does what the user would about posts of which TikTok was asked three times
// in vain, and returns how many there were.
func (w *world) retryAll(e *engine.Engine, posts []sent) (n int) {
	w.t.Helper()
	for _, s := range posts {
		p := w.post(e, s.id)
		if p.State != cuedrop.Blocked || p.Failure == nil || p.Failure.Reason != "publish.init_gave_up" {
			continue
		}
		n++
		if _, err := e.Queue.Retry(w.t.Context(), s.id); err != nil {
			w.t.Errorf("retry %s: %v", s.caption, err)
		}
	}
	return n
}
