package schedule

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shiftedClock is the bubble's clock with an offset: a user who sets the clock, or a
// computer whose timers stood still while it slept.
type shiftedClock struct {
	mu    sync.Mutex
	shift time.Duration
	slept time.Duration
	on    time.Time // when the computer was switched on, by the bubble's clock
}

func (c *shiftedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.shift)
}

func (c *shiftedClock) jump(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shift += d
}

// sleep is a computer whose timers stand still while its clocks go on.
func (c *shiftedClock) sleep(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shift += d
	c.slept += d
}

// Uptime is how long the computer has been on, asleep or awake.
func (c *shiftedClock) Uptime() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Since(c.on) + c.slept, true
}

// memory is the part of the store that the scheduler sees, with the store's rules:
// what is due, in which order, and the machine of states.
type memory struct {
	mu     sync.Mutex
	posts  map[cuedrop.PostID]cuedrop.Post
	looked []time.Time // calls of DuePosts by the loop
	broken error
	panics int // looks that panic
	clock  *shiftedClock

	policies map[cuedrop.AccountID]cuedrop.MissedPolicy
	slots    map[cuedrop.AccountID][]cuedrop.Slot
	changes  []cuedrop.Change // applied
	// fail, if set, is asked before each Apply.
	fail func(cuedrop.Change) error
}

func (m *memory) put(p cuedrop.Post) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.posts[p.ID] = p
}

func (m *memory) get(id cuedrop.PostID) cuedrop.Post {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.posts[id]
}

// set changes a post as if its publisher had.
func (m *memory) set(id cuedrop.PostID, change func(*cuedrop.Post)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.posts[id]
	change(&p)
	m.posts[id] = p
}

func (m *memory) where(keep func(cuedrop.Post) bool) []cuedrop.Post {
	var all []cuedrop.Post
	for _, p := range m.posts {
		if keep(p) {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, before)
	return all
}

func before(a, b cuedrop.Post) int {
	if c := a.Schedule.At.Compare(b.Schedule.At); c != 0 {
		return c
	}
	return int(a.Rev - b.Rev)
}

func waits(p cuedrop.Post) bool { return p.State == cuedrop.Scheduled || p.State.InFlight() }

func (m *memory) DuePosts(_ context.Context, now time.Time, limit int) ([]cuedrop.Post, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.where(func(p cuedrop.Post) bool { return waits(p) && !p.DueAt().After(now) })
	return all[:min(len(all), limit)], m.broken
}

func (m *memory) DueAfter(_ context.Context, now time.Time, after cuedrop.Post, but []cuedrop.AccountID, limit int) ([]cuedrop.Post, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if after.ID == "" {
		m.looked = append(m.looked, time.Now())
		if m.panics > 0 {
			m.panics--
			panic("the database exploded")
		}
	}
	all := m.where(func(p cuedrop.Post) bool {
		return waits(p) && !p.DueAt().After(now) && !slices.Contains(but, p.AccountID) && (after.ID == "" || before(after, p) < 0)
	})
	return all[:min(len(all), limit)], m.broken
}

func (m *memory) LatePosts(_ context.Context, before time.Time) ([]cuedrop.Post, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.where(func(p cuedrop.Post) bool { return p.State == cuedrop.Scheduled && !p.DueAt().After(before) }), m.broken
}

func (m *memory) OverduePosts(_ context.Context, now time.Time) ([]cuedrop.Post, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.where(func(p cuedrop.Post) bool {
		policy, ok := m.policies[p.AccountID]
		if !ok {
			policy = cuedrop.DefaultMissed
		}
		return p.State == cuedrop.Scheduled && now.Sub(p.DueAt()) > policy.Late()
	}), m.broken
}

func (m *memory) MissedPolicies(context.Context) (map[cuedrop.AccountID]cuedrop.MissedPolicy, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.policies), m.broken
}

func (m *memory) MissedFor(_ context.Context, reason string) ([]cuedrop.Post, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.where(func(p cuedrop.Post) bool {
		return p.State == cuedrop.Missed && p.Failure != nil && p.Failure.Reason == reason
	}), m.broken
}

func (m *memory) SpacedUntil(_ context.Context, reason string) (map[cuedrop.AccountID]time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	until := map[cuedrop.AccountID]time.Time{}
	for _, p := range m.posts {
		if p.State == cuedrop.Scheduled && p.Failure != nil && p.Failure.Reason == reason && p.NotBefore.After(until[p.AccountID]) {
			until[p.AccountID] = p.NotBefore
		}
	}
	return until, m.broken
}

func (m *memory) Slots(_ context.Context, id cuedrop.AccountID) ([]cuedrop.Slot, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.slots[id], m.broken
}

func (m *memory) TakenTimes(_ context.Context, id cuedrop.AccountID, since time.Time) (taken []time.Time, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.posts {
		if p.AccountID == id && (waits(p) || p.State == cuedrop.Published) && p.Schedule.At.After(since) {
			taken = append(taken, p.Schedule.At)
		}
	}
	return taken, m.broken
}

func (m *memory) NextDue(_ context.Context, now time.Time) (next time.Time, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.where(func(p cuedrop.Post) bool { return waits(p) && p.DueAt().After(now) }) {
		if next.IsZero() || p.DueAt().Before(next) {
			next = p.DueAt()
		}
	}
	return next, m.broken
}

func (m *memory) InFlight(context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.where(func(p cuedrop.Post) bool { return p.State.InFlight() })), m.broken
}

func (m *memory) BlockedPosts(context.Context) ([]cuedrop.Post, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.where(func(p cuedrop.Post) bool { return p.State == cuedrop.Blocked }), m.broken
}

func (m *memory) Followable(_ context.Context, published, delivered time.Time) ([]cuedrop.Post, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.where(func(p cuedrop.Post) bool {
		return p.State == cuedrop.Published && len(p.PostIDs) == 0 && endedAt(p).After(published) ||
			p.State == cuedrop.InInbox && endedAt(p).After(delivered)
	}), m.broken
}

func (m *memory) Apply(_ context.Context, c cuedrop.Change) (cuedrop.Post, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.posts[c.Post]
	if m.fail != nil {
		if err := m.fail(c); err != nil {
			return p, err
		}
	}
	if p.State != c.From {
		return p, fault.New(fault.Conflict, "post.changed", "The post has changed meanwhile.")
	}
	to, err := cuedrop.Next(p.State, c.Transition)
	if err != nil {
		return p, err
	}
	p.State, p.Failure, p.UpdatedAt = to, c.Failure, c.At
	if c.NotBefore != nil {
		p.NotBefore = *c.NotBefore
	}
	if c.Schedule != nil {
		p.Schedule = *c.Schedule
	}
	m.changes = append(m.changes, c)
	m.posts[c.Post] = p
	return p, nil
}

// driven is one call of Drive.
type driven struct {
	id cuedrop.PostID
	at time.Time
}

// fakePublisher does to a post what the test says; by default it publishes it after
// a second.
type fakePublisher struct {
	memory *memory
	mu     sync.Mutex
	calls  []driven
	asked  []driven // calls of Follow
	now    int      // Drive calls under way
	most   int
	per    map[cuedrop.AccountID]int
	do     func(ctx context.Context, p cuedrop.Post) (time.Duration, error)
	gone   func(cuedrop.Post) bool
	lead   map[cuedrop.PostID]time.Duration
	made   []driven // calls of PrepareAhead, at their beginning
	making func(cuedrop.Post) error
	tell   func(cuedrop.Post) error
}

func (f *fakePublisher) Drive(ctx context.Context, id cuedrop.PostID) (time.Duration, error) {
	p := f.memory.get(id)
	f.mu.Lock()
	f.calls = append(f.calls, driven{id, time.Now()})
	f.now++
	f.most = max(f.most, f.now)
	f.per[p.AccountID]++
	if f.per[p.AccountID] > 1 {
		panic("two posts of one account at a time")
	}
	do := f.do
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		f.now--
		f.per[p.AccountID]--
		f.mu.Unlock()
	}()
	if do != nil {
		return do(ctx, p)
	}
	return f.publish(ctx, p)
}

// publish takes a second and publishes p.
func (f *fakePublisher) publish(ctx context.Context, p cuedrop.Post) (time.Duration, error) {
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return 0, fault.Wrap(ctx.Err(), fault.Canceled, "canceled", "Canceled.")
	}
	f.memory.set(p.ID, func(p *cuedrop.Post) {
		p.State, p.PostIDs, p.PublishedAt = cuedrop.Published, []string{"7"}, time.Now()
	})
	return 0, nil
}

func (f *fakePublisher) CauseGone(_ context.Context, p cuedrop.Post) bool {
	return f.gone != nil && f.gone(p)
}

func (f *fakePublisher) Lead(p cuedrop.Post) time.Duration { return f.lead[p.ID] }

// PrepareAhead takes five minutes.
func (f *fakePublisher) PrepareAhead(ctx context.Context, p cuedrop.Post) error {
	f.mu.Lock()
	f.made = append(f.made, driven{p.ID, time.Now()})
	making := f.making
	f.mu.Unlock()
	select {
	case <-time.After(5 * time.Minute):
	case <-ctx.Done():
		return ctx.Err()
	}
	if making != nil {
		return making(p)
	}
	return nil
}

func (f *fakePublisher) preparations() []driven {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.made)
}

func (f *fakePublisher) Follow(_ context.Context, p cuedrop.Post) error {
	f.mu.Lock()
	f.asked = append(f.asked, driven{p.ID, time.Now()})
	f.mu.Unlock()
	if f.tell != nil {
		return f.tell(p)
	}
	return nil
}

// behave changes what Drive does from now on.
func (f *fakePublisher) behave(do func(context.Context, cuedrop.Post) (time.Duration, error)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.do = do
}

// drives and questions are the calls of Drive and of Follow so far.
func (f *fakePublisher) drives() []driven {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

func (f *fakePublisher) questions() []driven {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.asked)
}

func (f *fakePublisher) order() (ids []cuedrop.PostID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		ids = append(ids, c.id)
	}
	return ids
}

// bundle is a scheduler with what it works on.
type bundle struct {
	*Scheduler
	t     *testing.T
	clock *shiftedClock
	store *memory
	pub   *fakePublisher
	posts int
	told  []error
}

// setup returns a scheduler that is not running. Call it inside a bubble.
func setup(t *testing.T, with ...func(*Config)) *bundle {
	t.Helper()
	c := &shiftedClock{on: time.Now()}
	m := &memory{posts: map[cuedrop.PostID]cuedrop.Post{}, clock: c}
	b := &bundle{t: t, clock: c, store: m, pub: &fakePublisher{memory: m, per: map[cuedrop.AccountID]int{}}}
	b.restart(with...)
	return b
}

// restart makes a new scheduler on what the last one, which does not run, left behind.
func (b *bundle) restart(with ...func(*Config)) {
	c := Config{Store: b.store, Publisher: b.pub, Clock: b.clock, Trouble: func(err error) {
		b.store.mu.Lock()
		defer b.store.mu.Unlock()
		b.told = append(b.told, err)
	}}
	for _, change := range with {
		change(&c)
	}
	b.Scheduler = New(c)
}

// troubles are the calls of Trouble so far.
func (b *bundle) troubles() []error {
	b.store.mu.Lock()
	defer b.store.mu.Unlock()
	return slices.Clone(b.told)
}

// looks is how often the loop has looked for due posts.
func (b *bundle) looks() int {
	b.store.mu.Lock()
	defer b.store.mu.Unlock()
	return len(b.store.looked)
}

func (b *bundle) run() {
	b.t.Helper()
	if err := b.Start(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// add makes a scheduled post of account that is due in d.
func (b *bundle) add(account string, d time.Duration) cuedrop.PostID {
	b.posts++
	p := cuedrop.Post{
		Consent: &cuedrop.Consent{}, ID: cuedrop.PostID(fmt.Sprintf("post_%d", b.posts)), Rev: int64(b.posts), State: cuedrop.Scheduled, AccountID: cuedrop.AccountID(account),
		CreatedAt: b.clock.Now(), Schedule: cuedrop.Schedule{Wall: "x", Zone: "Etc/UTC", At: b.clock.Now().Add(d)},
	}
	b.store.put(p)
	return p.ID
}

// pass lets d of the bubble's time go by.
func pass(d time.Duration) { <-time.After(d) }

func (b *bundle) idle() bool {
	b.t.Helper()
	idle, err := b.Idle(b.t.Context())
	if err != nil {
		b.t.Error(err)
	}
	return idle
}
