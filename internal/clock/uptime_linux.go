package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// Uptime returns how long the computer has been on, time asleep included. It goes on
// whatever the clock on the wall is set to, so the two together tell a computer that
// slept from a clock that was set. ok is false where the system does not say.
func (System) Uptime() (up time.Duration, ok bool) {
	var t unix.Timespec
	// Not CLOCK_MONOTONIC, which stands still while the computer is asleep.
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
		return 0, false
	}
	return time.Duration(t.Nano()), true
}
