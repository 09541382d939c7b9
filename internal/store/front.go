package store

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// FirstPosts returns the n posts of each state that a list shows first, and how many of each
// there are beside them. Of what is over the newest come first, of all else what is due first,
// and drafts without a time after those with one.
func (s *Store) FirstPosts(ctx context.Context, n int) ([]cuedrop.Post, map[cuedrop.State]int, error) {
	counts, err := s.countPosts(ctx)
	if err != nil {
		return nil, nil, err
	}
	first := []cuedrop.Post{}
	for state, count := range counts {
		order := `due_at = 0, due_at, created_at, id`
		if state == cuedrop.Scheduled { // all have a time, and their index has them in this order
			order = `due_at, created_at, id`
		}
		if state == cuedrop.Published || state == cuedrop.InInbox || state == cuedrop.Canceled {
			order = `CASE published_at WHEN 0 THEN updated_at ELSE published_at END DESC, id`
		}
		// The ids are sorted without the rows, which are long.
		rows, err := s.read.QueryContext(ctx, `SELECT `+postColumns+` FROM (
			SELECT id AS first_id FROM post WHERE state = ?1 AND removed_at = 0 ORDER BY `+order+` LIMIT ?2)
			JOIN post p ON p.id = first_id`, state, n)
		some, err := collect(rows, err, s.scanPost(ctx))
		if err != nil {
			return nil, nil, err
		}
		first = append(first, some...)
		if counts[state] = max(count-len(some), 0); counts[state] == 0 {
			delete(counts, state)
		}
	}
	return first, counts, nil
}

func (s *Store) countPosts(ctx context.Context) (map[cuedrop.State]int, error) {
	type count struct {
		state cuedrop.State
		n     int
	}
	rows, err := s.read.QueryContext(ctx, `SELECT state, COUNT(*) FROM post WHERE removed_at = 0 GROUP BY state`)
	all, err := collect(rows, err, func(row scanner) (c count, err error) { return c, row.Scan(&c.state, &c.n) })
	if err != nil {
		return nil, err
	}
	counts := map[cuedrop.State]int{}
	for _, c := range all {
		counts[c.state] = c.n
	}
	return counts, nil
}

// PostsAfter returns limit posts in the order of their ids, from the one after id on; "" is
// before all. Unlike a place in the list, an id stays where it is while others come and go.
func (s *Store) PostsAfter(ctx context.Context, id cuedrop.PostID, limit int) ([]cuedrop.Post, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+postColumns+` FROM post p
		WHERE p.id > ? AND p.removed_at = 0 ORDER BY p.id LIMIT ?`, id, limit)
	return collect(rows, err, s.scanPost(ctx))
}
