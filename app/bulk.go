package app

import "cuedrop/internal/cuedrop"

// Move gives a post a new time. A draft is planned; a post whose consent was given keeps
// it. The result's undo takes the move back.
func (p *Posts) Move(id string, when When) (out BulkResult, err error) {
	defer p.a.call("Posts.Move").end(&err)
	s, err := p.a.schedule(when)
	if err != nil {
		return BulkResult{}, err
	}
	act, err := p.a.deps().Queue.Move(p.a.context(), cuedrop.PostID(id), s)
	return p.a.result(act), err
}

// MoveAll gives posts new times, all or none.
func (p *Posts) MoveAll(in []PostMove) (out BulkResult, err error) {
	defer p.a.call("Posts.MoveAll").end(&err)
	moves, err := p.a.moves(in)
	if err != nil {
		return BulkResult{}, err
	}
	act, err := p.a.deps().Queue.MoveAll(p.a.context(), moves)
	return p.a.result(act), err
}

// Unplan takes a post off the schedule and its time away.
func (p *Posts) Unplan(id string) (out BulkResult, err error) {
	defer p.a.call("Posts.Unplan").end(&err)
	act, err := p.a.deps().Queue.Unplan(p.a.context(), cuedrop.PostID(id))
	return p.a.result(act), err
}

// UnplanAll is Unplan of many posts, all or none.
func (p *Posts) UnplanAll(ids []string) (out BulkResult, err error) {
	defer p.a.call("Posts.UnplanAll").end(&err)
	act, err := p.a.deps().Queue.UnplanAll(p.a.context(), postIDs(ids))
	return p.a.result(act), err
}

// EditAll changes posts, all or none. What says something else then needs a new consent.
func (p *Posts) EditAll(in BulkEdit) (out BulkResult, err error) {
	defer p.a.call("Posts.EditAll").end(&err)
	act, err := p.a.deps().Queue.EditAll(p.a.context(), toEdits(in))
	return p.a.result(act), err
}

// RemoveAll takes posts off the lists, all or none.
func (p *Posts) RemoveAll(ids []string) (out BulkResult, err error) {
	defer p.a.call("Posts.RemoveAll").end(&err)
	act, err := p.a.deps().Queue.RemoveAll(p.a.context(), postIDs(ids))
	return p.a.result(act), err
}

// Undo takes an act back, by the token of its result, and returns the posts as they are
// then.
func (p *Posts) Undo(token string) (out []Post, err error) {
	defer p.a.call("Posts.Undo").end(&err)
	back, err := p.a.deps().Queue.Undo(p.a.context(), token)
	return p.a.posts(back), err
}

// FreeSlots returns the next n free slots of an account after from (RFC 3339, "" = now).
func (p *Posts) FreeSlots(accountID, from string, n int) (out []SlotTime, err error) {
	defer p.a.call("Posts.FreeSlots").end(&err)
	start, err := since(from)
	if err != nil {
		return []SlotTime{}, err
	}
	free, err := p.a.deps().Queue.FreeSlots(p.a.context(), cuedrop.AccountID(accountID), start, n)
	return toSlotTimes(free), err
}
