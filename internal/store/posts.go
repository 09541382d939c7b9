package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const ownColumns = `p.id, p.rev, p.state, COALESCE(p.account_id, ''), p.media_id, p.mode, p.settings,
  p.wall, p.zone, p.due_at, p.not_before, p.consent, p.failure, p.rendition, p.post_ids, p.link,
  p.created_at, p.updated_at, p.published_at`

const postColumns = ownColumns + `,
  (SELECT COUNT(*) FROM attempt a WHERE a.post_id = p.id),
  COALESCE((SELECT a.publish_id FROM attempt a WHERE a.post_id = p.id ORDER BY a.number DESC LIMIT 1), '')`

// scanPost returns what reads a row of postColumns. It unseals captions, and fails as the
// vault does while that is locked.
func (s *Store) scanPost(ctx context.Context) func(scanner) (cuedrop.Post, error) {
	return func(row scanner) (cuedrop.Post, error) { return s.readPost(ctx, row) }
}

func (s *Store) readPost(ctx context.Context, row scanner) (cuedrop.Post, error) {
	var (
		p                                cuedrop.Post
		settings, postIDs                string
		consent, failure, rendition      sql.NullString
		dueAt, notBefore                 int64
		createdAt, updatedAt, publishedA int64
	)
	err := row.Scan(&p.ID, &p.Rev, &p.State, &p.AccountID, &p.MediaID, &p.Mode, &settings,
		&p.Schedule.Wall, &p.Schedule.Zone, &dueAt, &notBefore, &consent, &failure, &rendition, &postIDs, &p.Link,
		&createdAt, &updatedAt, &publishedA, &p.Attempts, &p.PublishID)
	if err != nil {
		return p, err
	}
	p.PostIDs = []string{} // as most have it: not worth a decoder in a long list
	p.Schedule.At, p.NotBefore = fromMillis(dueAt), fromMillis(notBefore)
	p.CreatedAt, p.UpdatedAt, p.PublishedAt = fromMillis(createdAt), fromMillis(updatedAt), fromMillis(publishedA)
	if p.Settings, err = s.decodeSettings(ctx, p.ID, settings); err != nil {
		return p, err
	}
	for _, part := range []struct {
		raw  sql.NullString
		into any
	}{
		{sql.NullString{String: postIDs, Valid: true}, &p.PostIDs},
		{consent, &p.Consent},
		{failure, &p.Failure},
		{rendition, &p.Rendition},
	} {
		if !part.raw.Valid || part.raw.String == "[]" {
			continue
		}
		if err := json.Unmarshal([]byte(part.raw.String), part.into); err != nil {
			return p, fmt.Errorf("read post %s: %w", p.ID, err)
		}
	}
	return p, nil
}

// jsonOrNull encodes v, or NULL for a nil pointer.
func jsonOrNull[T any](v *T) (sql.NullString, error) {
	if v == nil {
		return sql.NullString{}, nil
	}
	raw, err := json.Marshal(v)
	return sql.NullString{String: string(raw), Valid: true}, err
}

var errPostGone = fault.New(fault.NotFound, "post.not_found", "There is no such post.")

// CreatePost stores p as a draft and returns it with its rev.
func (s *Store) CreatePost(ctx context.Context, p cuedrop.Post) (cuedrop.Post, error) {
	all, err := s.CreatePosts(ctx, p)
	if err != nil {
		return p, err
	}
	return all[0], nil
}

// CreatePosts stores posts as drafts, all or none, and returns them with their revs.
func (s *Store) CreatePosts(ctx context.Context, posts ...cuedrop.Post) ([]cuedrop.Post, error) {
	created := make([]cuedrop.Post, len(posts))
	if err := s.readyForWords(ctx); err != nil {
		return nil, err
	}
	err := s.tx(ctx, func(t *sql.Tx) (func(), error) {
		for i, p := range posts {
			var err error
			if created[i], err = s.createPostIn(ctx, t, p); err != nil {
				return nil, err
			}
		}
		return func() {
			for _, p := range created {
				s.postReport(p)()
			}
		}, nil
	})
	if err != nil {
		return nil, err
	}
	return created, nil
}

func (s *Store) createPostIn(ctx context.Context, t *sql.Tx, p cuedrop.Post) (cuedrop.Post, error) {
	rev, err := nextRev(ctx, t)
	if err != nil {
		return p, err
	}
	settings, err := s.encodeSettings(ctx, t, p.ID, p.Settings)
	if err != nil {
		return p, err
	}
	_, err = t.ExecContext(ctx, `INSERT INTO post (id, rev, state, account_id, media_id, mode, settings, wall, zone, due_at, created_at, updated_at)
		VALUES (?, ?, 'draft', NULLIF(?, ''), ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.ID, rev, p.AccountID, p.MediaID, p.Mode, settings, p.Schedule.Wall, p.Schedule.Zone, millis(p.Schedule.At),
		millis(p.CreatedAt), millis(p.CreatedAt))
	if err != nil {
		return p, err
	}
	return s.postIn(ctx, t, p.ID)
}

// Post returns the post id, or NotFound.
func (s *Store) Post(ctx context.Context, id cuedrop.PostID) (cuedrop.Post, error) {
	p, err := s.readPost(ctx, s.read.QueryRowContext(ctx, `SELECT `+postColumns+` FROM post p WHERE p.id = ? AND p.removed_at = 0`, id))
	return p, notFound(err, errPostGone.Reason, errPostGone.Message)
}

func (s *Store) postIn(ctx context.Context, t *sql.Tx, id cuedrop.PostID) (cuedrop.Post, error) {
	p, err := s.readPost(ctx, t.QueryRowContext(ctx, `SELECT `+postColumns+` FROM post p WHERE p.id = ? AND p.removed_at = 0`, id))
	return p, notFound(err, errPostGone.Reason, errPostGone.Message)
}

// Posts returns every post, those with the earliest time first, then by creation.
func (s *Store) Posts(ctx context.Context) ([]cuedrop.Post, error) {
	// The attempts are counted once for all posts, with the publish_id of the row that has
	// the MAX, and the posts sorted here: 10,000 of them take SQLite longer.
	rows, err := s.read.QueryContext(ctx, `SELECT `+ownColumns+`, COALESCE(a.count, 0), CASE WHEN a.last > 0 THEN COALESCE(a.publish_id, '') ELSE '' END FROM post p
		LEFT JOIN (SELECT post_id, COUNT(*) AS count, MAX(number) AS last, publish_id FROM attempt GROUP BY post_id) a ON a.post_id = p.id
		WHERE p.removed_at = 0`)
	all, err := collect(rows, err, s.scanPost(ctx))
	slices.SortFunc(all, func(a, b cuedrop.Post) int {
		switch at, bt := a.Schedule.At, b.Schedule.At; {
		case at.IsZero() && !bt.IsZero():
			return 1
		case bt.IsZero() && !at.IsZero():
			return -1
		default:
			return cmp.Or(at.Compare(bt), a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
		}
	})
	return all, err
}

// PostsPage returns limit of the posts that Posts returns, from the one at offset on,
// counted from 0.
func (s *Store) PostsPage(ctx context.Context, offset, limit int) ([]cuedrop.Post, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+postColumns+` FROM (
		SELECT id AS page_id FROM post WHERE removed_at = 0 ORDER BY due_at = 0, due_at, created_at, id LIMIT ?1 OFFSET ?2)
		JOIN post p ON p.id = page_id ORDER BY p.due_at = 0, p.due_at, p.created_at, p.id`, limit, offset)
	return collect(rows, err, s.scanPost(ctx))
}

// BlockedPosts returns the posts that wait for a cause outside of them.
func (s *Store) BlockedPosts(ctx context.Context) ([]cuedrop.Post, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+postColumns+` FROM post p WHERE p.state = 'blocked' AND p.removed_at = 0`)
	return collect(rows, err, s.scanPost(ctx))
}

// mayAct is cuedrop.Post's Rests, the other way round, at ?1: both halves use the index.
const mayAct = `(p.state = 'scheduled' AND p.due_at <= ?1 AND p.not_before <= ?1
		  OR p.state IN ('due', 'prepared', 'init_sent', 'uploading', 'finishing', 'confirming')
		    AND (p.not_before <= ?1 OR p.not_before > ?1 + 3660000))`

// DuePosts returns the posts that the engine may act on at now, in the order they
// are due: those in flight, and scheduled ones whose time has come.
func (s *Store) DuePosts(ctx context.Context, now time.Time, limit int) ([]cuedrop.Post, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+postColumns+` FROM post p
		WHERE p.removed_at = 0 AND `+mayAct+`
		ORDER BY p.due_at, p.created_at, p.id LIMIT ?2`, millis(now), limit)
	return collect(rows, err, s.scanPost(ctx))
}

// NextScheduled returns the scheduled post with the earliest time, and false where none is
// scheduled. It reads one row, however long the queue is.
func (s *Store) NextScheduled(ctx context.Context) (cuedrop.Post, bool, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+postColumns+` FROM post p
		WHERE p.state = 'scheduled' AND p.removed_at = 0 ORDER BY p.due_at, p.created_at, p.id LIMIT 1`)
	found, err := collect(rows, err, s.scanPost(ctx))
	if err != nil || len(found) == 0 {
		return cuedrop.Post{}, false, err
	}
	return found[0], true, nil
}

// NextDue returns the earliest instant at which DuePosts will have something new,
// or the zero time when nothing waits for a time.
func (s *Store) NextDue(ctx context.Context, now time.Time) (time.Time, error) {
	var ms sql.NullInt64
	// Nothing after the first scheduled post that is not held back can be earlier, so the
	// index ends the search there instead of at the end of a long queue.
	err := s.read.QueryRowContext(ctx, `SELECT MIN(at) FROM (
		SELECT MIN(not_before) AS at FROM post
		WHERE state IN ('due', 'prepared', 'init_sent', 'uploading', 'finishing', 'confirming') AND removed_at = 0 AND not_before > ?1
		UNION ALL
		SELECT MIN(MAX(due_at, not_before)) FROM post
		WHERE state = 'scheduled' AND removed_at = 0 AND MAX(due_at, not_before) > ?1
		  AND due_at <= COALESCE((SELECT due_at FROM post WHERE state = 'scheduled' AND due_at > ?1
		    AND not_before <= due_at AND removed_at = 0 ORDER BY due_at LIMIT 1), 9223372036854775807))`, millis(now)).Scan(&ms)
	return fromMillis(ms.Int64), translate(err)
}

// InFlight returns how many posts the engine can bring further, whatever their time.
// A post that TikTok has to be asked about, of an account that is signed out or gone, is not
// among them: nobody can be asked about it until the user signs in.
func (s *Store) InFlight(ctx context.Context) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM post p LEFT JOIN account a ON a.id = p.account_id
		WHERE p.removed_at = 0 AND (p.state IN ('due', 'prepared', 'init_sent')
		  OR p.state IN ('uploading', 'finishing', 'confirming') AND a.health = 'ok')`).Scan(&n)
	return n, translate(err)
}

// SavePost stores what the user edited: account, mode and settings. It refuses
// with Conflict when p is no longer in the state and rev that the caller saw. The
// consent is withdrawn, because it was for what the post said before.
func (s *Store) SavePost(ctx context.Context, p cuedrop.Post, at time.Time) (cuedrop.Post, error) {
	var saved cuedrop.Post
	if err := s.readyForWords(ctx); err != nil {
		return p, err
	}
	err := s.tx(ctx, func(t *sql.Tx) (func(), error) {
		var err error
		saved, err = s.savePostIn(ctx, t, p, at)
		return s.postReport(saved), err
	})
	return saved, err
}

func (s *Store) savePostIn(ctx context.Context, t *sql.Tx, p cuedrop.Post, at time.Time) (cuedrop.Post, error) {
	settings, err := s.encodeSettings(ctx, t, p.ID, p.Settings)
	if err != nil {
		return p, err
	}
	rev, err := nextRev(ctx, t)
	if err != nil {
		return p, err
	}
	res, err := t.ExecContext(ctx, `UPDATE post SET rev = ?, account_id = NULLIF(?, ''), mode = ?, settings = ?, consent = NULL, updated_at = ?
		WHERE id = ? AND rev = ? AND state IN ('draft', 'blocked', 'missed', 'failed', 'canceled')`,
		rev, p.AccountID, p.Mode, settings, millis(at), p.ID, p.Rev)
	if err != nil {
		return p, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return p, conflict(err)
	}
	return s.postIn(ctx, t, p.ID)
}

// RemovePost deletes a post that nothing was sent of, and hides one that has
// attempts: the record of what went out stays. It refuses with Conflict while the
// post is in flight or uncertain.
func (s *Store) RemovePost(ctx context.Context, id cuedrop.PostID, at time.Time) error {
	err := s.tx(ctx, func(t *sql.Tx) (func(), error) {
		p, err := s.postIn(ctx, t, id)
		if err != nil {
			return nil, err
		}
		rev, err := removePostIn(ctx, t, p, at)
		return s.removeReport(id, rev), err
	})
	if err == nil {
		s.erase(ctx)
	}
	return err
}

func removePostIn(ctx context.Context, t *sql.Tx, p cuedrop.Post, at time.Time) (rev int64, err error) {
	if p.State.InFlight() || p.State == cuedrop.Uncertain {
		return 0, fault.New(fault.Conflict, "post.in_flight", "This post is on its way. Cancel it first, or wait until it is done.")
	}
	if rev, err = nextRev(ctx, t); err != nil {
		return 0, err
	}
	query := `DELETE FROM post WHERE id = ?2`
	if p.Attempts > 0 {
		query = `UPDATE post SET removed_at = ?1 WHERE id = ?2`
	}
	_, err = t.ExecContext(ctx, query, millis(at), p.ID)
	return rev, err
}

func (s *Store) removeReport(id cuedrop.PostID, rev int64) func() {
	return func() {
		if s.opts.PostRemoved != nil {
			s.opts.PostRemoved(id, rev)
		}
	}
}

func (s *Store) postReport(p cuedrop.Post) func() {
	return func() {
		if s.opts.PostChanged != nil {
			s.opts.PostChanged(p)
		}
	}
}

func conflict(err error) error {
	return fault.Wrap(err, fault.Conflict, "post.changed", "The post has changed meanwhile. Look at it again.")
}
