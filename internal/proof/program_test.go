package proof_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	_ "cuedrop/internal/cli" // so that Go's cache of test results knows what the program is made of
)

// program is the real command line, built once as `make build` builds it.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "proof-test-")
	if err != nil {
		return "", err
	}
	programDir = dir
	path := filepath.Join(dir, "cuedrop")
	cmd := exec.CommandContext(context.Background(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "cuedrop")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
})

var programDir string // "" = not built

func removeProgram() {
	if programDir != "" {
		_ = os.RemoveAll(programDir) // a folder in temp is the system's to clean
	}
}
