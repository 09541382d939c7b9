package publish_test

import (
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
)

// uncertain brings the world's post to where nobody knows: TikTok took the clip, then
// went quiet for a day.
func (w *world) uncertain() cuedrop.Post {
	w.t.Helper()
	w.api.stuck = true
	p := w.settle(26 * time.Hour)
	w.wantState(p, cuedrop.Uncertain, "publish.unconfirmed")
	return p
}

// public makes the post one that everybody may see.
func public(s *cuedrop.Settings) { s.Privacy = cuedrop.PrivacyPublic }

// TestAnUncertainPostIsFoundAmongTheVideos only if it is certain to be it
// (reliability-security.md B9).
func TestAnUncertainPostIsFoundAmongTheVideos(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("caption ", 40)
	video := func(id string, after time.Duration, caption string, seconds int) func(handed time.Time) cuedrop.Video {
		return func(handed time.Time) cuedrop.Video {
			return cuedrop.Video{ID: id, CreatedAt: handed.Add(after).Truncate(time.Second), Description: caption, Duration: time.Duration(seconds) * time.Second}
		}
	}
	for name, c := range map[string]struct {
		caption string
		videos  []func(time.Time) cuedrop.Video
		private bool
		off     bool
		found   string
	}{
		"caption and length":            {caption: "hello", videos: []func(time.Time) cuedrop.Video{video("7", time.Minute, "hello", 4)}, found: "7"},
		"a second longer":               {caption: "hello", videos: []func(time.Time) cuedrop.Video{video("7", time.Hour, "hello", 5)}, found: "7"},
		"spaces and another spelling":   {caption: "cafe\u0301  au\nlait ", videos: []func(time.Time) cuedrop.Video{video("7", time.Minute, "café au lait", 4)}, found: "7"},
		"the list tells 150 characters": {caption: long, videos: []func(time.Time) cuedrop.Video{video("7", time.Minute, long[:150], 4)}, found: "7"},
		"no caption, same length":       {caption: "", videos: []func(time.Time) cuedrop.Video{video("7", time.Minute, "", 4)}, found: "7"},
		"another caption":               {caption: "hello", videos: []func(time.Time) cuedrop.Video{video("7", time.Minute, "hello you", 4)}},
		"another length":                {caption: "hello", videos: []func(time.Time) cuedrop.Video{video("7", time.Minute, "hello", 60)}},
		"posted before":                 {caption: "hello", videos: []func(time.Time) cuedrop.Video{video("7", -time.Hour, "hello", 4)}},
		"no caption, another with one":  {caption: "", videos: []func(time.Time) cuedrop.Video{video("7", time.Minute, "hello", 4)}},
		"no time": {caption: "hello", videos: []func(time.Time) cuedrop.Video{func(time.Time) cuedrop.Video {
			return cuedrop.Video{ID: "7", Description: "hello", Duration: 4 * time.Second}
		}}},
		"two that could be it":           {caption: "hello", videos: []func(time.Time) cuedrop.Video{video("7", time.Minute, "hello", 4), video("8", time.Hour, "hello", 4)}},
		"one that could be it, and more": {caption: "hello", videos: []func(time.Time) cuedrop.Video{video("7", time.Minute, "hello", 4), video("8", time.Hour, "no", 4)}, found: "7"},
		"only its creator sees it":       {caption: "hello", videos: []func(time.Time) cuedrop.Video{video("7", time.Minute, "hello", 4)}, private: true},
		"not allowed to look":            {caption: "hello", videos: []func(time.Time) cuedrop.Video{video("7", time.Minute, "hello", 4)}, off: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, small, func(w *world) {
				w.reword(func(s *cuedrop.Settings) {
					s.Caption = c.caption
					if !c.private {
						public(s)
					}
				})
				p := w.uncertain()
				w.accounts.lists = !c.off
				for _, v := range c.videos {
					w.api.videos = append(w.api.videos, v(w.attempts()[0].FinishingAt))
				}
				if err := w.pub.Follow(w.t.Context(), p); err != nil {
					w.t.Error(err)
				}
				got := w.now()
				if c.found == "" {
					w.wantState(got, cuedrop.Uncertain, "publish.unconfirmed")
				} else if w.wantState(got, cuedrop.Published, ""); len(got.PostIDs) != 1 || got.PostIDs[0] != c.found {
					w.t.Errorf("ids %v, want %s", got.PostIDs, c.found)
				}
				w.wantCalls("init", 1)
				if c.off || c.private {
					w.wantCalls("list", 0)
				}
			})
		})
	}
}

// reword changes what the scheduled post says, as an edit before it is due.
func (w *world) reword(change func(*cuedrop.Settings)) {
	w.t.Helper()
	p := w.now()
	s := p.Settings
	change(&s)
	if _, err := w.user().Save(w.t.Context(), p.ID, p.AccountID, p.Mode, s); err != nil {
		w.t.Fatal(err)
	}
	at, err := cuedrop.ScheduleAt(time.Now(), "Europe/Madrid")
	if err != nil {
		w.t.Fatal(err)
	}
	w.mustApply(cuedrop.ScheduleChange(w.now(), at, cuedrop.Consent{At: time.Now(), TextVersion: "music-1"}, time.Now()))
}

// TestAVideoThatIsAnotherPostsIsNotTaken: two posts with the same caption are two.
func TestAVideoThatIsAnotherPostsIsNotTaken(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.reword(public)
		first := w.settle(time.Hour)
		w.wantPublished(first)
		if err := w.store.SetPostIDs(w.t.Context(), first.ID, []string{"7"}); err != nil {
			w.t.Fatal(err)
		}
		w.schedule(first.MediaID, cuedrop.ModeDirect)
		w.reword(public)
		p := w.uncertain()
		w.accounts.lists = true
		handed := w.attempts()[0].FinishingAt
		w.api.videos = []cuedrop.Video{{ID: "7", CreatedAt: handed.Add(time.Second), Description: "hello", Duration: 4 * time.Second}}
		if err := w.pub.Follow(w.t.Context(), p); err != nil {
			w.t.Error(err)
		}
		w.wantState(w.now(), cuedrop.Uncertain, "publish.unconfirmed")
	})
}

// TestALateAnswerSettlesAnUncertainPost: TikTok's own word comes first.
func TestALateAnswerSettlesAnUncertainPost(t *testing.T) {
	t.Parallel()
	for _, inbox := range []bool{false, true} {
		inBubble(t, small, func(w *world) {
			p := w.uncertain()
			w.api.stuck, w.api.inbox = false, inbox
			if err := w.pub.Follow(w.t.Context(), p); err != nil {
				w.t.Error(err)
			}
			want := cuedrop.Published
			if inbox {
				want = cuedrop.InInbox
			}
			w.wantState(w.now(), want, "")
			w.wantCalls("init", 1)
		})
	}
}

// TestThePublishedPostsLinkIsAskedFor where the user lets Cuedrop list videos.
func TestThePublishedPostsLinkIsAskedFor(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.reword(public)
		p := w.settle(time.Hour)
		w.wantPublished(p)
		w.api.videos = []cuedrop.Video{{ID: "7", ShareURL: "https://www.tiktok.com/@ana/video/7"}}
		if err := w.store.SetPostIDs(w.t.Context(), p.ID, []string{"7"}); err != nil {
			w.t.Fatal(err)
		}
		for _, lists := range []bool{false, true} {
			w.accounts.lists = lists
			if err := w.pub.Follow(w.t.Context(), w.now()); err != nil {
				w.t.Error(err)
			}
			if got := w.now().Link; (got != "") != lists {
				w.t.Errorf("link %q, allowed to look: %t", got, lists)
			}
		}
	})
}
