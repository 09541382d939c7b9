package platform

import "golang.org/x/sys/unix"

// Memory returns how many bytes of memory the machine has. How many can still be had macOS
// does not tell in a number that means it.
func Memory() (total, available uint64) {
	total, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return 0, 0
	}
	return total, 0
}
