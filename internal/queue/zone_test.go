package queue_test

import (
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
)

// TestTimesFollowTheRulesOfTheirZone is F10: posts were scheduled with rules that are
// no longer those of their zone. The wall time stays, the instant follows.
func TestTimesFollowTheRulesOfTheirZone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	schedule := func(wall, zone string, off time.Duration) cuedrop.PostID {
		t.Helper()
		s, _, err := cuedrop.NewSchedule(wall, zone)
		if err != nil {
			t.Fatal(err)
		}
		s.At = s.At.Add(off) // as an older program's rules had it
		p := b.draft()
		return must[cuedrop.Post](t)(b.Schedule(t.Context(), p.ID, s, consent)).ID
	}
	moved := schedule("2027-07-01T18:30", "Europe/Madrid", time.Hour)
	same := schedule("2027-07-01T18:30", "Europe/Madrid", 0)
	gap := schedule("2027-03-28T02:30", "Europe/Madrid", 0)             // shows 03:30, by our rule
	second := schedule("2027-10-31T02:30", "Europe/Madrid", time.Hour)  // the second of both: somebody's "now"
	over := schedule("2026-11-24T11:30", "Europe/London", -2*time.Hour) // its time has come: not for us to move
	before := b.changed
	got, err := b.Resettle(t.Context())
	if err != nil || len(got) != 1 || got[0].Post.ID != moved || got[0].From.At.Equal(got[0].Post.Schedule.At) {
		t.Fatalf("moved %+v, %v", got, err)
	}
	p := must[cuedrop.Post](t)(b.Post(t.Context(), moved))
	if p.Schedule.At.Format(time.RFC3339) != "2027-07-01T16:30:00Z" || p.Schedule.Wall != "2027-07-01T18:30:00" || p.State != cuedrop.Scheduled || p.Consent == nil {
		t.Errorf("%+v", p)
	}
	if b.changed != before+1 {
		t.Errorf("the scheduler was woken %d times", b.changed-before)
	}
	for id, at := range map[cuedrop.PostID]string{
		same: "2027-07-01T16:30:00Z", gap: "2027-03-28T01:30:00Z", second: "2027-10-31T01:30:00Z", over: "2026-11-24T09:30:00Z",
	} {
		if p := must[cuedrop.Post](t)(b.Post(t.Context(), id)); p.Schedule.At.Format(time.RFC3339) != at {
			t.Errorf("%s %s is at %s, want %s", p.Schedule.Wall, p.Schedule.Zone, p.Schedule.At.Format(time.RFC3339), at)
		}
	}
	if again, err := b.Resettle(t.Context()); err != nil || len(again) != 0 {
		t.Errorf("a second time: %+v, %v", again, err)
	}
}
