package platform

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
)

// OpenURL starts the program that shows url: program with the address as its last
// argument, or the system's browser where program is "". It returns once the
// program was started, and does not wait for its end.
func OpenURL(ctx context.Context, program, url string) error {
	name, args := program, []string{url}
	if name == "" {
		switch runtime.GOOS {
		case "windows":
			// Not through cmd: it would take & in the address for its own.
			name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
		case "darwin":
			name = "open"
		default:
			name = "xdg-open"
		}
	}
	if _, err := exec.LookPath(name); err != nil {
		return fmt.Errorf("find browser: %w", err)
	}
	// The browser outlives the sign-in, so the context must not end it.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), name, args...)
	cmd.Env = environment()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start browser: %w", err)
	}
	go func() { _ = cmd.Wait() }() // reaps the child; its verdict says nothing about the sign-in
	return nil
}
