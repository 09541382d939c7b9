package publish

import (
	"context"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
)

// endless is a clip without an end.
type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }

// sender is a workspace with uploads that never end.
type sender struct {
	throttle
	mu   sync.Mutex
	sent int64
}

func newSender(u *Uplink, limit int64) *sender {
	s := &sender{throttle: newThrottle(u)}
	s.set(cuedrop.UploadLimits{BytesPerSecond: limit})
	return s
}

// upload sends chunks until ctx ends; each is of the size chunk, and between two pieces
// the connection takes slow.
func (s *sender) upload(ctx context.Context, chunk int64, slow time.Duration) {
	b := make([]byte, 32<<10) // as net/http does
	for ctx.Err() == nil {
		end, err := s.lane.begin(ctx)
		if err != nil {
			return
		}
		r := s.wrap(ctx, io.LimitReader(endless{}, chunk))
		for {
			n, err := r.Read(b)
			s.mu.Lock()
			s.sent += int64(n)
			s.mu.Unlock()
			if err != nil {
				break
			}
			select {
			case <-time.After(slow):
			case <-ctx.Done():
			}
		}
		end()
	}
}

// within is a context that is canceled after d. It has no deadline: what waits for the
// limiter would not wait beyond one.
func within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	t := time.AfterFunc(d, cancel)
	return ctx, func() { t.Stop(); cancel() }
}

// during runs uploads for a while and returns what each sender has sent.
func during(d time.Duration, run func(ctx context.Context, all *sync.WaitGroup), senders ...*sender) (sent []int64) {
	ctx, cancel := within(context.Background(), d)
	defer cancel()
	var all sync.WaitGroup
	run(ctx, &all)
	all.Wait()
	for _, s := range senders {
		sent = append(sent, s.sent)
		s.sent = 0
	}
	return sent
}

func near(got, want int64) bool { return got > want*9/10 && got < want*11/10 }

// TestTheLineIsDividedBetweenThoseWhoSend: what the largest limit allows, equally whoever
// has how many uploads; a small limit holds and leaves the rest to the others; and alone
// each has all of its own.
func TestTheLineIsDividedBetweenThoseWhoSend(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const rate, seconds = 900_000, 100
		u := NewUplink()
		a, b, c := newSender(u, rate), newSender(u, rate), newSender(u, rate)
		send := func(s *sender, uploads int) func(context.Context, *sync.WaitGroup) {
			return func(ctx context.Context, all *sync.WaitGroup) {
				for range uploads {
					all.Go(func() { s.upload(ctx, 5<<20, 0) })
				}
			}
		}
		together := func(runs ...func(context.Context, *sync.WaitGroup)) func(context.Context, *sync.WaitGroup) {
			return func(ctx context.Context, all *sync.WaitGroup) {
				for _, run := range runs {
					run(ctx, all)
				}
			}
		}
		got := during(seconds*time.Second, together(send(a, 5), send(b, 1), send(c, 2)), a, b, c)
		for i, n := range got {
			if !near(n, rate*seconds/3) {
				t.Errorf("sender %d of three sent %d in %d s, want a third of %d", i, n, seconds, rate*seconds)
			}
		}
		b.set(cuedrop.UploadLimits{BytesPerSecond: rate / 9})
		got = during(seconds*time.Second, together(send(a, 1), send(b, 3), send(c, 1)), a, b, c)
		if !near(got[1], rate*seconds/9) || !near(got[0], rate*seconds*4/9) || !near(got[2], rate*seconds*4/9) {
			t.Errorf("with a small limit %v", got)
		}
		if got = during(seconds*time.Second, send(a, 3), a); !near(got[0], rate*seconds) {
			t.Errorf("alone %v", got)
		}
		// One whose connection gives less than its share leaves the rest.
		b.set(cuedrop.UploadLimits{BytesPerSecond: rate})
		got = during(seconds*time.Second, together(send(a, 1), func(ctx context.Context, all *sync.WaitGroup) {
			all.Go(func() { b.upload(ctx, 5<<20, time.Second) }) // 32 kB a second
		}), a, b)
		if got[1] < 2_500_000 || !near(got[0]+got[1], rate*seconds) {
			t.Errorf("beside a slow one %v", got)
		}
	})
}

// TestWithoutALimitOneUploadOfEachIsOnItsWay while others send, by chunks; and all of them
// when nobody else does.
func TestWithoutALimitOneUploadOfEachIsOnItsWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := NewUplink()
		a, b := newSender(u, 0), newSender(u, 0)
		most := func(others bool) (n int) {
			ctx, cancel := within(context.Background(), time.Minute)
			defer cancel()
			var all sync.WaitGroup
			if others {
				all.Go(func() { b.upload(ctx, 1<<30, time.Second) })
				synctest.Wait()
			}
			for range 4 {
				all.Go(func() { a.upload(ctx, 1<<20, 100*time.Millisecond) })
			}
			for range 20 {
				<-time.After(time.Second)
				u.mu.Lock()
				n = max(n, a.lane.sending)
				u.mu.Unlock()
			}
			all.Wait()
			return n
		}
		if n := most(true); n != 1 {
			t.Errorf("%d at once beside another sender", n)
		}
		if n := most(false); n != 4 {
			t.Errorf("%d at once alone", n)
		}
	})
}

// TestAStalledUploadHoldsUpItsOwnForAWhileOnly, and nobody else at all.
func TestAStalledUploadHoldsUpItsOwnForAWhileOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := NewUplink()
		a, b := newSender(u, 1000), newSender(u, 1000)
		stalled, err := b.lane.begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer stalled()
		ctx, cancel := within(t.Context(), time.Minute)
		defer cancel()
		began := time.Now()
		go a.upload(ctx, 1<<20, 0)
		synctest.Wait()
		end, err := b.lane.begin(t.Context())
		if err != nil || time.Since(began) < time.Second {
			t.Errorf("after %v, %v", time.Since(began), err)
		} else {
			end()
		}
		if a.sent < 50_000 {
			t.Errorf("the other one sent %d", a.sent)
		}
		if took := time.Since(began); took > turnMost+time.Second {
			t.Errorf("it waited %v", took)
		}
	})
}

// TestWhoGivesUpWaitingHoldsUpNobody: a canceled upload passes its turn on.
func TestWhoGivesUpWaitingHoldsUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := NewUplink()
		a, b := newSender(u, 100_000), newSender(u, 100_000)
		sent := during(100*time.Second, func(ctx context.Context, all *sync.WaitGroup) {
			all.Go(func() { a.upload(ctx, 1<<20, 0) })
			for i := range 200 { // they end at any moment of a turn
				all.Go(func() {
					short, cancel := within(ctx, time.Duration(37*i)*time.Millisecond)
					defer cancel()
					b.upload(short, 1<<20, 0)
				})
			}
		}, a)
		if sent[0] < 90*100_000 {
			t.Errorf("it sent %d", sent[0])
		}
		u.mu.Lock()
		defer u.mu.Unlock()
		if u.taken || len(b.lane.waiting)+len(a.lane.waiting) > 0 || b.lane.sending+a.lane.sending != 0 {
			t.Errorf("left: taken %v, waiting %d", u.taken, len(b.lane.waiting))
		}
	})
}

// TestAPublisherThatEndedIsOffTheLine.
func TestAPublisherThatEndedIsOffTheLine(t *testing.T) {
	t.Parallel()
	u := NewUplink()
	a, b := newSender(u, 5), newSender(u, 5)
	a.lane.leave()
	a.lane.leave()
	if len(u.lanes) != 1 || u.lanes[0] != b.lane {
		t.Errorf("%d lanes", len(u.lanes))
	}
}
