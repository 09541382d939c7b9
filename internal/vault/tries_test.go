package vault

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// dial is a clock that tests set.
type dial struct {
	mu sync.Mutex
	at time.Time
}

func newDial() *dial { return &dial{at: time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)} }

func (d *dial) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at
}

func (d *dial) turn(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = d.at.Add(by)
}

const wrong cuedrop.Secret = "a wrong passphrase"

// guarded is a workspace with a passphrase, each start of which has the same clock.
func guarded(t *testing.T) (*ringed, *dial) {
	t.Helper()
	r, d := newRinged(t), newDial()
	r.opt.Now = d.now
	_, _ = r.protected()
	return r, d
}

// wantWait fails unless every start refuses a right passphrase, and says for how long.
func wantWait(t *testing.T, name string, opt Options, want time.Duration) {
	t.Helper()
	if got := New(opt).Wait(t.Context()); got != want {
		t.Errorf("%s: the wait is %v, want %v", name, got, want)
	}
	err := New(opt).UnlockWith(t.Context(), first)
	if want == 0 {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return
	}
	wantFault(t, name, err, fault.RateLimited, "vault.wait")
	if got := fault.RetryAfterOf(err); got != want {
		t.Errorf("%s: try again in %v, want %v", name, got, want)
	}
}

func TestWrongTriesMakeEveryoneWaitLongerEachTime(t *testing.T) {
	t.Parallel()
	r, d := guarded(t)
	began := d.now()
	for i, want := range []time.Duration{
		0, 0, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second, 64 * time.Second, 128 * time.Second,
		256 * time.Second, 5 * time.Minute, 5 * time.Minute,
	} {
		v := New(r.opt) // each in a program of its own
		wantFault(t, "wrong", v.UnlockWith(t.Context(), wrong), fault.AuthRequired, "vault.passphrase_wrong")
		if got := v.Wait(t.Context()); got != want {
			t.Errorf("after %d wrong tries: %v, want %v", i+1, got, want)
		}
		if want == 0 {
			continue
		}
		wantWait(t, "at once", r.opt, want)
		wantFault(t, "a code", v.UnlockWithRecovery(t.Context(), newCode()), fault.RateLimited, "vault.wait")
		wantFault(t, "a check", v.CheckPassphrase(t.Context(), first), fault.RateLimited, "vault.wait")
		wantFault(t, "a change", v.SetPassphrase(t.Context(), first, second), fault.RateLimited, "vault.wait")
		given := r.opt
		given.Passphrase = first
		wantFault(t, "the environment's", New(given).Unlock(t.Context()), fault.RateLimited, "vault.wait")
		d.turn(want - time.Millisecond)
		wantWait(t, "a moment before", r.opt, time.Millisecond)
		d.turn(time.Millisecond)
	}
	if info, err := os.Stat(filepath.Join(r.opt.Dir, triesName)); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	wantWait(t, "when it is over", r.opt, 0)
	v := New(r.opt)
	wantFault(t, "wrong", v.UnlockWith(t.Context(), wrong), fault.AuthRequired, "vault.passphrase_wrong")
	wantWait(t, "after a right one", r.opt, 0)

	times, err := v.TakeTries(t.Context())
	if err != nil || len(times) != 13 || !times[0].Equal(began) || !times[12].Equal(d.now()) {
		t.Errorf("tries at %v, %v", times, err)
	}
	if times, err := New(r.opt).TakeTries(t.Context()); len(times) != 0 || err != nil {
		t.Errorf("taken twice: %v, %v", times, err)
	}
	if left := files(t, r.opt.Dir); len(left) != 1 {
		t.Errorf("left %v", left)
	}
}

func TestTheLatestHundredTriesAreKept(t *testing.T) {
	t.Parallel()
	r, d := guarded(t)
	v := New(r.opt)
	for range triesMax + 5 {
		d.turn(waitMost)
		wantFault(t, "wrong", v.UnlockWithRecovery(t.Context(), newCode()), fault.AuthRequired, "vault.code_wrong")
	}
	times, err := v.TakeTries(t.Context())
	if err != nil || len(times) != triesMax || !times[triesMax-1].Equal(d.now()) {
		t.Errorf("%d tries, %v", len(times), err)
	}
	if got := v.Wait(t.Context()); got != waitMost {
		t.Errorf("taking them shortened the wait to %v", got)
	}
}

func TestAClockThatIsSetOtherwise(t *testing.T) {
	t.Parallel()
	for name, look := range map[string]func(v *Vault){
		"by Wait": func(v *Vault) { v.Wait(t.Context()) },
		"by try":  func(v *Vault) { _ = v.UnlockWith(t.Context(), first) },
	} {
		r, d := guarded(t)
		v := New(r.opt)
		for range 5 {
			d.turn(waitMost)
			wantFault(t, "wrong", v.UnlockWith(t.Context(), wrong), fault.AuthRequired, "vault.passphrase_wrong")
		}
		d.turn(-365 * 24 * time.Hour)
		look(New(r.opt))
		wantWait(t, name+", set back by a year", r.opt, 8*time.Second)
		d.turn(8 * time.Second)
		wantWait(t, name+", 8 s later", r.opt, 0)
	}
	r, d := guarded(t)
	v := New(r.opt)
	for range 5 {
		d.turn(waitMost)
		wantFault(t, "wrong", v.UnlockWith(t.Context(), wrong), fault.AuthRequired, "vault.passphrase_wrong")
	}
	d.turn(24 * time.Hour)
	wantWait(t, "set forward by a day", r.opt, 0)
}

// TestTriesAtOnceAreNoMoreThanOneAfterTheOther: 30 at once, as by many programs.
func TestTriesAtOnceAreNoMoreThanOneAfterTheOther(t *testing.T) {
	t.Parallel()
	r, _ := guarded(t)
	var mu sync.Mutex
	got := map[string]int{}
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			err := New(r.opt).UnlockWith(t.Context(), wrong)
			mu.Lock()
			defer mu.Unlock()
			got[fault.ReasonOf(err)]++
		})
	}
	all.Wait()
	if got["vault.passphrase_wrong"] != 3 || got["vault.wait"] != 27 {
		t.Errorf("%v: want 3 tries that were looked at", got)
	}
}

// TestAProgramThatStartsWithAWrongPassphraseCountsOnce a start: it needs the key for
// every post, and each must not be a try.
func TestAProgramThatStartsWithAWrongPassphraseCountsOnce(t *testing.T) {
	t.Parallel()
	r, _ := guarded(t)
	given := r.opt
	given.Passphrase = wrong
	for start := range 3 {
		v := New(given)
		for range 5 {
			wantFault(t, "post", v.Unlock(t.Context()), fault.AuthRequired, "vault.passphrase_wrong")
			_, err := v.Seal(t.Context(), nil, "a")
			wantFault(t, "post", err, fault.AuthRequired, "vault.passphrase_wrong")
		}
		if tries := readTries(filepath.Join(given.Dir, triesName)); tries.Wrong != start+1 {
			t.Errorf("start %d counts as %d tries", start+1, tries.Wrong)
		}
	}
	wantFault(t, "the fourth start", New(given).Unlock(t.Context()), fault.RateLimited, "vault.wait")
}

// TestAWrongPassphraseOfTheEnvironmentMayBecomeRight when somebody changes it.
func TestAWrongPassphraseOfTheEnvironmentMayBecomeRight(t *testing.T) {
	t.Parallel()
	r, _ := guarded(t)
	given := r.opt
	given.Passphrase = second
	v := New(given)
	wantFault(t, "before", v.Unlock(t.Context()), fault.AuthRequired, "vault.passphrase_wrong")
	if err := New(r.opt).SetPassphrase(t.Context(), first, second); err != nil {
		t.Fatal(err)
	}
	r.wantOpen("after", v)
}

// TestACountThatCannotBeKeptLocksNobodyOut, but the program itself goes on counting.
func TestACountThatCannotBeKeptLocksNobodyOut(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"no count": triesName, "no lock": lockName} {
		r, d := guarded(t)
		_ = os.Remove(filepath.Join(r.opt.Dir, path)) // it may not be there
		if err := os.MkdirAll(filepath.Join(r.opt.Dir, path, "x"), 0o700); err != nil {
			t.Fatal(err)
		}
		v := New(r.opt)
		if err := v.UnlockWith(t.Context(), first); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for range 3 {
			wantFault(t, name, v.UnlockWith(t.Context(), wrong), fault.AuthRequired, "vault.passphrase_wrong")
		}
		wantFault(t, name, v.UnlockWith(t.Context(), first), fault.RateLimited, "vault.wait")
		d.turn(2 * time.Second)
		if err := v.UnlockWith(t.Context(), first); err != nil || v.Wait(t.Context()) != 0 {
			t.Errorf("%s: %v", name, err)
		}
		if times, err := v.TakeTries(t.Context()); name == "no count" && (len(times) != 0 || fault.ReasonOf(err) != "vault.file") {
			t.Errorf("%s: %v, %v", name, times, err)
		}
		if name == "no lock" {
			wantFault(t, name, v.SetPassphrase(t.Context(), first, second), fault.Internal, "vault.file")
		}
	}
}

// TestHostileCountsAreNoLock: a damaged file must not keep the owner out.
func TestHostileCountsAreNoLock(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content string
		want    time.Duration
	}{
		"empty":           {"", 0},
		"not JSON":        {"hello", 0},
		"half":            {`{"version":1,"wro`, 0},
		"negative":        {`{"version":1,"wrong":-5,"last":0}`, 0},
		"text":            {`{"version":1,"wrong":"many"}`, 0},
		"huge":            {`{"version":1,"wrong":50,"times":[` + string(bytes.Repeat([]byte("1,"), fileMax)) + `1]}`, 0},
		"long ago":        {`{"version":1,"wrong":9223372036854775807,"last":1}`, 0},
		"in ten thousand": {`{"version":1,"wrong":9223372036854775807,"last":9223372036854775807}`, waitMost},
	} {
		r, d := guarded(t)
		if err := os.WriteFile(filepath.Join(r.opt.Dir, triesName), []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		wantWait(t, name, r.opt, c.want)
		d.turn(waitMost)
		wantWait(t, name+", later", r.opt, 0)
	}
}

// TestWhoWaitsForTheLockCanStop, and does not wait for ever.
func TestWhoWaitsForTheLockCanStop(t *testing.T) {
	t.Parallel()
	r, _ := guarded(t)
	synctest.Test(t, func(t *testing.T) {
		other := New(r.opt)
		err := other.exclusive(t.Context(), func(bool) error {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			wantFault(t, "stopped", New(r.opt).UnlockWith(ctx, first), fault.Canceled, "vault.canceled")
			wantFault(t, "too long", New(r.opt).UnlockWith(t.Context(), first), fault.Unavailable, "vault.busy")
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestWhatStartsByItselfIsCountedApart: its wrong tries make its like wait as long as any
// other, and nobody who gives a passphrase; and the other way round.
func TestWhatStartsByItselfIsCountedApart(t *testing.T) {
	t.Parallel()
	r, d := guarded(t)
	program := func(passphrase cuedrop.Secret) *Vault {
		own := r.opt
		own.Passphrase, own.Unattended = passphrase, true
		return New(own)
	}
	for i, want := range []time.Duration{0, 0, 2 * time.Second, 4 * time.Second, 8 * time.Second} {
		guess := cuedrop.Secret("guess number " + string(rune('a'+i)))
		wantFault(t, "a guess", program(guess).Unlock(t.Context()), fault.AuthRequired, "vault.passphrase_wrong")
		if want > 0 {
			err := program(first).Unlock(t.Context())
			wantFault(t, "at once", err, fault.RateLimited, "vault.wait")
			if got := fault.RetryAfterOf(err); got != want {
				t.Errorf("after %d guesses: %v, want %v", i+1, got, want)
			}
		}
		wantWait(t, "the owner", r.opt, 0)
		given := r.opt
		given.Passphrase = first
		r.wantOpen("a command with the environment's", New(given))
		d.turn(want)
	}
	// What a person got wrong holds up no program, and what is right ends its own count only.
	for range 3 {
		wantFault(t, "wrong", New(r.opt).UnlockWith(t.Context(), wrong), fault.AuthRequired, "vault.passphrase_wrong")
	}
	r.wantOpen("a program that knows it", program(first))
	wantWait(t, "a person", r.opt, 2*time.Second)
	wantFault(t, "a guess", program(wrong).Unlock(t.Context()), fault.AuthRequired, "vault.passphrase_wrong")
	d.turn(2 * time.Second)
	wantWait(t, "a person, later", r.opt, 0)
	if times, err := New(r.opt).TakeTries(t.Context()); err != nil || len(times) != 9 {
		t.Errorf("the owner is told of %d, %v", len(times), err)
	}
	// A clock that is set back holds up neither for longer than the longest.
	for range 2 {
		wantFault(t, "a guess", program(wrong).Unlock(t.Context()), fault.AuthRequired, "vault.passphrase_wrong")
	}
	d.turn(-time.Hour)
	wantFault(t, "set back", program(first).Unlock(t.Context()), fault.RateLimited, "vault.wait")
	d.turn(2 * time.Second)
	r.wantOpen("after it", program(first))
}
