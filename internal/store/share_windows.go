package store

import (
	"errors"

	"golang.org/x/sys/windows"
)

// held reports what a file that another program has open answers.
func held(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION) ||
		errors.Is(err, windows.ERROR_ACCESS_DENIED)
}
