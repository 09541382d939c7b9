package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/secret"
)

const (
	first  cuedrop.Secret = "canary-first passphrase"
	second cuedrop.Secret = "canary-second passphrase"
)

// ringed is a workspace whose key the keyring has, with a value that was sealed then.
type ringed struct {
	t      *testing.T
	opt    Options
	k      *fakeKeyring
	sealed []byte
}

func newRinged(t *testing.T) *ringed {
	t.Helper()
	r := &ringed{t: t, k: newKeyring()}
	r.opt = Options{Dir: filepath.Join(t.TempDir(), "ws"), WorkspaceID: "ws1", Keyring: r.k, Cost: least}
	r.sealed = sealed(t, New(r.opt), "act.token", "a")
	return r
}

// protected is a workspace with the first passphrase set, as another start finds it.
func (r *ringed) protected() (*Vault, cuedrop.Secret) {
	r.t.Helper()
	code, err := New(r.opt).SetPassphraseWithCode(r.t.Context(), "", first)
	if err != nil {
		r.t.Fatal(err)
	}
	return New(r.opt), code
}

// wantOpen fails unless what was sealed at first can be read by v.
func (r *ringed) wantOpen(name string, v *Vault) {
	r.t.Helper()
	if got, err := v.Unseal(r.t.Context(), r.sealed, "a"); string(got) != "act.token" || err != nil {
		r.t.Errorf("%s: %q, %v", name, got, err)
	}
}

func (r *ringed) wantState(want cuedrop.PassphraseState) {
	r.t.Helper()
	if got, err := New(r.opt).State(r.t.Context()); got != want || err != nil {
		r.t.Errorf("state %+v, %v, want %+v", got, err, want)
	}
}

func TestAPassphraseIsSetChangedAndRemoved(t *testing.T) {
	t.Parallel()
	r := newRinged(t)
	r.wantState(cuedrop.PassphraseState{})
	v := New(r.opt)
	if err := v.SetPassphrase(t.Context(), "whatever", first); err != nil {
		t.Fatal(err)
	}
	r.wantOpen("who set it", v)
	r.wantState(cuedrop.PassphraseState{Set: true})
	if len(r.k.entries) != 0 {
		t.Error("the keyring still has the key")
	}
	_, err := New(r.opt).Unseal(t.Context(), r.sealed, "a")
	wantFault(t, "without it", err, fault.AuthRequired, "vault.passphrase_missing")
	v = New(r.opt)
	if err := v.UnlockWith(t.Context(), first); err != nil || !v.Open() {
		t.Fatal(err)
	}
	r.wantOpen("with it", v)

	before := readBack(t, r.opt.Dir)
	wantFault(t, "a change by who does not know it", v.SetPassphrase(t.Context(), second, second), fault.AuthRequired, "vault.passphrase_wrong")
	wantFault(t, "a removal by the same", v.RemovePassphrase(t.Context(), ""), fault.AuthRequired, "vault.passphrase_wrong")
	if after := readBack(t, r.opt.Dir); !bytes.Equal(before, after) {
		t.Error("who does not know the passphrase has changed the file")
	}
	if err := v.SetPassphrase(t.Context(), first, second); err != nil {
		t.Fatal(err)
	}
	wantFault(t, "the one before", New(r.opt).UnlockWith(t.Context(), first), fault.AuthRequired, "vault.passphrase_wrong")
	wantFault(t, "checking the one before", v.CheckPassphrase(t.Context(), first), fault.AuthRequired, "vault.passphrase_wrong")
	if err := v.CheckPassphrase(t.Context(), second); err != nil {
		t.Error(err)
	}
	given := r.opt
	given.Passphrase = second
	r.wantOpen("from the environment", New(given))

	if err := v.RemovePassphrase(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	r.wantState(cuedrop.PassphraseState{})
	if len(r.k.entries) != 1 {
		t.Errorf("the keyring has %d entries", len(r.k.entries))
	}
	r.wantOpen("who removed it", v)
	r.wantOpen("the next start", New(r.opt))
	for name, err := range map[string]error{
		"unlock": v.UnlockWith(t.Context(), second), "remove": v.RemovePassphrase(t.Context(), second), "check": v.CheckPassphrase(t.Context(), second),
	} {
		wantFault(t, name, err, fault.Invalid, "vault.no_passphrase")
	}
	if _, err := v.NewRecoveryCode(t.Context(), second); fault.ReasonOf(err) != "vault.no_passphrase" {
		t.Errorf("a code without a passphrase: %v", err)
	}
	if left := files(t, r.opt.Dir); !slices.Equal(left, []string{triesName, fileName}) {
		t.Errorf("left %v", left)
	}
}

func readBack(t *testing.T, dir string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAWorkspaceCanBeginWithAPassphrase also where there is no keyring.
func TestAWorkspaceCanBeginWithAPassphrase(t *testing.T) {
	t.Parallel()
	opt := Options{Dir: filepath.Join(t.TempDir(), "new"), WorkspaceID: "ws1", Cost: least}
	v := New(opt)
	code, err := v.SetPassphraseWithCode(t.Context(), "", first)
	if err != nil {
		t.Fatal(err)
	}
	b := sealed(t, v, "x", "a")
	again := New(opt)
	if err := again.UnlockWithRecovery(t.Context(), code); err != nil {
		t.Fatal(err)
	}
	if got, err := again.Unseal(t.Context(), b, "a"); string(got) != "x" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	wantFault(t, "removing it without a keyring", again.RemovePassphrase(t.Context(), first), fault.Unsupported, "vault.no_keyring")
	if state, err := again.State(t.Context()); state != (cuedrop.PassphraseState{Set: true, Recovery: true}) || err != nil {
		t.Errorf("%+v, %v", state, err)
	}
	wantFault(t, "none there", New(Options{Dir: t.TempDir(), WorkspaceID: "ws1"}).UnlockWith(t.Context(), first), fault.Invalid, "vault.no_passphrase")
}

func TestNewPassphrasesHaveRules(t *testing.T) {
	t.Parallel()
	r := newRinged(t)
	before := readBack(t, r.opt.Dir)
	for passphrase, reason := range map[cuedrop.Secret]string{
		"":                                   "vault.passphrase_short",
		"1234567":                            "vault.passphrase_short",
		"ü️é ñ":                              "vault.passphrase_short", // 5 characters of 11 bytes
		"          ":                         "vault.passphrase_blank",
		"\u2003\u2003\u2003\t\u00a0\n\r    ": "vault.passphrase_blank",
		cuedrop.Secret(strings.Repeat("x", 1025)): "vault.passphrase_long",
		"not text \xff\xfe":                       "vault.passphrase_long",
	} {
		wantFault(t, passphrase.Reveal(), New(r.opt).SetPassphrase(t.Context(), "", passphrase), fault.Invalid, reason)
	}
	if after := readBack(t, r.opt.Dir); !bytes.Equal(before, after) || len(r.k.entries) != 1 {
		t.Error("a refused passphrase changed something")
	}
	for _, passphrase := range []cuedrop.Secret{"12345678", "日本語の合言葉です", cuedrop.Secret(strings.Repeat("x", 1024))} {
		if err := New(newRinged(t).opt).SetPassphrase(t.Context(), "", passphrase); err != nil {
			t.Errorf("%s: %v", passphrase.Reveal(), err)
		}
	}
}

// TestTheSameWordsOpenItOnAnotherSystem: macOS gives ü as two characters where Windows
// gives one.
func TestTheSameWordsOpenItOnAnotherSystem(t *testing.T) {
	t.Parallel()
	composed := cuedrop.Secret(norm.NFC.String("mañana über Å"))
	apart := cuedrop.Secret(norm.NFD.String("mañana über Å"))
	for set, typed := range map[cuedrop.Secret]cuedrop.Secret{composed: apart, apart: composed} {
		r := newRinged(t)
		if err := New(r.opt).SetPassphrase(t.Context(), "", set); err != nil {
			t.Fatal(err)
		}
		if err := New(r.opt).UnlockWith(t.Context(), typed); err != nil {
			t.Error(err)
		}
		// A file of version 1 was made with what was typed.
		opt := Options{Dir: t.TempDir(), WorkspaceID: "ws1", Cost: least}
		b := makeVersion1(t, opt.Dir, set)
		v := New(opt)
		if err := v.UnlockWith(t.Context(), typed); err != nil {
			t.Error(err)
		}
		if got, err := v.Unseal(t.Context(), b, "a"); string(got) != "x" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	}
}

// makeVersion1 writes the vault.json of earlier programs, and returns "x" sealed for "a".
func makeVersion1(t *testing.T, dir string, passphrase cuedrop.Secret) []byte {
	t.Helper()
	key := bytes.Repeat([]byte{7}, keySize)
	f := file{Version: 1, WorkspaceID: "ws1", Mode: ModePassphrase}
	f.KDF = &kdf{Name: "argon2id", Time: 1, MemoryKiB: argonMemoryMinKiB, Threads: 1, Salt: bytes.Repeat([]byte{9}, saltSize)}
	f.Wrapped = sealWith(f.KDF.derive(passphrase.Reveal()), key, f.wrapAAD())
	if err := createFile(dir, f); err != nil {
		t.Fatal(err)
	}
	return sealWith(key, []byte("x"), "ws1|a")
}

// TestFilesOfVersion1StayUntilSomethingIsChanged: an earlier program can go on with them.
func TestFilesOfVersion1StayUntilSomethingIsChanged(t *testing.T) {
	t.Parallel()
	opt := Options{Dir: t.TempDir(), WorkspaceID: "ws1", Cost: least, Keyring: newKeyring()}
	b := makeVersion1(t, opt.Dir, first)
	before := readBack(t, opt.Dir)
	v := New(opt)
	if err := v.UnlockWith(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if after := readBack(t, opt.Dir); !bytes.Equal(before, after) {
		t.Error("opening it has changed it")
	}
	code, err := v.NewRecoveryCode(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if f, err := readFile(v.path()); err != nil || f.Version != 2 {
		t.Errorf("version %d, %v", f.Version, err)
	}
	for name, unlock := range map[string]func(v *Vault) error{
		"passphrase": func(v *Vault) error { return v.UnlockWith(t.Context(), first) },
		"code":       func(v *Vault) error { return v.UnlockWithRecovery(t.Context(), code) },
	} {
		v := New(opt)
		if err := unlock(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got, err := v.Unseal(t.Context(), b, "a"); string(got) != "x" || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}

	opt.Dir = t.TempDir()
	_ = makeVersion1(t, opt.Dir, first)
	v = New(opt)
	if err := v.RemovePassphrase(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if got, err := New(opt).Unseal(t.Context(), b, "a"); string(got) != "x" || err != nil {
		t.Errorf("removed: %q, %v", got, err)
	}
}

// TestWhatTheKeyringSaysStopsAChange, and nothing has changed.
func TestWhatTheKeyringSaysStopsAChange(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		kind   fault.Kind
		reason string
	}{
		"locked": {fault.New(fault.Unavailable, "secret.locked", "Locked."), fault.Unavailable, "secret.locked"},
		"silent": {fault.New(fault.Unavailable, "secret.timeout", "Silent."), fault.Unavailable, "secret.timeout"},
		"gone":   {fault.New(fault.Unsupported, "secret.no_keyring", "None."), fault.Unsupported, "vault.no_keyring"},
	} {
		r := newRinged(t)
		open := New(r.opt)
		r.wantOpen(name, open)
		before := readBack(t, r.opt.Dir)
		r.k.err = c.err
		wantFault(t, name+", set", open.SetPassphrase(t.Context(), "", first), c.kind, c.reason)
		r.k.err = nil
		r.wantOpen(name, New(r.opt))
		if after := readBack(t, r.opt.Dir); !bytes.Equal(before, after) {
			t.Errorf("%s: setting changed the file", name)
		}

		v, _ := r.protected()
		r.k.err = c.err
		wantFault(t, name+", remove", v.RemovePassphrase(t.Context(), first), c.kind, c.reason)
		r.k.err = nil
		if err := v.UnlockWith(t.Context(), first); err != nil || len(r.k.entries) != 0 {
			t.Errorf("%s: %v, %d entries", name, err, len(r.k.entries))
		}
		r.wantOpen(name, v)
	}
	r := newRinged(t)
	v, _ := r.protected()
	r.k.forget = true
	wantFault(t, "a forgetful keyring", v.RemovePassphrase(t.Context(), first), fault.Unavailable, "vault.keyring_forgets")
	if left, err := v.LeftInKeyring(t.Context()); left || err != nil {
		t.Errorf("left %v, %v", left, err)
	}
	r.wantState(cuedrop.PassphraseState{Set: true, Recovery: true})
}

// TestAKeyThatOnlyThisProgramHasIsSaved: the keyring lost it, but a passphrase can still
// be set.
func TestAKeyThatOnlyThisProgramHasIsSaved(t *testing.T) {
	t.Parallel()
	r := newRinged(t)
	v := New(r.opt)
	r.wantOpen("before", v)
	clear(r.k.entries)
	wantFault(t, "another start", New(r.opt).SetPassphrase(t.Context(), "", first), fault.AuthRequired, "vault.key_lost")
	if err := v.SetPassphrase(t.Context(), "", first); err != nil {
		t.Fatal(err)
	}
	again := New(r.opt)
	if err := again.UnlockWith(t.Context(), first); err != nil {
		t.Error(err)
	}
	r.wantOpen("after", again)
}

// TestAnEntryThatCouldNotBeDeletedGoesLater: the key must not stay where no passphrase
// guards it.
func TestAnEntryThatCouldNotBeDeletedGoesLater(t *testing.T) {
	t.Parallel()
	r := newRinged(t)
	r.k.keep = true
	v, _ := r.protected()
	if left, err := v.LeftInKeyring(t.Context()); !left || err != nil || len(r.k.entries) != 1 {
		t.Errorf("left %v, %v, %d entries", left, err, len(r.k.entries))
	}
	if err := v.UnlockWith(t.Context(), first); err != nil {
		t.Error(err) // the keyring is no reason not to open
	}
	r.k.keep = false
	given := r.opt
	given.Passphrase = first
	r.wantOpen("later", New(given))
	if left, err := v.LeftInKeyring(t.Context()); left || err != nil || len(r.k.entries) != 0 {
		t.Errorf("left %v, %v, %d entries", left, err, len(r.k.entries))
	}
	// Destroying takes it too.
	r = newRinged(t)
	r.k.keep = true
	v, _ = r.protected()
	wantFault(t, "destroying", v.Destroy(t.Context()), fault.Unavailable, "secret.failed")
	r.k.keep = false
	if err := v.Destroy(t.Context()); err != nil || len(r.k.entries) != 0 || len(files(t, r.opt.Dir)) != 0 {
		t.Errorf("%v, %d entries, %v", err, len(r.k.entries), files(t, r.opt.Dir))
	}
}

// TestHostileFilesOfVersion2 are refused, and never replaced.
func TestHostileFilesOfVersion2(t *testing.T) {
	t.Parallel()
	r := newRinged(t)
	v, _ := r.protected()
	good := readBack(t, r.opt.Dir)
	for name, f := range map[string]func(m map[string]any){
		"short code":    func(m map[string]any) { m["recovery"] = "AAAA" },
		"foreign entry": func(m map[string]any) { m["retired"] = []string{"../ws2/0123456789abcdef"} },
		"many entries":  func(m map[string]any) { m["retired"] = slices.Repeat([]string{"0123456789abcdef"}, 17) },
		"version 1":     func(m map[string]any) { m["version"] = 1 },
		"both ways":     func(m map[string]any) { m["keyId"] = "0123456789abcdef" },
	} {
		var m map[string]any
		if err := json.Unmarshal(good, &m); err != nil {
			t.Fatal(err)
		}
		f(m)
		b, err := json.Marshal(m)
		if err == nil {
			err = os.WriteFile(v.path(), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		_, codeErr := v.NewRecoveryCode(t.Context(), first)
		_, stateErr := v.State(t.Context())
		for what, err := range map[string]error{
			"unlock": v.UnlockWith(t.Context(), first), "set": v.SetPassphrase(t.Context(), first, second),
			"remove": v.RemovePassphrase(t.Context(), first), "code": codeErr, "state": stateErr,
		} {
			wantFault(t, name+", "+what, err, fault.Internal, "vault.damaged")
		}
		if after := readBack(t, r.opt.Dir); !bytes.Equal(after, b) {
			t.Errorf("%s: the file was replaced", name)
		}
	}
	if err := os.WriteFile(v.path(), good, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := v.UnlockWith(t.Context(), first); err != nil {
		t.Error(err)
	}
	other := r.opt
	other.WorkspaceID = "ws2"
	wantFault(t, "another's file", New(other).SetPassphrase(t.Context(), first, second), fault.Conflict, "vault.other_workspace")
}

// TestPassphrasesAndCodesNeverReachTheDisk looks into every file after each change.
func TestPassphrasesAndCodesNeverReachTheDisk(t *testing.T) {
	t.Parallel()
	r := newRinged(t)
	v, code := r.protected()
	if err := v.UnlockWith(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	next, err := v.NewRecoveryCode(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.SetPassphrase(t.Context(), first, second); err != nil {
		t.Fatal(err)
	}
	wantFault(t, "wrong", v.UnlockWith(t.Context(), "canary-wrong one"), fault.AuthRequired, "vault.passphrase_wrong")
	read, err := readCode(next)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files(t, r.opt.Dir) {
		b, err := os.ReadFile(filepath.Join(r.opt.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, canary := range []string{"canary", code.Reveal(), next.Reveal(), read, string(v.key)} {
			if bytes.Contains(b, []byte(canary)) {
				t.Errorf("%s holds a secret", name)
			}
		}
	}
}

// TestAKeyThatDoesNotFitTheDatabase: vault.json of another time was put back, as by a
// restore of half a backup.
func TestAKeyThatDoesNotFitTheDatabase(t *testing.T) {
	t.Parallel()
	r := newRinged(t)
	if err := os.Remove(filepath.Join(r.opt.Dir, fileName)); err != nil {
		t.Fatal(err)
	}
	_ = makeVersion1(t, r.opt.Dir, first)
	v := New(r.opt)
	if err := v.UnlockWith(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	_, err := v.Unseal(t.Context(), r.sealed, "a")
	wantFault(t, "another key", err, fault.AuthRequired, "vault.unseal")
}

// TestRealKeyringGivesTheKeyToAPassphraseAndTakesItBack, where there is one.
func TestRealKeyringGivesTheKeyToAPassphraseAndTakesItBack(t *testing.T) {
	t.Parallel()
	k := secret.Keyring{}
	if err := k.Available(t.Context()); err != nil {
		t.Skipf("no keyring here: %v", err)
	}
	opt := Options{Dir: t.TempDir(), WorkspaceID: "test-" + newKeyID(), Keyring: k, Cost: least}
	v := New(opt)
	t.Cleanup(func() { _ = v.Destroy(context.Background()) })
	b := sealed(t, v, "act.token", "a")
	f, err := readFile(v.path())
	if err != nil {
		t.Fatal(err)
	}
	if err := v.SetPassphrase(t.Context(), "", first); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Get(t.Context(), service, f.entry()); !fault.Is(err, fault.NotFound) {
		t.Errorf("the keyring still has the key: %v", err)
	}
	if err := New(opt).RemovePassphrase(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if got, err := New(opt).Unseal(t.Context(), b, "a"); string(got) != "act.token" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}
