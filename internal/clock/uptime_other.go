//go:build !linux

package clock

import "time"

// Uptime returns how long the computer has been on, time asleep included. ok is false
// where the system does not say: a clock that jumps is taken for a computer that slept.
func (System) Uptime() (up time.Duration, ok bool) { return 0, false }
