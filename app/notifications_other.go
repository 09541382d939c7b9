//go:build !linux

package app

import "github.com/wailsapp/wails/v2/pkg/runtime"

// What Wails says of a click on the notice itself. Of a dismissal it says nothing.
const (
	clicked   = "DEFAULT_ACTION"
	dismissed = "com.apple.UNNotificationDismissActionIdentifier"
)

func extraActions(string) []runtime.NotificationAction { return nil }

func hasNotifications() bool { return true }
