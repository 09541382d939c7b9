package cuedrop

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSlidingQuota(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	ago := func(minutes ...int) (at []time.Time) {
		for _, m := range minutes {
			at = append(at, now.Add(-time.Duration(m)*time.Minute))
		}
		return at
	}
	for name, c := range map[string]struct {
		uses []time.Time
		used int
		free time.Time
	}{
		"nothing":             {nil, 0, time.Time{}},
		"room":                {ago(50, 40), 2, time.Time{}},
		"full":                {ago(50, 40, 30), 3, now.Add(10 * time.Minute)},
		"over":                {ago(55, 50, 40, 30), 4, now.Add(10 * time.Minute)},
		"the oldest left":     {ago(60, 40, 30), 2, time.Time{}},
		"from the future too": {ago(40, 30, -5), 3, now.Add(20 * time.Minute)}, // the clock was set back
	} {
		got := SlidingQuota(QuotaPostsPerDay, 3, c.uses, time.Hour, now)
		if diff := cmp.Diff(Quota{Name: QuotaPostsPerDay, Limit: 3, Used: c.used, FreeAt: c.free}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if got.Full(now) != !c.free.IsZero() {
			t.Errorf("%s: full %t", name, got.Full(now))
		}
	}
}
