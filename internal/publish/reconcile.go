package publish

import (
	"context"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	// listPages bounds how far back the account's videos are read, 20 a page.
	listPages = 5
	// postedBefore is how much earlier than the last chunk a post may say it was made:
	// the clocks differ.
	postedBefore = 2 * time.Minute
	// titleMax is how much of a caption the list tells, in characters
	// (tiktok-open-api.md 5).
	titleMax = 150
	// durationSlack is how far off the length of a clip may be: the list has seconds.
	durationSlack = time.Second
)

// reconcile asks TikTok once more about a post that could not be confirmed: its
// status, and then whether one of the account's public videos is it. Only a certain
// answer moves the post; otherwise it goes on waiting for the user, and nothing is
// ever sent.
func (p *Publisher) reconcile(ctx context.Context, post cuedrop.Post) error {
	live, err := p.Store.LiveAttempt(ctx, post.ID)
	if err != nil || live == nil {
		return err
	}
	a, now := *live, p.Clock.Now()
	status, err := p.status(ctx, post, a)
	switch {
	case fault.Is(err, fault.Canceled):
		return err
	case err == nil && status.State == cuedrop.RemoteComplete:
		_, err := p.apply(ctx, cuedrop.PublishChange(post, &a, status.PostIDs, now))
		return err
	case err == nil && status.State == cuedrop.RemoteInbox:
		_, err := p.apply(ctx, cuedrop.DeliverChange(post, &a, now))
		return err
	}
	// A post that only its creator sees is in no list.
	if post.Mode != cuedrop.ModeDirect || post.Settings.Privacy == cuedrop.PrivacySelf || !p.Accounts.Lists(ctx, post.AccountID) {
		return err
	}
	id, err := p.findVideo(ctx, post, a)
	if err != nil || id == "" {
		return err
	}
	p.Log.Info("uncertain post found in the account's videos", "post", post.ID)
	c := cuedrop.PublishChange(post, &a, []string{id}, now)
	c.Detail["by"] = "video_list"
	_, err = p.apply(ctx, c)
	return err
}

// findVideo returns the id of the one public video that is this post, or "". More
// than one that could be it is none (reliability-security.md B9).
func (p *Publisher) findVideo(ctx context.Context, post cuedrop.Post, a cuedrop.Attempt) (string, error) {
	since := handedOverAt(a).Add(-postedBefore)
	var videos []cuedrop.Video
	err := p.Accounts.WithToken(ctx, post.AccountID, func(access cuedrop.Secret) error {
		var err error
		videos, _, err = p.TikTok.VideosSince(ctx, access, since, listPages)
		return err
	})
	if err != nil {
		return "", err
	}
	var found []string
	for _, v := range videos {
		if !isVideo(v, post, since) {
			continue
		}
		claimed, err := p.Store.PostIDClaimed(ctx, v.ID)
		if err != nil {
			return "", err
		}
		if !claimed {
			found = append(found, v.ID)
		}
	}
	if len(found) != 1 {
		return "", nil
	}
	return found[0], nil
}

// isVideo reports whether v is the post: it was made after the post was handed over,
// and its caption, if the post has one, or else its length is the post's.
func isVideo(v cuedrop.Video, post cuedrop.Post, since time.Time) bool {
	if v.CreatedAt.IsZero() || v.CreatedAt.Before(since.Truncate(time.Second)) || v.CreatedAt.After(since.Add(postedBefore+2*verdictWithin)) {
		return false
	}
	length := time.Duration(post.Rendition.DurationMs) * time.Millisecond
	sameLength := v.Duration > 0 && (v.Duration-length).Abs() <= durationSlack
	if caption := spelled(post.Settings.Caption); caption != "" {
		said := spelled(v.Description)
		if said == "" {
			said = spelled(v.Title)
		}
		return said == caption && (v.Duration == 0 || sameLength)
	}
	return spelled(v.Title+v.Description) == "" && sameLength
}

// spelled is what the list tells of a caption, spelled one way.
func spelled(caption string) string {
	words := strings.Join(strings.Fields(norm.NFC.String(caption)), " ")
	if r := []rune(words); len(r) > titleMax {
		words = strings.TrimSpace(string(r[:titleMax]))
	}
	return words
}

// link asks TikTok where a published post can be seen.
func (p *Publisher) link(ctx context.Context, post cuedrop.Post, ids []string) error {
	if len(ids) == 0 || !p.Accounts.Lists(ctx, post.AccountID) {
		return nil
	}
	var videos []cuedrop.Video
	err := p.Accounts.WithToken(ctx, post.AccountID, func(access cuedrop.Secret) error {
		var err error
		videos, err = p.TikTok.VideoQuery(ctx, access, ids[:1])
		return err
	})
	if err != nil || len(videos) == 0 || videos[0].ShareURL == "" {
		return err
	}
	return p.Store.SetLink(ctx, post.ID, videos[0].ShareURL)
}
