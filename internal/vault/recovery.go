package vault

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"unicode"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// A recovery code is eight groups of four symbols: 30 random ones, 150 bits, and two that
// check them. The symbols are Crockford's, which leave out I, L, O and U.
const (
	symbols    = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeRandom = 30 // symbols
	codeCheck  = 2  // symbols
	codeGroup  = 4
	codePrime  = 1021 // the largest below 32²: see checkOf
)

// newCode makes a recovery code as it is shown: XXXX-XXXX-…
func newCode() cuedrop.Secret {
	var random [codeRandom]byte
	_, _ = rand.Read(random[:]) // never fails: crypto/rand aborts the program instead
	digits := make([]int, codeRandom)
	for i, b := range random {
		digits[i] = int(b % byte(len(symbols))) // 256 is a multiple of 32, so none is likelier
	}
	check := checkOf(digits)
	digits = append(digits, check/len(symbols), check%len(symbols))
	var out strings.Builder
	for i, d := range digits {
		if i > 0 && i%codeGroup == 0 {
			out.WriteByte('-')
		}
		out.WriteByte(symbols[d])
	}
	return cuedrop.Secret(out.String())
}

// checkOf is the number that digits write in base 32, modulo a prime. Every single wrong
// symbol changes it, and so do two neighbors that were swapped; of other mistakes one in a
// thousand goes unnoticed.
func checkOf(digits []int) int {
	sum := 0
	for _, d := range digits {
		sum = (sum*len(symbols) + d) % codePrime
	}
	return sum
}

// readCode returns the symbols of a code that was typed, without what people put between
// them. It takes O for 0 and I and L for 1. Invalid "vault.code_mistyped" is for one that
// never was a code.
func readCode(code cuedrop.Secret) (string, error) {
	var digits []int
	for _, r := range code.Reveal() {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
			continue
		}
		switch r = unicode.ToUpper(r); r {
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		d := strings.IndexRune(symbols, r)
		if d < 0 || len(digits) == codeRandom+codeCheck {
			return "", mistyped()
		}
		digits = append(digits, d)
	}
	if len(digits) != codeRandom+codeCheck || checkOf(digits[:codeRandom]) != digits[codeRandom]*len(symbols)+digits[codeRandom+1] {
		return "", mistyped()
	}
	var out strings.Builder
	for _, d := range digits[:codeRandom] {
		out.WriteByte(symbols[d])
	}
	return out.String(), nil
}

// addCode wraps key by a new recovery code, in the place of the one before, and returns
// the code.
func (f *file) addCode(key []byte) cuedrop.Secret {
	code := newCode()
	read, err := readCode(code)
	if err != nil {
		panic(err) // what newCode makes, readCode reads: TestRecoveryCodes
	}
	wrapping := f.recoveryKey(read)
	defer clear(wrapping)
	f.Recovery = sealWith(wrapping, key, f.recoveryAAD())
	return code
}

// uncode returns the key, or AuthRequired "vault.code_wrong".
func (f file) uncode(read string) ([]byte, error) {
	wrapping := f.recoveryKey(read)
	defer clear(wrapping)
	key, err := openWith(wrapping, f.Recovery, f.recoveryAAD())
	if err != nil || len(key) != keySize {
		return nil, fault.Wrap(err, fault.AuthRequired, "vault.code_wrong", "This recovery code doesn't open this workspace. It may be another workspace's, or an older one that was replaced.")
	}
	return key, nil
}

// openedBy reports whether by, what a recovery code has opened, still is in f.
func (f file) openedBy(by []byte) bool { return by != nil && bytes.Equal(by, f.Recovery) }

// recoveryKey derives the wrapping key. The code has 150 random bits and is new each
// time, so guessing is hopeless without slowing it down, and no salt is needed: HKDF, not
// Argon2id.
func (f file) recoveryKey(read string) []byte {
	key, err := hkdf.Key(sha256.New, []byte(read), nil, "cuedrop recovery code|"+f.WorkspaceID, keySize)
	if err != nil {
		panic(err) // only for keys longer than 255 digests
	}
	return key
}

func (f file) recoveryAAD() string {
	header, err := json.Marshal([]any{"vault.json", "recovery", f.Version, f.WorkspaceID})
	if err != nil {
		panic(err) // strings and numbers only
	}
	return string(header)
}

// UnlockWithRecovery makes the key ready with a recovery code. Until the vault is locked,
// SetPassphrase then does without the current passphrase, once, which uses the code up.
// Invalid "vault.code_mistyped" for what never was a code,
// which counts as no try, and "vault.no_code"; AuthRequired "vault.code_wrong";
// RateLimited "vault.wait"; otherwise as Unlock.
func (v *Vault) UnlockWithRecovery(ctx context.Context, code cuedrop.Secret) error {
	read, err := readCode(code)
	if err != nil {
		return err
	}
	return v.unlockBy(ctx, func(f file) ([]byte, []byte, error) {
		if f.Mode != ModePassphrase {
			return nil, nil, noPassphrase()
		}
		if f.Recovery == nil {
			return nil, nil, fault.New(fault.Invalid, "vault.no_code", "This workspace has no recovery code. Only its passphrase opens it.")
		}
		key, err := f.uncode(read)
		return key, f.Recovery, err
	})
}

func mistyped() error {
	return fault.New(fault.Invalid, "vault.code_mistyped", "That is not a recovery code as it was shown: a character is wrong, missing or too much. Compare it with what you kept.")
}
