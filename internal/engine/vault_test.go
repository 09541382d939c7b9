package engine_test

import (
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
)

// fastVault gives a new workspace a vault.json at the least cost that the program
// accepts: what is measured here is not how long a passphrase takes to try.
func fastVault(t *testing.T, dir, workspaceID string) {
	t.Helper()
	type kdf struct {
		Name      string `json:"name"`
		Time      uint32 `json:"time"`
		MemoryKiB uint32 `json:"memoryKiB"`
		Threads   uint8  `json:"threads"`
		Salt      []byte `json:"salt"`
	}
	cost := kdf{Name: "argon2id", Time: 1, MemoryKiB: 8 << 10, Threads: 1, Salt: make([]byte, 16)}
	key, nonce := make([]byte, 32), make([]byte, chacha20poly1305.NonceSizeX)
	for _, b := range [][]byte{cost.Salt, key, nonce} {
		_, _ = rand.Read(b) // never fails: crypto/rand aborts the program instead
	}
	header, err := json.Marshal([]any{"vault.json", "wrapped", 1, workspaceID, cost})
	if err != nil {
		t.Fatal(err)
	}
	aead, err := chacha20poly1305.NewX(argon2.IDKey([]byte(passphrase), cost.Salt, cost.Time, cost.MemoryKiB, cost.Threads, 32))
	if err != nil {
		t.Fatal(err)
	}
	file, err := json.Marshal(map[string]any{
		"version": 1, "workspaceId": workspaceID, "mode": "passphrase", "kdf": cost,
		"wrapped": aead.Seal(append([]byte{1}, nonce...), nonce, key, header),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "vault.json"), file, 0o600); err != nil {
		t.Fatal(err)
	}
}
