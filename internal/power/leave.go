package power

import "context"

// WatchSleep calls asleep, from one goroutine, each time the computer is about to sleep,
// and WatchLock locked each time the user's screen is locked, until ctx ends. They return
// ctx's error, or why the system does not tell.
func WatchSleep(ctx context.Context, asleep func()) error { return watchSleep(ctx, asleep) }

// WatchLock is WatchSleep's, for the lock of the screen.
func WatchLock(ctx context.Context, locked func()) error { return watchLock(ctx, locked) }
