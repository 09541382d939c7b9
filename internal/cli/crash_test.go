//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"cuedrop/internal/sandbox"
)

// TestACrashIsNotedAndToldOnce: the real program is made to crash while it publishes; the
// next command says so, once, and what is left tells where and nothing else.
func TestACrashIsNotedAndToldOnce(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{Faults: []sandbox.Fault{{On: "last_chunk", Do: "stall_after"}}})
	p := b.due()
	cmd := b.command("run")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for tick := time.NewTicker(20 * time.Millisecond); b.sandbox.Counts().LastChunk == 0; <-tick.C {
	}
	// Go's runtime ends at this signal as it does at a fatal error.
	if err := cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("it did not crash")
	}
	if told := b.run("account", "list").stderr; strings.Count(told, "(crash)") != 1 {
		t.Errorf("the next command says %q", told)
	}
	if told := b.run("account", "list").stderr; strings.Contains(told, "(crash)") {
		t.Errorf("told again: %q", told)
	}
	left, err := filepath.Glob(filepath.Join(b.dir, "data", "crashes", "*"))
	if err != nil || len(left) != 1 {
		t.Fatalf("left %q, %v", left, err)
	}
	raw, err := os.ReadFile(left[0])
	if err != nil || !strings.Contains(string(raw), "\nkind: ended\n") || strings.Contains(string(raw), b.dir) || strings.Contains(string(raw), p.ID) {
		t.Errorf("%v: %s", err, raw)
	}
	b.sandbox.SetScenario(sandbox.Scenario{})
	b.want(0, "run", "--until-idle")
	if n := len(b.sandbox.Received()); n != 1 {
		t.Errorf("received %d times", n)
	}
}
