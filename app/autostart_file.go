//go:build linux || darwin

package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// set writes the system's entry, or removes it.
func (s autostart) set(on bool) error {
	path, err := s.file()
	if err != nil {
		return err
	}
	if !on {
		if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	exe, err := program()
	if err != nil {
		return err
	}
	entry, err := s.entry(exe)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return writeFile(path, entry)
}
