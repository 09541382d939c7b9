package platform

import (
	"fmt"
	"os"
)

// Restart starts this program anew with args, in this process's place where the system
// can do that, and beside it where it can't: the caller then ends. It returns only in
// the second case, or with an error. Nothing may be left open: what is deferred in the
// caller does not run.
func Restart(args ...string) error {
	exe, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	return restart(exe, args)
}
