package vault

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"

	"cuedrop/internal/fault"
)

// sealVersion is the first byte of everything sealed. Stored on disk.
const sealVersion byte = 1

// checkText is sealed into vault.json, for file.check.
const checkText = "cuedrop vault"

// Seal returns plain encrypted and authenticated with XChaCha20-Poly1305: a version
// byte, a random 24-byte nonce, the ciphertext. aad names where the result is kept,
// such as "account|column"; the same words are needed to unseal it, which keeps a
// sealed value from being moved to another row. It unlocks first, and fails as that
// does.
func (v *Vault) Seal(ctx context.Context, plain []byte, aad string) ([]byte, error) {
	key, err := v.ready(ctx)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return sealWith(key, plain, v.opt.WorkspaceID+"|"+aad), nil
}

// Unseal reverses Seal. AuthRequired "vault.unseal" means that the value was changed,
// moved, cut short or sealed with another key; whoever needs what was in it must get
// it anew.
func (v *Vault) Unseal(ctx context.Context, sealed []byte, aad string) ([]byte, error) {
	key, err := v.ready(ctx)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	plain, err := openWith(key, sealed, v.opt.WorkspaceID+"|"+aad)
	if err != nil {
		return nil, fault.Wrap(err, fault.AuthRequired, "vault.unseal", "A stored secret can't be opened with this workspace's key. Sign in to the account again.")
	}
	return plain, nil
}

func sealedSize(plain int) int {
	return 1 + chacha20poly1305.NonceSizeX + plain + chacha20poly1305.Overhead
}

func sealWith(key, plain []byte, aad string) []byte {
	out := make([]byte, 1+chacha20poly1305.NonceSizeX, sealedSize(len(plain)))
	out[0] = sealVersion
	nonce := out[1:]
	_, _ = rand.Read(nonce) // never fails: crypto/rand aborts the program instead
	return newAEAD(key).Seal(out, nonce, plain, []byte(aad))
}

func openWith(key, sealed []byte, aad string) ([]byte, error) {
	if len(sealed) < sealedSize(0) {
		return nil, errors.New("sealed value too short")
	}
	if sealed[0] != sealVersion {
		return nil, errors.New("sealed value of another version")
	}
	nonce, box := sealed[1:1+chacha20poly1305.NonceSizeX], sealed[1+chacha20poly1305.NonceSizeX:]
	return newAEAD(key).Open(nil, nonce, box, []byte(aad))
}

func newAEAD(key []byte) cipher.AEAD {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic(err) // only for a key that is not 32 bytes, and every caller has checked
	}
	return aead
}

// check lets matches tell key from another.
func (f *file) check(key []byte) { f.Check = sealWith(key, []byte(checkText), f.checkAAD()) }

func (f file) matches(key []byte) bool {
	plain, err := openWith(key, f.Check, f.checkAAD())
	return err == nil && string(plain) == checkText
}

// The prefixes keep these apart from everything sealed through Seal, whose data
// starts with the workspace id.
func (f file) checkAAD() string { return "vault.json|check|" + f.WorkspaceID + "|" + f.KeyID }
