//go:build (desktop || dev) && !linux

package app

import "context"

func trayPossible() bool { return true }

// trayHost: macOS and Windows always have a place for icons.
func trayHost(context.Context) bool { return true }
