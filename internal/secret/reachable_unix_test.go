//go:build unix && !darwin

package secret

import "testing"

func TestBusIsLookedForAndNeverLaunched(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, variable, runtimeDir, socket string
		want                               string // "" = none
	}{
		{"variable", "unix:path=/x", "", "", "unix:path=/x"},
		{"runtime directory", "", "/run/me", "/run/me/bus", "unix:path=/run/me/bus"},
		{"autolaunch is not an address", "autolaunch:", "/run/me", "/run/me/bus", "unix:path=/run/me/bus"},
		{"odd directory", "", "/run/a b", "/run/a b/bus", "unix:path=/run/a%20b/bus"},
		{"the user's directory", "", "", "/run/user/42/bus", "unix:path=/run/user/42/bus"},
		{"relative directory", "", "run", "run/bus", ""},
		{"autolaunch only", "autolaunch:", "", "", ""},
		{"nothing", "", "/run/me", "", ""},
	}
	for _, tt := range tests {
		env := map[string]string{busVariable: tt.variable, "XDG_RUNTIME_DIR": tt.runtimeDir}
		got, ok := busAddress(func(k string) string { return env[k] }, func(p string) bool { return p == tt.socket }, 42)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
