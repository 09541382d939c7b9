package egress

import "syscall"

const soNWrite = 0x1024 // SO_NWRITE of sys/socket.h: bytes not yet sent or acknowledged

// sendQueue returns the bytes in a socket's send queue, or -1.
func sendQueue(fd uintptr) int {
	n, err := syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, soNWrite)
	if err != nil {
		return -1
	}
	return n
}
