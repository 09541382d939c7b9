//go:build !desktop && !dev

package app

// newTray returns no tray: the plain build has no window, and its tests no desktop.
func newTray([]byte) traySystem { return nil }
