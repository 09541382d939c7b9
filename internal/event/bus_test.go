package event_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func post(i int) event.PostChanged {
	return event.PostChanged{Post: cuedrop.Post{ID: cuedrop.PostID(fmt.Sprint(i)), Rev: int64(i)}}
}

func progress(id string, sent int64) event.UploadProgress {
	return event.UploadProgress{PostID: cuedrop.PostID(id), Sent: sent, Total: 100}
}

func TestStateFactsArriveAllAndInOrder(t *testing.T) {
	t.Parallel()
	var b event.Bus
	const n = 1000
	got := [2]chan int64{make(chan int64, n), make(chan int64, n)}
	for i := range got {
		defer b.Subscribe(func(f event.Fact) { got[i] <- f.(event.PostChanged).Post.Rev })()
	}
	for i := range n {
		b.Publish(post(i))
	}
	for i := range got {
		for want := range int64(n) {
			if rev := <-got[i]; rev != want {
				t.Fatalf("subscriber %d got %d, want %d", i, rev, want)
			}
		}
	}
}

func TestPublishNeverWaitsForASlowSubscriber(t *testing.T) {
	t.Parallel()
	var b event.Bus
	entered, release := make(chan struct{}), make(chan struct{})
	stuck := b.Subscribe(func(event.Fact) {
		select {
		case entered <- struct{}{}:
		default:
		}
		<-release
	})
	var quick atomic.Int64
	all := make(chan struct{})
	defer b.Subscribe(func(event.Fact) {
		if quick.Add(1) == 501 {
			close(all)
		}
	})()
	b.Publish(post(0))
	<-entered
	for i := range 500 { // returns although the first subscriber stands still
		b.Publish(post(i))
	}
	<-all
	close(release)
	stuck()
}

func TestOfWaitingProgressOnlyTheNewestArrives(t *testing.T) {
	t.Parallel()
	var b event.Bus
	entered, release := make(chan struct{}), make(chan struct{})
	var got []event.Fact
	end := make(chan struct{})
	cancel := b.Subscribe(func(f event.Fact) {
		switch f.(type) {
		case event.HealthChanged:
			close(entered)
			<-release
		case event.AccountRemoved:
			close(end)
		default:
			got = append(got, f)
		}
	})
	b.Publish(event.HealthChanged{})
	<-entered // from here on everything queues
	render := event.RenderProgress{PostID: "a", Progress: cuedrop.RenderProgress{Fraction: 0.5}}
	for _, f := range []event.Fact{
		progress("a", 1), post(1), progress("b", 7), progress("a", 2), post(2), render, progress("a", 3),
		event.AccountRemoved{},
	} {
		b.Publish(f)
	}
	close(release)
	<-end
	cancel()
	want := []event.Fact{progress("a", 3), post(1), progress("b", 7), post(2), render}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

func TestCancelWaitsForTheCallUnderWayAndDropsTheRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b event.Bus
		release := make(chan struct{})
		var calls atomic.Int64
		cancel := b.Subscribe(func(event.Fact) { calls.Add(1); <-release })
		b.Publish(post(1))
		b.Publish(post(2))
		synctest.Wait()
		canceled := make(chan struct{})
		go func() { cancel(); close(canceled) }()
		synctest.Wait()
		select {
		case <-canceled:
			t.Error("cancel returned while the subscriber was running")
		default:
		}
		close(release)
		<-canceled
		b.Publish(post(3))
		synctest.Wait()
		if n := calls.Load(); n != 1 {
			t.Errorf("the subscriber was called %d times, want once", n)
		}
		cancel() // a second time does nothing
	})
}

func TestASubscriberMayPublishAndSubscribe(t *testing.T) {
	t.Parallel()
	var b event.Bus
	done := make(chan struct{})
	var inner func()
	cancel := b.Subscribe(func(f event.Fact) {
		switch f.(type) {
		case event.HealthChanged:
			inner = b.Subscribe(func(event.Fact) {})
			b.Publish(post(1))
		case event.PostChanged:
			close(done)
		}
	})
	b.Publish(event.HealthChanged{})
	<-done
	cancel()
	inner()
}

func TestManyComeAndGoWhileFactsFly(t *testing.T) {
	t.Parallel()
	var b event.Bus
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			last := map[cuedrop.PostID]int64{}
			cancel := b.Subscribe(func(f event.Fact) {
				if p, ok := f.(event.UploadProgress); ok {
					if p.Sent < last[p.PostID] {
						t.Errorf("progress of post %s went back from %d to %d", p.PostID, last[p.PostID], p.Sent)
					}
					last[p.PostID] = p.Sent
				}
			})
			for n := range int64(50) {
				b.Publish(post(i))
				b.Publish(progress(fmt.Sprint(i), n))
			}
			cancel()
		})
	}
	wg.Wait()
}

func TestWithoutSubscribersAFactIsGone(t *testing.T) {
	t.Parallel()
	var b event.Bus
	for _, f := range []event.Fact{
		event.PostChanged{}, event.PostRemoved{}, event.MediaChanged{}, event.AccountChanged{}, event.AccountRemoved{},
		event.HealthChanged{}, event.UploadProgress{}, event.RenderProgress{},
	} {
		b.Publish(f)
	}
	got := make(chan event.Fact, 1)
	defer b.Subscribe(func(f event.Fact) { got <- f })()
	b.Publish(event.HealthChanged{})
	if f := <-got; f != (event.HealthChanged{}) {
		t.Errorf("got %T, want only what was published after subscribing", f)
	}
}
