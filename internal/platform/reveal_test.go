//go:build !windows && !darwin

package platform_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"cuedrop/internal/platform"
)

// TestRevealOpensTheFolder of a file, as one argument whatever its name, and says so when
// there is no file manager.
func TestRevealOpensTheFolder(t *testing.T) {
	bin, told := t.TempDir(), filepath.Join(t.TempDir(), "told")
	script := "#!/bin/sh\nprintf '%s|%s' \"$#\" \"$1\" > " + told + ".part && mv " + told + ".part " + told + "\n"
	if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":/usr/bin:/bin")
	if err := platform.Reveal(t.Context(), "/clips/a b; rm -rf x/clip.mp4"); err != nil {
		t.Fatal(err)
	}
	want := "1|/clips/a b; rm -rf x"
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range 1000 {
		if got, err := os.ReadFile(told); err == nil {
			if string(got) != want {
				t.Errorf("opened %q", got)
			}
			t.Setenv("PATH", t.TempDir())
			if err := platform.Reveal(t.Context(), "/clips/clip.mp4"); err == nil {
				t.Error("without a file manager")
			}
			return
		}
		<-tick.C
	}
	t.Error("no file manager was started")
}
