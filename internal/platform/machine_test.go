package platform_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"cuedrop/internal/platform"
)

// TestMachineIsADigest: stable, and not the id that other programs know.
func TestMachineIsADigest(t *testing.T) {
	t.Parallel()
	got := platform.Machine()
	if !regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString(got) || platform.Machine() != got {
		t.Errorf("Machine = %q", got)
	}
	for _, path := range []string{"/etc/machine-id", "/var/lib/dbus/machine-id"} {
		if raw, err := os.ReadFile(path); err == nil && strings.Contains(got, strings.TrimSpace(string(raw))) {
			t.Errorf("Machine tells %s", path)
		}
	}
}
