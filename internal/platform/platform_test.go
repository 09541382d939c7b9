package platform_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"cuedrop/internal/platform"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Tests that set the environment can't be parallel.

func TestDataDirFollowsTheSystemsCustom(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("LOCALAPPDATA", filepath.Join(home, "Local"))
	want := map[string]string{
		"windows": filepath.Join(home, "Local", "Cuedrop"),
		"darwin":  filepath.Join(home, "Library", "Application Support", "Cuedrop"),
	}[runtime.GOOS]
	if want == "" {
		want = filepath.Join(home, ".local", "share", "cuedrop")
	}
	if dir, err := platform.DataDir(); err != nil || dir != want {
		t.Errorf("DataDir = %q, %v, want %q", dir, err, want)
	}
	if _, err := os.Stat(want); err == nil {
		t.Error("asking made the folder")
	}
}

func TestDataDirHonoursXDG(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("XDG is the custom of other systems")
	}
	home, data := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_DATA_HOME", data)
	if dir, err := platform.DataDir(); err != nil || dir != filepath.Join(data, "cuedrop") {
		t.Errorf("DataDir = %q, %v", dir, err)
	}
	t.Setenv("XDG_DATA_HOME", "relative/is/invalid")
	if dir, err := platform.DataDir(); err != nil || dir != filepath.Join(home, ".local", "share", "cuedrop") {
		t.Errorf("with a relative folder: DataDir = %q, %v", dir, err)
	}
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("HOME", "")
	if dir, err := platform.DataDir(); err == nil {
		t.Errorf("without a home: DataDir = %q", dir)
	}
}

// browser is a program that tells a pipe with what it was started.
func browser(t *testing.T, exit string) (program string, told func() string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell script")
	}
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	program = filepath.Join(dir, "my browser")
	script := "#!/bin/sh\n{ echo $#; for a in \"$@\"; do echo \"$a\"; done; } > '" + out + ".new'\nmv '" + out + ".new' '" + out + "'\nexit " + exit + "\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return program, func() string {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		tick := time.NewTicker(5 * time.Millisecond) // there is no event: the browser is not ours to wait for
		defer tick.Stop()
		for {
			if raw, err := os.ReadFile(out); err == nil {
				return string(raw)
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				t.Fatal("the browser was not started")
			}
		}
	}
}

func TestTheBrowserGetsTheAddressAsItIs(t *testing.T) {
	t.Parallel()
	const url = "https://www.tiktok.com/v2/auth/authorize/?a=1&b=%20;echo x$(id)`id`'\"*#f"
	program, told := browser(t, "0")
	if err := platform.OpenURL(t.Context(), program, url); err != nil {
		t.Fatal(err)
	}
	if got, want := told(), "1\n"+url+"\n"; got != want {
		t.Errorf("the browser got %q, want %q", got, want)
	}
}

// TestTheBrowserOutlivesTheSignIn: the caller's context has ended, and the browser's
// verdict does not matter.
func TestTheBrowserOutlivesTheSignIn(t *testing.T) {
	t.Parallel()
	program, told := browser(t, "3")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := platform.OpenURL(ctx, program, "https://x"); err != nil {
		t.Fatal(err)
	}
	if got := told(); !strings.HasSuffix(got, "https://x\n") {
		t.Errorf("the browser got %q", got)
	}
}

func TestABrowserThatIsNotThereIsAnError(t *testing.T) {
	t.Parallel()
	for _, program := range []string{filepath.Join(t.TempDir(), "none"), "cuedrop-no-such-browser", t.TempDir()} {
		if err := platform.OpenURL(t.Context(), program, "https://x"); err == nil {
			t.Errorf("%s: no error", program)
		}
	}
}

func TestTheSystemsBrowserIsFoundByName(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("xdg-open is the program of other systems")
	}
	program, told := browser(t, "0")
	dir := t.TempDir()
	if err := os.Symlink(program, filepath.Join(dir, "xdg-open")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	if err := platform.OpenURL(t.Context(), "", "https://x"); err != nil {
		t.Fatal(err)
	}
	if got := told(); got != "1\nhttps://x\n" {
		t.Errorf("the browser got %q", got)
	}
	t.Setenv("PATH", t.TempDir())
	if err := platform.OpenURL(t.Context(), "", "https://x"); err == nil {
		t.Error("no browser, and no error")
	}
}

func TestTheComputersZoneCanBeLoaded(t *testing.T) {
	t.Parallel()
	zone := platform.Zone()
	if _, err := time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
		t.Errorf("Zone = %q, %v", zone, err)
	}
}

func TestZoneFollowsTZ(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no TZ")
	}
	for tz, want := range map[string]string{"Europe/Madrid": "Europe/Madrid", "Mars/Olympus": "UTC", "UTC": "UTC"} {
		t.Setenv("TZ", tz)
		if got := platform.Zone(); got != want {
			t.Errorf("TZ=%s: Zone = %q, want %q", tz, got, want)
		}
	}
}
