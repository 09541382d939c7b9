package platform

import (
	"fmt"
	"os"
)

// ProtectFolder makes dir, if it is missing, a folder that only this user can look into,
// and makes one of wider rights so: mode 0700 on Unix; on Windows a list of rights that
// names this user and the system, takes nothing from the folders above and holds for all
// that is inside. It takes rights from others, and none from this user. A file system
// without rights (FAT) is no error on Unix: FolderState tells.
func ProtectFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	private, err := FolderState(dir)
	if err != nil || private {
		return err
	}
	return protectFolder(dir)
}

// FolderState reports whether nobody but this user and the system has rights in dir.
func FolderState(dir string) (private bool, err error) {
	info, err := os.Stat(dir)
	if err != nil {
		return false, fmt.Errorf("look at folder: %w", err)
	}
	if !info.IsDir() {
		return false, fmt.Errorf("look at folder: %s is none", dir)
	}
	return folderPrivate(dir, info)
}
