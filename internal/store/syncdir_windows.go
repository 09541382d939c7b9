package store

// syncDir does nothing: Windows has no way to sync a folder, and NTFS journals the
// rename.
func syncDir(string) error { return nil }
