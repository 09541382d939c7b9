package publish_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
	"cuedrop/internal/publish"
)

// TestTheOrderOfAPublish pins journal before effect (reliability-security.md 3.3): it
// lists steps and requests in the order in which they became true.
func TestTheOrderOfAPublish(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		var order []string
		w.probe = func(point string) { order = append(order, point) }
		w.wantPublished(w.settle(time.Minute))
		chunks := []string{"before chunk", "after chunk", "before ack_chunk", "after ack_chunk"}
		want := []string{
			"before begin", "after begin", "before prepare", "after prepare",
			"before begin_init", "after begin_init", "before init", "after init", "before accept_init", "after accept_init",
		}
		for range 5 {
			want = append(want, chunks...)
		}
		want = append(want, "before begin_finish", "after begin_finish", "before last chunk", "after last chunk",
			"before finish_upload", "after finish_upload", "before status", "after status", "before publish", "after publish")
		if diff := cmp.Diff(want, order); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		if w.library.discarded != 1 {
			t.Errorf("the rendition was discarded %d times, want once", w.library.discarded)
		}
	})
}

func TestClipsOfEverySizeArriveWhole(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{1, 64<<10 - 1, 64 << 10, 64<<10 + 1, small, 64_000_000, many, 7*chunk - 1} {
		inBubble(t, size, func(w *world) {
			w.wantPublished(w.settle(time.Minute))
			w.wantCalls("init", 1)
			if got := w.api.last().received; got != size {
				t.Errorf("%d bytes arrived, want %d", got, size)
			}
		})
	}
}

func TestAnInboxUploadIsDelivered(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.inbox = true
		w.schedule(w.now().MediaID, cuedrop.ModeInbox)
		w.accounts.creator = func() (cuedrop.Creator, error) {
			t.Error("an inbox upload asked what the creator may choose")
			return cuedrop.Creator{}, lost
		}
		w.wantState(w.settle(time.Minute), cuedrop.InInbox, "")
		w.wantPosts(1)
	})
}

func TestNothingHappensBeforeItsTime(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		p, now := w.now(), time.Now()
		later, err := cuedrop.ScheduleAt(now.Add(time.Hour), "Europe/Madrid")
		if err != nil {
			t.Fatal(err)
		}
		w.mustApply(cuedrop.ScheduleChange(p, later, *p.Consent, now))
		<-time.After(59 * time.Minute)
		if wait, err := w.drive(); wait != 0 || err != nil || w.now().State != cuedrop.Scheduled {
			t.Errorf("Drive an hour early = %v, %v, state %s", wait, err, w.now().State)
		}
		<-time.After(time.Minute)
		w.wantPublished(w.settle(time.Minute))
	})
}

// TestStatesThatDriveLeavesAlone drives posts that wait for the user or are done.
func TestStatesThatDriveLeavesAlone(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		p := w.now()
		w.mustApply(cuedrop.CancelChange(p, nil, time.Now()))
		if wait, err := w.drive(); wait != 0 || err != nil || w.now().State != cuedrop.Canceled {
			t.Errorf("Drive = %v, %v, state %s", wait, err, w.now().State)
		}
		w.wantCalls("init", 0)
		if _, err := w.pub.Drive(w.t.Context(), "post_none"); !fault.Is(err, fault.NotFound) {
			t.Errorf("Drive of no post: %v", err)
		}
	})
}

// TestTwoCallsForOnePost has a second Drive while the first waits for TikTok.
func TestTwoCallsForOnePost(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.script["init"] = []reply{{do: func() {
			if _, err := w.pub.Drive(w.t.Context(), w.post); !fault.Is(err, fault.Conflict) || fault.ReasonOf(err) != "publish.busy" {
				t.Errorf("the second Drive: %v", err)
			}
		}}}
		w.wantPublished(w.settle(time.Minute))
		w.wantCalls("init", 1)
	})
}

// TestProgressIsToldAtMostFourTimesASecond counts what the bus hears of an upload.
func TestProgressIsToldAtMostFourTimesASecond(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		var got []event.UploadProgress
		var rendered bool
		stop := w.bus.Subscribe(func(f event.Fact) {
			switch f := f.(type) {
			case event.UploadProgress:
				got = append(got, f)
			case event.RenderProgress:
				rendered = rendered || f.PostID == w.post
			}
		})
		// Every chunk takes two seconds to be answered.
		slow := reply{do: func() { <-time.After(2 * time.Second) }}
		w.api.script["chunk"] = []reply{slow, slow, slow, slow, slow}
		w.wantPublished(w.settle(time.Minute))
		<-time.After(time.Second) // the bus delivers
		stop()
		if !rendered {
			t.Error("no word of the conversion")
		}
		if len(got) < 5 || len(got) > 4*12 {
			t.Errorf("%d reports in about 10 s", len(got))
		}
		var sent int64
		for _, p := range got {
			if p.Sent < sent || p.Sent > p.Total || p.Total != many || p.PostID != w.post || p.Remaining < 0 || p.Remaining > time.Hour {
				t.Errorf("report %+v after %d bytes", p, sent)
			}
			sent = p.Sent
		}
		if sent != many {
			t.Errorf("the last report has %d of %d bytes", sent, many)
		}
	})
}

// TestWithoutOptionalParts lets New fill in what may be left out.
func TestWithoutOptionalParts(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.fails = "spam_risk_text"
		p := publish.New(publish.Config{
			Store: w.store, TikTok: w.api, Accounts: w.accounts, Library: w.library, Clock: w.api.clock, Bus: w.bus,
		})
		if _, err := p.Drive(w.t.Context(), w.post); err != nil {
			t.Fatal(err)
		}
		w.wantState(w.now(), cuedrop.Failed, "tiktok.spam_risk_text")
		p.Interrupt(w.post) // nothing under way: nothing happens
	})
}

// TestPrepareAhead makes the file before its time, sends nothing, and writes down what
// is in the way while there is time to put it right.
func TestPrepareAhead(t *testing.T) {
	t.Parallel()
	inBubble(t, 1000, func(w *world) {
		if err := w.pub.PrepareAhead(w.t.Context(), w.now()); err != nil {
			t.Error(err)
		}
		if steps := w.journal(); len(steps) != 1 || len(w.api.calls) != 0 {
			t.Errorf("steps %v, calls %v", steps, w.api.calls)
		}
		w.library.err = fault.New(fault.Rejected, "media.source_missing", "The file is gone.")
		for range 2 {
			_ = w.pub.PrepareAhead(w.t.Context(), w.now())
		}
		if p := w.now(); p.State != cuedrop.Scheduled || p.Failure == nil || p.Failure.Reason != "media.source_missing" || len(w.journal()) != 2 {
			t.Errorf("%s %+v %v", p.State, p.Failure, w.journal())
		}
		w.library.err = nil
		w.wantPublished(w.settle(time.Hour))
	})
}

// TestLead: a clip for the inbox that takes minutes leaves before its time, a direct
// post never.
func TestLead(t *testing.T) {
	t.Parallel()
	inBubble(t, 1000, func(w *world) {
		p := w.now()
		if got := w.pub.Lead(p); got != 0 {
			t.Errorf("a direct post leaves %v early", got)
		}
		p.Mode = cuedrop.ModeInbox
		if err := w.pub.PrepareAhead(w.t.Context(), p); err != nil {
			t.Error(err)
		}
		if got := w.pub.Lead(p); got != 0 {
			t.Errorf("without knowing the speed it leaves %v early", got)
		}
		if err := w.pub.SetLimits(w.t.Context(), cuedrop.UploadLimits{BytesPerSecond: 5}); err != nil {
			t.Error(err)
		}
		if got := w.pub.Lead(p); got != 200*time.Second {
			t.Errorf("1000 bytes at 5 a second leave %v early", got)
		}
		direct := p
		direct.Mode = cuedrop.ModeDirect
		if got := w.pub.Lead(direct); got != 0 {
			t.Errorf("a direct post leaves %v early", got)
		}
	})
}
