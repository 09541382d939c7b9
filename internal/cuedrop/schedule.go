package cuedrop

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"cuedrop/internal/fault"
)

// WallLayout is how a wall-clock time is stored and sent: no zone, to the second.
const WallLayout = "2006-01-02T15:04:05"

// Schedule is a wall-clock time in a named zone, and the instant it resolves to.
// The wall time and the zone are what the user chose and are kept; At is derived
// from them by ResolveWall.
type Schedule struct {
	Wall string    // WallLayout
	Zone string    // IANA name
	At   time.Time // UTC
}

// IsZero reports whether there is no time.
func (s Schedule) IsZero() bool { return s.Wall == "" }

// WallNote says what a clock change did to a wall time.
type WallNote string

// The notes. A gap time does not exist and is shifted forward by the gap's
// length; an overlap time happens twice and the first one is taken.
const (
	WallNormal  WallNote = ""
	WallGap     WallNote = "gap"
	WallOverlap WallNote = "overlap"
)

// LoadZone returns the zone with an IANA name. "Local" and "" are refused,
// because a post keeps its zone when the computer travels; so are the names that
// only some systems' zone folders hold: "localtime" travels too, and the clocks of
// "right/…" run half a minute behind everyone's.
func LoadZone(name string) (*time.Location, error) {
	lower := strings.ToLower(name)
	if lower == "" || lower == "local" || lower == "localtime" || strings.HasPrefix(lower, "right/") {
		return nil, fault.New(fault.Invalid, "schedule.zone", "Name a time zone such as Europe/Madrid.")
	}
	if known, ok := zones.Load(name); ok {
		return known.(*time.Location), nil //nolint:forcetypeassert // nothing else is stored
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "schedule.zone", "That time zone is unknown. Use a name such as Europe/Madrid.")
	}
	zones.Store(name, loc)
	return loc, nil
}

// zones are those that were loaded, by name: reading one is a file, and lists of posts ask
// for the same few. There are some 600.
var zones sync.Map

// ResolveWall returns the instant at which clocks in loc show wall. Cuedrop's own
// rule holds in a clock change, because time.Date's differs from zone to zone
// (reliability-security.md 0.10, F7, F8).
func ResolveWall(wall time.Time, loc *time.Location) (time.Time, WallNote) {
	naive := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, time.UTC)
	// No zone has ever been more than 15 h from UTC or changed twice within a day,
	// so the offsets in force a day before and a day after are all there are.
	_, before := naive.Add(-24 * time.Hour).In(loc).Zone()
	_, after := naive.Add(24 * time.Hour).In(loc).Zone()
	early := naive.Add(-time.Duration(max(before, after)) * time.Second)
	late := naive.Add(-time.Duration(min(before, after)) * time.Second)
	earlyFits, lateFits := shows(early, naive, loc), shows(late, naive, loc)
	switch {
	case before == after:
		return early, WallNormal
	case earlyFits && lateFits:
		return early, WallOverlap
	case earlyFits:
		return early, WallNormal
	case lateFits:
		return late, WallNormal
	default:
		// In a gap the offset before the change puts the time as far past the gap
		// as it lay inside it.
		return naive.Add(-time.Duration(before) * time.Second), WallGap
	}
}

func shows(at, naive time.Time, loc *time.Location) bool {
	return at.In(loc).Format(WallLayout) == naive.Format(WallLayout)
}

// NewSchedule resolves wall (WallLayout, or without seconds) in zone.
func NewSchedule(wall, zone string) (Schedule, WallNote, error) {
	loc, err := LoadZone(zone)
	if err != nil {
		return Schedule{}, "", err
	}
	var t time.Time
	for _, layout := range []string{WallLayout, "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err = time.Parse(layout, wall); err == nil {
			break
		}
	}
	if err != nil {
		return Schedule{}, "", fault.Wrap(err, fault.Invalid, "schedule.time", "That time can't be read. Write it like 2026-11-24T18:30.")
	}
	if t.Year() < 2000 || t.Year() > 2199 {
		return Schedule{}, "", fault.New(fault.Invalid, "schedule.time", "That year is out of range. Choose a time between 2000 and 2199.")
	}
	at, note := ResolveWall(t, loc)
	return Schedule{Wall: t.Format(WallLayout), Zone: zone, At: at}, note, nil
}

// Stands reports whether clocks in the schedule's zone still show its wall time at its
// instant, by the rules that this program has, or would be there by the rule for a time
// that a clock change skips. Of a time that happens twice both instants stand. A zone
// that is unknown here says nothing against it.
func (s Schedule) Stands() bool {
	loc, err := LoadZone(s.Zone)
	if err != nil || s.At.In(loc).Format(WallLayout) == s.Wall {
		return true
	}
	again, _, err := NewSchedule(s.Wall, s.Zone)
	return err != nil || again.At.Equal(s.At)
}

// Note says what a clock change does to the schedule's wall time, by the rules that this
// program has.
func (s Schedule) Note() WallNote {
	again, note, err := NewSchedule(s.Wall, s.Zone)
	if err != nil || !again.At.Equal(s.At) {
		return WallNormal // chosen as an instant
	}
	return note
}

// Told says in a sentence what a clock change does to the schedule's time, or "".
func (s Schedule) Told() string {
	wall, err := time.Parse(WallLayout, s.Wall)
	if err != nil {
		return ""
	}
	switch s.Note() {
	case WallGap:
		return fmt.Sprintf("Clocks in %s skip %s that day. The post goes out at %s.", s.Zone, wall.Format("15:04"), s.Shown())
	case WallOverlap:
		return fmt.Sprintf("In %s it is %s twice that day. The post goes out the first time, at %s.", s.Zone, wall.Format("15:04"), s.Shown())
	case WallNormal:
	}
	return ""
}

// Shown writes the schedule as the clocks of its zone show it, with the offset from
// UTC.
func (s Schedule) Shown() string {
	loc, err := LoadZone(s.Zone)
	if err != nil {
		return s.At.UTC().Format("2006-01-02 15:04:05 UTC")
	}
	layout := "2006-01-02 15:04"
	if s.At.Second() != 0 {
		layout = "2006-01-02 15:04:05"
	}
	return s.At.In(loc).Format(layout+" -07:00") + " " + s.Zone
}

// ScheduleAt returns the schedule whose wall time in zone is the instant at.
func ScheduleAt(at time.Time, zone string) (Schedule, error) {
	loc, err := LoadZone(zone)
	if err != nil {
		return Schedule{}, err
	}
	at = at.UTC().Truncate(time.Second)
	return Schedule{Wall: at.In(loc).Format(WallLayout), Zone: zone, At: at}, nil
}
