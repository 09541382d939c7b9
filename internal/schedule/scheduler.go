package schedule

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/lifecycle"
)

const (
	// tick is the longest sleep between two looks: a timer may stand still while a
	// laptop sleeps, so correctness never depends on it.
	tick = 20 * time.Second
	// idleAhead is how far ahead nothing may be due for the scheduler to be idle
	// (product.md, run --until-idle).
	idleAhead = 60 * time.Second
	batch     = 200 // due posts looked at in one pass
	// restLeast is the least time between two drives of one post.
	restLeast = time.Second
)

type dueStore interface {
	DuePosts(ctx context.Context, now time.Time, limit int) ([]cuedrop.Post, error)
	// DueAfter is DuePosts, after a post and without some accounts.
	DueAfter(ctx context.Context, now time.Time, after cuedrop.Post, but []cuedrop.AccountID, limit int) ([]cuedrop.Post, error)
	NextDue(ctx context.Context, now time.Time) (time.Time, error)
	InFlight(context.Context) (int, error)
	BlockedPosts(context.Context) ([]cuedrop.Post, error)
	Followable(ctx context.Context, published, delivered time.Time) ([]cuedrop.Post, error)
	Apply(context.Context, cuedrop.Change) (cuedrop.Post, error)
	lateStore
}

// lateStore finds what was missed and what becomes of it.
type lateStore interface {
	LatePosts(ctx context.Context, before time.Time) ([]cuedrop.Post, error)
	OverduePosts(ctx context.Context, now time.Time) ([]cuedrop.Post, error)
	MissedPolicies(context.Context) (map[cuedrop.AccountID]cuedrop.MissedPolicy, error)
	MissedFor(ctx context.Context, reason string) ([]cuedrop.Post, error)
	SpacedUntil(ctx context.Context, reason string) (map[cuedrop.AccountID]time.Time, error)
	Slots(context.Context, cuedrop.AccountID) ([]cuedrop.Slot, error)
	TakenTimes(ctx context.Context, id cuedrop.AccountID, since time.Time) ([]time.Time, error)
}

type publisher interface {
	Drive(context.Context, cuedrop.PostID) (time.Duration, error)
	CauseGone(context.Context, cuedrop.Post) bool
	// PrepareAhead makes the file of a post that is not due yet, or does nothing when it
	// is there.
	PrepareAhead(context.Context, cuedrop.Post) error
	// Lead is how long before its time a post's upload begins.
	Lead(cuedrop.Post) time.Duration
	Follow(context.Context, cuedrop.Post) error
}

// Config are the parts that a Scheduler is made of. Store, Publisher and Clock are
// required.
type Config struct {
	Store     dueStore
	Publisher publisher
	Clock     clock.Clock
	Log       *slog.Logger
	// Trouble is told of a pass that could not read the database or did not hold the
	// lease, and of nil after one that could. May be nil.
	Trouble func(error)
	// Lease keeps others from publishing; nil where nobody else can.
	Lease leader
	// Uptime is how long the computer has been on, asleep or awake; nil where the
	// system does not say.
	Uptime func() (up time.Duration, ok bool)
	// ClockOff is told of every change of what is known of the computer's clock, in
	// order. It must not call the scheduler. May be nil.
	ClockOff func(ClockState)
	// AskTime asks TikTok anything on behalf of an account, so that Heard is called.
	// May be nil.
	AskTime func(context.Context, cuedrop.AccountID) error
	// SpareAhead reports whether no file is to be made ahead of its time for now, such as
	// on battery. May be nil.
	SpareAhead func(context.Context) bool
	// Discard removes the rendition of a post that will not go out. May be nil.
	Discard func(cuedrop.PostID) error
}

// Scheduler is a lifecycle.Service.
type Scheduler struct {
	Config
	wake chan struct{}

	start  sync.Mutex // guards cancel and done
	cancel context.CancelFunc
	done   chan struct{}

	wall wallClock
	// The loop's own: what work runs under, when the last look ended, whether missed
	// posts may be left half dealt with, and when TikTok was last asked for the time.
	term       context.Context
	endTerm    context.CancelFunc
	looked     time.Time
	unfinished bool
	askedTime  time.Time
	tried      map[cuedrop.PostID]int64 // revs of posts whose file was made ahead, or could not be

	mu       sync.Mutex
	busy     map[cuedrop.AccountID]bool
	resting  map[cuedrop.PostID]time.Time
	failures map[cuedrop.PostID]int
	// asked says until when a post that has ended is not asked about again. It keeps none
	// from going out: one that the user sends a second time goes at once.
	asked map[cuedrop.PostID]time.Time
	// unreached are posts that rest because nobody answered, and were not told how long.
	unreached map[cuedrop.PostID]bool
	// following is set while a goroutine asks about posts that are done.
	following bool
	// preparing is set while a goroutine makes a file ahead of its time.
	preparing bool
	// asking is set while a goroutine asks for TikTok's time.
	asking  bool
	workers sync.WaitGroup
}

var _ lifecycle.Service = (*Scheduler)(nil)

// New returns a scheduler that is not running.
func New(c Config) *Scheduler {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Trouble == nil {
		c.Trouble = func(error) {}
	}
	if c.Discard == nil {
		c.Discard = func(cuedrop.PostID) error { return nil }
	}
	if c.SpareAhead == nil {
		c.SpareAhead = func(context.Context) bool { return false }
	}
	return &Scheduler{
		Config: c, wall: wallClock{uptime: c.Uptime, report: c.ClockOff}, wake: make(chan struct{}, 1),
		busy: map[cuedrop.AccountID]bool{}, resting: map[cuedrop.PostID]time.Time{}, failures: map[cuedrop.PostID]int{},
		asked: map[cuedrop.PostID]time.Time{}, unreached: map[cuedrop.PostID]bool{},
	}
}

// Wake makes the scheduler look now: a post was edited, the network is back, the
// computer woke up. It never blocks.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// NetworkBack ends the rest of posts that nobody answered, and looks: the way to TikTok
// may be open again. Posts that TikTok told to wait go on waiting. It never blocks.
func (s *Scheduler) NetworkBack() {
	s.mu.Lock()
	now := s.Clock.Now()
	for id := range s.unreached {
		if s.resting[id].After(now.Add(restLeast)) {
			s.resting[id] = now.Add(restLeast)
		}
	}
	s.mu.Unlock()
	s.Wake()
}

// Start begins to look. ctx ends the scheduler like Stop does.
func (s *Scheduler) Start(ctx context.Context) error {
	s.start.Lock()
	defer s.start.Unlock()
	if s.cancel != nil {
		select {
		case <-s.done: // ctx ended the last run
			s.workers.Wait()
			s.cancel()
		default:
			return nil
		}
	}
	s.begin()
	ctx, s.cancel = context.WithCancel(ctx)
	s.done = make(chan struct{})
	lifecycle.Go(s.Log, "scheduler", func() { s.loop(ctx) }, func() { close(s.done) })
	return nil
}

// begin forgets what the last run knew and reads what the last program saw.
func (s *Scheduler) begin() {
	s.term, s.unfinished = nil, true
	if s.Lease == nil {
		return
	}
	if seen := s.Lease.LastSeen(); seen.After(s.looked) {
		s.looked = seen
	}
	s.wall.began(s.Clock.Now(), s.looked)
}

// Stop ends the loop and waits for posts under way to reach a safe point.
func (s *Scheduler) Stop() {
	s.start.Lock()
	defer s.start.Unlock()
	if s.cancel == nil {
		return
	}
	s.cancel()
	<-s.done
	s.workers.Wait()
	s.cancel = nil
}

func (s *Scheduler) loop(ctx context.Context) {
	for ctx.Err() == nil {
		now := s.Clock.Now()
		var next time.Time
		// A panic must not end the loop: nothing would ever go out again.
		err := lifecycle.Guard(s.Log, "look for due posts", func() (err error) {
			next, err = s.runOnce(ctx, now)
			return err
		})
		s.Trouble(err)
		sleep := tick
		if err != nil {
			s.Log.Error("look for due posts", "err", err)
		} else if !next.IsZero() {
			sleep = min(tick, max(next.Sub(now), 0))
		}
		timer := time.NewTimer(sleep)
		select {
		case <-timer.C:
		case <-s.wake:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// drive publishes p in a goroutine of its own. The account was marked busy.
func (s *Scheduler) drive(ctx context.Context, p cuedrop.Post) {
	s.workers.Add(1)
	lifecycle.Go(s.Log, "publish "+string(p.ID), func() {
		var wait time.Duration
		err := lifecycle.Guard(s.Log, "publish", func() (err error) {
			wait, err = s.Publisher.Drive(ctx, p.ID)
			return err
		})
		s.rest(p, wait, err)
	}, func() {
		s.mu.Lock()
		delete(s.busy, p.AccountID)
		s.mu.Unlock()
		s.Wake()
		s.workers.Done()
	})
}

// rest notes when p may be driven again: never at once, so that one which comes to
// nothing every time does not spin.
func (s *Scheduler) rest(p cuedrop.Post, wait time.Duration, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.unreached, p.ID)
	switch fault.KindOf(err) {
	case "", fault.Canceled, fault.Conflict, fault.NotFound:
		// The next look sees what is true now.
		delete(s.failures, p.ID)
	default:
		s.failures[p.ID]++
		wait = max(backoff(s.failures[p.ID], rand.Float64()), fault.RetryAfterOf(err)) //nolint:gosec // jitter needs no secrecy
		if fault.Is(err, fault.Unavailable) && fault.RetryAfterOf(err) == 0 {
			s.unreached[p.ID] = true
		}
		s.Log.Info("post rests", "post", p.ID, "for", wait.Round(time.Millisecond), "err", err)
	}
	s.resting[p.ID] = s.Clock.Now().Add(max(wait, restLeast))
}

// Idle reports whether nothing is in flight and nothing is due within a minute. It
// asks in the order in which posts move, blocked, scheduled, in flight, done, so that one that
// moves meanwhile is seen at least once.
func (s *Scheduler) Idle(ctx context.Context) (bool, error) {
	blocked, err := s.Store.BlockedPosts(ctx)
	if err != nil || slices.ContainsFunc(blocked, func(p cuedrop.Post) bool { return s.Publisher.CauseGone(ctx, p) }) {
		return false, err // the next look puts it back on the schedule
	}
	now := s.Clock.Now()
	due, err := s.Store.DuePosts(ctx, now.Add(idleAhead), batch)
	ahead := s.wall.trusted(now).Add(idleAhead)
	if err != nil || slices.ContainsFunc(due, func(p cuedrop.Post) bool { return p.State == cuedrop.Scheduled && !p.Schedule.At.After(ahead) }) {
		return false, err
	}
	if n, err := s.Store.InFlight(ctx); err != nil || n > 0 {
		return false, err
	}
	s.mu.Lock()
	working := len(s.busy) > 0 || s.following || s.asking
	s.mu.Unlock()
	if working {
		return false, nil
	}
	pending, err := s.linkPending(ctx)
	return !pending, err
}
