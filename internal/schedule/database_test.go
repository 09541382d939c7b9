package schedule

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/store"
)

// plain seals nothing: no secret is in these tests.
type plain struct{}

func (plain) Seal(_ context.Context, v []byte, _ string) ([]byte, error)   { return v, nil }
func (plain) Unseal(_ context.Context, v []byte, _ string) ([]byte, error) { return v, nil }

// database is a scheduler on a real workspace, whose publisher publishes at once.
type database struct {
	*Scheduler
	t     *testing.T
	store *store.Store
	dir   string

	sending sync.Mutex // guards sent while the scheduler runs
	sent    []driven
}

func (d *database) Drive(ctx context.Context, id cuedrop.PostID) (time.Duration, error) {
	p, err := d.store.Post(ctx, id)
	if err != nil {
		return 0, err
	}
	d.sending.Lock()
	d.sent = append(d.sent, driven{id, time.Now()})
	d.sending.Unlock()
	// What the machine asks for, with the least that each step needs.
	a := cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: cuedrop.ChunkPlan{Size: 1, ChunkSize: 1, Count: 1}, SHA256: "ab"}
	for _, c := range []func(cuedrop.Post) cuedrop.Change{
		func(p cuedrop.Post) cuedrop.Change { return cuedrop.BeginChange(p, time.Now()) },
		func(p cuedrop.Post) cuedrop.Change {
			return cuedrop.PrepareChange(p, cuedrop.Rendition{Size: 1, SHA256: "ab"}, time.Now())
		},
		func(p cuedrop.Post) cuedrop.Change { return cuedrop.StartAttemptChange(p, a, time.Now()) },
		func(p cuedrop.Post) cuedrop.Change {
			return cuedrop.AcceptInitChange(p, a, cuedrop.InitResult{PublishID: "p_" + string(id), UploadURL: "u"}, time.Now())
		},
		func(p cuedrop.Post) cuedrop.Change { return cuedrop.FinishUploadChange(p, a, time.Now()) },
		func(p cuedrop.Post) cuedrop.Change { return cuedrop.PublishChange(p, &a, []string{"7"}, time.Now()) },
	} {
		if p, err = d.store.Apply(ctx, c(p)); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

func (d *database) CauseGone(context.Context, cuedrop.Post) bool     { return false }
func (d *database) Follow(_ context.Context, _ cuedrop.Post) error   { return nil }
func (d *database) Lead(cuedrop.Post) time.Duration                  { return 0 }
func (d *database) PrepareAhead(context.Context, cuedrop.Post) error { return nil }
func (d *database) Hold(context.Context, time.Time) error            { return nil }
func (d *database) Seen(ctx context.Context, now, at time.Time) error {
	return d.store.RenewLease(ctx, "x", "m", now, at, time.Minute)
}

func (d *database) LastSeen() time.Time {
	l, err := d.store.TakeLease(d.t.Context(), "x", "m", time.Now(), time.Minute)
	if err != nil {
		d.t.Error(err)
	}
	return l.SeenAt
}

// open opens the workspace, again after close.
func (d *database) open() {
	d.t.Helper()
	var err error
	if d.store, err = store.Open(d.t.Context(), store.Options{Dir: d.dir, Sealer: func(string) store.Sealer { return plain{} }}); err != nil {
		d.t.Fatal(err)
	}
	d.Scheduler = New(Config{Store: d.store, Publisher: d, Clock: clock.System{}, Lease: d})
}

func (d *database) close() {
	d.t.Helper()
	d.Stop()
	if err := d.store.Close(); err != nil {
		d.t.Error(err)
	}
}

// run looks for a while, like one run of the program.
func (d *database) run(long time.Duration) {
	d.t.Helper()
	d.open()
	if err := d.Start(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	pass(long)
	d.close()
}

// account makes an account with a policy and a slot at nine each day.
func (d *database) account(name string, policy cuedrop.MissedPolicy) cuedrop.AccountID {
	d.t.Helper()
	id := cuedrop.AccountID("acct_" + name)
	_, err := d.store.SaveGrant(d.t.Context(), cuedrop.Account{ID: id, OpenID: name}, cuedrop.Tokens{Access: "a"}, time.Now())
	if err == nil {
		err = d.store.SetMissedPolicy(d.t.Context(), id, policy)
	}
	var slots []cuedrop.Slot
	for day := time.Sunday; day <= time.Saturday; day++ {
		slots = append(slots, cuedrop.Slot{Weekday: day, Wall: "09:00", Zone: "Europe/Madrid"})
	}
	if err == nil {
		err = d.store.SetSlots(d.t.Context(), id, slots)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

func (d *database) add(account cuedrop.AccountID, at time.Time) cuedrop.PostID {
	d.t.Helper()
	ctx := d.t.Context()
	p, err := d.store.CreatePost(ctx, cuedrop.Post{ID: cuedrop.NewPostID(), MediaID: "clip_1", AccountID: account, Mode: cuedrop.ModeDirect, CreatedAt: time.Now()})
	if err != nil {
		d.t.Fatal(err)
	}
	s, err := cuedrop.ScheduleAt(at, "Europe/Madrid")
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.store.Apply(ctx, cuedrop.ScheduleChange(p, s, cuedrop.Consent{TextVersion: "music-1"}, time.Now())); err != nil {
		d.t.Fatal(err)
	}
	return p.ID
}

func (d *database) post(id cuedrop.PostID) cuedrop.Post {
	d.t.Helper()
	p, err := d.store.Post(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return p
}

// inDatabase runs f in a bubble with an open workspace.
func inDatabase(t *testing.T, f func(t *testing.T, d *database)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := &database{t: t, dir: dir}
		d.open()
		if err := d.store.SaveMedia(t.Context(), cuedrop.Media{ID: "clip_1", Check: cuedrop.Check{Verdict: cuedrop.VerdictOK}}); err != nil {
			t.Fatal(err)
		}
		f(t, d)
	})
}

// TestAWeekOff on the real database: the program is closed over many posts of accounts
// with every policy. None goes out in a burst, none is lost, and the journal says whose
// decision it was (F2, F3).
func TestAWeekOff(t *testing.T) {
	t.Parallel()
	inDatabase(t, func(t *testing.T, d *database) {
		start := time.Now()
		posts := map[cuedrop.MissedAction][]cuedrop.PostID{}
		for _, action := range cuedrop.MissedActions {
			account := d.account(string(action), cuedrop.MissedPolicy{Policy: action, Minutes: 60})
			for i := range 4 {
				posts[action] = append(posts[action], d.add(account, start.Add(time.Hour+time.Duration(i)*12*time.Minute)))
			}
		}
		d.close()
		d.run(time.Minute)
		pass(2*time.Hour - time.Minute) // closed; the posts are 60, 48, 36 and 24 minutes late
		back := time.Now()
		d.run(time.Second) // killed and started again
		d.run(25 * time.Minute)
		d.run(time.Hour)
		d.open()
		defer d.close()
		for i, id := range posts[cuedrop.MissedWithin] {
			if got := d.post(id); got.State != cuedrop.Published {
				t.Errorf("within: number %d is %s, %+v", i, got.State, got.Failure)
			}
		}
		if len(d.sent) != 4 {
			t.Fatalf("sent %d", len(d.sent))
		}
		for i, s := range d.sent {
			if after := s.at.Sub(back) - time.Duration(i)*spacing; after < 0 || after > tick {
				t.Errorf("number %d went out after %v", i, s.at.Sub(back))
			}
		}
		last := time.Now()
		for action, want := range map[cuedrop.MissedAction]cuedrop.State{
			cuedrop.MissedAsk: cuedrop.Missed, cuedrop.MissedNextSlot: cuedrop.Scheduled, cuedrop.MissedSkip: cuedrop.Canceled,
		} {
			for _, id := range posts[action] {
				p := d.post(id)
				if p.State != want || p.Failure == nil {
					t.Errorf("%s: %s, %+v", action, p.State, p.Failure)
				}
				if action == cuedrop.MissedNextSlot {
					if !p.Schedule.At.After(last) || p.Schedule.Wall[11:] != "09:00:00" {
						t.Errorf("given %s after %v", p.Schedule.Wall, last)
					}
					last = p.Schedule.At
				}
			}
		}
		if err := d.store.VerifyJournal(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// TestFarTimes: 2038, the end of a century, and what is years ahead come in order and
// not early (F12).
func TestFarTimes(t *testing.T) {
	t.Parallel()
	inDatabase(t, func(t *testing.T, d *database) {
		account := d.account("a", cuedrop.DefaultMissed)
		var want []time.Time
		for _, at := range []string{"2000-01-01T01:00:00Z", "2037-12-31T23:59:59Z", "2038-01-19T03:14:07Z", "2038-01-19T03:14:08Z", "2100-02-28T23:59:59Z", "2199-12-31T22:59:59Z"} {
			due, err := time.Parse(time.RFC3339, at)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, due)
		}
		for _, i := range []int{3, 0, 5, 1, 4, 2} {
			d.add(account, want[i])
		}
		now := time.Now()
		for i, at := range want {
			if next, err := d.store.NextDue(t.Context(), now); err != nil || !next.Equal(at) {
				t.Errorf("next after %v: %v, %v; want %v", now, next, err, at)
			}
			due, err := d.store.DuePosts(t.Context(), at.Add(-time.Millisecond), 10)
			if err != nil || len(due) != i {
				t.Errorf("%d due before %v, want %d, %v", len(due), at, i, err)
			}
			now = at
		}
		d.close()
		d.run(time.Hour + time.Second)
		if len(d.sent) != 1 || !d.sent[0].at.Equal(want[0]) {
			t.Errorf("sent %v", d.sent)
		}
	})
}

// TestMoreThanAPageOfLatePosts: a page at a time, and every account has its turn.
func TestMoreThanAPageOfLatePosts(t *testing.T) {
	t.Parallel()
	inDatabase(t, func(t *testing.T, d *database) {
		many := d.account("many", cuedrop.MissedPolicy{Policy: cuedrop.MissedWithin, Minutes: 60})
		var others []cuedrop.PostID
		for range batch + 5 {
			d.add(many, time.Now().Add(-time.Minute))
		}
		for i := range 3 {
			others = append(others, d.add(d.account(fmt.Sprint(i), cuedrop.DefaultMissed), time.Now()))
		}
		d.close()
		d.run(time.Millisecond)
		d.open()
		defer d.close()
		for _, id := range others {
			if got := d.post(id).State; got != cuedrop.Published {
				t.Errorf("behind the many, %s is %s", id, got)
			}
		}
	})
}
