//go:build unix

package platform_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/platform"
)

// TestOtherProgramsGetNothingOfOurs: the browser outlives the sign-in, and is no place
// for a passphrase.
func TestOtherProgramsGetNothingOfOurs(t *testing.T) {
	t.Setenv("CUEDROP_PASSPHRASE", "a passphrase")
	t.Setenv("CUEDROP_CLIENT_SECRET", "a secret")
	t.Setenv("NOT_CUEDROPS", "passed on")
	dir := t.TempDir()
	browser, seen := filepath.Join(dir, "browser"), filepath.Join(dir, "seen")
	script := "#!/bin/sh\nenv >'" + seen + ".new'\nmv '" + seen + ".new' '" + seen + "'\n"
	if err := os.WriteFile(browser, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := platform.OpenURL(t.Context(), browser, "http://127.0.0.1/"); err != nil {
		t.Fatal(err)
	}
	var env []byte
	tick, limit := time.NewTicker(5*time.Millisecond), time.After(20*time.Second)
	defer tick.Stop()
	for err := error(os.ErrNotExist); err != nil; {
		select {
		case <-tick.C:
			env, err = os.ReadFile(seen)
		case <-limit:
			t.Fatal("the browser was not started")
		}
	}
	if got := string(env); strings.Contains(got, "CUEDROP_P") || strings.Contains(got, "a secret") || !strings.Contains(got, "NOT_CUEDROPS=passed on") {
		t.Errorf("the browser got %s", got)
	}
}
