package privacy

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"cuedrop/internal/fault"
)

// WritePack writes the files of a pack to the folder dir, which is made when it does
// not exist. One that holds anything is refused with Conflict "policy.export_exists"
// unless force is set; then files of the same name are replaced and the others stay.
// Either the folder is whole or, when a write fails, what was there before: with force
// each file is whole.
func WritePack(dir string, files []PackFile, force bool) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return packUnwritable(err)
	}
	entries, err := os.ReadDir(abs)
	there := err == nil
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(err, fault.Invalid, "policy.export_dir", "The pack is written to a folder. Choose the name of a new one.")
	case len(entries) > 0 && !force:
		return fault.New(fault.Conflict, "policy.export_exists", "There is something in that folder already. Choose an empty one, or replace what is there with --force.")
	}
	if err := os.MkdirAll(filepath.Dir(abs), 0o750); err != nil {
		return packUnwritable(err)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(abs), ".cuedrop-pack-")
	if err != nil {
		return packUnwritable(err)
	}
	defer func() { _ = os.RemoveAll(tmp) }() // empty, or what was not put in place
	for _, f := range files {
		if err := writeSynced(filepath.Join(tmp, f.Name), f.Data); err != nil {
			return packUnwritable(err)
		}
	}
	if len(entries) > 0 {
		return replaceEach(tmp, abs, files)
	}
	if there { // empty: a folder can't be renamed onto one on every system
		if err := os.Remove(abs); err != nil {
			return packUnwritable(err)
		}
	}
	if err := os.Chmod(tmp, 0o755); err != nil { //nolint:gosec // pages for a website: nothing in them is private
		return packUnwritable(err)
	}
	if err := os.Rename(tmp, abs); err != nil {
		return packUnwritable(err)
	}
	return nil
}

func replaceEach(from, to string, files []PackFile) error {
	for _, f := range files {
		if err := os.Rename(filepath.Join(from, f.Name), filepath.Join(to, f.Name)); err != nil {
			return packUnwritable(err)
		}
	}
	return nil
}

func writeSynced(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // pages for a website: nothing in them is private
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

func packUnwritable(err error) error {
	return fault.Wrap(fmt.Errorf("write pack: %w", err), fault.Invalid, "policy.export_dir", "The pack can't be written there. Choose a folder that you may write to, with room on its disk.")
}
