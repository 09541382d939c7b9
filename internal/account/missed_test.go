package account_test

import (
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func TestTheMissedPolicyIsChecked(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		want := cuedrop.MissedPolicy{Policy: cuedrop.MissedSkip, Minutes: 5}
		if err := b.SetMissedPolicy(t.Context(), b.id, want); err != nil {
			t.Fatal(err)
		}
		wantFault(t, b.SetMissedPolicy(t.Context(), b.id, cuedrop.MissedPolicy{Policy: "never", Minutes: 5}), fault.Invalid, "account.missed_policy")
		wantFault(t, b.SetMissedPolicy(t.Context(), b.id, cuedrop.MissedPolicy{Policy: cuedrop.MissedAsk}), fault.Invalid, "account.missed_minutes")
		wantFault(t, b.SetMissedPolicy(t.Context(), "acct_none", want), fault.NotFound, "account.not_found")
		if a, err := b.Account(t.Context(), b.id); err != nil || a.Missed != want {
			t.Errorf("%+v, %v", a.Missed, err)
		}
	})
}
