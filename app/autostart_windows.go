package app

import (
	"errors"

	"golang.org/x/sys/windows/registry"
)

const runKey, runName = `Software\Microsoft\Windows\CurrentVersion\Run`, "Cuedrop"

func (autostart) on() bool {
	key, err := registry.OpenKey(registry.CURRENT_USER, runKey, registry.QUERY_VALUE)
	if err != nil {
		return false
	}
	defer func() { _ = key.Close() }()
	_, _, err = key.GetStringValue(runName)
	return err == nil
}

func (autostart) set(on bool) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, runKey, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer func() { _ = key.Close() }()
	if !on {
		if err := key.DeleteValue(runName); !errors.Is(err, registry.ErrNotExist) {
			return err
		}
		return nil
	}
	exe, err := program()
	if err != nil {
		return err
	}
	return key.SetStringValue(runName, `"`+exe+`" `+backgroundFlag) // a path has no quotes on Windows
}
