package event

import "sync"

// Bus delivers facts to subscribers, each in the order published. The zero value
// is ready. It is safe for concurrent use.
type Bus struct {
	mu   sync.Mutex
	subs map[*subscription]struct{}
}

type subscription struct {
	mu     sync.Mutex
	ready  *sync.Cond
	queue  []Fact
	closed bool
	done   chan struct{}
}

// Publish hands f to every subscriber and returns at once, however slow they are.
// It may be called while locks are held.
func (b *Bus) Publish(f Fact) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.subs {
		s.add(f)
	}
}

// Subscribe calls f for every fact published from now on, one at a time, in a
// goroutine of its own. cancel ends it and waits until f is not running; facts
// still queued are dropped. f must not call cancel.
func (b *Bus) Subscribe(f func(Fact)) (cancel func()) {
	s := &subscription{done: make(chan struct{})}
	s.ready = sync.NewCond(&s.mu)
	b.mu.Lock()
	if b.subs == nil {
		b.subs = map[*subscription]struct{}{}
	}
	b.subs[s] = struct{}{}
	b.mu.Unlock()
	go s.deliver(f)
	return func() {
		b.mu.Lock()
		delete(b.subs, s)
		b.mu.Unlock()
		s.mu.Lock()
		s.closed = true
		s.ready.Signal()
		s.mu.Unlock()
		<-s.done
	}
}

func (s *subscription) add(f Fact) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if key := f.progressKey(); key != "" {
		for i, waiting := range s.queue {
			if waiting.progressKey() == key {
				s.queue[i] = f
				return
			}
		}
	}
	s.queue = append(s.queue, f)
	s.ready.Signal()
}

func (s *subscription) deliver(f func(Fact)) {
	defer close(s.done)
	for {
		s.mu.Lock()
		for len(s.queue) == 0 && !s.closed {
			s.ready.Wait()
		}
		if s.closed {
			s.mu.Unlock()
			return
		}
		next := s.queue[0]
		s.queue = s.queue[1:]
		s.mu.Unlock()
		f(next)
	}
}
