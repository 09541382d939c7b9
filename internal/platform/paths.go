package platform

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// DataDir returns the folder that holds the user's workspaces by the system's
// custom. It need not exist.
func DataDir() (string, error) {
	switch runtime.GOOS {
	case "windows":
		// Local, not roaming: a database must not be copied to another computer by
		// the system (reliability-security.md B15).
		if dir := os.Getenv("LOCALAPPDATA"); dir != "" {
			return filepath.Join(dir, "Cuedrop"), nil
		}
	case "darwin":
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, "Library", "Application Support", "Cuedrop"), nil
		}
	default:
		if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "cuedrop"), nil
		}
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, ".local", "share", "cuedrop"), nil
		}
	}
	return "", errors.New("no home folder")
}
