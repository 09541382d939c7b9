package egress

import (
	"syscall"
	"unsafe"
)

// sendQueue returns the bytes in a socket's send queue, or -1 (tcp(7), SIOCOUTQ,
// which has TIOCOUTQ's number).
func sendQueue(fd uintptr) int {
	var n int32
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, fd, syscall.TIOCOUTQ, uintptr(unsafe.Pointer(&n))); errno != 0 {
		return -1
	}
	return int(n)
}
