package platform

import (
	"fmt"
	"os"
	"syscall"
)

func restart(exe string, args []string) error {
	err := syscall.Exec(exe, append([]string{exe}, args...), os.Environ())
	return fmt.Errorf("start again: %w", err)
}
