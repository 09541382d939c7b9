package vault

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"

	"cuedrop/internal/fault"
)

// The keyring entry is named service, workspace id + "/" + key id.
const service = "cuedrop"

const keySize = 32

// create makes the workspace's key. In keyring mode the order is: write the entry,
// read it back, and only then write vault.json, so that a file never points at a key
// that is not there. When another process was faster its file stands and is opened.
func (v *Vault) create(ctx context.Context) ([]byte, error) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails: crypto/rand aborts the program instead
	f := file{Version: fileVersion, WorkspaceID: v.opt.WorkspaceID}
	if v.opt.Passphrase != "" {
		f.Mode = ModePassphrase
		f.wrap(v.opt.Passphrase, key, v.givenCost())
	} else {
		f.Mode = ModeKeyring
		f.KeyID = newKeyID()
		f.check(key)
		if err := v.store(ctx, f, key); err != nil {
			return nil, err
		}
	}
	err := createFile(v.opt.Dir, f)
	if err == nil {
		return key, nil
	}
	if f.Mode == ModeKeyring {
		// Nothing was sealed with this key. A leftover entry would be harmless, so
		// failing to delete it is too.
		_ = v.opt.Keyring.Delete(ctx, service, f.entry())
	}
	if !errors.Is(err, os.ErrExist) {
		return nil, err
	}
	if f, err = v.readOwn(); err != nil {
		return nil, err
	}
	return v.openFile(ctx, f)
}

// store puts key into the keyring and makes sure that it comes back.
func (v *Vault) store(ctx context.Context, f file, key []byte) error {
	if v.opt.Keyring == nil {
		return noKeyring(nil)
	}
	encoded := base64.StdEncoding.EncodeToString(key)
	if err := v.opt.Keyring.Set(ctx, service, f.entry(), encoded); err != nil {
		return keyringFault(err)
	}
	back, err := v.opt.Keyring.Get(ctx, service, f.entry())
	if err != nil && !fault.Is(err, fault.NotFound) {
		return keyringFault(err)
	}
	if err != nil || subtle.ConstantTimeCompare([]byte(back), []byte(encoded)) != 1 {
		return fault.Wrap(err, fault.Unavailable, "vault.keyring_forgets", "The system's keyring didn't keep what was stored in it. Restart the keyring, or set CUEDROP_PASSPHRASE.")
	}
	return nil
}

// fromKeyring reads the key of an existing vault. An entry that is gone or holds
// something else is AuthRequired "vault.key_lost" (reliability-security.md H15).
func (v *Vault) fromKeyring(ctx context.Context, f file) ([]byte, error) {
	if v.opt.Keyring == nil {
		return nil, noKeyring(nil)
	}
	encoded, err := v.opt.Keyring.Get(ctx, service, f.entry())
	if fault.Is(err, fault.NotFound) {
		return nil, keyLost(err)
	}
	if err != nil {
		return nil, keyringFault(err)
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(key) != keySize || !f.matches(key) {
		return nil, keyLost(errors.New("the entry is not this workspace's key"))
	}
	return key, nil
}

func keyLost(cause error) error {
	return fault.Wrap(cause, fault.AuthRequired, "vault.key_lost", "The system's keyring no longer holds this workspace's key. Restore the keyring, or delete vault.json and sign in to every account again; the queue is kept.")
}

// keyringFault passes on what the keyring says, except that having none is this
// package's to explain.
func keyringFault(err error) error {
	if fault.Is(err, fault.Unsupported) {
		return noKeyring(err)
	}
	return err
}

func noKeyring(cause error) error {
	return fault.Wrap(cause, fault.Unsupported, "vault.no_keyring", "There is no keyring to keep the workspace's key in. Start one, such as GNOME Keyring, or set CUEDROP_PASSPHRASE; Cuedrop never stores secrets unprotected.")
}

func newKeyID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // as above
	return hex.EncodeToString(b[:])
}
