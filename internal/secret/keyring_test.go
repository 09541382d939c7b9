package secret

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"

	"cuedrop/internal/fault"
)

func TestCallsHaveADeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		answered := make(chan struct{})
		var calls atomic.Int32
		lib := library{reachable: func() error { return nil }, get: func(string, string) (string, error) {
			calls.Add(1)
			<-answered // the prompt that nobody looks at
			return "late", nil
		}}
		turn := make(chan struct{}, 1)
		get := func(l library) (string, error) { return l.get("s", "u") }
		for range 3 {
			start := time.Now()
			_, err := Keyring{}.callLibrary(t.Context(), lib, turn, readTimeout, get)
			if !fault.Is(err, fault.Unavailable) || fault.ReasonOf(err) != "secret.timeout" || time.Since(start) != readTimeout {
				t.Errorf("%v after %v, want secret.timeout after %v", err, time.Since(start), readTimeout)
			}
		}
		if n := calls.Load(); n != 1 {
			t.Errorf("%d prompts while the first was up, want 1", n)
		}
		close(answered)
		synctest.Wait()
		if v, err := (Keyring{}).callLibrary(t.Context(), lib, turn, readTimeout, get); v != "late" || err != nil {
			t.Errorf("after the prompt: %q, %v", v, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		turn <- struct{}{}
		if _, err := (Keyring{}).callLibrary(ctx, lib, turn, readTimeout, get); !fault.Is(err, fault.Canceled) {
			t.Errorf("canceled: %v", err)
		}
	})
}

func TestALibraryPanicIsAnError(t *testing.T) {
	t.Parallel()
	lib := library{reachable: func() error { return nil }}
	_, err := Keyring{}.callLibrary(t.Context(), lib, make(chan struct{}, 1), time.Minute, func(library) (string, error) { panic("nil signal") })
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v, want Unavailable", err)
	}
}

func TestFailuresAreNamed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err    error
		kind   fault.Kind
		reason string
	}{
		{keyring.ErrNotFound, fault.NotFound, "secret.not_found"},
		{fmt.Errorf("get: %w", keyring.ErrNotFound), fault.NotFound, "secret.not_found"},
		{keyring.ErrSetDataTooBig, fault.Invalid, "secret.too_big"},
		{keyring.ErrUnsupportedPlatform, fault.Unsupported, "secret.no_keyring"},
		{&net.OpError{Op: "dial", Err: errors.New("refused")}, fault.Unsupported, "secret.no_keyring"},
		{errors.New("The name org.freedesktop.secrets was not provided by any .service files"), fault.Unsupported, "secret.no_keyring"},
		{errors.New("failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'"), fault.Unsupported, "secret.no_keyring"},
		{errors.New("failed to unlock correct collection '/org/freedesktop/secrets/collection/login'"), fault.Unavailable, "secret.locked"},
		{errors.New("Cannot get secret of a locked object: item is locked"), fault.Unavailable, "secret.locked"},
		{&exec.ExitError{}, fault.Unavailable, "secret.locked"},
		{errors.New("something else"), fault.Unavailable, "secret.failed"},
	}
	for _, tt := range tests {
		err := explain(tt.err)
		if fault.KindOf(err) != tt.kind || fault.ReasonOf(err) != tt.reason || !strings.HasSuffix(fault.MessageOf(err), ".") {
			t.Errorf("%v became %v (%s), want %s %s", tt.err, err, fault.KindOf(err), tt.kind, tt.reason)
		}
	}
}

func TestTooLongAValueIsRefusedEverywhere(t *testing.T) {
	t.Parallel()
	err := Keyring{}.Set(t.Context(), "s", "u", strings.Repeat("x", ValueMax+1))
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("%v, want Invalid", err)
	}
}

// TestRealKeyring talks to the system's keyring where there is one.
func TestRealKeyring(t *testing.T) {
	t.Parallel()
	k := Keyring{}
	if err := k.Available(t.Context()); err != nil {
		t.Skipf("no keyring here: %v", err)
	}
	var b [8]byte
	_, _ = rand.Read(b[:])
	const service = "cuedrop-test"
	user := "ünï 🎬 " + hex.EncodeToString(b[:])
	t.Cleanup(func() { _ = k.Delete(context.Background(), service, user) })
	if _, err := k.Get(t.Context(), service, user); fault.ReasonOf(err) != "secret.not_found" {
		t.Errorf("before: %v, want secret.not_found", err)
	}
	if err := k.Delete(t.Context(), service, user); !fault.Is(err, fault.NotFound) {
		t.Errorf("delete nothing: %v, want NotFound", err)
	}
	for _, value := range []string{"first", strings.Repeat("x", ValueMax)} {
		if err := k.Set(t.Context(), service, user, value); err != nil {
			t.Fatal(err)
		}
		if got, err := k.Get(t.Context(), service, user); got != value || err != nil {
			t.Errorf("got %d bytes, %v, want %d", len(got), err, len(value))
		}
	}
	if err := k.Delete(t.Context(), service, user); err != nil {
		t.Error(err)
	}
	if _, err := k.Get(t.Context(), service, user); !fault.Is(err, fault.NotFound) {
		t.Errorf("after: %v, want NotFound", err)
	}
}
