package platform

import (
	"context"
	"os/exec"
)

func revealing(ctx context.Context, path string) *exec.Cmd {
	return exec.CommandContext(ctx, "open", "-R", path)
}
