package app

import (
	"errors"
	"io/fs"
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

func (s autostart) set(on bool) error {
	path, err := s.file()
	if err != nil {
		return err
	}
	if !on {
		if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	exe, err := program()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return writeFile(path, []byte("[Desktop Entry]\nType=Application\nName=Cuedrop\nExec="+quoteExec(exe)+" "+backgroundFlag+
		"\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"))
}

// quoteExec quotes a path for an Exec line (Desktop Entry Specification, “The Exec
// key”): first for the shell-like rules of the line, then for the value of a key.
func quoteExec(path string) string {
	inner := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`).Replace(path)
	return strings.NewReplacer(`\`, `\\`, "%", "%%", "\n", `\n`).Replace(`"` + inner + `"`)
}
