package secret

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"strings"

	"github.com/zalando/go-keyring"

	"cuedrop/internal/fault"
)

// explain decides what a keyring failure means. The library has only two error
// values and otherwise the text of D-Bus, so that text is all there is to go by; the
// quotes are those that were observed (reliability-security.md H9 to H11).
func explain(err error) error {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f
	}
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return fault.Wrap(err, fault.NotFound, "secret.not_found", "The system's keyring holds no such entry.")
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return fault.Wrap(err, fault.Invalid, "secret.too_big", "The value is too long for the system's keyring.")
	case errors.Is(err, keyring.ErrUnsupportedPlatform), noSession(err):
		return noKeyring(err)
	}
	if _, ok := errors.AsType[*net.OpError](err); ok || errors.Is(err, os.ErrNotExist) {
		return noKeyring(err) // the bus's address leads nowhere
	}
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		// macOS: /usr/bin/security failed on an entry that is there: denied or locked.
		return locked(err)
	}
	text := err.Error()
	switch {
	case strings.Contains(text, "failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'"):
		return noKeyring(err) // a service without any keyring in it (H10)
	case strings.Contains(text, "failed to unlock correct collection"), strings.Contains(text, "is locked"):
		return locked(err)
	case strings.Contains(text, "org.freedesktop.secrets was not provided"),
		strings.Contains(text, "ServiceUnknown"),
		strings.Contains(text, "UnknownMethod"),
		strings.Contains(text, "No such interface"):
		return noKeyring(err)
	}
	return fault.Wrap(err, fault.Unavailable, "secret.failed", "The system's keyring reported a problem. Unlock it or restart it, then try again.")
}

func noKeyring(err error) error {
	return fault.Wrap(err, fault.Unsupported, "secret.no_keyring", "This computer offers no keyring that Cuedrop can use. Start one, such as GNOME Keyring or KWallet, or set CUEDROP_PASSPHRASE.")
}

func locked(err error) error {
	return fault.Wrap(err, fault.Unavailable, "secret.locked", "The system's keyring is locked or didn't let Cuedrop in. Unlock it, allow Cuedrop and try again.")
}
