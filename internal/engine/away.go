package engine

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/power"
)

// WatchSleep calls left with cuedrop.LockedSleep each time the computer is about to sleep, and
// WatchLock with cuedrop.LockedSystem each time its screen is locked, until ctx ends. They return why
// the system does not tell.
func WatchSleep(ctx context.Context, left func(why string)) error {
	return power.WatchSleep(ctx, func() { left(cuedrop.LockedSleep) })
}

// WatchLock is WatchSleep's, for the lock of the screen.
func WatchLock(ctx context.Context, left func(why string)) error {
	return power.WatchLock(ctx, func() { left(cuedrop.LockedSystem) })
}
