package cuedrop

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEveryScopeHasItsReason: nothing is asked for without one, and nothing twice.
func TestEveryScopeHasItsReason(t *testing.T) {
	t.Parallel()
	all := ScopesFor(append(slices.Clone(Features), Features...))
	want := []string{ScopeUserBasic, ScopeVideoPublish, ScopeVideoUpload, ScopeVideoList, ScopeUserProfile, ScopeUserStats}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, s := range all {
		if ScopeReason(s) == "" {
			t.Errorf("%s is asked for without a reason", s)
		}
	}
	if diff := cmp.Diff(BaseScopes, ScopesFor(nil)); diff != "" || ScopeReason("everything") != "" || Feature("x").Scope() != "" {
		t.Error("a scope appears from nowhere", diff)
	}
}
