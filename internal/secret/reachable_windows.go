package secret

import (
	"errors"
	"syscall"
)

// ERROR_NO_SUCH_LOGON_SESSION of winerror.h: a service or an SSH session has no
// Credential Manager (reliability-security.md H16).
const errnoNoLogonSession = syscall.Errno(1312)

// reachable returns nil: Windows always has a Credential Manager.
func reachable() error { return nil }

func noSession(err error) bool { return errors.Is(err, errnoNoLogonSession) }
