//go:build !linux && !windows

package power

import (
	"context"
	"errors"
)

// macOS tells only programs with a run loop of their own; the network, which comes back
// with the computer, says as much.
func watchResume(context.Context, func()) error {
	return errors.New("this system does not tell of waking")
}

func watchSleep(context.Context, func()) error {
	return errors.New("this system does not tell of sleep")
}
