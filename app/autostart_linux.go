package app

import (
	"os"
	"path/filepath"
	"strings"
)

func (s autostart) file() (string, error) {
	dir := s.dir
	if dir == "" {
		config, err := os.UserConfigDir() // XDG_CONFIG_HOME
		if err != nil {
			return "", err
		}
		dir = filepath.Join(config, "autostart")
	}
	return filepath.Join(dir, "cuedrop.desktop"), nil
}

// on reports whether the entry is there and not switched off by the desktop's own
// settings, which write Hidden or a key of GNOME's into it.
func (s autostart) on() bool {
	path, err := s.file()
	if err != nil {
		return false
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	text := strings.ToLower(string(raw))
	return !strings.Contains(text, "hidden=true") && !strings.Contains(text, "x-gnome-autostart-enabled=false")
}

// entry is a desktop entry that starts exe.
func (autostart) entry(exe string) ([]byte, error) {
	return []byte("[Desktop Entry]\nType=Application\nName=Cuedrop\nExec=" + quoteExec(exe) + " " + backgroundFlag +
		"\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"), nil
}

// quoteExec quotes a path for an Exec line (Desktop Entry Specification, “The Exec
// key”): first for the shell-like rules of the line, then for the value of a key.
func quoteExec(path string) string {
	inner := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`).Replace(path)
	return strings.NewReplacer(`\`, `\\`, "%", "%%", "\n", `\n`).Replace(`"` + inner + `"`)
}
