//go:build !windows

package oauth

import "syscall"

// exclusive has nothing to do: outside Windows a port that is listened on cannot be
// bound again.
func exclusive(_, _ string, _ syscall.RawConn) error { return nil }
