package app

import (
	"cmp"
	"slices"

	"cuedrop/internal/cuedrop"
)

const (
	// firstRows of each state are in the snapshot: more than the highest screen has rows
	// (2,160 pixels of 40).
	firstRows = 60
	// restRows come with one call of Posts.After: the page takes that many in within a frame.
	restRows = 2000
)

// After returns the next posts in the order of their ids, from the one after id on; "" is
// before all. What changes in between arrives as events.
func (p *Posts) After(id string) (out PostList, err error) {
	defer p.a.call("Posts.After").end(&err)
	ctx, d := p.a.context(), p.a.deps()
	posts, err := d.Queue.After(ctx, cuedrop.PostID(id), restRows)
	if err != nil {
		return PostList{}, err
	}
	accounts, err := d.Accounts.Accounts(ctx)
	if err != nil {
		return PostList{}, err
	}
	out = PostList{Posts: p.a.mustShow().toCompactPosts(posts, accounts), More: len(posts) == restRows}
	if !out.More {
		p.a.log.Info("window has all posts") // for the same reason as in Drawn
	}
	return out, nil
}

func (s *session) toCompactPosts(posts []cuedrop.Post, accounts []cuedrop.Account) compactPosts {
	byID := map[cuedrop.AccountID]cuedrop.Account{}
	for _, a := range accounts {
		byID[a.ID] = a
	}
	out := make(compactPosts, 0, len(posts))
	for _, p := range posts {
		post := toPost(p, byID[p.AccountID])
		post.Convert = s.convert(p)
		out = append(out, post)
	}
	return out
}

func toStateCounts(counts map[cuedrop.State]int) []StateCount {
	out := []StateCount{}
	for state, n := range counts {
		out = append(out, StateCount{PostState(state), n})
	}
	slices.SortFunc(out, func(a, b StateCount) int { return cmp.Compare(a.State, b.State) })
	return out
}
