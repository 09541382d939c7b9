package platform

import (
	"context"
	"fmt"
)

// Reveal shows the file at path, which is absolute, in the system's file manager. It
// returns once that was started.
func Reveal(ctx context.Context, path string) error {
	// The file manager outlives whoever asked for it.
	cmd := revealing(context.WithoutCancel(ctx), path)
	cmd.Env = environment()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start file manager: %w", err)
	}
	go func() { _ = cmd.Wait() }() // reaps the child; Windows' one fails even when it works
	return nil
}
