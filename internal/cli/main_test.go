package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"cuedrop/internal/cli"
	"cuedrop/internal/engine"
	"cuedrop/internal/sandbox"
	"cuedrop/internal/vault"
)

const (
	envProgram = "CUEDROP_TEST_PROGRAM" // be the program
	envBrowser = "CUEDROP_TEST_BROWSER" // be the browser: visit the last argument
)

// program is what the tests start: the real one, built as users build it, so that they
// see its own environment, exit codes and streams, and not the race detector's pace.
var program = os.Args[0]

// TestMain builds the program, and lets the test binary be the browser, or the program
// where nothing can be built.
func TestMain(m *testing.M) {
	switch {
	case os.Getenv(envBrowser) != "":
		os.Exit(browse(os.Args[len(os.Args)-1]))
	case os.Getenv(envProgram) != "":
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM) // as main does
		code := cli.Main(ctx, cli.Options{
			Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Version: "test",
		})
		stop()
		os.Exit(code)
	}
	dir, err := os.MkdirTemp("", "cli-test-")
	if err != nil {
		panic(err)
	}
	path := filepath.Join(dir, "cuedrop")
	build := exec.CommandContext(context.Background(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "cuedrop")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		_, _ = os.Stderr.WriteString("the test binary stands in for the program: " + string(out))
	} else {
		program = path
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func browse(url string) int {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	if err != nil {
		return 1
	}
	res, err := (&http.Client{}).Do(req)
	if err != nil {
		return 1
	}
	_ = res.Body.Close()
	return 0
}

// bench is a data folder and, after practice, a sandbox to talk to.
type bench struct {
	t       *testing.T
	dir     string
	env     []string
	sandbox *sandbox.Server
}

func setup(t *testing.T) *bench {
	t.Helper()
	dir := t.TempDir()
	b := &bench{t: t, dir: dir}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "CUEDROP_") {
			b.env = append(b.env, v)
		}
	}
	b.env = append(b.env, envProgram+"=1", "CUEDROP_DATA_DIR="+filepath.Join(dir, "data"), "CUEDROP_PASSPHRASE=for tests", "TZ=Europe/Madrid")
	return b
}

// cheapKey makes the workspace beforehand, with a passphrase that costs next to nothing to
// try: each command is a program that opens it anew.
func (b *bench) cheapKey() {
	b.t.Helper()
	e, err := engine.New(b.t.Context(), engine.Config{
		DataDir: filepath.Join(b.dir, "data"), Passphrase: "for tests", Cost: vault.Cost{Time: 1, MemoryKiB: 8 << 10, Threads: 1},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	defer e.Close()
	if err := e.Vault.Unlock(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// practice starts a sandbox that the bench's programs use.
func (b *bench) practice(s sandbox.Scenario) *bench {
	b.t.Helper()
	b.cheapKey()
	s.Authorize.Always = "approve"
	server, err := sandbox.New(sandbox.Config{Dir: b.t.TempDir(), Scenario: s, Discard: true})
	if err != nil {
		b.t.Fatal(err)
	}
	if err := server.Listen("127.0.0.1:0"); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = server.Close() })
	browser := filepath.Join(b.dir, "browser")
	script := "#!/bin/sh\nunset " + envProgram + "\n" + envBrowser + "=1 exec '" + os.Args[0] + "' \"$@\"\n"
	if err := os.WriteFile(browser, []byte(script), 0o700); err != nil {
		b.t.Fatal(err)
	}
	b.env = append(b.env, "CUEDROP_TIKTOK_URL="+server.URL(), "CUEDROP_BROWSER="+browser,
		"CUEDROP_CLIENT_KEY="+sandbox.DefaultClientKey, "CUEDROP_CLIENT_SECRET="+sandbox.DefaultClientSecret)
	b.sandbox = server
	return b
}

// result is what a run of the program left.
type result struct {
	code           int
	stdout, stderr string
}

func (b *bench) run(args ...string) result {
	b.t.Helper()
	cmd := exec.CommandContext(b.t.Context(), program, args...)
	cmd.Env = b.env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		b.t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// json runs a command with --json, wants exit code 0, and decodes what it printed.
func (b *bench) json(into any, args ...string) {
	b.t.Helper()
	r := b.run(append(args, "--json")...)
	if r.code != 0 {
		b.t.Fatalf("%v: exit %d\n%s%s", args, r.code, r.stdout, r.stderr)
	}
	d := json.NewDecoder(strings.NewReader(r.stdout))
	if err := d.Decode(into); err != nil {
		b.t.Fatalf("%v: %v in %s", args, err, r.stdout)
	}
	if d.More() {
		b.t.Fatalf("%v printed more than one document: %s", args, r.stdout)
	}
}

// clip writes a small conforming clip, or skips without ffmpeg.
func (b *bench) clip(name string) string {
	b.t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		b.t.Skip("ffmpeg is not installed")
	}
	content, err := conforming()
	if err != nil {
		b.t.Fatal(err)
	}
	path := filepath.Join(b.dir, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// conforming is the clip of all tests, made once.
var conforming = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "cli-test-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "clip.mp4")
	out, err := exec.CommandContext(context.Background(), "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=360x640:r=30:d=3", "-f", "lavfi", "-i", "sine=d=3:sample_rate=48000",
		"-ac", "2", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-profile:v", "main", "-c:a", "aac",
		"-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", "file:"+path).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("make a clip: %w: %s", err, out)
	}
	return os.ReadFile(path)
})

// post is what scripts rely on of a post (product.md).
type post struct {
	ID, State, Account, Mode, Caption, Zone, PublishID, SHA256, File string
	ScheduledAt                                                      *string
	TimeNote                                                         string
	PostIDs                                                          []string
	Attempts                                                         int
	Size                                                             int64
	Failure                                                          *struct{ Reason, Message string }
}
