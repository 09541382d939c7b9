package app

import (
	"os"
	"path/filepath"
)

// autostart is the system's entry that starts Cuedrop when the user signs in to the
// computer. The system is asked each time: the user may change it there too.
type autostart struct {
	// dir is the user's own folder of entries, in tests another one; "" = the system's.
	dir string
}

// backgroundFlag starts the program without showing the window; see internal/cli.
const backgroundFlag = "--background"

// program is the file to start. Inside an AppImage it is the image, because the
// mounted file is gone after the end.
func program() (string, error) {
	if image := os.Getenv("APPIMAGE"); filepath.IsAbs(image) {
		return image, nil
	}
	return os.Executable()
}
