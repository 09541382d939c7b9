//go:build unix

package engine_test

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/sandbox"
)

// TestARenditionLeftByAKillIsRemoved is A13: the program dies between publishing and
// removing what it had prepared.
func TestARenditionLeftByAKillIsRemoved(t *testing.T) {
	t.Parallel()
	w := setup(t, quick)
	e := w.open(nil)
	defer e.Close()
	// A container that TikTok does not take: it is remuxed, so there is a rendition.
	m := w.real(e, "clip.mkv", "-f", "lavfi", "-i", "testsrc2=s=360x640:r=30:d=4", "-f", "lavfi", "-i", "sine=d=4:sample_rate=48000", "-ac", "2",
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
	w.due(e, m, "undisturbed", cuedrop.ModeDirect)
	_, points := w.child(0)
	at := slices.Index(points, "after publish")
	if at < 0 || len(renditions(t, e)) != 0 {
		t.Fatalf("points %v, left %v", points, renditions(t, e))
	}
	id := w.due(e, m, "killed", cuedrop.ModeDirect)
	if killed, points := w.child(at + 1); !killed || points[at] != "after publish" {
		t.Fatalf("killed: %t at %v", killed, points[at:])
	}
	if left := renditions(t, e); len(left) != 2 || left[0] != string(id)+".mp4" || left[1] != string(id)+".mp4.json" {
		t.Fatalf("the kill left %v", left)
	}
	waits := w.due(e, m, "waits", cuedrop.ModeDirect) // has none yet
	w.child(0)
	if left := renditions(t, e); len(left) != 0 {
		t.Errorf("after the next start: %v", left)
	}
	for _, p := range []cuedrop.PostID{id, waits} {
		if got := w.post(e, p); got.State != cuedrop.Published {
			t.Errorf("%s: %s, %+v", p, got.State, got.Failure)
		}
	}
	if len(w.received("killed")) != 1 || len(w.received("waits")) != 1 {
		t.Errorf("received %d and %d times", len(w.received("killed")), len(w.received("waits")))
	}
	if _, err := os.Stat(m.Path); err != nil {
		t.Errorf("the user's own file: %v", err)
	}
}

// later is a clock ahead of the machine's: what a killed program reserved has run out.
type later struct{ by time.Duration }

func (l later) Now() time.Time { return time.Now().Add(l.by) }

// TestKilledWhileASignInIsRenewed is A18: TikTok has rotated, and the program dies
// before the new pair is stored. The old one is dead: the account is signed out, the
// post waits and says why, and after the next sign-in it goes out, once.
func TestKilledWhileASignInIsRenewed(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{Processing: quick.Processing, Tokens: sandbox.Tokens{AccessSeconds: 1}})
	e := w.open(nil)
	m := w.clip(e, 100_000)
	id := w.due(e, m, "rotated", cuedrop.ModeDirect)
	stall := quick
	stall.Faults = []sandbox.Fault{{On: "refresh", Do: "stall_after"}}
	w.play(stall)
	<-time.After(1100 * time.Millisecond) // the access token has ended
	before := w.sandbox.Counts().Refresh
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), envChild+"="+w.dataDir, envTikTok+"="+w.sandbox.URL(), envKillAt+"=0", envFullAt+"=0", envPoints+"="+t.TempDir()+"/points")
	var out bytes.Buffer
	child.Stdout, child.Stderr = &out, &out
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(30 * time.Second); w.sandbox.Counts().Refresh == before; <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("no renewal: %s", out.String())
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	w.play(quick)
	e.Close()

	cfg := w.config()
	cfg.Clock = later{time.Minute} // the killed program's lease on the renewal is over
	e, err := engine.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	p := w.post(e, id)
	if p.State != cuedrop.Blocked || p.Failure.Reason != "account.signed_out" || !strings.Contains(p.Failure.Message, "Sign in") {
		t.Fatalf("%s, %+v", p.State, p.Failure)
	}
	wantCondition(t, e, "signed_out:"+string(w.account), true)
	if all, err := e.Queue.Posts(t.Context()); err != nil || len(all) != 1 || w.sandbox.Counts().Init != 0 {
		t.Errorf("%d posts, %v, %d inits", len(all), err, w.sandbox.Counts().Init)
	}
	w.signed-- // the same creator again
	w.play(quick)
	if _, err := e.Accounts.Connect(t.Context(), account.Connecting{Account: w.account}); err != nil {
		t.Fatal(err)
	}
	w.settle(e, id)
	w.wantOnce(e, id, m, "rotated")
}
