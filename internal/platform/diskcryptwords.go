package platform

import (
	"regexp"
	"strings"
)

// What tools of the systems say, apart from starting them, so that it is tested anywhere.

// fileVault reads what fdesetup prints.
func fileVault(said string) DiskCrypt {
	first, _, _ := strings.Cut(said, "\n")
	switch strings.TrimSuffix(strings.TrimSpace(first), ".") {
	case "FileVault is On":
		return CryptOn
	case "FileVault is Off":
		return CryptOff
	}
	return CryptUnknown
}

// bitLocker reads System.Volume.BitLockerProtection: 1 on, 2 off, 3 encrypting,
// 4 decrypting, 5 suspended, 6 locked. Until all is encrypted it is not.
func bitLocker(said string) DiskCrypt {
	switch strings.TrimSpace(said) {
	case "1":
		return CryptOn
	case "2", "3", "4", "5":
		return CryptOff
	}
	return CryptUnknown
}

var drive = regexp.MustCompile(`^[A-Za-z]:$`)

// isDrive reports whether a volume is a drive letter, which may be part of a command.
func isDrive(volume string) bool { return drive.MatchString(volume) }
