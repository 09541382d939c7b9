package engine_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/platform"
	"cuedrop/internal/secret"
	"cuedrop/internal/vault"
)

// leastCost is what the program accepts at least: what is tested here is not how long a
// try takes.
var leastCost = vault.Cost{Time: 1, MemoryKiB: 8 << 10, Threads: 1}

// locked opens the workspace of w as the window does: no passphrase is given beforehand.
func (w *world) locked() *engine.Engine {
	w.t.Helper()
	cfg := w.config()
	cfg.Passphrase = ""
	e, err := engine.New(w.t.Context(), cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(e.Close)
	return e
}

// TestALifeWithAPassphrase: set, forgotten, recovered, changed, in a program each.
func TestALifeWithAPassphrase(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	ctx := t.Context()
	const one, two, three cuedrop.Secret = "the first passphrase", "the second passphrase", "the third passphrase"
	e := w.locked()
	if s, err := e.PassphraseState(ctx); s != (cuedrop.PassphraseState{}) || err != nil {
		t.Fatalf("%+v, %v", s, err)
	}
	if _, err := e.SetPassphrase(ctx, "", "short"); fault.ReasonOf(err) != "vault.passphrase_short" {
		t.Errorf("%v", err)
	}
	code, err := e.SetPassphrase(ctx, "", one)
	if err != nil || code == "" {
		t.Fatal(err)
	}
	w.signIn(e)
	e.Close()

	e = w.locked()
	if s, err := e.PassphraseState(ctx); s != (cuedrop.PassphraseState{Set: true, Recovery: true}) || err != nil {
		t.Errorf("%+v, %v", s, err)
	}
	if err := e.CheckPassphrase(ctx, two); fault.ReasonOf(err) != "vault.passphrase_wrong" {
		t.Errorf("%v", err)
	}
	if err := e.Vault.UnlockWithRecovery(ctx, code); err != nil {
		t.Fatal(err)
	}
	next, err := e.SetPassphrase(ctx, "", two)
	if err != nil || next == "" || next == code {
		t.Fatalf("a code was used up and none made: %v", err)
	}
	if _, err := e.Accounts.Creator(ctx, w.account, true); err != nil {
		t.Errorf("what was sealed before: %v", err)
	}
	e.Close()

	e = w.locked()
	if err := e.Vault.UnlockWith(ctx, two); err != nil {
		t.Fatal(err)
	}
	if again, err := e.SetPassphrase(ctx, two, three); again != "" || err != nil {
		t.Errorf("a change needs no other code: %v", err)
	}
	if _, err := e.NewRecoveryCode(ctx, two); fault.ReasonOf(err) != "vault.passphrase_wrong" {
		t.Errorf("%v", err)
	}
	if made, err := e.NewRecoveryCode(ctx, three); made == "" || err != nil {
		t.Errorf("%v", err)
	}
	if err := e.CheckPassphrase(ctx, three); err != nil {
		t.Error(err)
	}
	if got, want := told(t, e), []string{
		"passphrase set", "try failed", "passphrase changed", "passphrase changed", "try failed", "passphrase code",
	}; !slices.Equal(got, want) {
		t.Errorf("the log of activity tells %q, want %q", got, want)
	}
}

// told is the log of activity, the oldest first, without what others write into it.
func told(t *testing.T, e *engine.Engine) (lines []string) {
	t.Helper()
	all, err := e.Store.Activities(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range slices.Backward(all) {
		if a.Kind == cuedrop.ActivityPassphrase || a.Kind == cuedrop.ActivityTry {
			lines = append(lines, string(a.Kind)+" "+a.Outcome)
		}
	}
	return lines
}

// TestTriesOfAProgramWithoutAWindowAreTold when the right passphrase starts it.
func TestTriesOfAProgramWithoutAWindowAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	with := func(passphrase cuedrop.Secret) *engine.Engine {
		cfg := w.config()
		cfg.Passphrase, cfg.Returns = passphrase, noReturns
		e, err := engine.New(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(e.Close)
		return e
	}
	e := with(passphrase)
	if err := e.Vault.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	e.Close()
	for range 2 {
		e = with("not this one")
		if err := e.Vault.Unlock(t.Context()); fault.ReasonOf(err) != "vault.passphrase_wrong" {
			t.Errorf("%v", err)
		}
		e.Close()
	}
	e = with(passphrase)
	if err := e.Vault.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := told(t, e); !slices.Equal(got, []string{"try failed", "try failed"}) {
		t.Errorf("the log of activity tells %q", got)
	}
}

// wordsSealed reports whether the store seals what people write; it skips where it can't.
func wordsSealed(t *testing.T, e *engine.Engine) bool {
	t.Helper()
	s, ok := any(e.Store).(interface {
		ContentSealed(ctx context.Context) (bool, error)
	})
	if !ok {
		t.Skip("the store seals no words")
	}
	sealed, err := s.ContentSealed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// TestWordsAreSealedWithThePassphrase, and stay so where it can't be removed.
func TestWordsAreSealedWithThePassphrase(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	e := w.locked()
	if wordsSealed(t, e) {
		t.Error("sealed without a passphrase")
	}
	if _, err := e.SetPassphrase(t.Context(), "", passphrase); err != nil {
		t.Fatal(err)
	}
	if !wordsSealed(t, e) || e.Health.Present("privacy.unsealed") {
		t.Error("not sealed with a passphrase")
	}
	if err := e.RemovePassphrase(t.Context(), "not this one"); fault.ReasonOf(err) != "vault.passphrase_wrong" {
		t.Errorf("%v", err)
	}
	if !wordsSealed(t, e) {
		t.Error("unsealed by who does not know the passphrase")
	}
}

// TestRealKeyringTakesTheKeyBack, where there is one, and the words are unsealed.
func TestRealKeyringTakesTheKeyBack(t *testing.T) {
	t.Parallel()
	if err := (secret.Keyring{}).Available(t.Context()); err != nil {
		t.Skipf("no keyring here: %v", err)
	}
	w := newWorld(t, atOnce)
	e := w.locked()
	t.Cleanup(func() { _ = e.Vault.Destroy(context.Background()) })
	if _, err := e.SetPassphrase(t.Context(), "", passphrase); err != nil {
		t.Fatal(err)
	}
	if err := e.RemovePassphrase(t.Context(), passphrase); err != nil {
		t.Fatal(err)
	}
	if s, err := e.PassphraseState(t.Context()); s.Set || err != nil {
		t.Errorf("%+v, %v", s, err)
	}
	if got, want := told(t, e), []string{"passphrase set", "passphrase removed"}; !slices.Equal(got, want) {
		t.Errorf("the log of activity tells %q", got)
	}
	if wordsSealed(t, e) {
		t.Error("sealed without a passphrase")
	}
}

// TestACrashBetweenThePassphraseAndTheWords is completed by the next start.
func TestACrashBetweenThePassphraseAndTheWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	e := w.locked()
	if err := e.Vault.SetPassphrase(t.Context(), "", passphrase); err != nil { // and the program ends here
		t.Fatal(err)
	}
	if wordsSealed(t, e) {
		t.Fatal("sealed already")
	}
	e.Close()
	e = w.locked()
	if err := e.Vault.UnlockWith(t.Context(), passphrase); err != nil {
		t.Fatal(err)
	}
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !wordsSealed(t, e) {
		t.Error("the next start has not sealed them")
	}
}

func TestLockRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	// What the environment opens waits for nobody by itself; it can be told to.
	given := w.open(nil)
	if got, err := given.LockRules(t.Context()); got != (cuedrop.LockRules{}) || err != nil {
		t.Errorf("opened by the environment: %+v, %v", got, err)
	}
	defaults := cuedrop.LockRules{Idle: 15 * time.Minute, WithSystem: true, WithSleep: true}
	if err := given.SetLockRules(t.Context(), defaults); err != nil {
		t.Fatal(err)
	}
	if got, err := given.LockRules(t.Context()); got != defaults || err != nil {
		t.Errorf("opened by the environment and told: %+v, %v", got, err)
	}
	for _, key := range []string{"lock.idle_minutes", "lock.with_system", "lock.with_sleep", "lock.keep_publishing", "lock.guarded"} {
		if err := given.Store.SetSetting(t.Context(), key, ""); err != nil {
			t.Fatal(err)
		}
	}
	given.Close()
	cfg := w.config()
	cfg.Passphrase = "" // somebody types it
	e, err := engine.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	want := func(name string, want cuedrop.LockRules) {
		t.Helper()
		if got, err := e.LockRules(t.Context()); got != want || err != nil {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, want)
		}
	}
	want("nothing set", defaults)
	for _, r := range []cuedrop.LockRules{
		{}, {Idle: time.Minute, WithSystem: true, KeepPublishing: true}, {Idle: 1440 * time.Minute, WithSleep: true, Guarded: true}, defaults,
	} {
		if err := e.SetLockRules(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		want("set", r)
	}
	for _, idle := range []time.Duration{-time.Minute, 30 * time.Second, 90 * time.Second, 1441 * time.Minute} {
		if err := e.SetLockRules(t.Context(), cuedrop.LockRules{Idle: idle}); fault.ReasonOf(err) != "lock.idle_minutes" || !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", idle, err)
		}
	}
	want("after refused ones", defaults)
	for key, value := range map[string]string{"lock.idle_minutes": "-3", "lock.with_system": "?", "lock.guarded": "maybe"} {
		if err := e.Store.SetSetting(t.Context(), key, value); err != nil {
			t.Fatal(err)
		}
	}
	want("nonsense", defaults)
}

// TestOtherUsersAreKeptOut of a workspace, also of one that they could look into before;
// a folder that the user chose keeps its rights.
func TestOtherUsersAreKeptOut(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("rights are lists there: internal/platform looks at them")
	}
	chosen := t.TempDir()
	inside := filepath.Join(chosen, "workspaces", "default")
	if err := os.MkdirAll(inside, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{chosen, filepath.Dir(inside), inside} {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	fresh := filepath.Join(t.TempDir(), "new")
	for _, data := range []string{chosen, fresh} {
		e, err := engine.New(t.Context(), engine.Config{DataDir: data})
		if err != nil {
			t.Fatal(err)
		}
		e.Close()
		for dir, want := range map[string]bool{data: data == fresh, filepath.Dir(e.Dir()): true, e.Dir(): true} {
			if private, err := platform.FolderState(dir); private != want || err != nil {
				t.Errorf("%s: private %v, %v, want %v", dir, private, err, want)
			}
		}
	}
}
