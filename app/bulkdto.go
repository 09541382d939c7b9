package app

import (
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/queue"
)

// The wire types of acts on several posts, by the rules of dto.go.

// PostMove is a new time for a post. Slot says that it is a free slot of its account,
// which is refused when another post was given it meanwhile.
type PostMove struct {
	ID   string `json:"id"`
	When When   `json:"when"`
	Slot bool   `json:"slot"`
}

// PostEdit is what a bulk edit changes of a post: its account if SetAccount ("" takes it
// away), its caption if SetCaption.
type PostEdit struct {
	ID         string `json:"id"`
	SetAccount bool   `json:"setAccount"`
	AccountID  string `json:"accountId"`
	SetCaption bool   `json:"setCaption"`
	Caption    string `json:"caption"`
}

// BulkEdit is an edit of many posts, made to all of them or to none.
type BulkEdit struct {
	Edits []PostEdit `json:"edits"`
}

// BulkResult is what an act on posts has come to: done to all or, if Refused is not
// empty, to none.
type BulkResult struct {
	Posts   []Post        `json:"posts"` // as they are now, without removed ones
	Undo    string        `json:"undo"`  // for Posts.Undo, once; "" = nothing was changed
	Refused []PostRefusal `json:"refused"`
}

// Conversion is how a post goes on that TikTok refused and that is converted: it stays where
// it is, or is moved to When, which is a free slot of its account if Slot.
type Conversion struct {
	Move bool `json:"move"`
	When When `json:"when"`
	Slot bool `json:"slot"`
}

// PostRefusal is why a post stood in the way of an act.
type PostRefusal struct {
	ID      string `json:"id"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// SlotTime is a free slot of an account.
type SlotTime struct {
	Wall string `json:"wall"` // 2006-01-02T15:04:05 in Zone
	Zone string `json:"zone"`
	At   string `json:"at"`
	Note string `json:"note"` // "", gap, overlap
}

func (a *App) result(act queue.Act) BulkResult {
	out := BulkResult{Posts: a.posts(act.Posts), Undo: act.Undo, Refused: []PostRefusal{}}
	for _, r := range act.Refused {
		out.Refused = append(out.Refused, PostRefusal{string(r.Post), fault.ReasonOf(r.Err), fault.MessageOf(r.Err)})
	}
	return out
}

func (a *App) posts(all []cuedrop.Post) []Post {
	out := []Post{}
	for _, p := range all {
		out = append(out, a.post(p))
	}
	return out
}

func (a *App) moves(in []PostMove) ([]queue.Move, error) {
	out := make([]queue.Move, len(in))
	for i, m := range in {
		s, err := a.schedule(m.When)
		if err != nil {
			return nil, err
		}
		out[i] = queue.Move{Post: cuedrop.PostID(m.ID), Schedule: s, BySlot: m.Slot}
	}
	return out, nil
}

func toEdits(in BulkEdit) []queue.Edit {
	out := make([]queue.Edit, len(in.Edits))
	for i, e := range in.Edits {
		out[i].Post = cuedrop.PostID(e.ID)
		if e.SetAccount {
			account := cuedrop.AccountID(e.AccountID)
			out[i].Account = &account
		}
		if e.SetCaption {
			out[i].Caption = &e.Caption
		}
	}
	return out
}

func postIDs(ids []string) []cuedrop.PostID {
	out := make([]cuedrop.PostID, len(ids))
	for i, id := range ids {
		out[i] = cuedrop.PostID(id)
	}
	return out
}

func toSlotTimes(all []cuedrop.FreeSlot) []SlotTime {
	out := []SlotTime{}
	for _, s := range all {
		out = append(out, SlotTime{s.Wall, s.Zone, stamp(s.At), string(s.Note)})
	}
	return out
}

// since reads an instant of the page; "" is the zero time.
func since(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, fault.Wrap(err, fault.Invalid, "slot.from", "That date can't be read. Choose it again.")
	}
	return t, nil
}
