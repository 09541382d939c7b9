//go:build desktop || dev

package app

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"
)

// busPatience is how long the session bus may take to say whether there is a tray.
const busPatience = 2 * time.Second

// trayPossible reports whether there is a bus to offer the icon on. A panel may come
// later than the program; the library then offers it again.
func trayPossible() bool { return hasNotifications() }

// trayHost reports whether a panel shows icons now. On GNOME without an extension, and
// with plain window managers, there is none, and a hidden window could not be found again.
func trayHost(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, busPatience)
	defer cancel()
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	var shown dbus.Variant
	err = conn.Object("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher").
		CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, "org.kde.StatusNotifierWatcher", "IsStatusNotifierHostRegistered").
		Store(&shown)
	on, _ := shown.Value().(bool)
	return err == nil && on
}
