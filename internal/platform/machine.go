package platform

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"sync"

	"github.com/denisbrodbeck/machineid"
)

// Machine returns a digest that stays the same on this computer and is another one on
// every other, or "" where the system tells nothing that would do. It can't be turned
// back into the computer's own id, which other programs know too.
var Machine = sync.OnceValue(func() string {
	if id, err := machineid.ID(); err == nil && id != "" {
		return machineDigest("id", id)
	}
	// Containers often lack an id, and have a name of their own.
	if name, err := os.Hostname(); err == nil && name != "" {
		return machineDigest("name", name)
	}
	return ""
})

func machineDigest(kind, id string) string {
	sum := sha256.Sum256([]byte("cuedrop|machine|" + kind + "|" + id))
	return hex.EncodeToString(sum[:])
}
