package platform

import (
	"os"
	"strings"
)

// environment is what other programs get of ours: all of it but what is addressed to
// Cuedrop, where the passphrase and the client secret may be.
func environment() []string {
	var passed []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(strings.ToUpper(v), "CUEDROP_") {
			passed = append(passed, v)
		}
	}
	return passed
}
