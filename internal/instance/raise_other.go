//go:build !windows

package instance

// letItRaiseItself is about Windows.
func letItRaiseItself() {}
