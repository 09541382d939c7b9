package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"cuedrop/internal/fault"
)

const (
	fileName    = "vault.json"
	fileVersion = 1
	fileMax     = 64 << 10 // bytes; ours is below 1 kB
)

// file is vault.json. Stored on disk: do not rename. Byte slices are base64.
type file struct {
	Version     int    `json:"version"`
	WorkspaceID string `json:"workspaceId"`
	Mode        string `json:"mode"` // "keyring" or "passphrase"

	// Keyring mode: the entry, and a known text sealed with the key, which tells the
	// right key from any other.
	KeyID string `json:"keyId,omitempty"`
	Check []byte `json:"check,omitempty"`

	// Passphrase mode.
	KDF     *kdf   `json:"kdf,omitempty"`
	Wrapped []byte `json:"wrapped,omitempty"`
}

func (f file) entry() string { return f.WorkspaceID + "/" + f.KeyID }

// readFile returns vault.json, os.ErrNotExist if there is none, and otherwise
// Internal "vault.damaged" or "vault.file", or Unsupported "vault.newer".
func readFile(path string) (file, error) {
	h, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, lerr := os.Lstat(path); lerr == nil {
			return file{}, damaged(err) // a link to nowhere is not "no vault"
		}
		return file{}, err
	}
	if err != nil {
		return file{}, unreadable(err)
	}
	defer func() { _ = h.Close() }()
	b, err := io.ReadAll(io.LimitReader(h, fileMax+1))
	if err != nil {
		return file{}, unreadable(err)
	}
	var version struct {
		Version int `json:"version"`
	}
	if len(b) > fileMax || json.Unmarshal(b, &version) != nil || version.Version < 1 {
		return file{}, damaged(nil)
	}
	if version.Version > fileVersion {
		return file{}, fault.New(fault.Unsupported, "vault.newer", "This workspace was made by a newer Cuedrop. Update Cuedrop to open it.")
	}
	var f file
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return file{}, damaged(err)
	}
	return f, f.valid()
}

func (f file) valid() error {
	switch {
	case f.WorkspaceID == "":
		return damaged(nil)
	case f.Mode == ModeKeyring && f.KeyID != "" && len(f.Check) == sealedSize(len(checkText)) && f.KDF == nil && f.Wrapped == nil:
		return nil
	case f.Mode == ModePassphrase && f.KDF != nil && len(f.Wrapped) == sealedSize(keySize) && f.KeyID == "" && f.Check == nil:
		return f.KDF.valid()
	}
	return damaged(nil)
}

// writeFile creates vault.json in dir, or returns os.ErrExist and leaves the one
// that is there alone. After a crash there is either the whole file or none.
func writeFile(dir string, f file) error {
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return unwritable(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritable(err)
	}
	tmp, err := os.CreateTemp(dir, fileName+".*") // mode 0600
	if err != nil {
		return unwritable(err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.Write(append(b, '\n'))
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err != nil {
		return unwritable(err)
	}
	path := filepath.Join(dir, fileName)
	// A link, unlike a rename, never replaces a file that somebody else has just
	// made. Where the file system has no links (FAT), a rename after a look must do.
	if err = os.Link(tmp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		if _, lerr := os.Lstat(path); lerr == nil {
			return os.ErrExist
		}
		err = os.Rename(tmp.Name(), path)
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

func damaged(cause error) error {
	return fault.Wrap(cause, fault.Internal, "vault.damaged", "The file vault.json in the workspace's folder is damaged. Restore it from a backup; or move it away and sign in to every account again. The queue is kept.")
}

func unreadable(cause error) error {
	return fault.Wrap(cause, fault.Internal, "vault.file", "The file vault.json in the workspace's folder can't be read. Check that this user may open it.")
}

func unwritable(cause error) error {
	return fault.Wrap(cause, fault.Internal, "vault.file", "The file vault.json can't be written to the workspace's folder. Check free space and that this user may write there.")
}
