package publish

import (
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// prepared records the file that goes out (due → prepared).
func (s *step) prepared(ev occurrence) {
	switch {
	case ev.err == nil:
	case fault.Is(ev.err, fault.Internal) && because(s.post, fault.ReasonOf(ev.err)):
		s.block(ev.err) // a clip on which the tool breaks twice breaks it every time
		return
	default:
		s.stop(ev.err)
		return
	}
	s.advance(cuedrop.PrepareChange(s.post, ev.rendition, s.now))
}

// cleared writes that init is about to be sent. While a post is init_sent no byte was
// sent, so an init whose answer was lost may be repeated.
func (s *step) cleared(ev occurrence) {
	if ev.err != nil {
		s.stop(ev.err)
		return
	}
	plan, err := cuedrop.PlanChunks(s.post.Rendition.Size)
	switch {
	case err != nil:
		s.stop(err)
		return
	case s.attempt == nil:
		a := cuedrop.Attempt{ID: ev.fresh, PostID: s.post.ID, Plan: plan, SHA256: s.post.Rendition.SHA256}
		s.write(cuedrop.StartAttemptChange(s.post, a, s.now))
	case s.attempt.Inits >= maxInits:
		s.block(errInitGaveUp)
		return
	default:
		s.write(cuedrop.RepeatInitChange(s.post, *s.attempt, s.now))
	}
	s.do(sendInit)
}

var errInitGaveUp = fault.New(fault.Unavailable, "publish.init_gave_up",
	"TikTok did not answer three times. Nothing was sent. Try again later.")

// initiated records the publish_id (init_sent → uploading), or how long to wait for
// another try.
func (s *step) initiated(ev occurrence) {
	switch {
	case ev.err == nil:
		s.write(cuedrop.AcceptInitChange(s.post, *s.attempt, ev.init, s.now))
		s.memory = memory{fresh: true}
		s.do(look)
	case fault.Is(ev.err, fault.RateLimited):
		// TikTok would not hear of it, so it was not one of the three tries. (One is the
		// least that a live attempt can have.)
		f := failure(ev.err)
		c := cuedrop.SnoozeChange(s.post, s.now.Add(max(fault.RetryAfterOf(ev.err), time.Second)), &f, s.now)
		if s.attempt.Inits > 1 {
			c.Attempt = &cuedrop.AttemptChange{ID: s.attempt.ID, Inits: s.attempt.Inits - 1}
		}
		s.advance(c)
	case fault.Is(ev.err, fault.Unavailable):
		// The answer was lost or was none. Inits are few and counted by TikTok, so the
		// next one waits longer than other calls do.
		f := failure(ev.err)
		until := s.now.Add(initPause[min(s.attempt.Inits, len(initPause))-1])
		s.advance(cuedrop.SnoozeChange(s.post, until, &f, s.now))
	default:
		s.stop(ev.err)
	}
}

// initPause is how long the second and the third init wait for a TikTok that did
// not answer. TikTok takes 6 a minute (tiktok-open-api.md 3.2).
var initPause = []time.Duration{5 * time.Second, 30 * time.Second, 30 * time.Second}
