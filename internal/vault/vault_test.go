package vault

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/fault"
	"cuedrop/internal/secret"
)

var _ keyring = secret.Keyring{}

func sealed(t *testing.T, v *Vault, plain, aad string) []byte {
	t.Helper()
	b, err := v.Seal(t.Context(), []byte(plain), aad)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func wantFault(t *testing.T, name string, err error, kind fault.Kind, reason string) {
	t.Helper()
	if fault.KindOf(err) != kind || fault.ReasonOf(err) != reason || fault.MessageOf(err) == fault.InternalMessage {
		t.Errorf("%s: %v (%s), want %s %s with a remedy", name, err, fault.KindOf(err), kind, reason)
	}
}

// files lists what is in dir but the lock, which stays.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.Name() != lockName {
			names = append(names, d.Name())
		}
	}
	return names
}

// modes runs test once for each way of keeping the key.
func modes(t *testing.T, test func(t *testing.T, opt Options)) {
	t.Helper()
	t.Run("keyring", func(t *testing.T) {
		t.Parallel()
		test(t, Options{Dir: filepath.Join(t.TempDir(), "ws"), WorkspaceID: "ws1", Keyring: newKeyring(), Cost: least})
	})
	t.Run("passphrase", func(t *testing.T) {
		t.Parallel()
		test(t, Options{Dir: filepath.Join(t.TempDir(), "ws"), WorkspaceID: "ws1", Passphrase: "canary-passphrase", Cost: least})
	})
}

func TestSealedValuesOpenAgainAndNowhereElse(t *testing.T) {
	t.Parallel()
	modes(t, func(t *testing.T, opt Options) {
		v := New(opt)
		one := sealed(t, v, "act.token", "acct1|access")
		if two := sealed(t, v, "act.token", "acct1|access"); bytes.Equal(one, two) {
			t.Error("two seals of one value are equal")
		}
		if one[0] != sealVersion || len(one) != 1+24+len("act.token")+16 {
			t.Errorf("%d bytes starting with %d", len(one), one[0])
		}
		reopened := New(opt)
		if got, err := reopened.Unseal(t.Context(), one, "acct1|access"); string(got) != "act.token" || err != nil {
			t.Errorf("after a restart: %q, %v", got, err)
		}
		_, err := v.Unseal(t.Context(), one, "acct2|access")
		wantFault(t, "another row", err, fault.AuthRequired, "vault.unseal")
		for i := range one {
			for bit := range 8 {
				flipped := bytes.Clone(one)
				flipped[i] ^= 1 << bit
				if _, err := v.Unseal(t.Context(), flipped, "acct1|access"); fault.ReasonOf(err) != "vault.unseal" {
					t.Fatalf("bit %d of byte %d flipped: %v", bit, i, err)
				}
			}
			if _, err := v.Unseal(t.Context(), one[:i], "acct1|access"); fault.ReasonOf(err) != "vault.unseal" {
				t.Fatalf("cut to %d bytes: %v", i, err)
			}
		}
		if empty := sealed(t, v, "", ""); len(empty) != sealedSize(0) {
			t.Errorf("nothing sealed to %d bytes", len(empty))
		}
		other := opt
		other.Dir, other.WorkspaceID = t.TempDir(), "ws2"
		_, err = New(other).Unseal(t.Context(), one, "acct1|access")
		wantFault(t, "another workspace", err, fault.AuthRequired, "vault.unseal")
	})
}

func TestNothingHappensBeforeTheFirstUse(t *testing.T) {
	t.Parallel()
	k := newKeyring()
	dir := filepath.Join(t.TempDir(), "ws")
	_ = New(Options{Dir: dir, WorkspaceID: "ws1", Keyring: k})
	if _, err := os.Stat(dir); err == nil || k.gets+k.sets != 0 {
		t.Error("New touched the disk or the keyring")
	}
}

func TestSecretsNeverReachTheDisk(t *testing.T) {
	t.Parallel()
	modes(t, func(t *testing.T, opt Options) {
		v := New(opt)
		_ = sealed(t, v, "canary-token", "a")
		canaries := []string{"canary-token", "canary-passphrase", string(v.key), hex.EncodeToString(v.key)}
		for shift := range 3 { // base64 looks different at each of three offsets
			canaries = append(canaries, base64.RawStdEncoding.EncodeToString(v.key[shift : shift+30])[:38])
		}
		err := filepath.WalkDir(opt.Dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			for _, canary := range canaries {
				if bytes.Contains(b, []byte(canary)) {
					t.Errorf("%s holds a secret", path)
				}
			}
			if info, _ := d.Info(); d.Name() != fileName && d.Name() != lockName || (runtime.GOOS != "windows" && info.Mode().Perm() != 0o600) {
				t.Errorf("%s has mode %v", path, info.Mode())
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if k, ok := opt.Keyring.(*fakeKeyring); ok {
			for _, value := range k.entries {
				if len(value) != 44 || len(k.entries) != 1 { // fits every system's keyring (H14)
					t.Errorf("the keyring holds %d entries, one of %d bytes", len(k.entries), len(value))
				}
			}
		}
	})
}

func TestModesDoNotMix(t *testing.T) {
	t.Parallel()
	k := newKeyring()
	ring := Options{Dir: t.TempDir(), WorkspaceID: "ws1", Keyring: k}
	if err := New(ring).Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	gets := k.gets
	ring.Passphrase = "p"
	wantFault(t, "passphrase for a keyring vault", New(ring).Unlock(t.Context()), fault.Invalid, "vault.made_with_keyring")
	phrase := Options{Dir: t.TempDir(), WorkspaceID: "ws1", Keyring: k, Passphrase: "p", Cost: least}
	if err := New(phrase).Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	if k.gets != gets || k.sets != 1 {
		t.Error("the keyring was asked although a passphrase is set")
	}
	phrase.Passphrase = ""
	wantFault(t, "no passphrase", New(phrase).Unlock(t.Context()), fault.AuthRequired, "vault.passphrase_missing")
	phrase.Passphrase = "P"
	wantFault(t, "wrong passphrase", New(phrase).Unlock(t.Context()), fault.AuthRequired, "vault.passphrase_wrong")
}

func TestNoKeyringAndNoPassphraseIsNoVault(t *testing.T) {
	t.Parallel()
	none := newKeyring()
	none.err = fault.New(fault.Unsupported, "secret.no_keyring", "None.")
	forgetful := newKeyring()
	forgetful.forget = true
	for name, tt := range map[string]struct {
		keyring keyring
		kind    fault.Kind
		reason  string
	}{
		"nil":       {nil, fault.Unsupported, "vault.no_keyring"},
		"none":      {none, fault.Unsupported, "vault.no_keyring"},
		"forgetful": {forgetful, fault.Unavailable, "vault.keyring_forgets"},
	} {
		dir := t.TempDir()
		v := New(Options{Dir: dir, WorkspaceID: "ws1", Keyring: tt.keyring})
		_, err := v.Seal(t.Context(), []byte("x"), "a")
		wantFault(t, name, err, tt.kind, tt.reason)
		if files, _ := os.ReadDir(dir); len(files) != 0 {
			t.Errorf("%s left %v behind", name, files)
		}
	}
}

func TestALostKeyIsNeverReplaced(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(k *fakeKeyring, entry string){
		"deleted": func(k *fakeKeyring, entry string) { delete(k.entries, entry) },
		"another value": func(k *fakeKeyring, entry string) {
			k.entries[entry] = base64.StdEncoding.EncodeToString(make([]byte, 32))
		},
		"short":      func(k *fakeKeyring, entry string) { k.entries[entry] = "AAAA" },
		"not base64": func(k *fakeKeyring, entry string) { k.entries[entry] = "?" },
		"empty":      func(k *fakeKeyring, entry string) { k.entries[entry] = "" },
	} {
		k := newKeyring()
		opt := Options{Dir: t.TempDir(), WorkspaceID: "ws1", Keyring: k}
		if err := New(opt).Unlock(t.Context()); err != nil {
			t.Fatal(err)
		}
		before, _ := os.ReadFile(filepath.Join(opt.Dir, fileName))
		for entry := range k.entries {
			lose(k, entry)
		}
		wantFault(t, name, New(opt).Unlock(t.Context()), fault.AuthRequired, "vault.key_lost")
		after, _ := os.ReadFile(filepath.Join(opt.Dir, fileName))
		if k.sets != 1 || !bytes.Equal(before, after) {
			t.Errorf("%s: a second key was made", name)
		}
	}
}

func TestDamagedFileIsNeverReplaced(t *testing.T) {
	t.Parallel()
	modes(t, func(t *testing.T, opt Options) {
		if err := New(opt).Unlock(t.Context()); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(opt.Dir, fileName)
		good, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		change := func(f func(m map[string]any)) []byte {
			var m map[string]any
			_ = json.Unmarshal(good, &m)
			f(m)
			b, _ := json.Marshal(m)
			return b
		}
		cost := func(name string, value any) []byte {
			return change(func(m map[string]any) {
				if k, ok := m["kdf"].(map[string]any); ok {
					k[name] = value
				} else {
					m["mode"] = "none"
				}
			})
		}
		tests := map[string][]byte{
			"empty":         nil,
			"half":          good[:len(good)/2],
			"appended":      append(bytes.Clone(good), "{}"...),
			"huge":          append(bytes.Clone(good), bytes.Repeat([]byte(" "), fileMax)...),
			"not JSON":      []byte("hello"),
			"null":          []byte("null"),
			"no mode":       change(func(m map[string]any) { delete(m, "mode") }),
			"no workspace":  change(func(m map[string]any) { delete(m, "workspaceId") }),
			"no version":    change(func(m map[string]any) { delete(m, "version") }),
			"no key":        change(func(m map[string]any) { delete(m, "keyId"); delete(m, "wrapped") }),
			"short box":     change(func(m map[string]any) { m["check"], m["wrapped"] = "AAAA", "AAAA" }),
			"unknown field": change(func(m map[string]any) { m["extra"] = 1 }),
			"other KDF":     cost("name", "md5"),
			"no time":       cost("time", 0),
			"absurd time":   cost("time", 1_000_000),
			"weak memory":   cost("memoryKiB", 8),
			"absurd memory": cost("memoryKiB", 4_000_000_000),
			"no threads":    cost("threads", 0),
			"many threads":  cost("threads", 255),
			"short salt":    cost("salt", "AAAA"),
		}
		for name, content := range tests {
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			wantFault(t, name, New(opt).Unlock(t.Context()), fault.Internal, "vault.damaged")
			if after, _ := os.ReadFile(path); !bytes.Equal(after, content) {
				t.Errorf("%s: the file was replaced", name)
			}
			if s, err := New(opt).Status(t.Context()); s.OK || s.Mode != ModeNone || s.Remedy == "" || err != nil {
				t.Errorf("%s: status %+v, %v", name, s, err)
			}
		}
		_ = os.WriteFile(path, change(func(m map[string]any) { m["version"], m["new"] = 3, true }), 0o600)
		wantFault(t, "newer", New(opt).Unlock(t.Context()), fault.Unsupported, "vault.newer")
		_ = os.WriteFile(path, good, 0o600)
		opt.WorkspaceID = "ws2"
		wantFault(t, "another's file", New(opt).Unlock(t.Context()), fault.Conflict, "vault.other_workspace")
	})
}

func TestWrappedKeyIsBoundToItsHeader(t *testing.T) {
	t.Parallel()
	opt := Options{Dir: t.TempDir(), WorkspaceID: "ws1", Passphrase: "p", Cost: least}
	if err := New(opt).Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(opt.Dir, fileName)
	b, _ := os.ReadFile(path)
	_ = os.WriteFile(path, []byte(strings.Replace(string(b), "ws1", "ws2", 1)), 0o600)
	opt.WorkspaceID = "ws2"
	wantFault(t, "moved to another workspace", New(opt).Unlock(t.Context()), fault.AuthRequired, "vault.passphrase_wrong")
}

func TestTwoProcessesAtTheFirstStartAgreeOnOneKey(t *testing.T) {
	t.Parallel()
	k := newKeyring()
	opt := Options{Dir: t.TempDir(), WorkspaceID: "ws1", Keyring: k}
	var wg sync.WaitGroup
	results := make([][]byte, 16)
	for i := range results {
		wg.Go(func() {
			b, err := New(opt).Seal(t.Context(), []byte("x"), "a")
			if err != nil {
				t.Error(err)
			}
			results[i] = b
		})
	}
	wg.Wait()
	v := New(opt)
	for _, b := range results {
		if got, err := v.Unseal(t.Context(), b, "a"); string(got) != "x" {
			t.Errorf("%v", err)
		}
	}
	if len(k.entries) != 1 {
		t.Errorf("%d keys are in the keyring, want 1", len(k.entries))
	}
	if left := files(t, opt.Dir); !slices.Equal(left, []string{fileName}) {
		t.Errorf("files %v", left)
	}
}

func TestUnlockIsSharedAndPromptsAreNotRepeated(t *testing.T) {
	t.Parallel()
	k := newKeyring()
	opt := Options{Dir: t.TempDir(), WorkspaceID: "ws1", Keyring: k}
	if err := New(opt).Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		k.gets = 0
		k.onGet = func() { time.Sleep(time.Second) }
		v := New(opt)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if _, err := v.Seal(t.Context(), nil, "a"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if k.gets != 1 {
			t.Errorf("the keyring was asked %d times, want 1", k.gets)
		}

		k.err = fault.New(fault.Unavailable, "secret.locked", "Locked.")
		v = New(opt)
		k.gets = 0
		for range 5 {
			_, err := v.Seal(t.Context(), nil, "a")
			wantFault(t, "locked", err, fault.Unavailable, "secret.locked")
		}
		if k.gets != 1 {
			t.Errorf("%d prompts, want 1", k.gets)
		}
		if err := v.Unlock(t.Context()); fault.ReasonOf(err) != "secret.locked" || k.gets != 2 {
			t.Errorf("the user's own try: %v, %d prompts", err, k.gets)
		}
		k.err = nil
		time.Sleep(coolDown)
		if _, err := v.Seal(t.Context(), nil, "a"); err != nil {
			t.Errorf("after a while: %v", err)
		}

		ctx, cancel := context.WithCancel(t.Context())
		v = New(opt)
		k.onGet = func() { cancel(); time.Sleep(time.Second) }
		k.err = fault.New(fault.Canceled, "secret.canceled", "Stopped.")
		failed := make(chan error, 1)
		go func() { failed <- v.Unlock(ctx) }()
		synctest.Wait()
		follower := make(chan error, 1)
		go func() { follower <- v.Unlock(t.Context()) }()
		synctest.Wait()
		k.mu.Lock()
		k.onGet = nil
		k.mu.Unlock()
		wantFault(t, "canceled", <-failed, fault.Canceled, "secret.canceled")
		k.mu.Lock()
		k.err = nil
		k.mu.Unlock()
		if err := <-follower; err != nil && !fault.Is(err, fault.Canceled) {
			t.Errorf("another caller: %v", err)
		}
	})
}

func TestStatusAndDestroy(t *testing.T) {
	t.Parallel()
	modes(t, func(t *testing.T, opt Options) {
		want := ModePassphrase
		if opt.Keyring != nil {
			want = ModeKeyring
		}
		for range 2 { // before and after there is a vault
			if s, err := New(opt).Status(t.Context()); err != nil || s != (Status{Mode: want, OK: true}) {
				t.Errorf("status %+v, %v", s, err)
			}
			if err := New(opt).Unlock(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		v := New(opt)
		b := sealed(t, v, "x", "a")
		for range 2 {
			if err := v.Destroy(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if left := files(t, opt.Dir); len(left) != 0 {
			t.Errorf("left %v", left)
		}
		if k, ok := opt.Keyring.(*fakeKeyring); ok && len(k.entries) != 0 {
			t.Error("the key is still in the keyring")
		}
		if _, err := v.Unseal(t.Context(), b, "a"); fault.ReasonOf(err) != "vault.unseal" {
			t.Errorf("after Destroy: %v", err)
		}
	})
	s, err := New(Options{Dir: t.TempDir(), WorkspaceID: "ws1"}).Status(t.Context())
	if err != nil || s.Mode != ModeNone || s.OK || !strings.Contains(s.Remedy, "CUEDROP_PASSPHRASE") {
		t.Errorf("no keyring: %+v, %v", s, err)
	}
}

// TestRealKeyring keeps a key in the system's keyring where there is one.
func TestRealKeyring(t *testing.T) {
	t.Parallel()
	k := secret.Keyring{}
	if err := k.Available(t.Context()); err != nil {
		t.Skipf("no keyring here: %v", err)
	}
	opt := Options{Dir: t.TempDir(), WorkspaceID: "test-" + newKeyID(), Keyring: k}
	v := New(opt)
	t.Cleanup(func() { _ = v.Destroy(context.Background()) })
	b := sealed(t, v, "act.token", "a")
	if got, err := New(opt).Unseal(t.Context(), b, "a"); string(got) != "act.token" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if err := v.Destroy(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := New(opt).Unseal(t.Context(), b, "a"); err == nil {
		t.Error("a destroyed workspace still opens")
	}
	if err := New(opt).Destroy(t.Context()); err != nil {
		t.Error(err)
	}
}
