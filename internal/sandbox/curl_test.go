package sandbox_test

import (
	"bytes"
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/sandbox"
)

// runCheckScript runs build/sandbox_check.sh against a sandbox and returns what it says.
func runCheckScript(t *testing.T, sc sandbox.Scenario) (output string, ok bool) {
	t.Helper()
	for _, tool := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed; build/sandbox_check.sh needs it", tool)
		}
	}
	script, err := filepath.Abs("../../build/sandbox_check.sh")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, "bash", script, setup(t, sc).srv.URL())
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	return out.String(), err == nil
}

// TestCurlFindsTikTok: the sandbox as plain curl sees it.
func TestCurlFindsTikTok(t *testing.T) {
	t.Parallel()
	if out, ok := runCheckScript(t, sandbox.Scenario{}); !ok || !strings.HasSuffix(out, " passed, 0 failed\n") {
		t.Error(out)
	}
}

// TestCurlNoticesWhatIsWrong: a check that cannot fail checks nothing.
func TestCurlNoticesWhatIsWrong(t *testing.T) {
	t.Parallel()
	out, ok := runCheckScript(t, sandbox.Scenario{
		Tokens: sandbox.Tokens{ErrorsAs400: true},
		Limits: sandbox.Limits{NoRates: true},
		Wire:   sandbox.Wire{UploadStatuses: "ok", InvalidParam: true, PostIDs: "strings"},
	})
	for _, what := range []string{"OAuth errors come with HTTP 200", "the last chunk", "fields are required", "six inits a minute", "bare number"} {
		if !strings.Contains(failures(out), what) {
			t.Errorf("%q did not fail:\n%s", what, out)
		}
	}
	if ok {
		t.Error("the script succeeded")
	}
}

func failures(out string) string {
	var lines []string
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "FAILED") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}
