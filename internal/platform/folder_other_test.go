//go:build !windows

package platform

// keepsRights reports whether the system keeps the rights that a folder is given.
func keepsRights() bool { return true }
