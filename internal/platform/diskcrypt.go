package platform

import (
	"context"
	"path/filepath"
	"time"
)

// DiskCrypt is what is known of the encryption of a disk.
type DiskCrypt int

// What can be known. CryptUnknown is the zero value: what nobody can see is never On.
const (
	CryptUnknown DiskCrypt = iota
	CryptOn
	CryptOff // nothing encrypts that can be seen from here; the drive itself still may
)

// diskCryptWithin is how long the system may take to answer.
const diskCryptWithin = 10 * time.Second

// DiskEncryption says whether what is written to a folder lies encrypted on its disk, and
// by what. It asks the system without any right that the user does not have.
func DiskEncryption(ctx context.Context, dir string) (state DiskCrypt, by string) {
	ctx, cancel := context.WithTimeout(ctx, diskCryptWithin)
	defer cancel()
	if target, err := filepath.EvalSymlinks(dir); err == nil {
		dir = target
	}
	return diskEncryption(ctx, dir)
}
