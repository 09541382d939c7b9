package receipt

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"cuedrop/internal/fault"
)

// Save writes data to path: whole or not at all, whatever happens meanwhile. Unless
// replace is set, it refuses with Conflict when there is a file of that name already.
// It never writes through a link to somewhere else.
func Save(path string, data []byte, replace bool) error {
	dir := filepath.Dir(path)
	if info, err := os.Lstat(path); err == nil {
		if !replace {
			return exists(nil)
		}
		if !info.Mode().IsRegular() {
			return unwritable(errors.New("not a regular file"))
		}
	}
	tmp, err := os.CreateTemp(dir, ".cuedrop-*")
	if err != nil {
		return unwritable(err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already where all went well
	_, err = tmp.Write(data)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return unwritable(err)
	}
	if replace {
		err = os.Rename(tmp.Name(), path)
	} else {
		err = put(tmp.Name(), path)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return exists(err)
	case err != nil:
		return unwritable(err)
	}
	return nil
}

// put gives the file tmp its name unless somebody else has just made one of it. A
// link never replaces anything; where the file system has none (FAT), a rename after
// a look must do.
func put(tmp, path string) error {
	err := os.Link(tmp, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	return os.Rename(tmp, path)
}

func exists(err error) error {
	return fault.Wrap(err, fault.Conflict, "receipt.exists", "There is a file of that name already. Choose another name, or overwrite it with --force.")
}

func unwritable(err error) error {
	return fault.Wrap(err, fault.Invalid, "receipt.unwritable", "The file can't be written there. Check that the folder exists and that you may write to it.")
}
