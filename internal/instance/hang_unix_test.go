//go:build unix

package instance_test

import (
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestAProgramThatHangsIsNamed: the second start says what to do and fails; once the
// first one goes on, starts are taken again, and what was refused does not come after
// all.
func TestAProgramThatHangsIsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := start(t, dir)
	first.shows()
	if err := first.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	second := start(t, dir, "/refused.mp4")
	if got := second.shows(); got != nil {
		t.Errorf("a second window, with %q", got)
	}
	const want = "Cuedrop is already running but does not answer. Quit it in the system's task list, then start again."
	if code := second.ends(); code != 1 || !strings.Contains(second.stderr.String(), want) {
		t.Errorf("exit %d, %s", code, second.stderr.String())
	}
	if err := first.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if code := start(t, dir, "/taken.mp4").ends(); code != 0 {
		t.Errorf("afterwards exit %d", code)
	}
	if got := first.shows(); !slices.Equal(got, []string{"/taken.mp4"}) {
		t.Errorf("afterwards the window got %q", got)
	}
}
