//go:build (desktop || dev || bindings) && !windows

package main

import _ "embed" // the icon

//go:embed build/trayicon.png
var trayIcon []byte
