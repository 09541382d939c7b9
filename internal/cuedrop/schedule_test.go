package cuedrop_test

import (
	"archive/zip"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func TestWallTimesInClockChanges(t *testing.T) {
	t.Parallel()
	tests := []struct {
		zone, wall, utc string
		note            cuedrop.WallNote
	}{
		{"Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z", cuedrop.WallNormal},
		{"Europe/Berlin", "2026-03-29T02:00:00", "2026-03-29T01:00:00Z", cuedrop.WallGap},
		{"Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:30:00Z", cuedrop.WallGap}, // shows 03:30
		{"Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z", cuedrop.WallNormal},
		{"Europe/Berlin", "2026-10-25T01:59:59", "2026-10-24T23:59:59Z", cuedrop.WallNormal},
		{"Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z", cuedrop.WallOverlap}, // the first
		{"Europe/Berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z", cuedrop.WallNormal},
		{"America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:30:00Z", cuedrop.WallGap}, // forward here too
		{"America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00Z", cuedrop.WallOverlap},
		{"America/New_York", "2026-07-01T12:00:00", "2026-07-01T16:00:00Z", cuedrop.WallNormal},
		{"Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:45:00Z", cuedrop.WallGap}, // half an hour only: shows 02:45
		{"Australia/Lord_Howe", "2026-10-04T02:30:00", "2026-10-03T15:30:00Z", cuedrop.WallNormal},
		{"Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-04T14:45:00Z", cuedrop.WallOverlap},
		{"Africa/Casablanca", "2026-02-15T02:30:00", "2026-02-15T01:30:00Z", cuedrop.WallOverlap}, // Ramadan begins
		{"Africa/Casablanca", "2026-03-22T02:30:00", "2026-03-22T02:30:00Z", cuedrop.WallGap},     // and ends: shows 03:30
		{"Asia/Kathmandu", "2026-11-24T18:30:00", "2026-11-24T12:45:00Z", cuedrop.WallNormal},
		{"Pacific/Apia", "2011-12-29T23:30:00", "2011-12-30T09:30:00Z", cuedrop.WallNormal},
		{"Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00Z", cuedrop.WallGap}, // the day that never was: shows the 31st
		{"Pacific/Apia", "2011-12-31T00:30:00", "2011-12-30T10:30:00Z", cuedrop.WallNormal},
		{"America/Sao_Paulo", "2018-11-04T00:30:00", "2018-11-04T03:30:00Z", cuedrop.WallGap}, // at midnight: shows 01:30
		{"America/Sao_Paulo", "2019-02-16T23:30:00", "2019-02-17T01:30:00Z", cuedrop.WallOverlap},
		{"America/Sao_Paulo", "2026-11-24T18:30:00", "2026-11-24T21:30:00Z", cuedrop.WallNormal},
		{"Etc/UTC", "2026-03-29T02:30:00", "2026-03-29T02:30:00Z", cuedrop.WallNormal},
		{"Etc/GMT+12", "2038-01-19T15:14:08", "2038-01-20T03:14:08Z", cuedrop.WallNormal},
	}
	for _, tt := range tests {
		s, note, err := cuedrop.NewSchedule(tt.wall, tt.zone)
		if err != nil {
			t.Errorf("%s %s: %v", tt.zone, tt.wall, err)
			continue
		}
		if got := s.At.Format(time.RFC3339); got != tt.utc || note != tt.note {
			t.Errorf("%s %s = %s %q, want %s %q", tt.zone, tt.wall, got, note, tt.utc, tt.note)
		}
		if s.Wall != tt.wall || s.Zone != tt.zone || s.At.Location() != time.UTC {
			t.Errorf("%s %s was kept as %+v", tt.zone, tt.wall, s)
		}
	}
}

// zones returns every zone that Go brings along.
func zones(t *testing.T) []*time.Location {
	t.Helper()
	z, err := zip.OpenReader(filepath.Join(runtime.GOROOT(), "lib", "time", "zoneinfo.zip")) //nolint:staticcheck // only a test's data
	if err != nil {
		t.Skip("no list of zones here")
	}
	defer func() { _ = z.Close() }()
	var all []*time.Location
	for _, f := range z.File {
		loc, err := time.LoadLocation(f.Name)
		if err != nil || strings.HasSuffix(f.Name, "/") || f.Name == "Factory" {
			continue
		}
		all = append(all, loc)
	}
	return all
}

// oracle resolves a wall time the slow way: it tries every offset that is in force
// anywhere near, and finds a gap's length by looking for the change.
func oracle(naive time.Time, loc *time.Location) (time.Time, cuedrop.WallNote) {
	shows := func(at time.Time) bool {
		return at.In(loc).Format(cuedrop.WallLayout) == naive.Format(cuedrop.WallLayout)
	}
	var hits []time.Time
	var change, gap time.Duration
	_, before := naive.Add(-30 * time.Hour).In(loc).Zone()
	tried := map[int]bool{}
	for d := -30 * time.Hour; d <= 30*time.Hour; d += time.Hour {
		_, offset := naive.Add(d).In(loc).Zone()
		if offset > before {
			change, gap = d, time.Duration(offset-before)*time.Second
		}
		before = offset
		if at := naive.Add(-time.Duration(offset) * time.Second); !tried[offset] && shows(at) {
			hits = append(hits, at)
		}
		tried[offset] = true
	}
	switch len(hits) {
	case 0:
		_, after := naive.Add(change).In(loc).Zone()
		return naive.Add(gap - time.Duration(after)*time.Second), cuedrop.WallGap
	case 1:
		return hits[0], cuedrop.WallNormal
	}
	first := hits[0]
	for _, h := range hits {
		if h.Before(first) {
			first = h
		}
	}
	return first, cuedrop.WallOverlap
}

// TestEveryZoneShowsTheWallTimeUnlessItDoesNotExist compares with the slow way, for
// any zone and time, most of them near a clock change.
func TestEveryZoneShowsTheWallTimeUnlessItDoesNotExist(t *testing.T) {
	t.Parallel()
	all := zones(t)
	rapid.Check(t, func(t *rapid.T) {
		loc := rapid.SampledFrom(all).Draw(t, "zone")
		at := time.Unix(rapid.Int64Range(946684800, 4102444800).Draw(t, "unix"), 0)
		if _, end := at.In(loc).ZoneBounds(); rapid.Bool().Draw(t, "near a change") && !end.IsZero() && end.Year() < 2200 {
			at = end.Add(time.Duration(rapid.IntRange(-100, 100).Draw(t, "minutes")) * time.Minute)
		}
		wall := at.In(loc).Format(cuedrop.WallLayout)
		if rapid.Bool().Draw(t, "any wall") { // the local time of an instant is never in a gap
			wall = at.UTC().Add(time.Duration(rapid.IntRange(-26*60, 26*60).Draw(t, "shift")) * time.Minute).Format(cuedrop.WallLayout)
		}
		naive, err := time.Parse(cuedrop.WallLayout, wall)
		if err != nil {
			t.Fatal(err)
		}
		got, note := cuedrop.ResolveWall(naive, loc)
		want, wantNote := oracle(naive, loc)
		if !got.Equal(want) || note != wantNote {
			t.Fatalf("%s in %s = %s %q, want %s %q", wall, loc, got, note, want, wantNote)
		}
		if shown := got.In(loc).Format(cuedrop.WallLayout); (shown == wall) != (note != cuedrop.WallGap) {
			t.Fatalf("%s in %s shows %s, noted %q", wall, loc, shown, note)
		}
	})
}

// TestEveryClockChangeOfEveryZone looks at all of them from 2000 on, on both sides.
func TestEveryClockChangeOfEveryZone(t *testing.T) {
	t.Parallel()
	for _, loc := range zones(t) {
		at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
		for range 60 { // up to 2030 where there are two a year
			_, end := at.In(loc).ZoneBounds()
			if end.IsZero() {
				break
			}
			_, before := end.Add(-time.Second).In(loc).Zone()
			for _, minutes := range []int{-61, -30, -1, 0, 1, 29, 59, 61} {
				naive := end.UTC().Add(time.Duration(before)*time.Second + time.Duration(minutes)*time.Minute)
				got, note := cuedrop.ResolveWall(naive, loc)
				if want, wantNote := oracle(naive, loc); !got.Equal(want) || note != wantNote {
					t.Errorf("%s in %s = %s %q, want %s %q", naive.Format(cuedrop.WallLayout), loc, got, note, want, wantNote)
				}
			}
			at = end
		}
	}
}

func TestTimesAndZonesThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, wall := range []string{
		"", "tomorrow", "2026-11-24", "18:30", "2026-13-01T00:00", "2026-02-30T12:00", "2026-11-24T24:00", "2026-11-24T18:30:60",
		"2026-11-24T18:30Z", "2026-11-24T18:30:00+01:00", " 2026-11-24T18:30", "1999-12-31T23:59", "2200-01-01T00:00", "0000-01-01T00:00",
	} {
		if s, _, err := cuedrop.NewSchedule(wall, "Europe/Madrid"); fault.ReasonOf(err) != "schedule.time" || !fault.Is(err, fault.Invalid) || !s.IsZero() {
			t.Errorf("%q: %+v, %v", wall, s, err)
		}
	}
	for _, zone := range []string{
		"", "Local", "local", "LOCAL", "localtime", "right/Europe/Berlin", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe/Berlin\x00", "+01:00",
	} {
		if _, _, err := cuedrop.NewSchedule("2026-11-24T18:30", zone); fault.ReasonOf(err) != "schedule.zone" || !fault.Is(err, fault.Invalid) {
			t.Errorf("zone %q: %v", zone, err)
		}
		if _, err := cuedrop.ScheduleAt(time.Unix(0, 0), zone); !fault.Is(err, fault.Invalid) {
			t.Errorf("zone %q: %v", zone, err)
		}
	}
}

func TestWallTimesInEachWayToWriteThem(t *testing.T) {
	t.Parallel()
	for _, wall := range []string{
		"2026-11-24T18:30:00", "2026-11-24T18:30", "2026-11-24 18:30:00", "2026-11-24 18:30", "2026-11-24T18:30:00.999",
	} {
		s, _, err := cuedrop.NewSchedule(wall, "Europe/Madrid")
		if err != nil || s.Wall != "2026-11-24T18:30:00" || s.At.Format(time.RFC3339Nano) != "2026-11-24T17:30:00Z" {
			t.Errorf("%q: %+v, %v", wall, s, err)
		}
	}
}

func TestAnInstantComesBackFromItsScheduleUnlessShownTwice(t *testing.T) {
	t.Parallel()
	all := zones(t)
	rapid.Check(t, func(t *rapid.T) {
		loc := rapid.SampledFrom(all).Draw(t, "zone")
		if loc.String() == "localtime" {
			return
		}
		at := time.Unix(rapid.Int64Range(946771200, 4102444800).Draw(t, "unix"), rapid.Int64Range(0, 999999999).Draw(t, "ns"))
		s, err := cuedrop.ScheduleAt(at, loc.String())
		if err != nil || s.IsZero() || !s.At.Equal(at.Truncate(time.Second)) {
			t.Fatalf("ScheduleAt(%v, %s) = %+v, %v", at, loc, s, err)
		}
		again, note, err := cuedrop.NewSchedule(s.Wall, s.Zone)
		if err != nil || note == cuedrop.WallGap || note == cuedrop.WallNormal && again != s {
			t.Fatalf("%+v came back as %+v %q, %v", s, again, note, err)
		}
	})
}

func TestASnoozedPostIsDueWhenItsRestIsOver(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	p := cuedrop.Post{Schedule: cuedrop.Schedule{At: noon}}
	if got := p.DueAt(); !got.Equal(noon) {
		t.Errorf("DueAt = %v", got)
	}
	p.NotBefore = noon.Add(-time.Hour)
	if got := p.DueAt(); !got.Equal(noon) {
		t.Errorf("an old snooze: DueAt = %v", got)
	}
	p.NotBefore = noon.Add(time.Hour)
	if got := p.DueAt(); !got.Equal(p.NotBefore) {
		t.Errorf("DueAt = %v", got)
	}
	if got := (cuedrop.Post{}).DueAt(); !got.IsZero() {
		t.Errorf("without a time: DueAt = %v", got)
	}
}

// TestAClockChangeIsTold: product.md, decision 6; reliability-security.md F7, F8.
func TestAClockChangeIsTold(t *testing.T) {
	t.Parallel()
	for wall, want := range map[string]string{
		"2027-03-28T02:30": "Clocks in Europe/Berlin skip 02:30 that day. The post goes out at 2027-03-28 03:30 +02:00 Europe/Berlin.",
		"2027-10-31T02:30": "In Europe/Berlin it is 02:30 twice that day. The post goes out the first time, at 2027-10-31 02:30 +02:00 Europe/Berlin.",
		"2027-06-01T02:30": "",
	} {
		s, _, err := cuedrop.NewSchedule(wall, "Europe/Berlin")
		if err != nil || s.Told() != want {
			t.Errorf("%s: %q, %v", wall, s.Told(), err)
		}
	}
	second, err := cuedrop.ScheduleAt(time.Date(2027, 10, 31, 1, 30, 5, 0, time.UTC), "Europe/Berlin")
	if err != nil || second.Told() != "" || second.Shown() != "2027-10-31 02:30:05 +01:00 Europe/Berlin" {
		t.Errorf("the second time, chosen as an instant: %q %q %v", second.Told(), second.Shown(), err)
	}
}
