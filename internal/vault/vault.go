package vault

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// keyring is the system's keyring. Get and Delete return NotFound for an entry that
// is not there, and Set replaces.
type keyring interface {
	Get(ctx context.Context, service, user string) (string, error)
	Set(ctx context.Context, service, user, value string) error
	Delete(ctx context.Context, service, user string) error
}

// Options are what New needs. Dir and WorkspaceID must be set.
type Options struct {
	Dir         string // the workspace's folder; made if it is missing
	WorkspaceID string
	Keyring     keyring        // nil = none
	Passphrase  cuedrop.Secret // set = the keyring is not asked
	// Unattended says that the program tries Passphrase by itself, and nobody has named this
	// workspace for it. Wrong ones are then counted apart: they make such programs wait, and
	// nobody who gives a passphrase (docs/decisions/0021).
	Unattended bool

	// Cost of new passphrases; zero = what docs/decisions/0021 says. Tests take the least.
	Cost Cost
	// Memory tells how many bytes of memory the machine has and how many are to be had; 0 =
	// not known, and nil = neither is.
	Memory func() (total, available uint64)
	Now    func() time.Time // nil = the system's clock
	// Probe is called at every point at which a crash must do no harm; for tests.
	Probe func(point string)
}

// The modes.
const (
	ModeKeyring    = "keyring"
	ModePassphrase = "passphrase"
	ModeNone       = "none"
)

// Vault seals and unseals. Safe for concurrent use. Nothing is read, asked or
// written before the first call of another method.
//
// Unlocking fails with AuthRequired "vault.passphrase_missing",
// "vault.passphrase_wrong", "vault.locked" or "vault.key_lost"; RateLimited "vault.wait"
// with how long (see Wait); Unsupported "vault.no_keyring" or "vault.newer"; Invalid
// "vault.made_with_keyring"; Conflict "vault.other_workspace"; Internal "vault.damaged" or
// "vault.file"; Unavailable "vault.busy"; or what the keyring says (Unavailable, Canceled).
type Vault struct {
	opt Options

	mu       sync.Mutex
	key      []byte // nil = not open
	by       []byte // what a recovery code opened; nil = a passphrase or the keyring
	locked   bool   // by Lock
	locks    int    // calls of Lock
	opening  *opening
	unsaved  *tries           // what could not be written; nil = the file is right
	refused  []byte           // Wrapped that the passphrase of Options does not open
	refusal  error            // the keyring's, not asked again before cooled
	cooledAt <-chan time.Time // see ask
}

// opening is an unlock in progress, shared by all who need it.
type opening struct {
	done chan struct{}
	err  error
}

// A keyring that was locked, or whose prompt was dismissed, is not asked again by
// itself for this long: a prompt must not pop up with every retry
// (reliability-security.md H13).
const coolDown = 5 * time.Minute

// New returns a vault that is not open yet.
func New(opt Options) *Vault {
	if opt.Now == nil {
		opt.Now = time.Now //nolint:forbidigo // engine gives its clock
	}
	return &Vault{opt: opt}
}

// Unlock makes the key ready with the keyring or the passphrase of Options, creating it if
// the workspace has none. Concurrent calls share one attempt. It asks the keyring even if
// the user has just dismissed its prompt: call it when the user wants to try again.
func (v *Vault) Unlock(ctx context.Context) error {
	if err := v.relock(); err != nil {
		return err
	}
	v.mu.Lock()
	v.refusal = nil
	v.mu.Unlock()
	key, err := v.ready(ctx)
	clear(key)
	return err
}

// ready returns a copy of the key, for the caller to wipe, unlocking first if need be.
func (v *Vault) ready(ctx context.Context) ([]byte, error) {
	for {
		v.mu.Lock()
		if v.key != nil {
			defer v.mu.Unlock()
			return bytes.Clone(v.key), nil
		}
		if v.locked {
			v.mu.Unlock()
			return nil, locked()
		}
		if err := v.restLocked(); err != nil {
			v.mu.Unlock()
			return nil, err
		}
		o := v.opening
		lead := o == nil
		if lead {
			o = &opening{done: make(chan struct{})}
			v.opening = o
		}
		locks := v.locks
		v.mu.Unlock()
		if lead {
			return v.lead(ctx, o, locks)
		}
		select {
		case <-o.done:
			if o.err != nil && !fault.Is(o.err, fault.Canceled) {
				return nil, o.err
			}
			// Open, or the leader gave up and it is somebody else's turn.
		case <-ctx.Done():
			return nil, stopped(ctx)
		}
	}
}

func (v *Vault) lead(ctx context.Context, o *opening, locks int) (key []byte, err error) {
	defer func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		if err == nil && v.locks != locks {
			clear(key)
			key, err = nil, locked() // somebody locked it meanwhile, and is right
		}
		if err == nil {
			clear(v.key)
			v.key = bytes.Clone(key)
		}
		v.opening = nil
		if fault.ReasonOf(err) == "secret.locked" {
			v.refusal, v.cooledAt = err, time.After(coolDown)
		}
		o.err = err
		close(o.done)
	}()
	if ctx.Err() != nil {
		return nil, stopped(ctx)
	}
	return v.open(ctx)
}

func (v *Vault) restLocked() error {
	if v.refusal == nil {
		return nil
	}
	select {
	case <-v.cooledAt:
		v.refusal = nil
	default:
	}
	return v.refusal
}

func stopped(ctx context.Context) error {
	return fault.Wrap(ctx.Err(), fault.Canceled, "vault.canceled", "Stopped before the workspace was unlocked.")
}

// open reads the key, or makes one where there is no vault yet. Any file that is
// there, however damaged, rules out a new key: the old one may still be recovered.
func (v *Vault) open(ctx context.Context) ([]byte, error) {
	f, err := v.readOwn()
	if errors.Is(err, os.ErrNotExist) {
		return v.create(ctx)
	}
	if err != nil {
		return nil, err
	}
	return v.openFile(ctx, f)
}

func (v *Vault) openFile(ctx context.Context, f file) (key []byte, err error) {
	switch {
	case f.Mode == ModeKeyring && v.opt.Passphrase != "":
		return nil, fault.New(fault.Invalid, "vault.made_with_keyring", "This workspace keeps its key in the system's keyring, not behind a passphrase. Start Cuedrop without CUEDROP_PASSPHRASE.")
	case f.Mode == ModePassphrase && v.opt.Passphrase == "":
		return nil, fault.New(fault.AuthRequired, "vault.passphrase_missing", "This workspace is locked with a passphrase. Enter it, or set CUEDROP_PASSPHRASE.")
	case f.Mode == ModePassphrase:
		f, key, err = v.tryGiven(ctx)
	default:
		key, err = v.fromKeyring(ctx, f)
	}
	if err == nil {
		v.tidy(ctx, f)
	}
	return key, err
}

// tryGiven tries the passphrase of Options. One that was wrong is not tried again before
// vault.json changes: everything that needs the key would count as another try.
func (v *Vault) tryGiven(ctx context.Context) (f file, key []byte, err error) {
	err = v.exclusive(ctx, func(bool) error {
		if f, err = v.readOwn(); err != nil {
			return err
		}
		if v.refused != nil && bytes.Equal(v.refused, f.Wrapped) {
			return wrongPassphrase(nil)
		}
		f, key, err = v.try(v.opt.Unattended, func(f file) ([]byte, error) { return f.unwrapGiven(v.opt.Passphrase) })
		if fault.ReasonOf(err) == "vault.passphrase_wrong" {
			v.refused = f.Wrapped
		}
		return err
	})
	return f, key, err
}

// readOwn is readFile for this workspace's own.
func (v *Vault) readOwn() (file, error) {
	f, err := readFile(v.path())
	if err == nil && f.WorkspaceID != v.opt.WorkspaceID {
		return file{}, fault.New(fault.Conflict, "vault.other_workspace", "The file vault.json belongs to another workspace. Put this workspace's own file back.")
	}
	return f, err
}

func (v *Vault) probeAt(point string) {
	if v.opt.Probe != nil {
		v.opt.Probe(point)
	}
}

func (v *Vault) path() string { return filepath.Join(v.opt.Dir, fileName) }
