package store_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/store"
)

// TestAHeldFileIsTriedTenTimesOverTwoSeconds covers reliability-security.md C17.
func TestAHeldFileIsTriedTenTimesOverTwoSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sharing, other := errors.New("another program has it"), errors.New("no such file")
		held := func(err error) bool { return errors.Is(err, sharing) }
		for _, tt := range []struct {
			name  string
			fails int
			with  error
			tries int
			took  time.Duration
			err   error
		}{
			{"free", 0, nil, 1, 0, nil},
			{"held for a moment", 3, sharing, 4, 600 * time.Millisecond, nil},
			{"held for good", 99, sharing, 10, 1800 * time.Millisecond, sharing},
			{"another fault", 99, other, 1, 0, other},
		} {
			tries, start := 0, time.Now()
			err := store.RepeatWhile(held, func() error {
				if tries++; tries <= tt.fails {
					return tt.with
				}
				return nil
			})
			if tries != tt.tries || time.Since(start) != tt.took || !errors.Is(err, tt.err) {
				t.Errorf("%s: %d tries in %s, %v", tt.name, tries, time.Since(start), err)
			}
		}
	})
}
