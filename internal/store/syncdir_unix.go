//go:build !windows

package store

import (
	"errors"
	"os"
)

// syncDir makes a rename durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return unwritable(err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return unwritable(err)
	}
	return nil
}
