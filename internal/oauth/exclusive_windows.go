package oauth

import "syscall"

const soExclusiveAddrUse = ^syscall.SO_REUSEADDR // winsock2.h

// exclusive keeps another process from binding our port next to us with
// SO_REUSEADDR, which Windows permits otherwise (I8).
func exclusive(_, _ string, c syscall.RawConn) error {
	var optErr error
	err := c.Control(func(fd uintptr) {
		optErr = syscall.SetsockoptInt(syscall.Handle(fd), syscall.SOL_SOCKET, soExclusiveAddrUse, 1)
	})
	if err != nil {
		return err
	}
	return optErr
}
