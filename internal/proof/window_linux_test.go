package proof_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// envWindow is the desktop program, which `make smoke` names; the other tests do without.
const envWindow = "PROOF_WINDOW"

// TestTheWindowReachesTikTokOnly lets the real window publish, under X and in a network
// namespace, with everything that a desktop session brings: web view with its network
// process, bus, keyring, ffmpeg. Every packet is accounted for, as without a window.
func TestTheWindowReachesTikTokOnly(t *testing.T) {
	app := os.Getenv(envWindow)
	if app == "" {
		t.Skip("NOT TESTED here: the window in a network namespace is part of make smoke")
	}
	s := newSpace(t)
	s.connect()
	j := newJourney(t, s)
	fine, odd := j.clip("fine.mp4", false), j.clip("odd.mov", true)
	watched := s.watch()
	j.openTikTok(nil)
	j.run("account", "connect", "--json")
	for _, clip := range []string{fine, odd} {
		j.run("post", "add", clip, "--account", "practice.creator", "--caption", "out it goes", "--privacy", "self", "--now", "--consent", "--json")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "build/headless.sh", "build/smoke/alone.sh", j.clip("another.mp4", false))
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(j.env, "SMOKE_APP="+app, "SMOKE_PLAIN="+j.path)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := s.start(cmd); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	t.Log(strings.TrimSpace(said.String()))
	var ledger []ledgerLine
	j.decode(&ledger, "data", "requests", "--json")
	j.account(watched.end(), ledger)
}
