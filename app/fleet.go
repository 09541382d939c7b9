package app

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
)

// Fleet is the workspaces of this computer. All of its methods are safe for concurrent use.
type Fleet interface {
	// Fixed reports whether there is one workspace and can be no other, as in the sandbox.
	// It locks nothing: nobody knows the passphrase that its workspace may have.
	Fixed() bool
	List(ctx context.Context) ([]cuedrop.Workspace, error)
	// Open opens a workspace, or returns the open one once the passphrase has been given.
	Open(ctx context.Context, id string, passphrase cuedrop.Secret) (Deps, error)
	// Recover opens it with its recovery code, gives it another passphrase and returns
	// the next code.
	Recover(ctx context.Context, id string, code, passphrase cuedrop.Secret) (Deps, cuedrop.Secret, error)
	// Lock closes it, or has it publish unseen where its owner chose so.
	Lock(ctx context.Context, id, why string) error
	// OpenOthers opens what opens by itself, but the one shown, and returns when it has.
	OpenOthers(ctx context.Context, shown string, opened func(id string, d Deps))
	Create(ctx context.Context, name string) (cuedrop.Workspace, error)
	Rename(ctx context.Context, id, name string) error
	Delete(ctx context.Context, id string) error
	// Wait is how long no passphrase is taken.
	Wait(ctx context.Context, id string) time.Duration
}

// Locks are what protects one open workspace.
type Locks interface {
	PassphraseState(ctx context.Context) (cuedrop.PassphraseState, error)
	// SetPassphrase sets the first passphrase and returns a recovery code, or changes it.
	SetPassphrase(ctx context.Context, current, next cuedrop.Secret) (recovery cuedrop.Secret, err error)
	RemovePassphrase(ctx context.Context, current cuedrop.Secret) error
	NewRecoveryCode(ctx context.Context, current cuedrop.Secret) (cuedrop.Secret, error)
	CheckPassphrase(ctx context.Context, passphrase cuedrop.Secret) error
	LockRules(ctx context.Context) (cuedrop.LockRules, error)
	SetLockRules(ctx context.Context, r cuedrop.LockRules) error
	RecordActivity(ctx context.Context, a cuedrop.Activity) error
}
