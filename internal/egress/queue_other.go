//go:build !linux && !darwin

package egress

// sendQueue returns -1: this system does not say, and watch allows for it.
func sendQueue(uintptr) int { return -1 }
