package store_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"cuedrop/internal/store"
)

// TestFoldersOfSyncProgramsAreKnown covers reliability-security.md C16.
func TestFoldersOfSyncProgramsAreKnown(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/home/ana/.local/share/cuedrop/workspaces/default":                  "",
		"/home/ana/Dropbox/cuedrop/workspaces/default":                       "Dropbox",
		"/home/ana/Dropbox (Personal)/x":                                     "Dropbox",
		"/home/ana/dropboxes/x":                                              "",
		"/Users/ana/OneDrive - Studio/x":                                     "OneDrive",
		"/Users/ana/OneDrive/x":                                              "OneDrive",
		"/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/x":          "iCloud",
		"/Users/ana/iCloudDrive/x":                                           "iCloud",
		"/Users/ana/Library/CloudStorage/Something-ana/x":                    "a cloud drive",
		"/Users/ana/CloudStorage/x":                                          "",
		"/home/ana/Nextcloud/x":                                              "Nextcloud",
		"/home/ana/Google Drive/x":                                           "Google Drive",
		"/home/ana/clips of onedrive/x":                                      "",
		filepath.Join(t.TempDir(), "workspaces", "default"):                  "",
		filepath.Join(marked(t, ".stfolder", true), "workspaces", "default"): "Syncthing",
		filepath.Join(marked(t, ".dropbox", false), "workspaces", "default"): "Dropbox",
		filepath.Join(marked(t, ".dropbox", true), "workspaces", "default"):  "", // a home folder with Dropbox's settings
	} {
		if got := store.SyncedBy(filepath.FromSlash(path)); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// marked makes a folder with a sync program's marker in it.
func marked(t *testing.T, name string, folder bool) string {
	t.Helper()
	dir := t.TempDir()
	var err error
	if path := filepath.Join(dir, name); folder {
		err = os.Mkdir(path, 0o700)
	} else {
		err = os.WriteFile(path, nil, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestASyncedFolderIsKnownThroughALink: the workspace's path does not say it.
func TestASyncedFolderIsKnownThroughALink(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("links need a right there")
	}
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "Dropbox"), 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(root, "data")
	if err := os.Symlink(filepath.Join(root, "Dropbox"), link); err != nil {
		t.Fatal(err)
	}
	b := open(t, filepath.Join(link, "ws"))
	v := b.Volume()
	if v.Sync != "Dropbox" || v.Network != "" {
		t.Errorf("%+v", v)
	}
	if v.Free <= 0 {
		t.Errorf("%d bytes free", v.Free)
	}
}
