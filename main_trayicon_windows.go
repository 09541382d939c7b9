//go:build desktop || dev || bindings

package main

import _ "embed" // the icon

// Windows takes an ICO.
//
//go:embed build/windows/icon.ico
var trayIcon []byte
