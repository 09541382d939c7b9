package media

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"cuedrop/internal/fault"
)

func TestToolsOfThisMachine(t *testing.T) {
	t.Parallel()
	tools, err := engine(t).Tools(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if !filepath.IsAbs(tools.FFmpeg) || !filepath.IsAbs(tools.FFprobe) || tools.Version == "" || tools.H264Encoder == "" {
		t.Errorf("%+v", tools)
	}
	again, err := engine(t).Tools(context.Background())
	if err != nil || !reflect.DeepEqual(again, tools) {
		t.Errorf("second answer: %+v, %v", again, err)
	}
}

// script makes a program of a few lines of shell.
func script(t testing.TB, path, text string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	// Written elsewhere and moved: a file that another test's fork still has open for
	// writing cannot be started.
	tmp := write(t, path+".new", []byte("#!/bin/sh\n"+text+"\n"))
	if err := os.Chmod(tmp, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(tmp, path); err != nil {
		t.Fatal(err)
	}
	return path
}

func fake(t *testing.T, dir, avutil string) string {
	t.Helper()
	for _, name := range []string{"ffmpeg", "ffprobe"} {
		script(t, filepath.Join(dir, name), "echo '"+name+" version N-1 Copyright'; echo 'libavutil      "+avutil+" / "+avutil+"'")
	}
	return filepath.Join(dir, "ffmpeg")
}

func TestLocateFaults(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	liar := script(t, filepath.Join(dir, "liar", "ffmpeg"), "echo hello")
	script(t, filepath.Join(dir, "liar", "ffprobe"), "echo hello")
	alone := script(t, filepath.Join(dir, "alone", "ffmpeg"), "exit 0")
	blocked := fake(t, filepath.Join(dir, "blocked"), "57. 28.100")
	if err := os.Chmod(blocked, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		opts   Options
		reason string
	}{
		"wrong path":    {Options{FFmpeg: filepath.Join(dir, "nothing")}, "ffmpeg.missing"},
		"a folder":      {Options{FFmpeg: dir}, "ffmpeg.missing"},
		"not ffmpeg":    {Options{FFmpeg: liar}, "ffmpeg.missing"},
		"no ffprobe":    {Options{FFmpeg: alone}, "ffmpeg.missing"},
		"wrong ffprobe": {Options{FFmpeg: blocked, FFprobe: filepath.Join(dir, "nothing")}, "ffmpeg.missing"},
		"too old":       {Options{FFmpeg: fake(t, filepath.Join(dir, "old"), "55. 28.100")}, "ffmpeg.too_old"},
		"blocked":       {Options{FFmpeg: blocked}, "ffmpeg.blocked"},
	} {
		_, err := New(tt.opts).Tools(context.Background())
		if fault.ReasonOf(err) != tt.reason || !fault.Is(err, fault.Unsupported) {
			t.Errorf("%s: %v", name, err)
		}
		if m := fault.MessageOf(err); m == fault.InternalMessage || !strings.HasSuffix(m, ".") {
			t.Errorf("%s: message %q", name, m)
		}
	}
}

func TestMissingFFmpegNamesTheCommand(t *testing.T) {
	t.Parallel()
	for goos, command := range map[string]string{
		"linux": "sudo apt install ffmpeg", "darwin": "brew install ffmpeg", "windows": "winget install Gyan.FFmpeg",
	} {
		if !strings.Contains(howToGet(goos), command) {
			t.Errorf("%s: %s", goos, howToGet(goos))
		}
	}
	if m := fault.MessageOf(missing(nil)); !strings.Contains(m, howToGet(runtime.GOOS)) {
		t.Errorf("message %q", m)
	}
}

func TestCheckNeedsNoFFmpegForWhatIsNoVideo(t *testing.T) {
	t.Parallel()
	e := New(Options{FFmpeg: filepath.Join(t.TempDir(), "nothing")})
	c, err := e.Check(context.Background(), write(t, filepath.Join(t.TempDir(), "a.mp4"), []byte("text")))
	if err != nil || !slices.Equal(codes(c), []string{"not_video"}) {
		t.Errorf("%v, %v", codes(c), err)
	}
	if needFFmpeg(t); true {
		_, err = e.Check(context.Background(), clip(t, "conforming.mp4"))
		if fault.ReasonOf(err) != "ffmpeg.missing" {
			t.Errorf("%v", err)
		}
	}
}

func TestRefreshSearchesAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := New(Options{FFmpeg: fake(t, dir, "57. 28.100")})
	first, err := e.binaries(context.Background())
	if err != nil || first.avutil != 57_028 {
		t.Fatalf("%+v, %v", first, err)
	}
	fake(t, dir, "60. 1.100")
	e.Refresh()
	second, err := e.binaries(context.Background())
	if err != nil || second.avutil != 60_001 {
		t.Errorf("%+v, %v", second, err)
	}
}

func TestSearchOrder(t *testing.T) {
	t.Parallel()
	dirs := searchDirs(Options{ExeDir: "/app", ToolsDir: "/tools"}, "linux")
	want := []string{filepath.FromSlash("/app/ffmpeg"), filepath.FromSlash("/tools"), filepath.FromSlash("/tools/bin")}
	if !slices.Equal(dirs[:3], want) {
		t.Errorf("%v", dirs)
	}
	if !slices.Contains(searchDirs(Options{}, "darwin"), "/opt/homebrew/bin") {
		t.Error("Finder's programs do not see Homebrew")
	}
}

func TestParseBanner(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"ffmpeg version 5.1.9-0+deb12u1 Copyright\n  libavutil      57. 28.100 / 57. 28.100\n":   57_028,
		"ffmpeg version N-92722-gf22fcd4483 Copyright\nlibavutil      56. 24.101 / 56. 24.101\n": 56_024,
		"ffmpeg version n7.1\r\nlibavutil      59. 39.100 / 59. 39.100\r\n":                      59_039,
		"ffplay version 5\nlibavutil      57. 28.100\n":                                          0,
		"hello": 0,
	} {
		_, avutil, ok := parseBanner(text, "ffmpeg")
		if avutil != want || ok != (want != 0) {
			t.Errorf("%q: %d, %v", text, avutil, ok)
		}
	}
}

func TestChildEnvKeepsSecretsHere(t *testing.T) {
	t.Parallel()
	got := childEnv([]string{"PATH=/bin", "CUEDROP_PASSPHRASE=x", "CUEDROP_CLIENT_SECRET=x", "FFREPORT=file=/tmp/x", "http_proxy=x", "HOME=/h", "Path=C:"})
	if !slices.Equal(got, []string{"PATH=/bin", "HOME=/h", "Path=C:"}) {
		t.Errorf("%v", got)
	}
}
