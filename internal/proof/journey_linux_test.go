package proof_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// journey is the real program in a namespace, with a practice TikTok that is a process
// of its own, and everything that the program may write below one folder.
type journey struct {
	t      *testing.T
	space  *space
	path   string // the program
	dir    string // home, data, temp: all that is the program's
	out    string // clips and records of the test, which are not
	env    []string
	tiktok netip.AddrPort
	trace  string       // file that strace writes next; "" = not traced
	said   bytes.Buffer // what every command printed, with its log
	logged bytes.Buffer // what every command wrote to its standard error
	// Secrets that were made for this journey.
	passphrase, clientSecret string
	caption, hashtag         string // the words of its post, beside others
}

const stepLimit = time.Minute // of one command; a shared machine is slow

func newJourney(t *testing.T, s *space) *journey {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	j := &journey{
		t: t, space: s, path: path, dir: filepath.Join(root, "own"), out: filepath.Join(root, "out"),
		passphrase: "passphrase-" + rand.Text(), clientSecret: "secret-" + rand.Text(),
		caption: "caption-" + rand.Text(), hashtag: "tag" + rand.Text(),
	}
	browser := filepath.Join(j.out, "browser")
	for _, dir := range []string{"own/home", "own/tmp", "own/data", "out/tiktok"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	script := "#!/bin/sh\n" + envBrowser + "=1 exec '" + os.Args[0] + "' \"$@\"\n"
	if err := os.WriteFile(browser, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	j.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Join(j.dir, "home"), "TMPDIR=" + filepath.Join(j.dir, "tmp"), "TZ=Europe/Madrid",
		"CUEDROP_DATA_DIR=" + filepath.Join(j.dir, "data"), "CUEDROP_BROWSER=" + browser, "CUEDROP_PASSPHRASE=" + j.passphrase,
		"CUEDROP_CLIENT_KEY=sbproofkey", "CUEDROP_CLIENT_SECRET=" + j.clientSecret,
	}
	return j
}

// openTikTok starts the practice TikTok in the namespace. more are parts of a scenario.
func (j *journey) openTikTok(more map[string]any) {
	j.t.Helper()
	scenario := map[string]any{
		"app":        map[string]any{"clientKey": "sbproofkey", "clientSecret": j.clientSecret},
		"authorize":  map[string]any{"always": "approve"},
		"processing": map[string]any{"polls": 0},
	}
	for k, v := range more {
		scenario[k] = v
	}
	raw, err := json.Marshal(scenario)
	if err != nil {
		j.t.Fatal(err)
	}
	file, addr := filepath.Join(j.out, "scenario.json"), filepath.Join(j.out, "address")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		j.t.Fatal(err)
	}
	cmd := exec.CommandContext(j.t.Context(), j.path, "sandbox", "--addr-file", addr, "--scenario", file)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + j.out, "TMPDIR=" + filepath.Join(j.out, "tiktok")}
	cmd.Stderr = j.t.Output()
	if err := j.space.start(cmd); err != nil {
		j.t.Fatal(err)
	}
	j.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	var text []byte
	wait(j.t, "the practice TikTok", func() bool {
		text, err = os.ReadFile(addr)
		return err == nil
	})
	if j.tiktok, err = netip.ParseAddrPort(strings.TrimSpace(string(text))); err != nil {
		j.t.Fatal(err)
	}
	j.env = append(j.env, "CUEDROP_TIKTOK_URL=http://"+j.tiktok.String())
}

// wait asks again and again until done, or fails the test.
func wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for limit := time.After(stepLimit); !done(); {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("%s did not come within %s", what, stepLimit)
		}
	}
}

// command prepares a run of the program, with a log of everything.
func (j *journey) command(ctx context.Context, args ...string) *exec.Cmd {
	args = append(args, "--log-level", "debug")
	cmd := exec.CommandContext(ctx, j.path, args...)
	if j.trace != "" {
		cmd = exec.CommandContext(ctx, "strace", append(append(traceArgs(j.trace), j.path), args...)...)
	}
	cmd.Env = j.env
	// strace that is killed lets go of what it watches, so both are ended.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}

// run runs a command to its end, wants exit code 0, and returns what it printed.
func (j *journey) run(args ...string) []byte {
	j.t.Helper()
	ctx, cancel := context.WithTimeout(j.t.Context(), stepLimit)
	defer cancel()
	cmd := j.command(ctx, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := j.space.start(cmd)
	if err == nil {
		err = cmd.Wait()
	}
	j.said.Write(stdout.Bytes())
	j.said.Write(stderr.Bytes())
	j.logged.Write(stderr.Bytes())
	if err != nil {
		j.t.Fatalf("%v: %v\n%s%s", args, err, stdout.Bytes(), stderr.Bytes())
	}
	return stdout.Bytes()
}

// clip makes a clip with ffmpeg. Odd ones have to be converted before they go out.
func (j *journey) clip(name string, odd bool) string {
	j.t.Helper()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		j.t.Skip("NOT TESTED: ffmpeg is not installed")
	}
	rate := "30"
	if odd {
		rate = "12" // TikTok wants 23 at least
	}
	path := filepath.Join(j.out, name)
	out, err := exec.CommandContext(j.t.Context(), ffmpeg, "-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=s=360x640:r="+rate+":d=3",
		"-f", "lavfi", "-i", "sine=d=3:sample_rate=48000", "-ac", "2", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-profile:v", "main",
		"-c:a", "aac", "-movflags", "+faststart", "file:"+path).CombinedOutput()
	if err != nil {
		j.t.Fatalf("make a clip: %v: %s", err, out)
	}
	return path
}
