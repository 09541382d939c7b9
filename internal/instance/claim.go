package instance

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"cuedrop/internal/fault"
)

const (
	lockName    = "window.lock"
	addressName = "window.json"

	// answersWithin is how long the program that has the window may take to answer.
	answersWithin = 2 * time.Second
	// settlesWithin is how long it may say that it is just starting or ending: the
	// keyring may ask the user, and an upload goes on to a safe point.
	settlesWithin = 30 * time.Second
	// again is the time between two tries.
	again = 50 * time.Millisecond
)

var (
	errSilent = fault.New(fault.Unavailable, "instance.silent",
		"Cuedrop is already running but does not answer. Quit it in the system's task list, then start again.")
	errBusy = fault.New(fault.Unavailable, "instance.busy",
		"Another Cuedrop is just starting or closing. Look for a question that it asks you, or try again in a moment.")
)

// Claim makes this process the one that has the window on the data folder dir, which is
// created when there is none, and returns what it holds it by. When another process has
// it, that one shows its window and takes over what is handed to it, and Claim returns
// nil without an error: there is nothing left to do.
//
// Unavailable "instance.silent" when the other one does not answer within two seconds,
// and "instance.busy" when it neither gets ready nor ends; Invalid "instance.too_many"
// for more files than it takes at once; Internal "instance.lock" when the folder can't
// be used.
func Claim(ctx context.Context, dir string, handed Handed) (*Window, error) {
	message, err := encode(handed)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unusable(err)
	}
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	w, err := claim(ctx, dir, lock, message)
	if w == nil {
		_ = lock.Close()
	}
	return w, err
}

func claim(ctx context.Context, dir string, lock *flock.Flock, message []byte) (*Window, error) {
	silent := time.NewTimer(answersWithin)
	defer silent.Stop()
	busy := time.NewTimer(settlesWithin)
	defer busy.Stop()
	for {
		locked, err := lock.TryLock()
		if err != nil {
			return nil, unusable(err)
		}
		if locked {
			return open(ctx, dir, lock), nil
		}
		// It may have got the lock a moment ago, or be about to give it back: what does
		// not work now is tried again.
		said, err := handOver(ctx, dir, message)
		if said == answerTaken {
			return nil, nil
		}
		if said == answerWait {
			silent.Reset(answersWithin)
		}
		next := time.NewTimer(again)
		select {
		case <-next.C:
			continue
		case <-silent.C:
			err = fault.Wrap(err, errSilent.Kind, errSilent.Reason, errSilent.Message)
		case <-busy.C:
			err = errBusy
		case <-ctx.Done():
			err = fault.Wrap(ctx.Err(), fault.Canceled, "canceled", "Canceled.")
		}
		next.Stop()
		return nil, err
	}
}

func unusable(err error) error {
	return fault.Wrap(errors.Join(errors.New("lock window"), err), fault.Internal, "instance.lock",
		"Cuedrop can't use its data folder. Check that the folder exists and that you may write to it.")
}
