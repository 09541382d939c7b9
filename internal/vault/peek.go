package vault

import (
	"errors"
	"os"
	"path/filepath"
)

// Peek says how the vault of the workspace in dir keeps its key, without opening it:
// ModeKeyring or ModePassphrase, and ModeNone where there is no vault yet. A file that
// can't be read is an error, as Unlock's.
func Peek(dir string) (string, error) {
	f, err := readFile(filepath.Join(dir, fileName))
	if errors.Is(err, os.ErrNotExist) {
		return ModeNone, nil
	}
	return f.Mode, err
}
