package notify

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/health"
	"cuedrop/internal/lifecycle"
)

// stopWait is how long Stop waits for a system that does not answer.
const stopWait = 2 * time.Second

type postQueue interface {
	Posts(context.Context) ([]cuedrop.Post, error)
	Post(context.Context, cuedrop.PostID) (cuedrop.Post, error)
	Resolve(ctx context.Context, id cuedrop.PostID, published bool) (cuedrop.Post, error)
}

// Config are the parts that a Service is made of. All are required but those marked.
type Config struct {
	Store      Store
	Queue      postQueue
	Accounts   func(context.Context) ([]cuedrop.Account, error)
	Conditions func() []health.Condition
	Bus        *event.Bus
	Notifier   Notifier
	// Open shows the window at what the user wants to see.
	Open  func(Opening)
	Clock clock.Clock
	// Locked says that nothing of the workspace may be shown. May be nil.
	Locked func() bool
	// Focused says that the user looks at the window. May be nil.
	Focused  func() bool
	Language func() string // of what is told next; nil = English
	Log      *slog.Logger  // may be nil
}

// Service tells the user what happens while it runs. It is a lifecycle.Service.
type Service struct {
	Config
	wake   chan struct{}
	silent bool // the last notice could not be shown; the loop's alone

	mu       sync.Mutex
	desk     *desk
	urgent   []act // to be done whatever the time
	cancel   func()
	unlisten func()
	done     chan struct{}
}

var _ lifecycle.Service = (*Service)(nil)

// New returns a service that is not running.
func New(c Config) *Service {
	no := func() bool { return false }
	if c.Locked == nil {
		c.Locked = no
	}
	if c.Focused == nil {
		c.Focused = no
	}
	if c.Language == nil {
		c.Language = func() string { return English }
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Config: c, wake: make(chan struct{}, 1), desk: newDesk()}
}

// Start listens, and then looks at what is so already. ctx ends the service like
// Stop does.
func (s *Service) Start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock() // facts wait until what is so already was taken in
	if s.cancel != nil {
		return nil
	}
	s.desk, s.urgent = newDesk(), nil
	s.unlisten = s.Bus.Subscribe(s.fact)
	s.begin(ctx)
	ctx, s.cancel = context.WithCancel(ctx)
	s.done = make(chan struct{})
	lifecycle.Go(s.Log, "notifications", func() { s.loop(ctx) }, func() { close(s.done) })
	return nil
}

// begin reads what is so. Without it the service still tells what happens.
func (s *Service) begin(ctx context.Context) {
	posts, err := s.Queue.Posts(ctx)
	if err != nil {
		s.Log.Warn("read posts to notify of", "err", err)
	}
	accounts, err := s.Accounts(ctx)
	if err != nil {
		s.Log.Warn("read accounts to notify of", "err", err)
	}
	now := s.Clock.Now()
	s.desk.begin(posts, accounts, now, seenRev(ctx, s.Store))
	s.urgent = append(s.urgent, s.desk.health(s.Conditions(), now)...)
}

// Stop takes back what is shown, because its buttons answer no more, and ends. A
// system that does not answer is not waited for.
func (s *Service) Stop() {
	s.mu.Lock()
	cancel, unlisten, done := s.cancel, s.unlisten, s.done
	s.cancel = nil
	s.mu.Unlock()
	if cancel == nil {
		return
	}
	unlisten()
	cancel()
	t := time.NewTimer(stopWait)
	defer t.Stop()
	select {
	case <-done:
	case <-t.C:
		s.Log.Warn("notifications do not end: the system does not answer")
	}
}

// fact takes in what happened. It runs in the bus's goroutine and never waits for
// the system.
func (s *Service) fact(f event.Fact) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Clock.Now()
	switch f := f.(type) {
	case event.PostChanged:
		s.urgent = append(s.urgent, s.desk.post(f.Post, now)...)
	case event.PostRemoved:
		s.urgent = append(s.urgent, s.desk.removed(f.ID)...)
	case event.AccountChanged:
		s.urgent = append(s.urgent, s.desk.account(f.Account, now)...)
	case event.AccountRemoved:
		s.urgent = append(s.urgent, s.desk.accountRemoved(f.ID)...)
	case event.HealthChanged:
		s.urgent = append(s.urgent, s.desk.health(s.Conditions(), now)...)
	default:
		return
	}
	s.awake()
}

// do has the loop do something whatever the time.
func (s *Service) do(a act) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.urgent = append(s.urgent, a)
	s.awake()
}

func (s *Service) awake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// loop is the only one that talks to the notifier.
func (s *Service) loop(ctx context.Context) {
	for ctx.Err() == nil {
		s.perform(s.look(ctx))
		t := time.NewTimer(s.wait())
		select {
		case <-t.C:
		case <-s.wake:
		case <-ctx.Done():
		}
		t.Stop()
	}
	s.mu.Lock()
	shown := s.desk.without(func(n *showing) { *n = showing{} })
	s.mu.Unlock()
	s.perform(shown)
}

// wait returns how long nothing is to be told.
func (s *Service) wait() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.urgent) > 0 {
		return 0
	}
	at, ok := s.desk.due()
	if !ok {
		return time.Hour // facts wake it
	}
	return max(at.Sub(s.Clock.Now()), 0)
}

// look returns what is to be done now.
func (s *Service) look(ctx context.Context) []act {
	s.mu.Lock()
	acts := s.urgent
	s.urgent = nil
	at, ok := s.desk.due()
	before := s.desk.rev
	s.mu.Unlock()
	if now := s.Clock.Now(); !ok || at.After(now) {
		return acts
	}
	v := s.view(ctx)
	s.mu.Lock()
	acts = append(acts, s.desk.flush(s.Clock.Now(), v)...)
	rev := s.desk.rev
	s.mu.Unlock()
	if rev > before {
		// Before it is shown: told once too little is a summary at the next start, told
		// twice is an alarm for nothing.
		if err := setSeenRev(ctx, s.Store, rev); err != nil {
			s.Log.Warn("keep what was told", "err", err)
		}
	}
	return acts
}

func (s *Service) view(ctx context.Context) view {
	set, err := Load(ctx, s.Store)
	if err != nil {
		s.Log.Warn("read notification settings", "err", err)
		set = Settings{On: true, HideContent: true} // what can't be wrong
	}
	return view{Settings: set, locked: s.Locked(), focused: s.Focused(), language: s.Language()}
}

func (s *Service) perform(acts []act) {
	for _, a := range acts {
		if a.withdraw != "" {
			s.Notifier.Withdraw(a.withdraw)
		}
		if a.send != nil {
			s.send(*a.send)
		}
	}
}

// send shows a notice. Many systems have no notifications, so the log is told when
// they go and when they come back, and nobody else is.
func (s *Service) send(n Notice) {
	err := s.Notifier.Send(n)
	switch {
	case err != nil && !s.silent:
		s.Log.Info("this system shows no notifications", "err", err)
	case err == nil && s.silent:
		s.Log.Info("this system shows notifications")
	}
	s.silent = err != nil
}
