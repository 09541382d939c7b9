package engine

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"
)

// TestAComebackIsTakenUpOnce: signs that come together are one, an end of the source is
// tried again, and Stop leaves nothing behind.
func TestAComebackIsTakenUpOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tell := make(chan struct{})
		fell, opened := make(chan struct{}), 0
		source := func(ctx context.Context, changed func()) error {
			opened++
			for {
				select {
				case <-tell:
					changed()
				case <-fell:
					return errors.New("the bus has gone")
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		var back []time.Time
		c := &comeback{
			engine: &Engine{Log: slog.New(slog.DiscardHandler)}, signs: make(chan struct{}, 1),
			sources: []func(context.Context, func()) error{source}, back: func() { back = append(back, time.Now()) },
		}
		began := time.Now()
		if err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 50 {
			tell <- struct{}{}
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(back) != 1 || back[0].Sub(began) != comebackSettle {
			t.Fatalf("taken up at %v", back)
		}
		fell <- struct{}{}
		time.Sleep(comebackPause + time.Second)
		synctest.Wait()
		tell <- struct{}{}
		time.Sleep(comebackSettle + time.Second)
		synctest.Wait()
		if len(back) != 2 || opened != 2 {
			t.Errorf("after the source fell: taken up %d times, opened %d times", len(back), opened)
		}
		c.Stop()
	})
}
