package schedule

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
)

// TestFilesAreMadeAhead: half an hour before its time, one after the other, once each.
func TestFilesAreMadeAhead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		start := time.Now()
		late := b.add("c", 40*time.Minute)
		first := b.add("a", 20*time.Minute)
		second := b.add("b", 21*time.Minute)
		b.add("d", 2*time.Hour)
		b.run()
		defer b.Stop()
		pass(time.Hour)
		want := []driven{{first, start}, {second, start.Add(5 * time.Minute)}, {late, start.Add(10 * time.Minute)}}
		got := b.pub.preparations()
		if len(got) != len(want) {
			t.Fatalf("made %v, want %v", got, want)
		}
		for i := range want {
			if off := got[i].at.Sub(want[i].at); got[i].id != want[i].id || off < 0 || off > tick {
				t.Errorf("%d: %v, want %v", i, got[i], want[i])
			}
		}
		for _, d := range b.pub.drives() {
			if p := b.store.get(d.id); d.at.Sub(p.Schedule.At) > time.Second {
				t.Errorf("%s left %v late", d.id, d.at.Sub(p.Schedule.At))
			}
		}
	})
}

// TestAFileThatCantBeMadeIsTriedAgainAfterAnEdit, and otherwise when it is due.
func TestAFileThatCantBeMadeIsTriedAgainAfterAnEdit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		id := b.add("a", 29*time.Minute)
		b.pub.making = func(cuedrop.Post) error { return errors.New("no picture") }
		b.run()
		defer b.Stop()
		pass(15 * time.Minute)
		if n := len(b.pub.preparations()); n != 1 {
			t.Errorf("tried %d times", n)
		}
		b.store.set(id, func(p *cuedrop.Post) { p.Rev++ })
		pass(10 * time.Minute)
		if n := len(b.pub.preparations()); n != 2 {
			t.Errorf("tried %d times after an edit", n)
		}
	})
}

// TestAnUploadThatTakesLongBeginsBeforeItsTime, where the publisher says so.
func TestAnUploadThatTakesLongBeginsBeforeItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		start := time.Now()
		id := b.add("a", 25*time.Minute)
		other := b.add("b", 26*time.Minute)
		b.pub.lead = map[cuedrop.PostID]time.Duration{id: 10 * time.Minute}
		b.run()
		defer b.Stop()
		pass(time.Hour)
		drives := b.pub.drives()
		if len(drives) != 2 || drives[0].id != id || drives[1].id != other {
			t.Fatalf("drives %v", drives)
		}
		if off := drives[0].at.Sub(start.Add(15 * time.Minute)); off < 0 || off > tick {
			t.Errorf("began %v after ten minutes before its time", off)
		}
	})
}

// TestNothingIsMadeAheadWhileItIsToBeSpared: it is made once that ends, and a post whose
// time comes meanwhile leaves all the same.
func TestNothingIsMadeAheadWhileItIsToBeSpared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		start := time.Now()
		early := b.add("a", 10*time.Minute)
		late := b.add("b", 35*time.Minute)
		b.SpareAhead = func(context.Context) bool { return time.Since(start) < 20*time.Minute }
		b.run()
		defer b.Stop()
		pass(15 * time.Minute)
		if made := b.pub.preparations(); len(made) != 0 {
			t.Errorf("made %v", made)
		}
		if drives := b.pub.drives(); len(drives) != 1 || drives[0].id != early || drives[0].at.Sub(start.Add(10*time.Minute)) > tick {
			t.Errorf("drove %v", drives)
		}
		pass(time.Hour)
		made := b.pub.preparations()
		if len(made) != 1 || made[0].id != late || made[0].at.Sub(start.Add(20*time.Minute)) > tick {
			t.Errorf("made %v", made)
		}
	})
}
