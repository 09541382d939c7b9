package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// settledStates are those from which a post does not go on by itself.
const settledStates = `('published', 'in_inbox', 'failed', 'canceled')`

// Expire deletes the rows of a table that are older than before, and returns how many.
func (s *Store) Expire(ctx context.Context, a cuedrop.Aged, before time.Time) (n int64, err error) {
	if !identifier.MatchString(a.Table) || !identifier.MatchString(a.Column) {
		return 0, fault.Wrap(fmt.Errorf("%+v", a), fault.Internal, "privacy.claim", fault.InternalMessage)
	}
	return s.expire(ctx, func(t *sql.Tx) (int64, error) {
		// The names were checked above and come from the registry.
		return changed(t.ExecContext(ctx, `DELETE FROM `+a.Table+` WHERE `+a.Column+` < ?`, millis(before)))
	})
}

// expire runs f in a transaction and empties the log if it removed anything.
func (s *Store) expire(ctx context.Context, f func(*sql.Tx) (int64, error)) (n int64, err error) {
	err = s.tx(ctx, func(t *sql.Tx) (func(), error) {
		var err error
		n, err = f(t)
		return nil, err
	})
	if err == nil && n > 0 {
		s.erase(ctx)
	}
	return n, err
}

func changed(res sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// ExpireRecord forgets attempts that ended before a time, of posts that don't go on,
// what the journal says of that time, and the ids that TikTok gave. It returns how many
// rows that were. A post that is not settled keeps its whole record: it guards against
// sending twice.
func (s *Store) ExpireRecord(ctx context.Context, before time.Time) (int64, error) {
	return s.expire(ctx, func(t *sql.Tx) (int64, error) {
		var total int64
		for _, query := range []string{
			`DELETE FROM attempt WHERE ended_at > 0 AND ended_at < ? AND post_id IN (SELECT id FROM post WHERE state IN ` + settledStates + `)`,
			`UPDATE post SET post_ids = '[]', link = '', published_at = 0 WHERE published_at > 0 AND published_at < ? AND state IN ` + settledStates,
			// What was taken off the lists stayed for its record only.
			`DELETE FROM post WHERE removed_at > 0 AND removed_at < ? AND id NOT IN (SELECT post_id FROM attempt)`,
		} {
			n, err := changed(t.ExecContext(ctx, query, millis(before)))
			if err != nil {
				return 0, err
			}
			total += n
		}
		n, err := eraseLines(ctx, t, `at < ? AND post_id NOT IN (SELECT id FROM post WHERE state NOT IN `+settledStates+`)`, millis(before))
		if err != nil {
			return 0, err
		}
		if total+n == 0 {
			return 0, nil
		}
		if err := dropUnused(ctx, t); err != nil {
			return 0, err
		}
		return total + n, trimJournal(ctx, t)
	})
}

// dropUnused deletes clips that neither a post nor the library has, and traits of which no
// clip is left.
func dropUnused(ctx context.Context, t *sql.Tx) error {
	for _, query := range []string{
		`DELETE FROM media WHERE (removed_at > 0 OR path = '') AND id NOT IN (SELECT media_id FROM post)`,
		`DELETE FROM clip_trait WHERE sha256 NOT IN (SELECT sha256 FROM media WHERE path <> '')`,
	} {
		if _, err := t.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// ExpireContent forgets the words, the settings and the clips of posts that were settled
// before a time. Those with attempts stay as a record, without content and off the
// lists; the others go. It returns the ids of the posts and clips whose files are not
// needed any more.
func (s *Store) ExpireContent(ctx context.Context, before, now time.Time) (posts int64, owners []string, err error) {
	posts, err = s.expire(ctx, func(t *sql.Tx) (int64, error) {
		const past = `state IN ` + settledStates + ` AND updated_at < ?1`
		const old = past + ` AND settings <> '{}'`
		var raw string
		// A clip goes with the last of its posts: those that went before do not keep it.
		err := t.QueryRowContext(ctx, `SELECT json_group_array(id) FROM (SELECT id FROM post WHERE `+old+` UNION
			SELECT DISTINCT media_id FROM post WHERE `+old+` EXCEPT SELECT media_id FROM post WHERE NOT (`+past+`))`, millis(before)).Scan(&raw)
		if err != nil {
			return 0, err
		}
		if err := json.Unmarshal([]byte(raw), &owners); err != nil || len(owners) == 0 {
			return 0, err
		}
		var n int64
		for i, query := range []string{
			`DELETE FROM post WHERE ` + old + ` AND id NOT IN (SELECT post_id FROM attempt)`,
			`UPDATE post SET settings = '{}', consent = NULL, failure = NULL, rendition = NULL,
				removed_at = CASE WHEN removed_at = 0 THEN ?2 ELSE removed_at END WHERE ` + old,
		} {
			args := []any{millis(before), millis(now)}
			m, err := changed(t.ExecContext(ctx, query, args[:i+1]...))
			if err != nil {
				return 0, err
			}
			n += m
		}
		_, err = t.ExecContext(ctx, `UPDATE media SET path = '', name = '', info = '{}', findings = '[]', file_id = '',
			removed_at = CASE WHEN removed_at = 0 THEN ?2 ELSE removed_at END
			WHERE id IN (SELECT value FROM json_each(?1)) AND path <> ''`, raw, millis(now))
		if err != nil {
			return 0, err
		}
		return n, dropUnused(ctx, t)
	})
	return posts, owners, err
}
