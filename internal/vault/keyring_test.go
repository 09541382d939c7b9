package vault

import (
	"context"
	"sync"

	"cuedrop/internal/fault"
)

// fakeKeyring is a keyring in memory. err, when set, answers every call; forget
// loses what is set.
type fakeKeyring struct {
	mu      sync.Mutex
	entries map[string]string
	err     error
	forget  bool
	gets    int
	sets    int
	onGet   func()
	keep    bool // Delete fails
}

// least is what the program accepts at least: what is tested is not how long a try takes.
var least = Cost{Time: 1, MemoryKiB: argonMemoryMinKiB, Threads: 1}

func newKeyring() *fakeKeyring { return &fakeKeyring{entries: map[string]string{}} }

func (k *fakeKeyring) Get(_ context.Context, service, user string) (string, error) {
	k.mu.Lock()
	onGet := k.onGet
	k.gets++
	defer k.mu.Unlock()
	if onGet != nil {
		k.mu.Unlock()
		onGet()
		k.mu.Lock()
	}
	if k.err != nil {
		return "", k.err
	}
	v, ok := k.entries[service+"\x00"+user]
	if !ok {
		return "", fault.New(fault.NotFound, "secret.not_found", "Nothing there.")
	}
	return v, nil
}

func (k *fakeKeyring) Set(_ context.Context, service, user, value string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sets++
	if k.err != nil {
		return k.err
	}
	if !k.forget {
		k.entries[service+"\x00"+user] = value
	}
	return nil
}

func (k *fakeKeyring) Delete(_ context.Context, service, user string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err != nil {
		return k.err
	}
	if k.keep {
		return fault.New(fault.Unavailable, "secret.failed", "Not now.")
	}
	if _, ok := k.entries[service+"\x00"+user]; !ok {
		return fault.New(fault.NotFound, "secret.not_found", "Nothing there.")
	}
	delete(k.entries, service+"\x00"+user)
	return nil
}
