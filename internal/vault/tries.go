package vault

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"cuedrop/internal/fault"
)

// After the third wrong try in a row everybody waits, twice as long after each further one.
const (
	triesFree = 2
	waitFirst = 2 * time.Second
	waitMost  = 5 * time.Minute
)

const (
	triesName    = "tries.json"
	triesVersion = 1
	triesMax     = 100  // times that are kept for the log of activity
	triesMany    = 1000 // no more is counted: the wait is the longest long since
)

// tries is tries.json. Stored on disk: do not rename. Times are milliseconds since 1970.
// Who can write to the folder can take it away; but then also vault.json, to guess
// elsewhere, where only the cost of each guess helps.
type tries struct {
	Version int `json:"version"`
	count       // of who gives a passphrase or a code, and waits for the answer
	// Unattended is that of programs that start by themselves: see Options.
	Unattended count   `json:"unattended,omitzero"`
	Times      []int64 `json:"times,omitempty"` // of those that nobody took yet, the latest last
}

// count is how many wrong tries there were in a row, and when the latest of them.
type count struct {
	Wrong int   `json:"wrong"`
	Last  int64 `json:"last"`
}

// of returns the count that a try goes by.
func (t *tries) of(unattended bool) *count {
	if unattended {
		return &t.Unattended
	}
	return &t.count
}

// wait is how long the next try has to wait. A clock that was set forward shortens it.
func (t count) wait(now time.Time) time.Duration {
	if t.Wrong <= triesFree {
		return 0
	}
	delay := min(waitFirst<<min(t.Wrong-triesFree-1, 8), waitMost)
	return max(0, delay-max(0, now.Sub(time.UnixMilli(t.Last))))
}

// ahead reports whether the clock was set back since the latest wrong try. The wait then
// begins anew: it must not last until the clock gets there again.
func (t count) ahead(now time.Time) bool { return t.Last > now.UnixMilli() }

func (t *tries) add(unattended bool, now time.Time) {
	c := t.of(unattended)
	c.Wrong++
	c.Last = now.UnixMilli()
	t.Times = append(t.Times, c.Last)
	t.Times = t.Times[max(0, len(t.Times)-triesMax):]
}

// Wait returns how long no passphrase and no code is looked at, after wrong ones: after
// the third in a row 2 s, then twice as long each time, at most 5 minutes. It holds for
// every program on this workspace and outlasts a restart; a right one ends it. A clock
// that is set forward shortens it, and after one that was set back it begins anew, so that
// nobody waits longer than the longest. What programs that start by themselves have tried
// is not in it: see Options.Unattended.
func (v *Vault) Wait(ctx context.Context) time.Duration {
	t := v.loadTries()
	if t.ahead(v.opt.Now()) {
		_ = v.exclusive(ctx, func(bool) error { // else the next call does it
			t = v.loadTries()
			v.restart(&t)
			return nil
		})
	}
	return t.wait(v.opt.Now())
}

func (v *Vault) restart(t *tries) {
	now, moved := v.opt.Now(), false
	for _, c := range []*count{&t.count, &t.Unattended} {
		if c.ahead(now) {
			c.Last, moved = now.UnixMilli(), true
		}
	}
	if moved {
		_ = v.saveTries(*t) // kept in memory otherwise
	}
}

// TakeTries returns when wrong passphrases and codes were given, since it was last called
// and the latest 100 at most, and forgets them. They go on counting for Wait.
func (v *Vault) TakeTries(ctx context.Context) ([]time.Time, error) {
	if len(v.loadTries().Times) == 0 {
		return nil, nil
	}
	var out []time.Time
	err := v.exclusive(ctx, func(bool) error {
		t := v.loadTries()
		times := t.Times
		t.Times = nil
		if err := v.saveTries(t); err != nil {
			t.Times = times
			v.keepTries(&t)
			return unwritable(err)
		}
		for _, ms := range times {
			out = append(out, time.UnixMilli(ms))
		}
		return nil
	})
	return out, err
}

// try has open look at vault.json with a passphrase or code that was given, unless wrong
// ones before make it wait: then nobody's is looked at, or there would be no wait. Hold
// the lock, if there can be one. unattended says whose count it goes by, and a right one
// ends.
//
// The count is kept before anybody hears that a try was wrong. A program that is killed
// before that learned nothing, so it is not counted: else a machine that loses power three
// times while it starts would have to wait.
func (v *Vault) try(unattended bool, open func(f file) ([]byte, error)) (file, []byte, error) {
	t := v.loadTries()
	v.restart(&t)
	c := t.of(unattended)
	if wait := c.wait(v.opt.Now()); wait > 0 {
		return file{}, nil, waiting(wait)
	}
	f, err := v.readOwn()
	if errors.Is(err, os.ErrNotExist) {
		err = noPassphrase()
	}
	if err != nil {
		return file{}, nil, err
	}
	key, err := open(f)
	switch reason := fault.ReasonOf(err); {
	case err == nil && c.Wrong > 0:
		*c = count{}
		_ = v.saveTries(t) // kept in memory otherwise; the right one is let in
	case reason == "vault.passphrase_wrong" || reason == "vault.code_wrong":
		t.add(unattended, v.opt.Now())
		_ = v.saveTries(t) // kept in memory otherwise
	}
	return f, key, err
}

func waiting(wait time.Duration) error {
	seconds := int((wait + time.Second - 1) / time.Second)
	return fault.Newf(fault.RateLimited, "vault.wait", "After several wrong tries there is a pause. Try again in %d s.", seconds).WithRetryAfter(wait)
}

// loadTries returns the count. One that can't be read is none: nobody may be locked out by
// a damaged file. What could not be written is remembered as long as the program runs.
func (v *Vault) loadTries() tries {
	t := readTries(filepath.Join(v.opt.Dir, triesName))
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.unsaved != nil && v.unsaved.Wrong+v.unsaved.Unattended.Wrong >= t.Wrong+t.Unattended.Wrong {
		return *v.unsaved
	}
	return t
}

func readTries(path string) (t tries) {
	none := tries{Version: triesVersion}
	h, err := os.Open(path)
	if err != nil {
		return none
	}
	defer func() { _ = h.Close() }()
	b, err := io.ReadAll(io.LimitReader(h, fileMax))
	if err != nil || json.Unmarshal(b, &t) != nil || t.Wrong < 0 || t.Unattended.Wrong < 0 || t.Version < 1 {
		return none
	}
	t.Version, t.Wrong, t.Unattended.Wrong = triesVersion, min(t.Wrong, triesMany), min(t.Unattended.Wrong, triesMany)
	t.Times = t.Times[max(0, len(t.Times)-triesMax):]
	return t
}

// saveTries makes the count durable, or keeps it in memory and returns the error. Nothing
// to count is no file.
func (v *Vault) saveTries(t tries) error {
	err := writeTries(v.opt.Dir, t)
	if err != nil {
		v.keepTries(&t)
		return err
	}
	v.keepTries(nil)
	return nil
}

func (v *Vault) keepTries(t *tries) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.unsaved = t
}

func writeTries(dir string, t tries) error {
	path := filepath.Join(dir, triesName)
	if t.Wrong == 0 && t.Unattended.Wrong == 0 && len(t.Times) == 0 {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil
	}
	t.Times = slices.Clone(t.Times)
	b, err := json.Marshal(t)
	if err != nil {
		return err
	}
	tmp, err := writeBeside(dir, triesName, append(b, '\n'))
	if err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		_ = os.Remove(tmp) // it counts nothing
		return err
	}
	return syncDir(dir)
}
