package platform

import (
	"context"
	"os/exec"
	"syscall"
)

// Explorer reads its command line by rules of its own: the name in quotes, not the word.
// No Windows path holds a quote.
func revealing(ctx context.Context, path string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "explorer.exe")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `explorer.exe /select,"` + path + `"`}
	return cmd
}
