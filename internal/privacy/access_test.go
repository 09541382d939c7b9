package privacy_test

import (
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/privacy"
	"cuedrop/internal/store"
)

// TestALookIsNotedOnceADay, for each category by itself, and counting is not a look.
func TestALookIsNotedOnceADay(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	evening := clock.NewFixed(time.Date(2026, 11, 24, 23, 50, 0, 0, time.FixedZone("", -5*60*60)))
	p := privacy.New(privacy.Config{Holdings: s, Journal: s, Shower: s, Clock: evening, Flush: func() {}, Dir: t.TempDir()})
	look := func(ids ...privacy.ID) int {
		t.Helper()
		for _, id := range ids {
			if _, err := p.Show(t.Context(), id, ""); err != nil {
				t.Fatal(err)
			}
		}
		log, err := p.RequestLog(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(log)
	}
	if n := look(); n != 0 {
		t.Errorf("%d lines before a look", n)
	}
	if n := look(privacy.Content, privacy.Content, privacy.Record, privacy.Content); n != 2 {
		t.Errorf("%d lines for two kinds of data", n)
	}
	evening.Advance(9 * time.Minute)
	if n := look(privacy.Content); n != 2 {
		t.Errorf("%d lines before midnight", n)
	}
	evening.Advance(2 * time.Minute)
	if n := look(privacy.Content, privacy.Content); n != 3 {
		t.Errorf("%d lines after midnight, want 3", n)
	}
}
