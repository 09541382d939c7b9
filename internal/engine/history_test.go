//go:build unix

package engine_test

import (
	"fmt"
	"strings"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/sandbox"
)

// sent is a post that a test has scheduled.
type sent struct {
	id      cuedrop.PostID
	media   cuedrop.Media
	caption string
	mode    cuedrop.Mode
}

// tally is what a long test counts.
type tally struct {
	posts, kills, duplicates, lost int
	starts, inits, failed          int
}

func (c *tally) add(d tally) {
	c.posts, c.kills, c.duplicates, c.lost = c.posts+d.posts, c.kills+d.kills, c.duplicates+d.duplicates, c.lost+d.lost
	c.starts, c.inits, c.failed = c.starts+d.starts, c.inits+d.inits, c.failed+d.failed
}

func (c tally) String() string {
	return fmt.Sprintf("posts %d, kills %d, duplicates %d, lost %d", c.posts, c.kills, c.duplicates, c.lost)
}

// byCaption groups what the sandbox has received, whole or not.
func byCaption(all []sandbox.Received) map[string][]sandbox.Received {
	out := map[string][]sandbox.Received{}
	for _, r := range all {
		out[r.Caption] = append(out[r.Caption], r)
	}
	return out
}

// audit holds every post against what TikTok's side has and against its own journal.
// ended says that nothing is on its way any more: each post is then published once, or
// failed because TikTok said so. It counts duplicates and lost posts, and reports
// everything else that is wrong as an error.
func (w *world) audit(e *engine.Engine, posts []sent, ended bool) (c tally) {
	w.t.Helper()
	// TikTok's side first would count a post as lost that is published in between.
	type found struct {
		post   cuedrop.Post
		events []cuedrop.AttemptEvent
	}
	var ours []found
	for _, s := range posts {
		p, err := e.Queue.Post(w.t.Context(), s.id)
		if err != nil {
			w.t.Errorf("%s is gone: %v", s.caption, err)
		}
		events, err := e.Queue.Events(w.t.Context(), s.id)
		if err != nil {
			w.t.Errorf("%s: %v", s.caption, err)
		}
		ours = append(ours, found{p, events})
	}
	theirs := byCaption(w.sandbox.Received())
	for i, s := range posts {
		p, received := ours[i].post, theirs[s.caption]
		if s.mode == cuedrop.ModeInbox { // TikTok is not told the words of an inbox upload
			received = nil
			ids := publishIDs(ours[i].events)
			for _, r := range theirs[""] {
				if ids[r.PublishID] {
					received = append(received, r)
				}
			}
		}
		c.posts++
		w.auditPost(s, p, ours[i].events, received, ended, &c)
		delete(theirs, s.caption)
	}
	delete(theirs, "")
	for caption := range theirs {
		w.t.Errorf("TikTok's side has %q, which nobody scheduled", caption)
	}
	if err := e.Store.VerifyJournal(w.t.Context()); err != nil {
		w.t.Errorf("journal: %v", err)
	}
	if v := w.sandbox.Counts().Violations; len(v) > 0 {
		w.t.Errorf("violations: %v", v)
	}
	return c
}

// publishIDs are those that the journal of a post names.
func publishIDs(events []cuedrop.AttemptEvent) map[string]bool {
	ids := map[string]bool{}
	for _, e := range events {
		if _, rest, ok := strings.Cut(e.Detail, `"publishId":"`); ok {
			id, _, _ := strings.Cut(rest, `"`)
			ids[id] = true
		}
	}
	return ids
}

// steps are the lines of a post's journal, for reading.
func steps(events []cuedrop.AttemptEvent) (out []string) {
	for _, e := range events {
		out = append(out, fmt.Sprintf("%s %s", e.At.Format("05.000"), e.Transition))
	}
	return out
}

func (w *world) auditPost(s sent, p cuedrop.Post, events []cuedrop.AttemptEvent, received []sandbox.Received, ended bool, c *tally) {
	w.t.Helper()
	state, inits := cuedrop.Draft, 0
	for _, e := range events {
		to, err := cuedrop.Next(e.From, e.Transition)
		if err != nil || e.From != state || e.To != to {
			w.t.Errorf("%s: step %s from %s to %s after %s: %v", s.caption, e.Transition, e.From, e.To, state, err)
		}
		if state = e.To; e.Transition == cuedrop.TransBeginInit {
			inits++
		}
	}
	if state != p.State {
		w.t.Errorf("%s is %s, its journal ends with %s", s.caption, p.State, state)
	}
	if c.inits += inits; len(received) > inits {
		w.t.Errorf("%s: TikTok's side saw %d inits, the journal has %d", s.caption, len(received), inits)
	}
	var whole []sandbox.Received // and not refused
	refused := false
	for _, r := range received {
		switch {
		case r.Status == "FAILED":
			refused = refused || p.Failure != nil && p.Failure.Reason == "tiktok."+r.FailReason
		case r.SHA256 != "":
			whole = append(whole, r)
			if r.SHA256 != s.media.SHA256 {
				w.t.Errorf("%s: TikTok's side has another file", s.caption)
			}
		}
	}
	c.duplicates += max(0, len(whole)-1)
	done := p.State == cuedrop.Published || p.State == cuedrop.InInbox
	switch {
	case len(whole) > 1:
		w.t.Errorf("%s: TikTok's side has it %d times: %+v\n%v", s.caption, len(whole), whole, steps(events))
	case done && (len(whole) != 1 || whole[0].PublishID != p.PublishID):
		c.lost++
		w.t.Errorf("%s is %s as %s, TikTok's side has %+v", s.caption, p.State, p.PublishID, whole)
	case done:
	case p.State == cuedrop.Failed && refused && len(whole) == 0:
		c.failed++
	case p.State == cuedrop.Failed || p.State == cuedrop.Uncertain || ended:
		c.lost++
		w.t.Errorf("%s is %s because of %+v, TikTok's side has %+v\n%v", s.caption, p.State, p.Failure, received, steps(events))
	case len(whole) == 1 && !p.State.HandedOver() && p.State != cuedrop.Uploading:
		w.t.Errorf("%s is %s, and TikTok's side has it", s.caption, p.State)
	}
}
