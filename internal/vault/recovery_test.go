package vault

import (
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func TestRecoveryCodes(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 200 {
		code := newCode().Reveal()
		groups := strings.Split(code, "-")
		if len(groups) != 8 || len(code) != 39 || strings.ContainsAny(code, "ILOU") {
			t.Fatalf("code %s", code)
		}
		read, err := readCode(cuedrop.Secret(code))
		if err != nil || len(read) != codeRandom || seen[read] {
			t.Fatalf("%s: %q, %v", code, read, err)
		}
		seen[read] = true
		for _, typed := range []string{
			strings.ToLower(code), strings.ReplaceAll(code, "-", ""), strings.ReplaceAll(code, "-", " – "), " " + code + "\n",
			strings.ReplaceAll(strings.ReplaceAll(code, "0", "o"), "1", "l"), strings.ReplaceAll(code, "1", "I"),
		} {
			if got, err := readCode(cuedrop.Secret(typed)); got != read || err != nil {
				t.Errorf("%q: %q, %v", typed, got, err)
			}
		}
	}
}

// TestEveryWrongSymbolIsNoticed: each other symbol at each place, and all neighbors
// swapped.
func TestEveryWrongSymbolIsNoticed(t *testing.T) {
	t.Parallel()
	code := strings.ReplaceAll(newCode().Reveal(), "-", "")
	for i := range code {
		for _, other := range symbols {
			typed := code[:i] + string(other) + code[i+1:]
			if _, err := readCode(cuedrop.Secret(typed)); (err == nil) != (typed == code) {
				t.Fatalf("%s for %s: %v", typed, code, err)
			}
		}
		if i > 0 && code[i] != code[i-1] {
			typed := code[:i-1] + string(code[i]) + string(code[i-1]) + code[i+1:]
			_, err := readCode(cuedrop.Secret(typed))
			wantFault(t, "swapped", err, fault.Invalid, "vault.code_mistyped")
		}
	}
	for _, typed := range []string{"", code[1:], code + "0", code[:31] + "ü", "U" + code[1:], strings.Repeat(code, 1000)} {
		_, err := readCode(cuedrop.Secret(typed))
		wantFault(t, typed, err, fault.Invalid, "vault.code_mistyped")
	}
}

func TestARecoveryCodeOpensAndIsUsedUp(t *testing.T) {
	t.Parallel()
	r := newRinged(t)
	v, code := r.protected()
	r.wantState(cuedrop.PassphraseState{Set: true, Recovery: true})
	wantFault(t, "a typo", v.UnlockWithRecovery(t.Context(), code[:38]+"U"), fault.Invalid, "vault.code_mistyped")
	wantFault(t, "another's", v.UnlockWithRecovery(t.Context(), newCode()), fault.AuthRequired, "vault.code_wrong")
	if v.ByRecovery() || v.Open() {
		t.Error("open")
	}
	if err := v.UnlockWithRecovery(t.Context(), code); err != nil {
		t.Fatal(err)
	}
	r.wantOpen("by the code", v)
	if !v.ByRecovery() {
		t.Error("who forgot the passphrase would be asked for it")
	}
	_, err := v.NewRecoveryCode(t.Context(), "")
	wantFault(t, "another code by the code", err, fault.AuthRequired, "vault.passphrase_wrong")
	wantFault(t, "removing by the code", v.RemovePassphrase(t.Context(), ""), fault.AuthRequired, "vault.passphrase_wrong")
	if err := v.CheckPassphrase(t.Context(), first); err != nil {
		t.Error(err)
	}
	// A change of the passphrase by who knows it keeps the code.
	other := New(r.opt)
	if err := other.SetPassphrase(t.Context(), first, second); err != nil {
		t.Fatal(err)
	}
	r.wantState(cuedrop.PassphraseState{Set: true, Recovery: true})
	next, err := v.SetPassphraseWithCode(t.Context(), "forgotten", "a third passphrase")
	if err != nil || v.ByRecovery() {
		t.Fatal(err)
	}
	wantFault(t, "once more without the passphrase", v.SetPassphrase(t.Context(), "forgotten", second), fault.AuthRequired, "vault.passphrase_wrong")
	again := New(r.opt)
	wantFault(t, "the code that was used", again.UnlockWithRecovery(t.Context(), code), fault.AuthRequired, "vault.code_wrong")
	if err := again.UnlockWithRecovery(t.Context(), next); err != nil {
		t.Error(err)
	}
	r.wantOpen("by the next code", again)
	if err := again.SetPassphrase(t.Context(), "", second); err != nil {
		t.Error(err)
	}
	r.wantState(cuedrop.PassphraseState{Set: true})
	wantFault(t, "none left", again.UnlockWithRecovery(t.Context(), next), fault.Invalid, "vault.no_code")
	if tries, err := again.TakeTries(t.Context()); len(tries) != 5 || err != nil {
		t.Errorf("%d tries counted, %v: typos and right ones are none", len(tries), err)
	}
}

// TestALockEndsWhatACodeAllows: who comes by later knows neither.
func TestALockEndsWhatACodeAllows(t *testing.T) {
	t.Parallel()
	r := newRinged(t)
	v, code := r.protected()
	if err := v.UnlockWithRecovery(t.Context(), code); err != nil {
		t.Fatal(err)
	}
	v.Lock()
	if err := v.UnlockWith(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	wantFault(t, "set", v.SetPassphrase(t.Context(), "", second), fault.AuthRequired, "vault.passphrase_wrong")
	// A code that was replaced allows nothing either.
	if err := v.UnlockWithRecovery(t.Context(), code); err != nil {
		t.Fatal(err)
	}
	if _, err := New(r.opt).NewRecoveryCode(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	wantFault(t, "set after another code was made", v.SetPassphrase(t.Context(), "", second), fault.AuthRequired, "vault.passphrase_wrong")
}
