package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheAutostartEntryIsValidAndTheDesktopMaySwitchItOff(t *testing.T) {
	t.Parallel()
	s := autostart{dir: filepath.Join(t.TempDir(), "autostart")}
	if err := s.set(true); err != nil || !s.on() {
		t.Fatalf("on %v, %v", s.on(), err)
	}
	path, _ := s.file()
	raw, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(raw), backgroundFlag) {
		t.Fatalf("%s %v", raw, err)
	}
	if tool, err := exec.LookPath("desktop-file-validate"); err == nil {
		if out, err := exec.CommandContext(t.Context(), tool, path).CombinedOutput(); err != nil {
			t.Errorf("%s: %v", out, err)
		}
	}
	for _, line := range []string{"Hidden=true", "X-GNOME-Autostart-enabled=false"} {
		text := strings.Replace(string(raw), "X-GNOME-Autostart-enabled=true", "", 1) + line + "\n"
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if s.on() {
			t.Errorf("%s counts as on", line)
		}
	}
}

func TestPathsAreQuotedForTheEntry(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"/usr/bin/cuedrop":      `"/usr/bin/cuedrop"`,
		"/home/a b/50% $x/c":    `"/home/a b/50%% \\$x/c"`,
		"/odd\"and`back\\slash": `"/odd\\"and\\` + "`" + `back\\\\slash"`,
	} {
		if got := quoteExec(in); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}
