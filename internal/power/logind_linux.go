package power

import (
	"context"
	"errors"
	"os"

	"github.com/godbus/dbus/v5"
)

const (
	ourName = "Cuedrop" // what the system shows as the one that keeps it awake

	accessDenied = "org.freedesktop.DBus.Error.AccessDenied"
	mustAsk      = "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired"
)

// logind asks the login manager, which gives out a file: as long as it is open, the
// computer does not go to sleep. It survives both the connection and a restart of the
// login manager, and the kernel closes it with this process.
func logind(bus dialFunc) way {
	return way{name: "logind", take: func(ctx context.Context, why string, _ func()) (func(), error) {
		conn, _, err := open(ctx, bus)
		if err != nil {
			return nil, err
		}
		defer func() { _ = conn.Close() }()
		if !conn.SupportsUnixFDs() {
			return nil, errors.New("the bus passes no files")
		}
		file, err := inhibitFile(conn, "sleep:idle", why)
		var refused dbus.Error
		if errors.As(err, &refused) && (refused.Name == accessDenied || refused.Name == mustAsk) {
			// Over ssh only the user at the screen may block sleep, but all may say that the
			// computer is not idle, and idleness is what makes it sleep.
			file, err = inhibitFile(conn, "idle", why)
		}
		if err != nil {
			return nil, err
		}
		return func() { _ = file.Close() }, nil
	}}
}

func inhibitFile(conn *dbus.Conn, what, why string) (*os.File, error) {
	manager := conn.Object("org.freedesktop.login1", "/org/freedesktop/login1")
	var fd dbus.UnixFD
	// Not with a context: an answer that comes after it would leave its file open for
	// good. The connection ends with the context instead.
	if err := manager.Call("org.freedesktop.login1.Manager.Inhibit", 0, what, ourName, why, "block").Store(&fd); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "inhibitor"), nil //nolint:gosec // a file that the kernel gave has no negative number
}
