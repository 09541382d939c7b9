package sandbox_test

import (
	"os/exec"
	"testing"

	"cuedrop/internal/sandbox"
)

// TestCurlFindsTikTok runs build/sandbox_check.sh: the sandbox as plain curl sees it.
func TestCurlFindsTikTok(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "curl", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	srv, err := sandbox.New(sandbox.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = srv.Close() }()
	if err := srv.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "bash", "../../build/sandbox_check.sh", srv.URL()).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
