package cuedrop

import (
	"testing"
	"time"

	"cuedrop/internal/fault"
)

func slot(t *testing.T, day, wall, zone string) Slot {
	t.Helper()
	s, err := NewSlot(day, wall, zone)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNextFreeSlot(t *testing.T) {
	t.Parallel()
	madrid := []Slot{slot(t, "mon", "09:00", "Europe/Madrid"), slot(t, "Thursday", "18:30", "Europe/Madrid")}
	at := func(s string) time.Time {
		got, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for name, c := range map[string]struct {
		slots []Slot
		taken []time.Time
		now   string
		want  string // "" = none
		note  WallNote
	}{
		"later today":           {madrid, nil, "2026-11-26T12:00:00Z", "2026-11-26T17:30:00Z", WallNormal},
		"a second before":       {madrid, nil, "2026-11-26T17:29:59Z", "2026-11-26T17:30:00Z", WallNormal},
		"this very moment":      {madrid, nil, "2026-11-26T17:30:00Z", "2026-11-30T08:00:00Z", WallNormal},
		"taken":                 {madrid, []time.Time{at("2026-11-26T17:30:00Z")}, "2026-11-26T12:00:00Z", "2026-11-30T08:00:00Z", WallNormal},
		"both taken":            {madrid, []time.Time{at("2026-11-26T17:30:00Z"), at("2026-11-30T08:00:00Z")}, "2026-11-26T12:00:00Z", "2026-12-03T17:30:00Z", WallNormal},
		"no slots":              {nil, nil, "2026-11-26T12:00:00Z", "", WallNormal},
		"its day is not ours":   {[]Slot{slot(t, "fri", "00:30", "Asia/Tokyo")}, nil, "2026-11-26T12:00:00Z", "2026-11-26T15:30:00Z", WallNormal},
		"its day has gone by":   {[]Slot{slot(t, "thu", "23:00", "Pacific/Kiritimati")}, nil, "2026-11-26T12:00:00Z", "2026-12-03T09:00:00Z", WallNormal},
		"in the gap of March":   {[]Slot{slot(t, "sun", "02:30", "Europe/Madrid")}, nil, "2027-03-27T12:00:00Z", "2027-03-28T01:30:00Z", WallGap},
		"in October's overlap":  {[]Slot{slot(t, "sun", "02:30", "Europe/Madrid")}, nil, "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", WallOverlap},
		"two at the same time":  {[]Slot{slot(t, "thu", "18:30", "Europe/Madrid"), slot(t, "thu", "17:30", "Europe/London")}, nil, "2026-11-26T12:00:00Z", "2026-11-26T17:30:00Z", WallNormal},
		"the new year's Monday": {madrid, nil, "2026-12-31T18:00:00Z", "2027-01-04T08:00:00Z", WallNormal},
	} {
		got, note, ok := NextFreeSlot(c.slots, c.taken, at(c.now))
		if want := c.want != ""; ok != want || want && (!got.At.Equal(at(c.want)) || note != c.note) {
			t.Errorf("%s: %+v %q %t, want %s", name, got, note, ok, c.want)
		}
	}
	// A whole year of a daily slot: none twice, none left out.
	daily := []Slot{}
	for d := time.Sunday; d <= time.Saturday; d++ {
		daily = append(daily, Slot{d, "02:30", "America/New_York"})
	}
	var taken []time.Time
	now := at("2026-11-26T12:00:00Z")
	for range 360 {
		s, _, ok := NextFreeSlot(daily, taken, now)
		if !ok {
			t.Fatal("no slot within the year")
		}
		if n := len(taken); n > 0 {
			if gap := s.At.Sub(taken[n-1]); gap < 22*time.Hour || gap > 26*time.Hour {
				t.Fatalf("%v after %v", s.At, taken[n-1])
			}
		}
		taken = append(taken, s.At)
	}
}

func TestSlotsThatCanNotBe(t *testing.T) {
	t.Parallel()
	for _, c := range [][4]string{
		{"someday", "18:30", "Europe/Madrid", "slot.day"}, {"mon", "25:00", "Europe/Madrid", "slot.time"},
		{"mon", "half past six", "Europe/Madrid", "slot.time"}, {"mon", "18:30", "Local", "schedule.zone"}, {"", "18:30", "UTC", "slot.day"},
	} {
		if _, err := NewSlot(c[0], c[1], c[2]); fault.ReasonOf(err) != c[3] {
			t.Errorf("%v: %v", c, err)
		}
	}
}
