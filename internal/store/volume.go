package store

import (
	"os"
	"path/filepath"
	"strings"
)

// Volume is what a workspace's disk is like.
type Volume struct {
	Free    int64  // bytes that this user may still write; -1 = can't tell
	Network string // kind of the file system, when it is not on this computer
	Sync    string // program that keeps the folder the same on several computers
}

// Volume looks at the disk that the workspace is on.
func (s *Store) Volume() Volume {
	dir := filepath.Dir(s.path)
	v := Volume{Free: freeSpace(dir), Network: networkOf(dir), Sync: syncedBy(dir)}
	if target, err := filepath.EvalSymlinks(dir); err == nil && v.Sync == "" {
		v.Sync = syncedBy(target)
	}
	return v
}

// Free returns the bytes that this user may still write there, or -1.
func (s *Store) Free() int64 { return freeSpace(filepath.Dir(s.path)) }

// synced are folders that belong to a program which copies what is in them, by how
// their names begin.
var synced = []struct{ folder, program string }{
	{"dropbox", "Dropbox"},
	{"onedrive", "OneDrive"}, // also "OneDrive - Company"
	{"iclouddrive", "iCloud"},
	{"icloud drive", "iCloud"},
	{"com~apple~clouddocs", "iCloud"},
	{"google drive", "Google Drive"},
	{"googledrive", "Google Drive"},
	{"drivefs", "Google Drive"},
	{"nextcloud", "Nextcloud"},
	{"owncloud", "ownCloud"},
	{"pcloud", "pCloud"},
	{"megasync", "MEGA"},
	{"box sync", "Box"},
}

// syncedBy names the program that copies dir to elsewhere, or "".
func syncedBy(dir string) string {
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		name := strings.ToLower(filepath.Base(at))
		for _, s := range synced {
			if rest, ok := strings.CutPrefix(name, s.folder); ok && (rest == "" || strings.ContainsRune(" -(_", rune(rest[0]))) {
				return s.program
			}
		}
		// macOS keeps the folders of every such program here.
		if name == "cloudstorage" && strings.EqualFold(filepath.Base(filepath.Dir(at)), "library") {
			return "a cloud drive"
		}
		for marker, program := range map[string]string{".dropbox": "Dropbox", ".stfolder": "Syncthing"} {
			if _, err := os.Lstat(filepath.Join(at, marker)); err == nil && at != filepath.Dir(at) && !isHome(at, marker) {
				return program
			}
		}
		if at == filepath.Dir(at) {
			return ""
		}
	}
}

// isHome reports whether marker is no marker in dir: Dropbox keeps its settings in the
// folder ~/.dropbox, and marks the folder that it copies with a file of that name.
func isHome(dir, marker string) bool {
	info, err := os.Lstat(filepath.Join(dir, marker))
	return err == nil && info.IsDir() && marker == ".dropbox"
}
