package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"cuedrop/internal/sandbox"
)

// The rows of docs/reliability.md that a person at a terminal meets.

// TestTheSameClipTwiceIsSaid is B11: by its bytes, whatever the file is called, and for
// the same account only.
func TestTheSameClipTwiceIsSaid(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	clip := b.clip("clip.mp4")
	raw, err := os.ReadFile(clip)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(b.dir, "another name.mp4")
	if err := os.WriteFile(other, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	b.want(0, "account", "connect")
	b.sandbox.SetScenario(sandbox.Scenario{Authorize: sandbox.Authorize{Always: "approve", Creator: "quiet.corner"}})
	b.want(0, "account", "connect")
	add := func(file, account string) (said bool, p post) {
		t.Helper()
		r := b.want(0, "post", "add", file, "--account", account, "--json")
		if err := json.Unmarshal([]byte(r.stdout), &p); err != nil {
			t.Fatal(err)
		}
		return strings.Contains(r.stderr, "a post of the same clip already"), p
	}
	said, first := add(clip, "practice.creator")
	if said {
		t.Error("the first one is said to be the second")
	}
	if said, _ := add(clip, "quiet.corner"); said {
		t.Error("another account's clip counts")
	}
	said, again := add(other, "practice.creator")
	if !said || again.ID == first.ID || again.State != "draft" {
		t.Errorf("said: %t, %+v", said, again)
	}
	b.want(0, "post", "cancel", first.ID)
	b.want(0, "post", "cancel", again.ID)
	if said, _ := add(clip, "practice.creator"); said {
		t.Error("canceled posts count")
	}
}

// TestAMovedClipIsLocated is D1 by hand: the post says what it lacks, and goes out once
// it is told where its clip is.
func TestAMovedClipIsLocated(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	p := b.due()
	clip, moved := filepath.Join(b.dir, "clip.mp4"), filepath.Join(b.dir, "moved.mp4")
	if err := os.Rename(clip, moved); err != nil {
		t.Fatal(err)
	}
	if r := b.want(3, "run", "--until-idle"); !strings.Contains(r.stderr, "is gone") {
		t.Errorf("stderr %s", r.stderr)
	}
	text := filepath.Join(b.dir, "text.mp4")
	if err := os.WriteFile(text, []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := b.run("post", "locate", p.ID, text); r.code != 1 || !strings.Contains(r.stderr, "media.other_content") {
		t.Errorf("another file: exit %d, %s", r.code, r.stderr)
	}
	b.want(0, "post", "locate", p.ID, moved)
	b.want(0, "run", "--until-idle")
	b.json(&p, "post", "show", p.ID)
	if p.State != "published" || len(b.sandbox.Received()) != 1 {
		t.Errorf("%s, received %d", p.State, len(b.sandbox.Received()))
	}
}

// TestAPostKeepsItsZone is F9: the computer travels, the post does not.
func TestAPostKeepsItsZone(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	clip := b.clip("clip.mp4")
	b.want(0, "account", "connect")
	var p post
	b.json(&p, "post", "add", clip, "--account", "practice.creator", "--privacy", "self", "--consent", "--at", "2030-06-01T10:00")
	for _, zone := range []string{"Asia/Tokyo", "America/New_York", "Etc/UTC"} {
		b.env = append(slices.Clone(b.env), "TZ="+zone)
		b.want(0, "run", "--for", "10ms")
		var got post
		b.json(&got, "post", "show", p.ID)
		if got.Zone != "Europe/Madrid" || got.ScheduledAt == nil || *got.ScheduledAt != "2030-06-01T08:00:00Z" {
			t.Errorf("in %s: %s at %v", zone, got.Zone, got.ScheduledAt)
		}
	}
}

// TestATerminalIsNotSteered is J1 on the command line: what a name or a caption brings
// along is shown, not obeyed.
func TestATerminalIsNotSteered(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not allow such names")
	}
	b := setup(t).practice(sandbox.Scenario{})
	const steer = "\x1b]0;owned\x07\x1b[31m\u202egpj\u2066\r"
	clip := filepath.Join(b.dir, "a"+steer+".mp4")
	if err := os.Rename(b.clip("clip.mp4"), clip); err != nil {
		t.Fatal(err)
	}
	b.want(0, "account", "connect")
	var p post
	b.json(&p, "post", "add", clip, "--account", "practice.creator", "--privacy", "self", "--caption", "hi <script> "+steer, "--now", "--consent")
	if p.Caption != "hi <script> "+steer {
		t.Errorf("the caption itself became %q", p.Caption)
	}
	var said []result
	for _, args := range [][]string{{"post", "list"}, {"post", "show", p.ID}, {"check", clip}, {"post", "locate", p.ID, os.Args[0]}} {
		said = append(said, b.run(args...))
	}
	if err := os.Rename(clip, clip+".gone"); err != nil {
		t.Fatal(err)
	}
	said = append(said, b.run("run", "--until-idle"), b.run("post", "list"))
	named := 0
	for i, r := range said {
		if bad := regexp.MustCompile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]").FindString(r.stdout + r.stderr); bad != "" {
			t.Errorf("output %d has %q: %q %q", i, bad, r.stdout, r.stderr)
		}
		if strings.Contains(r.stdout+r.stderr, "gpj") {
			named++
		}
	}
	if named < 4 {
		t.Errorf("the name or the caption is in %d of %d outputs", named, len(said))
	}
}

// TestLogsHaveOneLineAnEntryAndNoSecrets is J15: everything is logged, and the names in
// it try to forge an entry.
func TestLogsHaveOneLineAnEntryAndNoSecrets(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not allow such names")
	}
	b := setup(t).practice(sandbox.Scenario{})
	const forged = "time=2026-01-01T00:00:00.000Z level=ERROR msg=forged"
	clip := filepath.Join(b.dir, "a\n"+forged+"\n.mp4")
	if err := os.Rename(b.clip("clip.mp4"), clip); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	log := func(code int, args ...string) {
		t.Helper()
		r := b.want(code, append(args, "--log-level", "debug")...)
		all.WriteString(r.stderr)
	}
	log(0, "account", "connect")
	log(0, "post", "add", clip, "--account", "practice.creator", "--privacy", "self", "--caption", "c\r\n"+forged, "--now", "--consent")
	if err := os.Rename(clip, clip+".gone"); err != nil {
		t.Fatal(err)
	}
	log(3, "run", "--until-idle") // the log says which file is gone
	if err := os.Rename(clip+".gone", clip); err != nil {
		t.Fatal(err)
	}
	log(0, "run", "--until-idle")
	log(0, "account", "disconnect", "practice.creator")
	entries := 0
	for line := range strings.Lines(all.String()) {
		if strings.HasPrefix(line, "time=") {
			entries++
		}
		if strings.HasPrefix(line, forged) {
			t.Errorf("a forged entry: %s", line)
		}
	}
	if entries < 15 || !strings.Contains(all.String(), "msg=forged") {
		t.Errorf("%d entries, and the name may not be among them: %s", entries, all.String())
	}
	for _, canary := range []string{sandbox.DefaultClientSecret, "for tests", "upload_token", "act.", "rft.", "code_verifier", "client_secret"} {
		if strings.Contains(all.String(), canary) {
			t.Errorf("the log holds %q", canary)
		}
	}
}

// TestTheSystemEndsARun is J12: asked to end while TikTok is slow, the program is gone
// at once, and the next one goes on with the same upload.
func TestTheSystemEndsARun(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("signals are not how Windows ends a program")
	}
	for _, at := range []string{"init", "last_chunk", "status"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			b := setup(t).practice(sandbox.Scenario{})
			p := b.due()
			b.sandbox.SetScenario(sandbox.Scenario{Faults: []sandbox.Fault{{On: at, Do: "stall_after"}}})
			cmd := b.command("run")
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			reached := func() bool {
				c := b.sandbox.Counts()
				return map[string]int{"init": c.Init, "last_chunk": c.LastChunk, "status": c.Status}[at] > 0
			}
			tick := time.NewTicker(10 * time.Millisecond)
			defer tick.Stop()
			for end := time.Now().Add(time.Minute); !reached(); <-tick.C {
				if time.Now().After(end) {
					_ = cmd.Process.Kill()
					t.Fatalf("TikTok was never asked: %s", out.String())
				}
			}
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			start, ended := time.Now(), make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			select {
			case <-ended: // 2 s is the goal; a busy machine gets more
				t.Logf("ended after %v", time.Since(start))
			case <-time.After(20 * time.Second):
				_ = cmd.Process.Kill()
				t.Fatal("still running")
			}
			if code := cmd.ProcessState.ExitCode(); code != 0 {
				t.Errorf("exit %d: %s", code, out.String())
			}
			b.sandbox.SetScenario(sandbox.Scenario{})
			b.want(0, "run", "--until-idle")
			b.json(&p, "post", "show", p.ID)
			whole := 0
			for _, r := range b.sandbox.Received() {
				if r.SHA256 != "" {
					whole++
				}
			}
			if p.State != "published" || whole != 1 {
				t.Errorf("%s, %d at TikTok", p.State, whole)
			}
		})
	}
}
