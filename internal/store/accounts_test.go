package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func TestSigningInAgainKeepsTheAccount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.account("open-1")
	if first.Health != cuedrop.AccountOK || !first.ConnectedAt.Equal(noon) || first.Rev == 0 {
		t.Errorf("account %+v", first)
	}
	if err := b.SignOut(t.Context(), first.ID, noon); err != nil {
		t.Fatal(err)
	}
	b.reported()
	later := noon.Add(time.Hour)
	again := must[cuedrop.Account](t)(b.SaveGrant(t.Context(), cuedrop.Account{
		ID: cuedrop.NewAccountID(), OpenID: "open-1", Nickname: "Ana B", Username: "anab", AvatarURL: "https://a", Scopes: []string{"video.upload"},
	}, tokens("new"), later))
	want := cuedrop.Account{
		ID: first.ID, OpenID: "open-1", Nickname: "Ana B", Username: "anab", AvatarURL: "https://a", Scopes: []string{"video.upload"},
		Health: cuedrop.AccountOK, Missed: cuedrop.DefaultMissed, SignInEndsAt: tokens("new").RefreshExpiresAt, ConnectedAt: noon, UpdatedAt: later, Rev: again.Rev,
	}
	if diff := cmp.Diff(want, again); diff != "" {
		t.Errorf("account (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{want}, b.reported()); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]cuedrop.Account{want}, must[[]cuedrop.Account](t)(b.Accounts(t.Context()))); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	if got := must[cuedrop.Tokens](t)(b.Tokens(t.Context(), first.ID)); got != tokens("new") {
		t.Errorf("tokens %+v", got)
	}
}

// TestOneCreatorConnectedTwiceAtOnceIsOneAccount: the window and the command line
// finish a sign-in in the same moment, and both can use what was stored.
func TestOneCreatorConnectedTwiceAtOnceIsOneAccount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := open(t, b.dir)
	for round := range 20 {
		openID := "open-" + string(rune('a'+round))
		var wg sync.WaitGroup
		var ids [2]cuedrop.AccountID
		for i, s := range []*bundle{b, other} {
			wg.Go(func() { ids[i] = s.account(openID).ID })
		}
		wg.Wait()
		if ids[0] != ids[1] {
			t.Fatalf("round %d: two ids %v", round, ids)
		}
		if _, err := b.Tokens(t.Context(), ids[0]); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if a, err := other.Account(t.Context(), ids[0]); err != nil || a.OpenID != openID {
			t.Fatalf("round %d: %+v, %v", round, a, err)
		}
	}
}

func TestANewPairReplacesTheOldAndEndsTheLease(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.account("open-1")
	if !must[bool](t)(b.LeaseRefresh(t.Context(), a.ID, noon, noon.Add(time.Minute))) {
		t.Fatal("no lease")
	}
	next := tokens("next")
	if err := b.SaveTokens(t.Context(), a.ID, next, nil, noon.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if got := must[cuedrop.Tokens](t)(b.Tokens(t.Context(), a.ID)); got != next {
		t.Errorf("tokens %+v", got)
	}
	if got := must[cuedrop.Account](t)(b.Account(t.Context(), a.ID)); !cmp.Equal(got.Scopes, a.Scopes) {
		t.Errorf("a reply without scopes took away %v", got.Scopes)
	}
	if !must[bool](t)(b.LeaseRefresh(t.Context(), a.ID, noon, noon.Add(time.Minute))) {
		t.Error("the lease outlived the refresh")
	}
	if err := b.SaveTokens(t.Context(), a.ID, next, []string{"video.upload"}, noon); err != nil {
		t.Fatal(err)
	}
	if got := must[cuedrop.Account](t)(b.Account(t.Context(), a.ID)); !cmp.Equal(got.Scopes, []string{"video.upload"}) {
		t.Errorf("scopes %v", got.Scopes)
	}
	wantFault(t, b.SaveTokens(t.Context(), "acct_none", next, nil, noon), fault.NotFound, "account.not_found")
}

// TestOneOfManyGetsTheLease lets goroutines on two handles, as in two processes, ask
// at once.
func TestOneOfManyGetsTheLease(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := open(t, b.dir)
	a := b.account("open-1")
	for round := range 10 {
		now := noon.Add(time.Duration(round) * time.Minute) // the one before has run out
		var won atomic.Int64
		var wg sync.WaitGroup
		for i := range 8 {
			s := []*bundle{b, other}[i%2]
			wg.Go(func() {
				got, err := s.LeaseRefresh(t.Context(), a.ID, now, now.Add(time.Minute))
				if err != nil {
					t.Error(err)
				}
				if got {
					won.Add(1)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			t.Errorf("round %d: %d have the lease", round, won.Load())
		}
	}
}

func TestALeaseEndsAtItsTimeOrWhenReleased(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a, other := b.account("open-1"), b.account("open-2")
	lease := func(id cuedrop.AccountID, at time.Duration) bool {
		t.Helper()
		return must[bool](t)(b.LeaseRefresh(t.Context(), id, noon.Add(at), noon.Add(at+time.Minute)))
	}
	if !lease(a.ID, 0) || lease(a.ID, 59*time.Second) {
		t.Error("the lease is not exclusive")
	}
	if !lease(other.ID, 0) {
		t.Error("another account's lease is in the way")
	}
	if !lease(a.ID, time.Minute) {
		t.Error("the lease does not end")
	}
	if err := b.ReleaseRefresh(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	if !lease(a.ID, time.Minute) {
		t.Error("a released lease is held")
	}
	if lease("acct_none", 0) {
		t.Error("a lease of nothing")
	}
}

func TestSigningOutForgetsTheTokensOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.account("open-1")
	p := b.draft()
	p.AccountID = a.ID
	p = must[cuedrop.Post](t)(b.SavePost(t.Context(), p, noon))
	b.reported()
	if err := b.SignOut(t.Context(), a.ID, noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	want := a
	want.Health, want.UpdatedAt, want.Rev, want.SignInEndsAt = cuedrop.AccountSignedOut, noon.Add(time.Minute), p.Rev+1, time.Time{}
	if diff := cmp.Diff([]any{want}, b.reported()); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
	_, err := b.Tokens(t.Context(), a.ID)
	wantFault(t, err, fault.AuthRequired, "account.signed_out")
	if got := must[cuedrop.Post](t)(b.Post(t.Context(), p.ID)); got.AccountID != a.ID {
		t.Error("the post lost its account")
	}
	wantFault(t, b.SignOut(t.Context(), "acct_none", noon), fault.NotFound, "account.not_found")
}

func TestAnAccountGoesWhenNothingOfItIsOnTheWay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.account("open-1")
	p := b.draft()
	p.AccountID = a.ID
	p = must[cuedrop.Post](t)(b.SavePost(t.Context(), p, noon))
	p = b.apply(cuedrop.ScheduleChange(p, must[cuedrop.Schedule](t)(cuedrop.ScheduleAt(noon, "Etc/UTC")), consent, noon))
	p = b.apply(cuedrop.BeginChange(p, noon))
	wantFault(t, b.RemoveAccount(t.Context(), a.ID, nil), fault.Conflict, "account.busy")
	b.apply(cuedrop.CancelChange(p, nil, noon))
	b.reported()
	if err := b.RemoveAccount(t.Context(), a.ID, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{removed{string(a.ID), must[int64](t)(b.Rev(t.Context()))}}, b.reported()); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
	if got := must[cuedrop.Post](t)(b.Post(t.Context(), p.ID)); got.AccountID != "" {
		t.Errorf("the post stays with %q", got.AccountID)
	}
	_, err := b.Tokens(t.Context(), a.ID)
	wantFault(t, err, fault.NotFound, "account.not_found")
	wantFault(t, b.RemoveAccount(t.Context(), a.ID, nil), fault.NotFound, "account.not_found")
	_, err = b.Account(t.Context(), a.ID)
	wantFault(t, err, fault.NotFound, "account.not_found")
}
