package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"

	"cuedrop/internal/fault"
)

const (
	fileName    = "vault.json"
	fileVersion = 2
	fileMax     = 64 << 10 // bytes; ours is below 1 kB
	retiredMax  = 16       // entries; each is one crash in the middle of a change
)

// file is vault.json. Stored on disk: do not rename. Byte slices are base64. Version 1
// knew neither Recovery nor Retired and took passphrases as they were typed; it is read,
// and becomes version 2 with the first change.
type file struct {
	Version     int    `json:"version"`
	WorkspaceID string `json:"workspaceId"`
	Mode        string `json:"mode"` // "keyring" or "passphrase"

	// Keyring mode: the entry, and a known text sealed with the key, which tells the
	// right key from any other.
	KeyID string `json:"keyId,omitempty"`
	Check []byte `json:"check,omitempty"`

	// Passphrase mode.
	KDF      *kdf   `json:"kdf,omitempty"`
	Wrapped  []byte `json:"wrapped,omitempty"`
	Recovery []byte `json:"recovery,omitempty"` // the key wrapped by the recovery code

	// Retired names keyring entries that must not be there: of before a passphrase was
	// set, or of a removal that was cut short. The next unlock deletes them.
	Retired []string `json:"retired,omitempty"`
}

func (f file) entry() string { return f.entryOf(f.KeyID) }

func (f file) entryOf(keyID string) string { return f.WorkspaceID + "/" + keyID }

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

var keyIDShape = regexp.MustCompile(`^[0-9a-f]{16}$`)

func (f file) valid() error {
	if f.WorkspaceID == "" || !f.validRetired() || f.Version == 1 && (f.Recovery != nil || f.Retired != nil) {
		return damaged(nil)
	}
	switch {
	case f.Mode == ModeKeyring && f.KeyID != "" && len(f.Check) == sealedSize(len(checkText)) &&
		f.KDF == nil && f.Wrapped == nil && f.Recovery == nil:
		return nil
	case f.Mode == ModePassphrase && f.KDF != nil && len(f.Wrapped) == sealedSize(keySize) && f.KeyID == "" && f.Check == nil &&
		(f.Recovery == nil || len(f.Recovery) == sealedSize(keySize)):
		return f.KDF.valid()
	}
	return damaged(nil)
}

// validRetired keeps a file that somebody made from having other entries deleted.
func (f file) validRetired() bool {
	return len(f.Retired) <= retiredMax && !slices.ContainsFunc(f.Retired, func(id string) bool {
		return id == f.KeyID || !keyIDShape.MatchString(id)
	})
}

func damaged(cause error) error {
	return fault.Wrap(cause, fault.Internal, "vault.damaged", "The file vault.json in the workspace's folder is damaged. Restore it from a backup of any day: without it, sign-ins are lost, and captions too if a passphrase was set.")
}

func unreadable(cause error) error {
	return fault.Wrap(cause, fault.Internal, "vault.file", "The file vault.json in the workspace's folder can't be read. Check that this user may open it.")
}

func unwritable(cause error) error {
	return fault.Wrap(cause, fault.Internal, "vault.file", "The file vault.json can't be written to the workspace's folder. Check free space and that this user may write there.")
}
