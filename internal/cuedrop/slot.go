package cuedrop

import (
	"slices"
	"strings"
	"time"

	"cuedrop/internal/fault"
)

// Slot is a time of the week at which an account posts.
type Slot struct {
	Weekday time.Weekday
	Wall    string // 15:04
	Zone    string // IANA name
}

const slotLayout = "15:04"

// slotWeeks is how far ahead a free slot is looked for.
const slotWeeks = 53

// NewSlot reads a slot; day is an English weekday or its first three letters.
func NewSlot(day, wall, zone string) (Slot, error) {
	if _, err := LoadZone(zone); err != nil {
		return Slot{}, err
	}
	t, err := time.Parse(slotLayout, wall)
	if err != nil {
		return Slot{}, fault.Wrap(err, fault.Invalid, "slot.time", "A slot's time is written like 18:30.")
	}
	day = strings.ToLower(strings.TrimSpace(day))
	for d := time.Sunday; d <= time.Saturday; d++ {
		name := strings.ToLower(d.String())
		if day == name || day == name[:3] {
			return Slot{Weekday: d, Wall: t.Format(slotLayout), Zone: zone}, nil
		}
	}
	return Slot{}, fault.New(fault.Invalid, "slot.day", "A slot's day is one of mon, tue, wed, thu, fri, sat, sun.")
}

// NextFreeSlot returns the first time after now, at most a year ahead, at which one of
// slots falls and which is none of taken. Clock changes are resolved like any other
// wall time; note says so. ok is false when there is none.
func NextFreeSlot(slots []Slot, taken []time.Time, now time.Time) (s Schedule, note WallNote, ok bool) {
	for week := range slotWeeks {
		for _, slot := range slots {
			candidate, candidateNote, err := slot.inWeek(now, week)
			if err != nil || !candidate.At.After(now) || slices.ContainsFunc(taken, candidate.At.Equal) {
				continue
			}
			if !ok || candidate.At.Before(s.At) {
				s, note, ok = candidate, candidateNote, true
			}
		}
		if ok {
			return s, note, true
		}
	}
	return Schedule{}, "", false
}

// FreeSlot is a free slot, and what a clock change makes of its time.
type FreeSlot struct {
	Schedule
	Note WallNote
}

// FreeSlots returns the first n times after from, at most a year ahead, at which one of
// slots falls and which are none of taken, the earliest first. The first of them is that
// of NextFreeSlot.
func FreeSlots(slots []Slot, taken []time.Time, from time.Time, n int) []FreeSlot {
	free, seen := []FreeSlot{}, map[int64]bool{}
	for _, t := range taken {
		seen[t.Unix()] = true
	}
	for week := 0; week < slotWeeks && len(free) < n; week++ {
		var found []FreeSlot
		for _, slot := range slots {
			s, note, err := slot.inWeek(from, week)
			if err != nil || !s.At.After(from) || seen[s.At.Unix()] {
				continue
			}
			seen[s.At.Unix()] = true
			found = append(found, FreeSlot{s, note})
		}
		free = append(free, found...)
		// Weeks begin at midnight where the slot's clocks are, so two may overlap.
		slices.SortStableFunc(free, func(a, b FreeSlot) int { return a.At.Compare(b.At) })
	}
	return free[:min(max(n, 0), len(free))]
}

// inWeek returns the slot in the seven days that begin week weeks after now's day,
// where the slot's clocks are.
func (s Slot) inWeek(now time.Time, week int) (Schedule, WallNote, error) {
	loc, err := LoadZone(s.Zone)
	if err != nil {
		return Schedule{}, "", err
	}
	today := now.In(loc)
	days := (int(s.Weekday)-int(today.Weekday())+7)%7 + 7*week
	// Noon, so that no clock change moves it to another day.
	day := time.Date(today.Year(), today.Month(), today.Day()+days, 12, 0, 0, 0, loc)
	return NewSchedule(day.Format("2006-01-02")+"T"+s.Wall, s.Zone)
}
