package vault

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// createFile creates vault.json in dir, or returns os.ErrExist and leaves the one
// that is there alone. After a crash there is either the whole file or none.
func createFile(dir string, f file) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritable(err)
	}
	tmp, err := f.writeBeside(dir)
	if err != nil {
		return unwritable(err)
	}
	defer func() { _ = os.Remove(tmp) }()
	path := filepath.Join(dir, fileName)
	// A link, unlike a rename, never replaces a file that somebody else has just
	// made. Where the file system has no links (FAT), a rename after a look must do.
	if err = os.Link(tmp, path); err != nil && !errors.Is(err, fs.ErrExist) {
		if _, lerr := os.Lstat(path); lerr == nil {
			return os.ErrExist
		}
		err = os.Rename(tmp, path)
	}
	if errors.Is(err, fs.ErrExist) {
		return os.ErrExist
	}
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return unwritable(err)
	}
	return nil
}

// replaceFile puts f in the place of vault.json. After a crash there is either the old
// file or the new one, whole. Hold the lock.
func (v *Vault) replaceFile(f file) error {
	if err := f.valid(); err != nil {
		return err // written, it would lock everybody out
	}
	v.probeAt("vault.before_write")
	tmp, err := f.writeBeside(v.opt.Dir)
	if err != nil {
		return unwritable(err)
	}
	defer func() { _ = os.Remove(tmp) }() // is gone when all went well
	v.probeAt("vault.before_rename")
	if err = os.Rename(tmp, v.path()); err == nil {
		v.probeAt("vault.before_sync")
		err = syncDir(v.opt.Dir)
	}
	if err != nil {
		return unwritable(err)
	}
	v.probeAt("vault.after_write")
	return nil
}

func (f file) writeBeside(dir string) (string, error) {
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return "", err
	}
	return writeBeside(dir, fileName, append(b, '\n'))
}

// writeBeside writes a temporary file next to dir/name, mode 0600, and makes it durable.
func writeBeside(dir, name string, b []byte) (string, error) {
	tmp, err := os.CreateTemp(dir, name+".*") // mode 0600
	if err != nil {
		return "", err
	}
	_, err = tmp.Write(b)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		_ = os.Remove(tmp.Name()) // half of it is of no use
		return "", err
	}
	return tmp.Name(), nil
}

// leftBeside lists what a crash left of writing: each may hold the key, wrapped by a
// passphrase that was changed since.
func leftBeside(dir string) (left []string) {
	all, _ := os.ReadDir(dir) // a folder that can't be read fails elsewhere
	for _, d := range all {
		if strings.HasPrefix(d.Name(), fileName+".") && d.Type().IsRegular() {
			left = append(left, filepath.Join(dir, d.Name()))
		}
	}
	return left
}

// syncDir makes the new name durable. Windows can't sync a folder, and its file
// system journals names by itself.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
