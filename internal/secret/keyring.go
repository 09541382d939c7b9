package secret

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/zalando/go-keyring"

	"cuedrop/internal/fault"
)

// Deadlines for a zero Timeout. Reading is quick unless a prompt is up, and the
// prompt may still be answered after we gave up: the next call finds the keyring
// open. Writing may make the system ask for a new keyring's password, which takes a
// person longer (reliability-security.md H12).
const (
	readTimeout  = 10 * time.Second
	writeTimeout = 60 * time.Second
)

// ValueMax is the longest value that every system takes, in bytes: Windows' limit
// (reliability-security.md H14).
const ValueMax = 2560

// Keyring is the system's keyring. The zero value is ready. Safe for concurrent use;
// calls of one process run one at a time.
//
// Errors: NotFound "secret.not_found"; Unsupported "secret.no_keyring"; Unavailable
// "secret.locked" (locked, or the user said no), "secret.timeout" (deadline, or an
// earlier call still waits for the user) and "secret.failed"; Invalid
// "secret.too_big"; Canceled "secret.canceled".
type Keyring struct {
	Timeout time.Duration // of one call; 0 = 10 s to read or delete, 60 s to write
}

// Get returns the value stored for service and user. It may raise the system's
// unlock prompt.
func (k Keyring) Get(ctx context.Context, service, user string) (string, error) {
	return k.call(ctx, readTimeout, func(l library) (string, error) { return l.get(service, user) })
}

// Set stores value, replacing an earlier one.
func (k Keyring) Set(ctx context.Context, service, user, value string) error {
	if len(value) > ValueMax {
		return fault.New(fault.Invalid, "secret.too_big", "The value is too long for the system's keyring.")
	}
	_, err := k.call(ctx, writeTimeout, func(l library) (string, error) { return "", l.set(service, user, value) })
	return err
}

// Delete removes what is stored for service and user; NotFound if there is nothing.
func (k Keyring) Delete(ctx context.Context, service, user string) error {
	_, err := k.call(ctx, readTimeout, func(l library) (string, error) { return "", l.delete(service, user) })
	return err
}

// Available returns nil if the keyring can be used now. Like Get it may raise the
// unlock prompt; it stores nothing.
func (k Keyring) Available(ctx context.Context) error {
	_, err := k.Get(ctx, "cuedrop", "availability check")
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// library is the part of go-keyring that is used; tests stand in for it.
type library struct {
	reachable func() error
	get       func(service, user string) (string, error)
	set       func(service, user, value string) error
	delete    func(service, user string) error
}

var system = library{reachable: reachable, get: keyring.Get, set: keyring.Set, delete: keyring.Delete}

// turn is held by the one call that may talk to the keyring, abandoned ones
// included: a prompt that is still up must not be followed by a second one, and the
// Linux library confuses the answers to simultaneous prompts.
var turn = make(chan struct{}, 1)

func (k Keyring) call(ctx context.Context, timeout time.Duration, f func(library) (string, error)) (string, error) {
	return k.callLibrary(ctx, system, turn, timeout, f)
}

func (k Keyring) callLibrary(ctx context.Context, lib library, turn chan struct{}, timeout time.Duration, f func(library) (string, error)) (string, error) {
	if k.Timeout > 0 {
		timeout = k.Timeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return "", gaveUp(ctx)
	}
	type answer struct {
		value string
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			// The Linux library dereferences nil when the bus goes away under a prompt.
			if r := recover(); r != nil {
				a.err = fmt.Errorf("keyring panic: %v", r)
			}
			done <- a
			<-turn
		}()
		if a.err = lib.reachable(); a.err == nil {
			a.value, a.err = f(lib)
		}
	}()
	select {
	case a := <-done:
		if a.err != nil {
			return "", explain(a.err)
		}
		return a.value, nil
	case <-ctx.Done():
		return "", gaveUp(ctx)
	}
}

func gaveUp(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return fault.Wrap(ctx.Err(), fault.Canceled, "secret.canceled", "Stopped before the keyring answered.")
	}
	return fault.Wrap(ctx.Err(), fault.Unavailable, "secret.timeout", "The system's keyring doesn't answer. Look for its password prompt, unlock it and try again.")
}
