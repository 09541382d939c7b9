//go:build unix && !darwin

package secret

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
)

const busVariable = "DBUS_SESSION_BUS_ADDRESS"

// reachable makes sure that a session bus exists before the library looks for one:
// without an address it would launch a bus and a keyring daemon of its own, which
// hold none of the user's secrets and outlive us (reliability-security.md H10).
func reachable() error {
	address, ok := busAddress(os.Getenv, exists, os.Getuid())
	if !ok {
		return noKeyring(errors.New("no D-Bus session bus"))
	}
	if os.Getenv(busVariable) != address {
		// The library reads the variable and does not know XDG_RUNTIME_DIR.
		return os.Setenv(busVariable, address)
	}
	return nil
}

// busAddress returns the address of the running session bus: the variable's, or
// the socket in the runtime directory.
func busAddress(getenv func(string) string, exists func(string) bool, uid int) (string, bool) {
	if address := getenv(busVariable); address != "" && address != "autolaunch:" {
		return address, true
	}
	for _, dir := range []string{getenv("XDG_RUNTIME_DIR"), "/run/user/" + strconv.Itoa(uid)} {
		if socket := filepath.Join(dir, "bus"); filepath.IsAbs(dir) && exists(socket) {
			return "unix:path=" + escape(socket), true
		}
	}
	return "", false
}

func exists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&os.ModeSocket != 0
}

// escape writes a path as the value in a D-Bus address: all but a few characters in
// hex (D-Bus specification, "Server Addresses").
func escape(path string) string {
	const hex = "0123456789abcdef"
	var b []byte
	for _, c := range []byte(path) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9',
			c == '-', c == '_', c == '/', c == '.', c == '*':
			b = append(b, c)
		default:
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(b)
}

// noSession is about Windows.
func noSession(error) bool { return false }
