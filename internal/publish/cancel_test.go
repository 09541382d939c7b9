package publish_test

import (
	"context"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/queue"
)

// user is the queue as the window has it.
func (w *world) user() *queue.Queue {
	return queue.New(queue.Config{Store: w.store, Clock: clock.System{}, Interrupt: func(id cuedrop.PostID) { w.pub.Interrupt(id) }})
}

// TestCancelAtEveryPoint cancels at each point of an upload in turn: either the cancel
// holds and TikTok has no post, or it is refused and TikTok gets its post. There is
// nothing in between (B12, C: cancel against begin_finish).
func TestCancelAtEveryPoint(t *testing.T) {
	t.Parallel()
	var points []string
	inBubble(t, many, func(w *world) {
		w.probe = func(point string) { points = append(points, point) }
		w.wantPublished(w.settle(time.Hour))
	})
	seen := map[string]int{}
	for at, point := range points {
		// The points of the third and later chunks are those of the second again.
		if seen[point]++; seen[point] > 2 {
			continue
		}
		inBubble(t, many, func(w *world) {
			passed, where := 0, ""
			var canceled error
			w.probe = func(point string) {
				if passed++; passed == at+1 {
					where = point
					_, canceled = w.user().Cancel(w.t.Context(), w.post)
				}
			}
			_, err := w.drive()
			p := w.settle(2 * time.Hour)
			if canceled == nil {
				w.wantState(p, cuedrop.Canceled, "")
				w.wantPosts(0)
				if err != nil && !fault.Is(err, fault.Canceled) && !fault.Is(err, fault.Conflict) {
					t.Errorf("%s: Drive of a canceled post: %v", where, err)
				}
				return
			}
			if !fault.Is(canceled, fault.Conflict) {
				t.Errorf("%s: Cancel: %v", where, canceled)
			}
			if !w.attempts()[0].FinishingAt.IsZero() {
				w.wantPublished(p)
			}
		})
	}
}

// TestCancelOfAResumedUpload: the post is uploading again, but its last chunk was
// sent once, so it may be TikTok's already.
func TestCancelOfAResumedUpload(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.script["last"] = []reply{{part: true, keep: 10, err: lost}}
		asked := false
		w.probe = func(point string) {
			if point == "after resume_upload" {
				asked = true
				if _, err := w.user().Cancel(w.t.Context(), w.post); fault.ReasonOf(err) != "post.handed_over" {
					t.Errorf("Cancel: %v", err)
				}
				live := w.attempts()[0]
				if _, err := w.store.Apply(w.t.Context(), cuedrop.CancelChange(w.now(), &live, time.Now())); !fault.Is(err, fault.Conflict) {
					t.Errorf("the store let it be canceled: %v", err)
				}
			}
		}
		w.wantPublished(w.settle(time.Hour))
		if !asked {
			t.Error("the upload was never resumed")
		}
	})
}

// TestInterruptStopsAChunkAtOnce cancels while TikTok is slow to take a chunk.
func TestInterruptStopsAChunkAtOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		w.api.script["chunk"] = []reply{{}, {do: func() {
			if _, err := w.user().Cancel(w.t.Context(), w.post); err != nil {
				t.Errorf("Cancel: %v", err)
			}
		}}}
		if _, err := w.drive(); !fault.Is(err, fault.Canceled) {
			t.Errorf("Drive = %v, want canceled", err)
		}
		w.wantCalls("chunk", 2)
		w.wantState(w.now(), cuedrop.Canceled, "")
		// The user changes his mind: a new attempt, from the first byte.
		w.retry()
		w.wantPublished(w.settle(time.Hour))
		w.wantCalls("init", 2)
	})
}

// TestQuittingWritesNothingWrong ends the context at each point, as quitting does, and
// starts again: what was decided is written, nothing is reported as a fault, and
// nothing goes out twice.
func TestQuittingWritesNothingWrong(t *testing.T) {
	t.Parallel()
	var points int
	inBubble(t, small, func(w *world) {
		w.probe = func(string) { points++ }
		w.wantPublished(w.settle(time.Hour))
	})
	for at := range points {
		inBubble(t, small, func(w *world) {
			ctx, quit := context.WithCancel(w.t.Context())
			defer quit()
			passed := 0
			w.probe = func(string) {
				if passed++; passed == at+1 {
					quit()
				}
			}
			_, err := w.pub.Drive(ctx, w.post)
			if err != nil && !fault.Is(err, fault.Canceled) {
				t.Errorf("Drive while quitting: %v", err)
			}
			if p := w.now(); p.Failure != nil {
				t.Errorf("quitting left %+v on the post", p.Failure)
			}
			w.probe = nil
			w.restart()
			w.wantPublished(w.settle(time.Hour))
			if n := len(w.attempts()); n != 1 {
				t.Errorf("%d attempts", n)
			}
		})
	}
}
