package vault

import (
	"crypto/rand"
	"encoding/json"
	"runtime/debug"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Rules for a passphrase that people set. Longer than the longest is no passphrase but
// a file pasted by mistake.
const (
	passphraseMin = 8    // characters
	passphraseMax = 1024 // bytes
)

// What a stored vault may ask for at most. Whoever can write vault.json must not be
// able to stop the program with it.
const (
	argonTimeMax      = 16
	argonMemoryMinKiB = 8 << 10
	argonMemoryMaxKiB = 1 << 20
	argonThreadsMax   = 16
	saltSize          = 16 // bytes, RFC 9106's recommendation
	saltSizeMax       = 64
)

// kdf says how the wrapping key comes from the passphrase. The costs are stored, so
// that later vaults may take more.
type kdf struct {
	Name      string `json:"name"` // "argon2id"
	Time      uint32 `json:"time"`
	MemoryKiB uint32 `json:"memoryKiB"`
	Threads   uint8  `json:"threads"`
	Salt      []byte `json:"salt"`
}

func (k kdf) valid() error {
	if k.Name != "argon2id" || k.Time < 1 || k.Time > argonTimeMax ||
		k.MemoryKiB < argonMemoryMinKiB || k.MemoryKiB > argonMemoryMaxKiB ||
		k.Threads < 1 || k.Threads > argonThreadsMax ||
		len(k.Salt) < saltSize || len(k.Salt) > saltSizeMax {
		return damaged(nil)
	}
	return nil
}

func (k kdf) cost() Cost { return Cost{Time: k.Time, MemoryKiB: k.MemoryKiB, Threads: k.Threads} }

func (k kdf) derive(passphrase string) []byte {
	key := argon2.IDKey([]byte(passphrase), k.Salt, k.Time, k.MemoryKiB, k.Threads, keySize)
	// The memory it took would otherwise stay ours, and double the collector's goal.
	debug.FreeOSMemory()
	return key
}

// wrap sets KDF and Wrapped. The header is authenticated along with the key. f must be
// of today's version: its passphrases are normalized, so that the same words open it
// from a keyboard of another system, which may compose letters otherwise.
func (f *file) wrap(passphrase cuedrop.Secret, key []byte, cost Cost) {
	f.KDF = &kdf{Name: "argon2id", Time: cost.Time, MemoryKiB: cost.MemoryKiB, Threads: cost.Threads, Salt: make([]byte, saltSize)}
	_, _ = rand.Read(f.KDF.Salt) // never fails: crypto/rand aborts the program instead
	wrapping := f.KDF.derive(norm.NFC.String(passphrase.Reveal()))
	defer clear(wrapping)
	f.Wrapped = sealWith(wrapping, key, f.wrapAAD())
}

// unwrap returns the key, or AuthRequired "vault.passphrase_wrong".
func (f file) unwrap(passphrase cuedrop.Secret) (key []byte, err error) {
	for _, form := range f.forms(passphrase.Reveal()) {
		wrapping := f.KDF.derive(form)
		key, err = openWith(wrapping, f.Wrapped, f.wrapAAD())
		clear(wrapping)
		if err == nil && len(key) == keySize {
			return key, nil
		}
	}
	return nil, wrongPassphrase(err)
}

// forms are the spellings of a passphrase that may be meant. Version 1 took it as it was
// typed, which depends on the system.
func (f file) forms(passphrase string) []string {
	if f.Version > 1 {
		return []string{norm.NFC.String(passphrase)}
	}
	all := []string{passphrase}
	for _, form := range []norm.Form{norm.NFC, norm.NFD} {
		if s := form.String(passphrase); !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

func (f file) wrapAAD() string {
	header, err := json.Marshal([]any{"vault.json", "wrapped", f.Version, f.WorkspaceID, f.KDF})
	if err != nil {
		panic(err) // strings and numbers only
	}
	return string(header)
}

// checkRules refuses a new passphrase that is too easy to guess by its length alone, or
// too long to have been meant.
func checkRules(next cuedrop.Secret) error {
	s := norm.NFC.String(next.Reveal())
	switch {
	case len(s) > passphraseMax || !utf8.ValidString(s):
		return fault.Newf(fault.Invalid, "vault.passphrase_long", "That is too long for a passphrase. Use at most %d bytes of text.", passphraseMax)
	case utf8.RuneCountInString(s) < passphraseMin:
		return fault.Newf(fault.Invalid, "vault.passphrase_short", "Use at least %d characters. Four or more words that don't belong together are easy to remember and hard to guess.", passphraseMin)
	case strings.TrimSpace(s) == "":
		return fault.New(fault.Invalid, "vault.passphrase_blank", "A passphrase of spaces only is no passphrase. Use letters, digits or signs too.")
	}
	return nil
}

func wrongPassphrase(cause error) error {
	return fault.Wrap(cause, fault.AuthRequired, "vault.passphrase_wrong", "The passphrase doesn't open this workspace. Check it and try again.")
}
