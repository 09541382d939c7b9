package app

import (
	"bytes"
	"encoding/xml"
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

// entry is a launch agent that starts exe.
func (autostart) entry(exe string) ([]byte, error) {
	var name bytes.Buffer
	if err := xml.EscapeText(&name, []byte(exe)); err != nil {
		return nil, err
	}
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>Label</key><string>` + launchAgent + `</string>
<key>ProgramArguments</key><array><string>` + name.String() + `</string><string>` + backgroundFlag + `</string></array>
<key>RunAtLoad</key><true/>
<key>ProcessType</key><string>Interactive</string>
</dict></plist>
`), nil
}
