package app

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

const launchAgent = "com.wails.cuedrop.login" // beside build/darwin/Info.plist's identifier

func (s autostart) file() (string, error) {
	dir := s.dir
	if dir == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(home, "Library", "LaunchAgents")
	}
	return filepath.Join(dir, launchAgent+".plist"), nil
}

func (s autostart) on() bool {
	path, err := s.file()
	if err != nil {
		return false
	}
	_, err = os.Stat(path)
	return err == nil
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
	var name bytes.Buffer
	if err := xml.EscapeText(&name, []byte(exe)); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return writeFile(path, []byte(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>Label</key><string>`+launchAgent+`</string>
<key>ProgramArguments</key><array><string>`+name.String()+`</string><string>`+backgroundFlag+`</string></array>
<key>RunAtLoad</key><true/>
<key>ProcessType</key><string>Interactive</string>
</dict></plist>
`))
}
