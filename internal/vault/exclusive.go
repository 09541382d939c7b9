package vault

import (
	"context"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"cuedrop/internal/fault"
)

const (
	lockName   = "vault.lock"
	lockWithin = 30 * time.Second // a try takes a second, and a keyring may ask the user meanwhile
	lockEvery  = 20 * time.Millisecond
)

// exclusive runs f while no other process, and nobody else in this one, tries a
// passphrase or changes the files. It must not be nested. Where the lock can't be made,
// f learns by held that it goes without.
func (v *Vault) exclusive(ctx context.Context, f func(held bool) error) error {
	within, cancel := context.WithTimeout(ctx, lockWithin)
	defer cancel()
	lock := flock.New(filepath.Join(v.opt.Dir, lockName), flock.SetPermissions(0o600))
	_, err := lock.TryLockContext(within, lockEvery)
	switch {
	case ctx.Err() != nil:
		_ = lock.Unlock() // it may have been taken in the same moment
		return stopped(ctx)
	case within.Err() != nil:
		return fault.Wrap(err, fault.Unavailable, "vault.busy", "Another Cuedrop is just opening this workspace or changing its passphrase. Try again in a moment.")
	case err != nil:
		return f(false)
	}
	defer func() { _ = lock.Unlock() }() // the system releases it with the process anyway
	return f(true)
}
