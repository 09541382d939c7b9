package publish_test

import (
	"os"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
)

func (w *world) limit(bytesPerSecond int64, paused bool) {
	w.t.Helper()
	if err := w.pub.SetLimits(w.t.Context(), cuedrop.UploadLimits{BytesPerSecond: bytesPerSecond, Paused: paused}); err != nil {
		w.t.Fatal(err)
	}
}

func TestUploadsKeepToTheUsersLimit(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.limit(10_000, false)
		start := time.Now()
		w.wantPublished(w.settle(time.Hour))
		if took := time.Since(start); took < 19*time.Second || took > 25*time.Second {
			w.t.Errorf("200,000 bytes at 10,000 a second took %v", took)
		}
		w.restart() // a limit is remembered
		if got := w.pub.Limits(w.t.Context()); got.BytesPerSecond != 10_000 || got.Paused {
			w.t.Errorf("remembered %+v", got)
		}
		if err := w.pub.SetLimits(w.t.Context(), cuedrop.UploadLimits{BytesPerSecond: -1}); fault.ReasonOf(err) != "upload.limit" {
			w.t.Errorf("a negative limit: %v", err)
		}
	})
}

// TestALimitCanBeLiftedMeanwhile applies to the upload under way.
func TestALimitCanBeLiftedMeanwhile(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.limit(1000, false) // 200 s
		start := time.Now()
		go func() {
			<-time.After(10 * time.Second)
			w.limit(0, false)
		}()
		w.wantPublished(w.settle(time.Hour))
		if took := time.Since(start); took < 10*time.Second || took > 20*time.Second {
			w.t.Errorf("took %v", took)
		}
	})
}

func TestNothingBeginsWhilePaused(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.limit(0, true)
		p := w.settle(10 * time.Minute)
		w.wantState(p, cuedrop.Prepared, "upload.paused")
		w.wantCalls("init", 0)
		w.limit(0, false)
		w.wantPublished(w.settle(time.Minute))
	})
}

// TestAPausedUploadGoesOnWhereItWas: in the middle of a chunk, and of the last one,
// whose final bytes are never given out while paused.
func TestAPausedUploadGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		size int64
		at   string // the chunk before which uploads are paused
	}{
		"one chunk":           {small, "last"},
		"before a chunk":      {many, "chunk"},
		"before the last one": {many, "last"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, c.size, func(w *world) {
				w.api.script[c.at] = []reply{{do: func() { w.limit(0, true) }}}
				p := w.settle(10 * time.Minute)
				w.wantState(p, cuedrop.Uploading, "upload.paused")
				w.wantPosts(0)
				w.limit(0, false)
				w.wantPublished(w.settle(time.Hour))
				w.wantCalls("init", 1)
				w.wantPosts(1)
			})
		})
	}
}

// TestACanceledPauseIsCanceled: nothing of a paused upload can be on TikTok unless
// its last chunk was begun.
func TestACanceledPauseIsCanceled(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		w.api.script["chunk"] = []reply{{}, {do: func() { w.limit(0, true) }}}
		w.wantState(w.settle(time.Minute), cuedrop.Uploading, "upload.paused")
		if _, err := w.user().Cancel(w.t.Context(), w.post); err != nil {
			w.t.Fatal(err)
		}
		w.limit(0, false)
		w.wantState(w.settle(time.Hour), cuedrop.Canceled, "")
		w.wantPosts(0)
	})
}

// TestALimitThatCannotWorkIsSaidBeforeAnythingIsSent (reliability-security.md G6).
func TestALimitThatCannotWorkIsSaidBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		w.limit(18_000, false) // 59.3 minutes
		p := w.settle(time.Hour)
		w.wantState(p, cuedrop.Blocked, "upload.limit_too_low")
		w.wantCalls("init", 0)
		if w.pub.CauseGone(w.t.Context(), p) {
			w.t.Error("it would be put back at the same limit")
		}
		w.limit(40_000, false)
		if !w.pub.CauseGone(w.t.Context(), p) {
			w.t.Error("it stays blocked at a limit that works")
		}
	})
}

// TestAConnectionThatIsTooSlowIsNotTriedForEver: three uploads run out of their hour.
func TestAConnectionThatIsTooSlowIsNotTriedForEver(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		var slow []reply
		for range 40 {
			slow = append(slow, reply{do: func() { <-time.After(25 * time.Minute) }})
		}
		w.api.script["chunk"] = slow
		w.wantState(w.settle(24*time.Hour), cuedrop.Blocked, "upload.too_slow")
		w.wantCalls("init", 3)
		w.wantPosts(0)
	})
}

// TestAChangedFileStopsAtTheNextChunk: the digest would tell at the end, its time
// tells now.
func TestAChangedFileStopsAtTheNextChunk(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		later := time.Now().Add(time.Hour)
		w.api.script["chunk"] = []reply{{}, {do: func() {
			if err := os.Chtimes(w.path, later, later); err != nil {
				w.t.Error(err)
			}
		}}}
		w.wantState(w.settle(time.Hour), cuedrop.Blocked, "media.rendition_changed")
		if n := len(w.chunks()); n != 2 {
			w.t.Errorf("%d chunks went out: %v", n, w.chunks())
		}
		w.wantPosts(0)
	})
}

// TestProgressTellsOfTheWindow: from the first report on, and with the speed of the
// upload before.
func TestProgressTellsOfTheWindow(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		var reports []event.UploadProgress
		defer w.bus.Subscribe(func(f event.Fact) {
			if p, ok := f.(event.UploadProgress); ok {
				reports = append(reports, p)
			}
		})()
		w.limit(1000, false)
		w.wantPublished(w.settle(time.Hour))
		synctest.Wait()
		if len(reports) == 0 {
			w.t.Fatal("no report")
		}
		first, last := reports[0], reports[len(reports)-1]
		if first.Remaining < 150*time.Second || first.Remaining > 250*time.Second || first.Window < 58*time.Minute {
			w.t.Errorf("the first: %+v", first)
		}
		if last.Remaining != 0 || last.Window >= first.Window {
			w.t.Errorf("the last: %+v", last)
		}
	})
}

// TestQuotasAreAskedBeforeInit, and learn from what TikTok refuses.
func TestQuotasAreAskedBeforeInit(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		full := true
		w.accounts.room = func() error {
			if full {
				return fault.New(fault.RateLimited, "quota.inits_per_minute", "Wait.").WithRetryAfter(40 * time.Second)
			}
			return nil
		}
		p := w.until(time.Minute, func(p cuedrop.Post) bool { return p.Failure != nil })
		w.wantState(p, cuedrop.Prepared, "quota.inits_per_minute")
		w.wantCalls("init", 0)
		if wait := time.Until(p.NotBefore); wait < 39*time.Second || wait > 40*time.Second {
			w.t.Errorf("it waits %v", wait)
		}
		full = false
		w.wantPublished(w.settle(time.Hour))
		if w.accounts.taken != 1 {
			w.t.Errorf("%d posts were said to be taken", w.accounts.taken)
		}
	})
	inBubble(t, small, func(w *world) {
		w.accounts.room = func() error { return fault.New(fault.Rejected, "quota.pending_drafts", "Full.") }
		p := w.settle(time.Hour)
		w.wantState(p, cuedrop.Blocked, "quota.pending_drafts")
		if w.pub.CauseGone(w.t.Context(), p) {
			w.t.Error("put back while there is no room")
		}
		w.accounts.room = nil
		if !w.pub.CauseGone(w.t.Context(), p) {
			w.t.Error("not put back when there is")
		}
	})
	inBubble(t, small, func(w *world) {
		w.api.fails = "spam_risk_too_many_posts"
		w.wantState(w.settle(time.Hour), cuedrop.Failed, "tiktok.spam_risk_too_many_posts")
		if got := w.accounts.refused; len(got) != 1 || got[0] != "tiktok.spam_risk_too_many_posts" {
			w.t.Errorf("learned from %v", got)
		}
	})
}
