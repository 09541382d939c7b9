package secret

// reachable returns nil: macOS always has a login keychain.
func reachable() error { return nil }

// noSession is about Windows.
func noSession(error) bool { return false }
