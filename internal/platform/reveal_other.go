//go:build !windows && !darwin

package platform

import (
	"context"
	"os/exec"
	"path/filepath"
)

// Not every file manager can choose a file, so its folder is opened.
func revealing(ctx context.Context, path string) *exec.Cmd {
	return exec.CommandContext(ctx, "xdg-open", filepath.Dir(path))
}
