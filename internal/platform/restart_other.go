//go:build !linux

package platform

import (
	"fmt"
	"os"
	"os/exec"
)

// restart starts a second process: a graphical program that replaces itself would keep
// the system's connection to the window that it had.
func restart(exe string, args []string) error {
	cmd := exec.Command(exe, args...) //nolint:gosec // this very program
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start again: %w", err)
	}
	return cmd.Process.Release()
}
