// Package lifecycle starts and stops the long-lived parts of the program and
// keeps a panic in one of them from taking down the rest. It imports crash, which
// keeps a note of it.
package lifecycle

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"

	"cuedrop/internal/crash"
)

// Service is a part of the program with its own goroutines.
//
// Start returns once they run, or an error with nothing left running; a failed
// Start may be tried again. Stop waits until they have ended. Stop must tolerate
// a service that was never started and a second Stop.
type Service interface {
	Start(ctx context.Context) error
	Stop()
}

// StartAll starts services in order. On the first failure it stops those already
// started, in reverse order, and returns the error.
func StartAll(ctx context.Context, services ...Service) error {
	for i, s := range services {
		if err := s.Start(ctx); err != nil {
			StopAll(services[:i]...)
			return fmt.Errorf("start %T: %w", s, err)
		}
	}
	return nil
}

// StopAll stops services in reverse order.
func StopAll(services ...Service) {
	for i := len(services) - 1; i >= 0; i-- {
		services[i].Stop()
	}
}

// Go runs f in a goroutine. A panic in f is logged with its stack and ends only
// that goroutine; done, if not nil, is called in every case.
func Go(log *slog.Logger, name string, f func(), done func()) {
	go func() {
		if done != nil {
			defer done()
		}
		_ = Guard(log, name, func() error { f(); return nil })
	}()
}

// Guard calls f and turns a panic into an error, after logging the stack.
func Guard(log *slog.Logger, name string, f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			stack := debug.Stack()
			log.Error("panic", "in", name, "value", fmt.Sprint(r), "stack", string(stack))
			crash.Caught(name, r, stack)
			err = fmt.Errorf("panic in %s: %v", name, r)
		}
	}()
	return f()
}
