package app

import (
	"os"
	"path/filepath"
	"strconv"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/notify"
)

// What Wails says of an answer on Linux. It calls both a click on the notice and its
// dismissal DEFAULT_ACTION; a window that jumps up when it is waved away would be
// worse than none. But it lets a category's action replace its own of the same name,
// so that a click comes back by the name that freedesktop gave it.
const (
	clicked   = "default"
	dismissed = "DEFAULT_ACTION"
)

func extraActions(language string) []runtime.NotificationAction {
	return []runtime.NotificationAction{{ID: clicked, Title: notify.Label(language, notify.ActionOpen)}}
}

// hasNotifications reports whether there is a session bus. Without one the library
// would start a bus of its own, which nobody looks at and nobody ends.
func hasNotifications() bool {
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" && address != "autolaunch:" {
		return true
	}
	_, err := os.Stat(filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus"))
	return err == nil
}
