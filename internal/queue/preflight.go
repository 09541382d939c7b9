package queue

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
)

// PreflightParts are what a preflight asks besides the store. Each may be nil: then
// nothing is said of what it knows.
type PreflightParts struct {
	// Signals returns what decoding shows of a clip, as kept or looked at now.
	Signals func(context.Context, cuedrop.Media) (cuedrop.Signals, error)
	// Creator returns what TikTok lets an account do, as known or asked now.
	Creator func(context.Context, cuedrop.AccountID) (cuedrop.Creator, error)
	// Upload returns how long that many bytes should take.
	Upload func(ctx context.Context, size int64) cuedrop.UploadTime
}

const (
	// creatorWithin bounds the one question to TikTok that a preflight may ask.
	creatorWithin = 3 * time.Second
	// againWithin is how long ago a post of the same clip is still worth a word.
	againWithin = 90 * 24 * time.Hour
)

// Preflight returns everything that is worth saying about a post before it goes out, the
// gravest first: what its clip's check found as far as its edit leaves it, its sound and
// start, the longest that TikTok lets the account post, an upload that may take too
// long, and another post of the same clip. It returns nothing for a post that TikTok
// has. What can't be learned now is left out; errors are the store's.
func (q *Queue) Preflight(ctx context.Context, id cuedrop.PostID) ([]cuedrop.Finding, error) {
	p, err := q.Store.Post(ctx, id)
	if err != nil {
		return nil, err
	}
	if p.State.HandedOver() {
		return []cuedrop.Finding{}, nil
	}
	m, err := q.Store.Media(ctx, p.MediaID)
	if err != nil {
		return nil, err
	}
	out := aboutAI(m.Check.After(p.Settings.Edit), p)
	signals := q.signals(ctx, m)
	out = append(out, signals.Findings(p.Settings.Edit)...)
	add := func(f cuedrop.Finding, ok bool) {
		if ok {
			out = append(out, f)
		}
	}
	if length := p.Settings.Length(m.Check.Info.DurationMs); length > 0 {
		add(cuedrop.TooLongFor(q.creator(ctx, p), time.Duration(length)*time.Millisecond))
	}
	add(q.uploadTime(ctx, p, m).TooSlow())
	if p.AccountID != "" {
		others, err := q.Store.AccountClips(ctx, p.AccountID, q.Clock.Now().Add(-againWithin))
		if err != nil {
			return nil, err
		}
		add(cuedrop.Again(p, m, signals.Fingerprint, others))
	}
	cuedrop.SortFindings(out)
	return out, nil
}

// aboutAI leaves out what the label of the post has settled, and says where the inbox
// leaves it to the user.
func aboutAI(all []cuedrop.Finding, p cuedrop.Post) []cuedrop.Finding {
	out := []cuedrop.Finding{}
	for _, f := range all {
		if f.Code == cuedrop.FindingAI {
			if p.Mode == cuedrop.ModeDirect && p.Settings.AIGenerated {
				continue
			}
			if p.Mode == cuedrop.ModeInbox {
				f.Fix = "The inbox takes no label. Switch on “AI-generated content” in the TikTok app when you finish the post."
			}
		}
		out = append(out, f)
	}
	return out
}

func (q *Queue) signals(ctx context.Context, m cuedrop.Media) cuedrop.Signals {
	if q.Preflighting.Signals == nil {
		return cuedrop.Signals{}
	}
	s, err := q.Preflighting.Signals(ctx, m)
	if err != nil {
		q.Log.Info("look at clip before its post", "media", m.ID, "err", err)
		return cuedrop.Signals{}
	}
	return s
}

func (q *Queue) creator(ctx context.Context, p cuedrop.Post) cuedrop.Creator {
	// TikTok tells the longest clip of those who post directly only.
	if q.Preflighting.Creator == nil || p.AccountID == "" || p.Mode != cuedrop.ModeDirect {
		return cuedrop.Creator{}
	}
	ctx, cancel := context.WithTimeout(ctx, creatorWithin)
	defer cancel()
	c, err := q.Preflighting.Creator(ctx, p.AccountID)
	if err != nil {
		q.Log.Info("ask for the longest clip of an account", "account", p.AccountID, "err", err)
		return cuedrop.Creator{}
	}
	return c
}

func (q *Queue) uploadTime(ctx context.Context, p cuedrop.Post, m cuedrop.Media) cuedrop.UploadTime {
	if q.Preflighting.Upload == nil {
		return cuedrop.UploadTime{}
	}
	size := m.Check.SizeAfter(p.Settings.Edit)
	if p.Rendition != nil {
		size = p.Rendition.Size
	}
	if size <= 0 {
		return cuedrop.UploadTime{}
	}
	return q.Preflighting.Upload(ctx, size)
}
