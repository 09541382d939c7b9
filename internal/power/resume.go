package power

import "context"

// WatchResume calls woke, from one goroutine, each time the computer has woken from
// sleep, until ctx ends. It returns ctx's error, or why the system does not tell: then
// the caller finds out by the wall clock.
func WatchResume(ctx context.Context, woke func()) error { return watchResume(ctx, woke) }
