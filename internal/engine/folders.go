package engine

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"cuedrop/internal/platform"
)

// protectFolders keeps other users of the computer out of the workspace and of the folder
// of all workspaces; of the data folder too, unless the user chose one that is there
// already: that one may hold other things. What the file system does not keep is told on
// the page of security, and stops nothing.
func (e *Engine) protectFolders(cfg Config) {
	all := filepath.Dir(e.dir)
	data := filepath.Dir(all)
	folders := []string{all, e.dir}
	if _, err := os.Lstat(data); cfg.DataDir == "" || errors.Is(err, fs.ErrNotExist) {
		folders = append([]string{data}, folders...)
	}
	for _, dir := range folders {
		if err := platform.ProtectFolder(dir); err != nil {
			e.Log.Warn("protect folder", "folder", filepath.Base(dir), "err", err)
		}
	}
}
