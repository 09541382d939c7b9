package power

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"cuedrop/internal/fault"
)

// within is how long one way of keeping awake may take to say yes or no. Services on
// the bus answer in milliseconds, or hang.
const within = 3 * time.Second

// way is one means of keeping the computer awake.
type way struct {
	name string
	// take returns once the computer is kept awake, which lasts until release, whatever
	// becomes of ctx. lost may be called once, from any goroutine, when it ends by
	// itself.
	take func(ctx context.Context, why string, lost func()) (release func(), err error)
}

// Inhibitor keeps the computer awake. It is safe for concurrent use.
type Inhibitor struct {
	lost func()
	ways []way // tried in order
}

// New returns the system's inhibitor. lost, if not nil, is called from another
// goroutine when a computer that was kept awake no longer is, without a release: the
// service has gone, or somebody ended the helper.
func New(lost func()) *Inhibitor { return &Inhibitor{lost: lost, ways: ways()} }

// Inhibit keeps the computer from going to sleep by itself until release is called,
// which may be done more than once. why is shown by the system to whoever asks what
// keeps it awake. The screen may still go dark, and the user may still send the
// computer to sleep. Unsupported "power.awake" when the system offers no way.
func (i *Inhibitor) Inhibit(ctx context.Context, why string) (release func(), err error) {
	var failed []error
	for _, w := range i.ways {
		release, err := i.try(ctx, w, why)
		if err == nil {
			return release, nil
		}
		if ctx.Err() != nil {
			return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled", "Canceled.")
		}
		failed = append(failed, fmt.Errorf("%s: %w", w.name, err))
	}
	return nil, fault.Wrap(errors.Join(failed...), fault.Unsupported, "power.awake",
		"The system does not let Cuedrop keep this computer awake. Turn off automatic sleep in the system's power settings.")
}

func (i *Inhibitor) try(ctx context.Context, w way, why string) (func(), error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var over atomic.Bool
	release, err := w.take(ctx, why, func() {
		if !over.Swap(true) && i.lost != nil {
			i.lost()
		}
	})
	if err != nil {
		over.Store(true)
		return nil, err
	}
	var released atomic.Bool
	return func() {
		over.Store(true)
		if !released.Swap(true) {
			release()
		}
	}, nil
}
