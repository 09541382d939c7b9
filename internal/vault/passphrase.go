package vault

import (
	"crypto/rand"
	"encoding/json"
	"runtime/debug"

	"golang.org/x/crypto/argon2"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// What a new vault's passphrase costs: RFC 9106's second choice, for machines where
// memory is scarce (section 4). The publisher may take 100 MB in all, and derives the
// key at every start.
const (
	argonTime      = 3
	argonMemoryKiB = 64 << 10
	argonThreads   = 4
	saltSize       = 16 // bytes, RFC 9106's recommendation
)

// What a stored vault may ask for at most. Whoever can write vault.json must not be
// able to stop the program with it.
const (
	argonTimeMax      = 16
	argonMemoryMinKiB = 8 << 10
	argonMemoryMaxKiB = 1 << 20
	argonThreadsMax   = 16
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

func (k kdf) derive(passphrase cuedrop.Secret) []byte {
	key := argon2.IDKey([]byte(passphrase.Reveal()), k.Salt, k.Time, k.MemoryKiB, k.Threads, keySize)
	// The memory it took would otherwise stay ours, and double the collector's goal.
	debug.FreeOSMemory()
	return key
}

// wrap sets KDF and Wrapped. The header is authenticated along with the key.
func (f *file) wrap(passphrase cuedrop.Secret, key []byte) {
	f.KDF = &kdf{Name: "argon2id", Time: argonTime, MemoryKiB: argonMemoryKiB, Threads: argonThreads, Salt: make([]byte, saltSize)}
	_, _ = rand.Read(f.KDF.Salt) // never fails: crypto/rand aborts the program instead
	f.Wrapped = sealWith(f.KDF.derive(passphrase), key, f.wrapAAD())
}

// unwrap returns the key, or AuthRequired "vault.passphrase_wrong".
func (f file) unwrap(passphrase cuedrop.Secret) ([]byte, error) {
	key, err := openWith(f.KDF.derive(passphrase), f.Wrapped, f.wrapAAD())
	if err != nil || len(key) != keySize {
		return nil, fault.Wrap(err, fault.AuthRequired, "vault.passphrase_wrong", "The passphrase doesn't open this workspace. Check it and try again.")
	}
	return key, nil
}

func (f file) wrapAAD() string {
	header, err := json.Marshal([]any{"vault.json", "wrapped", f.Version, f.WorkspaceID, f.KDF})
	if err != nil {
		panic(err) // strings and numbers only
	}
	return string(header)
}
