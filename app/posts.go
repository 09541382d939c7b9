package app

import (
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/queue"
)

// Posts is what the window may do with posts.
type Posts struct{ a *App }

// Create makes a new draft of a clip that is already in the library.
func (p *Posts) Create(mediaID string) (out Post, err error) {
	defer p.a.call("Posts.Create").end(&err)
	post, err := p.a.deps().Queue.Create(p.a.context(), queue.Draft{MediaID: cuedrop.MediaID(mediaID), Mode: cuedrop.ModeDirect})
	return p.a.post(post), err
}

// Save stores an edit.
func (p *Posts) Save(id string, in PostInput) (out Post, err error) {
	defer p.a.call("Posts.Save").end(&err)
	account, mode, settings := fromInput(in)
	post, err := p.a.deps().Queue.Save(p.a.context(), cuedrop.PostID(id), account, mode, settings)
	return p.a.post(post), err
}

// Schedule gives a post a time, with what the user agreed to.
func (p *Posts) Schedule(id string, when When, consent Consent) (out Post, err error) {
	defer p.a.call("Posts.Schedule").end(&err)
	s, err := p.a.schedule(when)
	if err == nil && when.Now {
		err = p.a.guarded(cuedrop.GuardPublishNow)
	}
	if err != nil {
		return Post{}, err
	}
	receipt := cuedrop.Consent{At: p.a.now().UTC(), TextVersion: consent.TextVersion}
	for _, o := range consent.Options {
		receipt.Options = append(receipt.Options, cuedrop.Privacy(o))
	}
	give := p.a.deps().Queue.Schedule
	if when.Slot && !when.Now {
		give = p.a.deps().Queue.ScheduleSlot
	}
	post, err := give(p.a.context(), cuedrop.PostID(id), s, receipt)
	return p.a.post(post), err
}

// Unschedule takes a post back to a draft.
func (p *Posts) Unschedule(id string) (out Post, err error) {
	defer p.a.call("Posts.Unschedule").end(&err)
	post, err := p.a.deps().Queue.Unschedule(p.a.context(), cuedrop.PostID(id))
	return p.a.post(post), err
}

// Cancel ends a post that was not handed over.
func (p *Posts) Cancel(id string) (out Post, err error) {
	defer p.a.call("Posts.Cancel").end(&err)
	post, err := p.a.deps().Queue.Cancel(p.a.context(), cuedrop.PostID(id))
	return p.a.post(post), err
}

// Retry puts a post that stopped back on the schedule.
func (p *Posts) Retry(id string) (out Post, err error) {
	defer p.a.call("Posts.Retry").end(&err)
	if err := p.a.guarded(cuedrop.GuardPublishNow); err != nil {
		return Post{}, err
	}
	post, err := p.a.deps().Queue.Retry(p.a.context(), cuedrop.PostID(id))
	return p.a.post(post), err
}

// Resolve records what the user saw on TikTok. A post that is not there becomes a draft
// again: the window asks for a new consent before it is sent a second time.
func (p *Posts) Resolve(id string, published bool) (out Post, err error) {
	defer p.a.call("Posts.Resolve").end(&err)
	if !published {
		post, err := p.a.deps().Queue.Reopen(p.a.context(), cuedrop.PostID(id))
		return p.a.post(post), err
	}
	post, err := p.a.deps().Queue.Resolve(p.a.context(), cuedrop.PostID(id), true)
	return p.a.post(post), err
}

// Delete removes a post from the lists.
func (p *Posts) Delete(id string) (err error) {
	defer p.a.call("Posts.Delete").end(&err)
	return p.a.deps().Queue.Remove(p.a.context(), cuedrop.PostID(id))
}

// Preflight tells everything worth saying about a post before it goes out.
func (p *Posts) Preflight(id string) (out []Finding, err error) {
	defer p.a.call("Posts.Preflight").end(&err)
	found, err := p.a.deps().Queue.Preflight(p.a.context(), cuedrop.PostID(id))
	return toFindings(found), err
}

// ResolveTime tells what a wall time in a zone means.
func (p *Posts) ResolveTime(wall, zone string) (out ResolvedTime, err error) {
	defer p.a.call("Posts.ResolveTime").end(&err)
	s, note, err := cuedrop.NewSchedule(wall, zone)
	return ResolvedTime{At: stamp(s.At), Note: string(note)}, err
}

func (a *App) schedule(w When) (cuedrop.Schedule, error) {
	if w.Now {
		zone := w.Zone
		if zone == "" {
			zone = a.program.Zone
		}
		return cuedrop.ScheduleAt(a.now(), zone)
	}
	s, _, err := cuedrop.NewSchedule(w.Wall, w.Zone)
	return s, err
}

// post converts a post of the workspace that is shown.
func (a *App) post(p cuedrop.Post) Post { return a.mustShow().post(p) }

// post converts p, with the handle of its account for the link.
func (s *session) post(p cuedrop.Post) Post {
	var owner cuedrop.Account
	if len(p.PostIDs) > 0 && p.AccountID != "" {
		owner, _ = s.Accounts.Account(s.working(), p.AccountID) // without it there is no link, and no harm
	}
	out := toPost(p, owner)
	out.Convert = s.convert(p)
	return out
}
