package vault

import (
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
}

// The modes.
const (
	ModeKeyring    = "keyring"
	ModePassphrase = "passphrase"
	ModeNone       = "none"
)

// Vault seals and unseals. Safe for concurrent use. Nothing is read, asked or
// written before the first Unlock, Seal, Unseal or Status.
//
// Unlocking fails with AuthRequired "vault.passphrase_missing",
// "vault.passphrase_wrong" or "vault.key_lost"; Unsupported "vault.no_keyring" or
// "vault.newer"; Invalid "vault.made_with_keyring"; Conflict
// "vault.other_workspace"; Internal "vault.damaged" or "vault.file"; or what the
// keyring says (Unavailable, Canceled).
type Vault struct {
	opt Options

	mu       sync.Mutex
	key      []byte // nil = locked
	opening  *opening
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
func New(opt Options) *Vault { return &Vault{opt: opt} }

// Unlock makes the key ready, creating it if the workspace has none. Concurrent
// calls share one attempt. It asks the keyring even if the user has just dismissed
// its prompt: call it when the user wants to try again.
func (v *Vault) Unlock(ctx context.Context) error {
	v.mu.Lock()
	v.refusal = nil
	v.mu.Unlock()
	_, err := v.ready(ctx)
	return err
}

// ready returns the key, unlocking first if need be.
func (v *Vault) ready(ctx context.Context) ([]byte, error) {
	for {
		v.mu.Lock()
		if v.key != nil {
			defer v.mu.Unlock()
			return v.key, nil
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
		v.mu.Unlock()
		if lead {
			return v.lead(ctx, o)
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

func (v *Vault) lead(ctx context.Context, o *opening) (key []byte, err error) {
	defer func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.key, v.opening = key, nil
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
	f, err := readFile(v.path())
	if errors.Is(err, os.ErrNotExist) {
		return v.create(ctx)
	}
	if err != nil {
		return nil, err
	}
	return v.openFile(ctx, f)
}

func (v *Vault) openFile(ctx context.Context, f file) ([]byte, error) {
	switch {
	case f.WorkspaceID != v.opt.WorkspaceID:
		return nil, fault.New(fault.Conflict, "vault.other_workspace", "The file vault.json belongs to another workspace. Put this workspace's own file back.")
	case f.Mode == ModeKeyring && v.opt.Passphrase != "":
		return nil, fault.New(fault.Invalid, "vault.made_with_keyring", "This workspace keeps its key in the system's keyring, not behind a passphrase. Start Cuedrop without CUEDROP_PASSPHRASE.")
	case f.Mode == ModePassphrase && v.opt.Passphrase == "":
		return nil, fault.New(fault.AuthRequired, "vault.passphrase_missing", "This workspace is locked with a passphrase. Enter it, or set CUEDROP_PASSPHRASE.")
	case f.Mode == ModePassphrase:
		return f.unwrap(v.opt.Passphrase)
	}
	return v.fromKeyring(ctx, f)
}

func (v *Vault) path() string { return filepath.Join(v.opt.Dir, fileName) }
