//go:build unix

package media

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// alive says something about a process that is there, and nothing of one that is gone.
func alive(p *os.Process) string {
	if err := p.Signal(syscall.Signal(0)); err != nil {
		return ""
	}
	return "running"
}

// impostor is an ffmpeg that behaves, but for conversions: after each it runs what
// script says, with the result's path in $out and the number of the run in $run.
func impostor(t *testing.T, script string) Options {
	t.Helper()
	needFFmpeg(t)
	ffmpeg, _ := exec.LookPath("ffmpeg")
	ffprobe, err := exec.LookPath("ffprobe")
	if err != nil {
		t.Skip("no ffprobe on this machine")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "ffmpeg")
	text := "#!/bin/sh\ncase \"$*\" in *'-f null'*|*-version*|*-encoders*|*-filters*|*lavfi*testsrc*) exec '" + ffmpeg + "' \"$@\";; esac\n" +
		"case \"$*\" in *.part) ;; *) exec '" + ffmpeg + "' \"$@\";; esac\n" +
		"for out; do :; done\nout=${out#file:}\necho run >>'" + dir + "/runs'\nrun=$(wc -l <'" + dir + "/runs')\n'" + ffmpeg + "' \"$@\"\n" + script + "\n"
	// Written by another process: one of ours that is started meanwhile would inherit
	// the open file, and a program that is open for writing can't be run.
	maker := exec.Command("/bin/sh", "-c", `cat >"$0" && chmod 700 "$0"`, path)
	maker.Stdin = strings.NewReader(text)
	if out, err := maker.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return Options{FFmpeg: path, FFprobe: ffprobe}
}

func runs(t *testing.T, o Options) int {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(filepath.Dir(o.FFmpeg), "runs"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return bytes.Count(raw, []byte("\n"))
}

// TestAConformingClipStartsNoFFmpeg is the cheapest route: a clip that TikTok takes as
// it is costs two looks by ffprobe and nothing else, and its copy its bytes.
func TestAConformingClipStartsNoFFmpeg(t *testing.T) {
	t.Parallel()
	ffprobe, err := exec.LookPath("ffprobe")
	if err != nil {
		t.Skip("no ffprobe on this machine")
	}
	in := clip(t, "conforming.mp4")
	ffmpeg, _ := exec.LookPath("ffmpeg")
	dir := t.TempDir()
	path := filepath.Join(dir, "ffmpeg")
	maker := exec.Command("/bin/sh", "-c", `cat >"$0" && chmod 700 "$0"`, path) // as in impostor
	maker.Stdin = strings.NewReader("#!/bin/sh\ncase \"$*\" in *-version*) exec '" + ffmpeg + "' \"$@\";; esac\necho \"$*\" >>'" + dir + "/runs'\nexec '" + ffmpeg + "' \"$@\"\n")
	if out, err := maker.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	e := New(Options{FFmpeg: path, FFprobe: ffprobe})
	c, err := e.Check(t.Context(), in)
	if err != nil || c.Route != cuedrop.RouteCopy {
		t.Fatalf("%+v, %v", c, err)
	}
	out := filepath.Join(t.TempDir(), "o.mp4")
	r, err := e.Prepare(t.Context(), in, out, PrepareOptions{Check: &c, Edit: cuedrop.Edit{Fit: cuedrop.FitBlur}})
	if err != nil || r.Route != cuedrop.RouteCopy || !bytes.Equal(read(t, in), read(t, out)) {
		t.Errorf("%+v, %v", r, err)
	}
	if started, err := os.ReadFile(filepath.Join(dir, "runs")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("ffmpeg was started: %s, %v", started, err)
	}
	// The counter counts: a clip that has to be written anew starts it.
	if _, err := e.Prepare(t.Context(), clip(t, "same.mkv"), out, PrepareOptions{}); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "runs")); err != nil {
		t.Error("ffmpeg was not counted")
	}
}

// TestWhatFFmpegOnlySaysItWroteIsThrownAway is E4: exit code 0, and nothing in the file,
// half of it, or something else.
func TestWhatFFmpegOnlySaysItWroteIsThrownAway(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"nothing":        `: >"$out"; exit 0`,
		"half":           `size=$(wc -c <"$out"); head -c $((size / 2)) "$out" >"$out.x"; mv "$out.x" "$out"; exit 0`,
		"all but a bit":  `size=$(wc -c <"$out"); head -c $((size - 1000)) "$out" >"$out.x"; mv "$out.x" "$out"; exit 0`,
		"something else": `echo hello >"$out"; exit 0`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			out := write(t, filepath.Join(dir, "out.mp4"), []byte("old result"))
			_, err := New(impostor(t, script)).Prepare(context.Background(), clip(t, "same.mkv"), out, PrepareOptions{})
			if !fault.Is(err, fault.Internal) || fault.MessageOf(err) == fault.InternalMessage {
				t.Errorf("%v", err)
			}
			onlyFiles(t, dir, "out.mp4")
			if got := string(read(t, out)); got != "old result" {
				t.Errorf("the old result changed: %d bytes", len(got))
			}
		})
	}
}

// TestACrashOfFFmpegIsTriedOnceMore is E2: with everything made anew, and then given up
// with a sentence, and with its last lines in the log, without the clip's path.
func TestACrashOfFFmpegIsTriedOnceMore(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "a private name.mp4")
	copied(t, clip(t, "same.mkv"), secret)
	for name, c := range map[string]struct {
		script string
		runs   int
		works  bool
	}{
		"once":   {`[ "$run" = 1 ] && kill -SEGV $$; exit 0`, 2, true},
		"always": {`i=0; while [ $i -lt 100 ]; do echo "line $i of ` + secret + `" >&2; i=$((i + 1)); done; kill -SEGV $$`, 2, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options, dir := impostor(t, c.script), t.TempDir()
			var log bytes.Buffer
			options.Log = slog.New(slog.NewTextHandler(&log, nil))
			out := filepath.Join(dir, "out.mp4")
			r, err := New(options).Prepare(context.Background(), secret, out, PrepareOptions{})
			if (err == nil) != c.works || runs(t, options) != c.runs {
				t.Errorf("%v after %d runs", err, runs(t, options))
			}
			if c.works {
				mustMatch(t, r, out)
				return
			}
			if fault.ReasonOf(err) != "ffmpeg.failed" || fault.MessageOf(err) == fault.InternalMessage {
				t.Errorf("%v", err)
			}
			onlyFiles(t, dir)
			if text := log.String(); !strings.Contains(text, "line 99 of <file>") || strings.Contains(text, "line 79") || strings.Contains(text, filepath.Dir(secret)) {
				t.Errorf("log: %s", text)
			}
		})
	}
}
