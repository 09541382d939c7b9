package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/sandbox"
)

// command is a run of the program that is not started yet.
func (b *bench) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(b.t.Context(), program, args...)
	cmd.Env = b.env
	return cmd
}

// due signs in and makes a post that is due now.
func (b *bench) due(more ...string) post {
	b.t.Helper()
	clip := b.clip("clip.mp4")
	b.want(0, "account", "connect")
	var p post
	b.json(&p, append([]string{"post", "add", clip, "--account", "practice.creator", "--privacy", "self", "--now", "--consent"}, more...)...)
	return p
}

// TestRunForADuration returns in time, with nothing to do and with something that
// never ends.
func TestRunForADuration(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	start := time.Now()
	b.want(0, "run", "--for", "1s")
	if took := time.Since(start); took < time.Second || took > 20*time.Second {
		t.Errorf("--for 1s took %v", took)
	}
	p := b.due()
	b.sandbox.SetScenario(sandbox.Scenario{Processing: sandbox.Processing{StuckForever: true}})
	b.want(0, "run", "--until-idle", "--for", "3s")
	b.json(&p, "post", "show", p.ID)
	if p.State != "confirming" {
		t.Errorf("state %s", p.State)
	}
	if r := b.run("post", "cancel", p.ID); r.code != 1 || !strings.Contains(r.stderr, "already handed to TikTok") {
		t.Errorf("cancel: exit %d, %s", r.code, r.stderr)
	}
	// The next run goes on with the same upload.
	b.sandbox.SetScenario(sandbox.Scenario{})
	b.want(0, "run", "--until-idle")
	b.json(&p, "post", "show", p.ID)
	if p.State != "published" || b.sandbox.Counts().Init != 1 {
		t.Errorf("state %s after %d inits", p.State, b.sandbox.Counts().Init)
	}
	b.want(2, "run", "--for", "-1s")
}

// TestAnOldFailureIsNotThisRuns: only what failed meanwhile makes exit code 1.
func TestAnOldFailureIsNotThisRuns(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	p := b.due()
	b.sandbox.SetScenario(sandbox.Scenario{Faults: []sandbox.Fault{{On: "init", Do: "fail:spam_risk"}}})
	if r := b.want(1, "run", "--until-idle"); !strings.Contains(r.stderr, p.ID) || !strings.Contains(r.stdout, "failed") {
		t.Errorf("stdout %q, stderr %q", r.stdout, r.stderr)
	}
	b.want(0, "run", "--until-idle")
	// Tried again with TikTok in a better mood.
	b.sandbox.SetScenario(sandbox.Scenario{})
	b.json(&p, "post", "retry", p.ID)
	if p.State != "scheduled" {
		t.Errorf("after retry: %s", p.State)
	}
	b.want(0, "run", "--until-idle")
	b.json(&p, "post", "show", p.ID)
	if p.State != "published" || p.Attempts != 2 {
		t.Errorf("post %+v", p)
	}
}

// TestResolve: TikTok forgot the post, so the user says what is there.
func TestResolve(t *testing.T) {
	t.Parallel()
	for flag, want := range map[string]string{"--published": "published", "--not-published": "prepared"} {
		t.Run(flag, func(t *testing.T) {
			t.Parallel()
			b := setup(t).practice(sandbox.Scenario{})
			p := b.due()
			b.sandbox.SetScenario(sandbox.Scenario{Faults: []sandbox.Fault{{On: "status", Do: "code:invalid_publish_id"}}})
			b.want(3, "run", "--until-idle")
			b.json(&p, "post", "show", p.ID)
			if p.State != "uncertain" || p.Failure == nil {
				t.Fatalf("post %+v", p)
			}
			if r := b.run("post", "retry", p.ID); r.code != 1 {
				t.Errorf("retry of an uncertain post: exit %d, %s", r.code, r.stderr)
			}
			b.json(&p, "post", "resolve", p.ID, flag)
			if p.State != want {
				t.Errorf("after %s: %s", flag, p.State)
			}
			b.sandbox.SetScenario(sandbox.Scenario{})
			b.want(0, "run", "--until-idle")
			b.json(&p, "post", "show", p.ID)
			if inits := b.sandbox.Counts().Init; p.State != "published" || (inits == 2) != (want == "prepared") {
				t.Errorf("%s after %d inits", p.State, inits)
			}
		})
	}
}

// TestAKilledRun dies while TikTok has the last chunk, and the next run loses nothing.
func TestAKilledRun(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	p := b.due()
	b.sandbox.SetScenario(sandbox.Scenario{Faults: []sandbox.Fault{{On: "last_chunk", Do: "stall_after"}}})
	cmd := b.command("run")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for tick := time.NewTicker(20 * time.Millisecond); b.sandbox.Counts().LastChunk == 0; <-tick.C {
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	b.sandbox.SetScenario(sandbox.Scenario{})
	b.want(0, "run", "--until-idle")
	b.json(&p, "post", "show", p.ID)
	if p.State != "published" || b.sandbox.Counts().Init != 1 || len(b.sandbox.Received()) != 1 {
		t.Errorf("post %+v, %d inits", p, b.sandbox.Counts().Init)
	}
}

// TestTwoRunsAtOnce: the second one is refused and says so.
func TestTwoRunsAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	b.want(0, "account", "list")
	cmd := b.command("run", "--for", "1m")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	deadline := time.Now().Add(30 * time.Second)
	// The first one has the lock once the file is there; before, the second one might
	// take it.
	lock := filepath.Join(b.dir, "data", "workspaces", "default", "publishing.lock")
	for tick := time.NewTicker(10 * time.Millisecond); time.Now().Before(deadline); <-tick.C {
		if _, err := os.Stat(lock); err == nil {
			break
		}
	}
	for {
		r := b.run("run", "--for", "1ms")
		if r.code == 1 && strings.Contains(r.stderr, "engine.running") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("exit %d, %s", r.code, r.stderr)
		}
	}
}

// TestSandboxCommand serves until it is ended, and says where.
func TestSandboxCommand(t *testing.T) {
	t.Parallel()
	b := setup(t)
	file := filepath.Join(b.dir, "addr")
	cmd := b.command("sandbox", "--addr-file", file)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	var addr string
	deadline := time.Now().Add(30 * time.Second)
	for tick := time.NewTicker(20 * time.Millisecond); addr == "" && time.Now().Before(deadline); <-tick.C {
		raw, _ := os.ReadFile(file)
		addr = strings.TrimSpace(string(raw))
	}
	if !strings.HasPrefix(addr, "127.0.0.1:") || browse("http://"+addr) != 0 {
		t.Errorf("%q can't be visited", addr)
	}
}
