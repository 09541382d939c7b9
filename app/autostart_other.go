//go:build !linux && !darwin && !windows

package app

import "errors"

func (autostart) on() bool { return false }

func (autostart) set(on bool) error {
	if !on {
		return nil
	}
	return errors.New("no such thing on this system")
}
