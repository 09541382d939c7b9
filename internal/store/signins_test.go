package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func TestRevocationsWaitTheirTurn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.account("open-1")
	owed := cuedrop.Revocation{ID: "r1", Tokens: tokens("one"), QueuedAt: noon}
	if err := b.RemoveAccount(t.Context(), a.ID, &owed); err != nil {
		t.Fatal(err)
	}
	if err := b.QueueRevocation(t.Context(), cuedrop.Revocation{ID: "r2", Tokens: tokens("two"), QueuedAt: noon.Add(time.Minute)}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]cuedrop.Revocation{owed}, must[[]cuedrop.Revocation](t)(b.Revocations(t.Context(), noon))); diff != "" {
		t.Errorf("due (-want +got):\n%s", diff)
	}
	owed.Tokens = tokens("three")
	if err := b.PostponeRevocation(t.Context(), owed, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := must[[]cuedrop.Revocation](t)(b.Revocations(t.Context(), noon.Add(59*time.Minute))); len(got) != 1 || got[0].ID != "r2" {
		t.Errorf("due %+v", got)
	}
	owed.Tries = 1
	if got := must[[]cuedrop.Revocation](t)(b.Revocations(t.Context(), noon.Add(time.Hour))); len(got) != 2 || cmp.Diff(owed, got[0]) != "" {
		t.Errorf("due %+v", got)
	}
	for _, id := range []string{"r1", "r2", "r3"} {
		if err := b.DropRevocation(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	if left := must[int](t)(b.RevocationsLeft(t.Context())); left != 0 {
		t.Errorf("%d left", left)
	}
}

// TestABusyAccountOwesNothing: what refuses the removal refuses the revocation.
func TestABusyAccountOwesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	wantFault(t, b.RemoveAccount(t.Context(), "acct_none", &cuedrop.Revocation{ID: "r1", Tokens: tokens("one"), QueuedAt: noon}), fault.NotFound, "account.not_found")
	if left := must[int](t)(b.RevocationsLeft(t.Context())); left != 0 {
		t.Errorf("%d left", left)
	}
}

func TestAvatarIsKeptWithTheAccount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.account("open-1")
	if got := must[[]byte](t)(b.Avatar(t.Context(), a.ID)); got != nil {
		t.Errorf("%q", got)
	}
	if err := b.SetAvatar(t.Context(), a.ID, []byte("picture")); err != nil {
		t.Fatal(err)
	}
	again := must[cuedrop.Account](t)(b.Account(t.Context(), a.ID))
	if got := must[[]byte](t)(b.Avatar(t.Context(), a.ID)); string(got) != "picture" || !again.HasAvatar || again.Rev <= a.Rev || again.OpenID != "open-1" {
		t.Errorf("%q of %+v", got, again)
	}
	// Signing in again keeps it until a new one comes.
	if again := b.account("open-1"); !again.HasAvatar {
		t.Error("the picture went with the sign-in")
	}
	_, err := b.Avatar(t.Context(), "acct_none")
	wantFault(t, err, fault.NotFound, "account.not_found")
	wantFault(t, b.SetAvatar(t.Context(), "acct_none", nil), fault.NotFound, "account.not_found")
	b.reported()
	if err := b.TouchAccounts(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := b.reported(); len(got) != 1 || got[0].(cuedrop.Account).Rev <= again.Rev {
		t.Errorf("reported %+v", got)
	}
}

func TestSettingsPlainAndSealed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if got := must[string](t)(b.Setting(t.Context(), "k")); got != "" {
		t.Errorf("%q", got)
	}
	for _, v := range []string{"one", "two", ""} {
		if err := b.SetSetting(t.Context(), "k", v); err != nil {
			t.Fatal(err)
		}
		if got := must[string](t)(b.Setting(t.Context(), "k")); got != v {
			t.Errorf("%q, want %q", got, v)
		}
		if err := b.SetSealedSetting(t.Context(), "s", v); err != nil {
			t.Fatal(err)
		}
		if got := must[string](t)(b.SealedSetting(t.Context(), "s")); got != v {
			t.Errorf("sealed %q, want %q", got, v)
		}
		if got := must[string](t)(b.Setting(t.Context(), "s")); v != "" && got == v {
			t.Error("it lies there in the clear")
		}
	}
	// A sealed value can't be moved to another key.
	if err := b.SetSealedSetting(t.Context(), "s", "secret"); err != nil {
		t.Fatal(err)
	}
	if err := b.SetSetting(t.Context(), "other", must[string](t)(b.Setting(t.Context(), "s"))); err != nil {
		t.Fatal(err)
	}
	if got, err := b.SealedSetting(t.Context(), "other"); err == nil {
		t.Errorf("unsealed %q under another key", got)
	}
}

func TestRefusalsAreKeptByAccountAndQuota(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.account("open-1")
	for _, at := range []time.Time{noon, noon.Add(time.Hour)} {
		if err := b.RecordRefusal(t.Context(), a.ID, cuedrop.QuotaPostsPerDay, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.RecordRefusal(t.Context(), "acct_none", cuedrop.QuotaPostsPerDay, noon); err != nil {
		t.Error(err) // the account has just gone: nothing to remember
	}
	want := map[cuedrop.QuotaName]time.Time{cuedrop.QuotaPostsPerDay: noon.Add(time.Hour)}
	if diff := cmp.Diff(want, must[map[cuedrop.QuotaName]time.Time](t)(b.Refusals(t.Context(), a.ID))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := b.RemoveAccount(t.Context(), a.ID, nil); err != nil {
		t.Fatal(err)
	}
	if got := must[map[cuedrop.QuotaName]time.Time](t)(b.Refusals(t.Context(), a.ID)); len(got) != 0 {
		t.Errorf("%v after the account has gone", got)
	}
}
