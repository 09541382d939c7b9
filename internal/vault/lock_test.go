package vault

import (
	"bytes"
	"testing"

	"cuedrop/internal/fault"
)

func TestLocking(t *testing.T) {
	t.Parallel()
	r := newRinged(t)
	r.protected()
	given := r.opt
	given.Passphrase = first
	v := New(given)
	r.wantOpen("before", v)
	held := v.key
	v.Lock()
	if v.Open() || !bytes.Equal(held, make([]byte, keySize)) {
		t.Error("the key is still in memory")
	}
	_, sealErr := v.Seal(t.Context(), nil, "a")
	_, unsealErr := v.Unseal(t.Context(), r.sealed, "a")
	_, codeErr := v.NewRecoveryCode(t.Context(), first)
	for name, err := range map[string]error{
		"seal": sealErr, "unseal": unsealErr, "unlock": v.Unlock(t.Context()), "again": v.Unlock(t.Context()),
		"set": v.SetPassphrase(t.Context(), first, second), "remove": v.RemovePassphrase(t.Context(), first), "code": codeErr,
	} {
		wantFault(t, name, err, fault.AuthRequired, "vault.locked")
	}
	if s, err := v.Status(t.Context()); s.OK || s.Remedy == "" || err != nil {
		t.Errorf("%+v, %v", s, err)
	}
	if err := v.UnlockWith(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	r.wantOpen("after", v)

	ring := newRinged(t)
	v = New(ring.opt)
	v.Lock()
	_, err := v.Unseal(t.Context(), ring.sealed, "a")
	wantFault(t, "with the keyring", err, fault.AuthRequired, "vault.locked")
	wantFault(t, "a passphrase for all who come by", v.SetPassphrase(t.Context(), "", first), fault.AuthRequired, "vault.locked")
	if err := v.Unlock(t.Context()); err != nil {
		t.Error(err)
	}
	ring.wantOpen("when asked", v)
}

// TestALockWinsOverAnUnlockThatIsUnderWay: who locks must not find it open a second later.
func TestALockWinsOverAnUnlockThatIsUnderWay(t *testing.T) {
	t.Parallel()
	r := newRinged(t)
	v := New(r.opt)
	r.k.onGet = v.Lock
	_, err := v.Unseal(t.Context(), r.sealed, "a")
	wantFault(t, "the keyring's", err, fault.AuthRequired, "vault.locked")
	r.k.onGet = nil
	if v.Open() {
		t.Error("open")
	}
	v, _ = r.protected()
	_, err = v.Unseal(t.Context(), r.sealed, "a")
	wantFault(t, "before", err, fault.AuthRequired, "vault.passphrase_missing")
	err = v.unlockBy(t.Context(), func(f file) ([]byte, []byte, error) {
		key, err := f.unwrap(first)
		v.Lock()
		return key, nil, err
	})
	wantFault(t, "the passphrase's", err, fault.AuthRequired, "vault.locked")
	if v.Open() {
		t.Error("open")
	}
}
