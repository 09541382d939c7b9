package cuedrop_test

import (
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func TestMissedPolicies(t *testing.T) {
	t.Parallel()
	if cuedrop.DefaultMissed.Late() != time.Hour || cuedrop.DefaultMissed.Policy != cuedrop.MissedWithin {
		t.Errorf("an account begins with %+v", cuedrop.DefaultMissed)
	}
	for _, action := range cuedrop.MissedActions {
		for minutes, ok := range map[int]bool{-1: false, 0: false, 1: true, 1440: true, 1441: false} {
			err := cuedrop.MissedPolicy{Policy: action, Minutes: minutes}.Validate()
			if (err == nil) != ok || !ok && fault.ReasonOf(err) != "account.missed_minutes" {
				t.Errorf("%s, %d minutes: %v", action, minutes, err)
			}
		}
	}
	for _, action := range []cuedrop.MissedAction{"", "sometimes", "next-slot"} {
		if err := (cuedrop.MissedPolicy{Policy: action, Minutes: 60}).Validate(); fault.ReasonOf(err) != "account.missed_policy" {
			t.Errorf("%q: %v", action, err)
		}
	}
}

// TestSchemaAllowsTheMissedActions holds the words together that are written twice.
func TestSchemaAllowsTheMissedActions(t *testing.T) {
	t.Parallel()
	schema := readFile(t, "internal", "store", "migration", "0004_exactly_once.sql")
	_, check, _ := strings.Cut(schema, "CHECK (missed_policy IN (")
	check, _, _ = strings.Cut(check, ")")
	for _, action := range cuedrop.MissedActions {
		if !strings.Contains(check, "'"+string(action)+"'") {
			t.Errorf("the schema does not allow %s", action)
		}
	}
	if n := strings.Count(check, "'"); n != 2*len(cuedrop.MissedActions) {
		t.Errorf("the schema allows %s", check)
	}
}
