package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Apply performs one step of a post: the state, the attempt and the journal line
// are one transaction, durable when Apply returns. It refuses with Conflict when
// the post is no longer in c.From (or c.Rev), when the machine has no such step,
// and when the attempt is not what the caller believed: another one is live, or it
// has begun to finish and is to be canceled.
//
// It and ApplyAll, which makes the same steps, are the only code that writes post.state.
func (s *Store) Apply(ctx context.Context, c cuedrop.Change) (cuedrop.Post, error) {
	to, err := cuedrop.Next(c.From, c.Transition)
	if err != nil {
		return cuedrop.Post{}, err
	}
	var sealedURL []byte
	if c.Attempt != nil && c.Attempt.UploadURL != "" {
		// Sealed before the transaction: the vault may have to ask the keyring.
		if sealedURL, err = s.seal(ctx, c.Attempt.UploadURL.Reveal(), uploadURLPlace(c.Attempt.ID)); err != nil {
			return cuedrop.Post{}, err
		}
	}
	var p cuedrop.Post
	err = s.tx(ctx, func(t *sql.Tx) (func(), error) {
		if p, err = s.applyIn(ctx, t, c, to, sealedURL); err != nil {
			return nil, err
		}
		return s.postReport(p), nil
	})
	return p, err
}

func (s *Store) applyIn(ctx context.Context, t *sql.Tx, c cuedrop.Change, to cuedrop.State, sealedURL []byte) (cuedrop.Post, error) {
	if c.Transition == cuedrop.TransReplace {
		if err := noteSentClip(ctx, t, c.Post); err != nil {
			return cuedrop.Post{}, err
		}
	}
	if err := updatePost(ctx, t, c, to); err != nil {
		return cuedrop.Post{}, err
	}
	if err := updateAttempt(ctx, t, c, sealedURL); err != nil {
		return cuedrop.Post{}, err
	}
	if err := checkLive(ctx, t, c.Post, to); err != nil {
		return cuedrop.Post{}, err
	}
	if err := appendEvent(ctx, t, c, to); err != nil {
		return cuedrop.Post{}, err
	}
	return s.postIn(ctx, t, c.Post)
}

func updatePost(ctx context.Context, t *sql.Tx, c cuedrop.Change, to cuedrop.State) error {
	rev, err := nextRev(ctx, t)
	if err != nil {
		return err
	}
	set := `rev = ?, state = ?, updated_at = ?`
	args := []any{rev, to, millis(c.At)}
	add := func(column string, v any) {
		set += `, ` + column + ` = ?`
		args = append(args, v)
	}
	failure, err := jsonOrNull(c.Failure)
	if err != nil {
		return err
	}
	add("failure", failure)
	if c.Schedule != nil {
		add("wall", c.Schedule.Wall)
		add("zone", c.Schedule.Zone)
		add("due_at", millis(c.Schedule.At))
		// A post that comes back to the time of its slot comes back to the slot: if
		// another one was given it meanwhile, the index says so.
		set += `, slot_at = CASE WHEN ? OR slot_at = ? THEN ? ELSE 0 END`
		args = append(args, c.BySlot, millis(c.Schedule.At), millis(c.Schedule.At))
	}
	if c.NotBefore != nil {
		add("not_before", millis(*c.NotBefore))
	}
	for _, part := range []struct {
		column string
		set    bool
		value  func() (sql.NullString, error)
	}{
		{"consent", c.Consent != nil || to == cuedrop.Draft, func() (sql.NullString, error) { return jsonOrNull(c.Consent) }},
		{"rendition", c.Rendition != nil || c.Transition == cuedrop.TransReplace, func() (sql.NullString, error) { return jsonOrNull(c.Rendition) }},
		{"post_ids", len(c.PostIDs) > 0, func() (sql.NullString, error) { return jsonOrNull(&c.PostIDs) }},
	} {
		if !part.set {
			continue
		}
		v, err := part.value()
		if err != nil {
			return err
		}
		add(part.column, v)
	}
	if to == cuedrop.Published {
		add("published_at", millis(c.At))
	}
	if c.Transition == cuedrop.TransReplace {
		add("media_id", c.MediaID)
	}
	args = append(args, c.Post, c.From, c.Rev, c.Rev)
	// set holds column names from this function only, never input.
	res, err := t.ExecContext(ctx, `UPDATE post SET `+set+` WHERE id = ? AND state = ? AND (? = 0 OR rev = ?) AND removed_at = 0`, args...)
	if c.Schedule != nil && isUnique(err) {
		return fault.Wrap(err, fault.Conflict, "slot.taken", "Another post was just given that slot. Choose the next one.")
	}
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return conflict(err)
	}
	return nil
}

// noteSentClip writes to the attempts of a post which clip they sent, before it is given
// another: its name too, because a clip that no post has can be taken out of the library.
func noteSentClip(ctx context.Context, t *sql.Tx, id cuedrop.PostID) error {
	_, err := t.ExecContext(ctx, `UPDATE attempt SET media_id = m.id, clip = m.name
		FROM post p JOIN media m ON m.id = p.media_id
		WHERE attempt.post_id = ?1 AND attempt.media_id = '' AND p.id = ?1`, id)
	return err
}

func updateAttempt(ctx context.Context, t *sql.Tx, c cuedrop.Change, sealedURL []byte) error {
	ac := c.Attempt
	if ac == nil {
		return nil
	}
	if a := ac.Start; a != nil {
		_, err := t.ExecContext(ctx, `INSERT INTO attempt (id, post_id, number, state, inits, size, chunk_size, chunk_count, sha256, started_at)
			VALUES (?, ?, 1 + (SELECT COALESCE(MAX(number), 0) FROM attempt WHERE post_id = ?2), ?, ?, ?, ?, ?, ?, ?)`,
			a.ID, c.Post, a.State, a.Inits, a.Plan.Size, a.Plan.ChunkSize, a.Plan.Count, a.SHA256, millis(c.At))
		return err
	}
	failure, err := jsonOrNull(c.Failure)
	if err != nil {
		return err
	}
	var acked sql.NullInt64
	if ac.Acked != nil {
		acked = sql.NullInt64{Int64: *ac.Acked, Valid: true}
	}
	var finishing, ended int64
	if ac.Finishing {
		finishing = millis(c.At)
	}
	if ac.End {
		ended = millis(c.At)
	}
	res, err := t.ExecContext(ctx, `UPDATE attempt SET
			state        = COALESCE(NULLIF(?1, ''), state),
			inits        = CASE WHEN ?2 > 0 THEN ?2 ELSE inits END,
			publish_id   = COALESCE(NULLIF(?3, ''), publish_id),
			upload_url   = CASE WHEN ?4 THEN NULL ELSE COALESCE(?5, upload_url) END,
			issued_at    = CASE WHEN ?6 > 0 THEN ?6 ELSE issued_at END,
			acked        = COALESCE(?7, acked),
			finishing_at = CASE WHEN finishing_at = 0 THEN ?8 ELSE finishing_at END,
			ended_at     = CASE WHEN ?4 THEN ?9 ELSE ended_at END,
			failure      = COALESCE(?10, failure)
		WHERE id = ?11 AND post_id = ?12 AND ended_at = 0 AND (finishing_at = 0 OR NOT ?13)`,
		ac.State, ac.Inits, ac.PublishID, ac.End, sealedURL, millis(ac.IssuedAt), acked, finishing, ended, failure, ac.ID, c.Post,
		c.Transition == cuedrop.TransCancel)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return conflict(err)
	}
	return nil
}

// checkLive refuses a step after which the post and its attempts would tell
// different stories: a post that was handed nothing to TikTok has no live attempt,
// and one on its way there has one. The caller's idea of the attempt was too old.
func checkLive(ctx context.Context, t *sql.Tx, id cuedrop.PostID, to cuedrop.State) error {
	var live bool
	err := t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM attempt WHERE post_id = ?
		AND state IN ('init_sent', 'uploading', 'finishing', 'confirming', 'uncertain'))`, id).Scan(&live)
	if err != nil {
		return err
	}
	wanted := false
	switch to {
	case cuedrop.InitSent, cuedrop.Uploading, cuedrop.Finishing, cuedrop.Confirming, cuedrop.Uncertain:
		wanted = true
	case cuedrop.Draft, cuedrop.Scheduled, cuedrop.Due, cuedrop.Prepared, cuedrop.Published, cuedrop.InInbox,
		cuedrop.Blocked, cuedrop.Missed, cuedrop.Failed, cuedrop.Canceled:
	}
	if live != wanted {
		return conflict(fmt.Errorf("%s with a live attempt: %t", to, live))
	}
	return nil
}

// appendEvent writes the journal line, chained to the one before it.
func appendEvent(ctx context.Context, t *sql.Tx, c cuedrop.Change, to cuedrop.State) error {
	detail := c.Detail
	if detail == nil {
		detail = map[string]any{}
	}
	raw, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("encode journal detail: %w", err)
	}
	var attempt cuedrop.AttemptID
	if c.Attempt != nil {
		attempt = c.Attempt.ID
	}
	return appendLine(ctx, t, cuedrop.AttemptEvent{
		At: fromMillis(millis(c.At)), PostID: c.Post, AttemptID: attempt,
		Transition: c.Transition, From: c.From, To: to, Detail: string(raw),
	})
}

// appendLine gives a line its number and its place in the chain.
func appendLine(ctx context.Context, t *sql.Tx, e cuedrop.AttemptEvent) error {
	last, err := journalEnd(ctx, t)
	if err != nil {
		return err
	}
	e.Seq = last.Seq + 1
	e.Hash = chain(last.Hash, e)
	_, err = t.ExecContext(ctx, insertLine, lineValues(e)...)
	return err
}

// journalEnd returns what the next line is chained to. Numbers go on from the highest
// ever given, so that lines cut off the end leave a gap for VerifyJournal to find.
func journalEnd(ctx context.Context, t *sql.Tx) (anchor, error) {
	var end anchor
	var hash sql.NullString
	err := t.QueryRowContext(ctx, `SELECT `+highestSeq+`, (SELECT hash FROM attempt_event ORDER BY seq DESC LIMIT 1)`).Scan(&end.Seq, &hash)
	if err != nil || hash.Valid {
		end.Hash = hash.String
		return end, err
	}
	gone, err := anchorIn(ctx, t) // the lines before it are erased and gone
	end.Hash = gone.Hash
	return end, err
}

const insertLine = `INSERT INTO attempt_event (seq, at, post_id, attempt_id, transition, from_state, to_state, detail, hash)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

func lineValues(e cuedrop.AttemptEvent) []any {
	return []any{e.Seq, millis(e.At), e.PostID, e.AttemptID, e.Transition, e.From, e.To, e.Detail, e.Hash}
}

// chain returns the hash of e after a line whose hash is last.
func chain(last string, e cuedrop.AttemptEvent) string {
	h := sha256.New()
	for _, part := range []string{
		last, fmt.Sprint(e.Seq), fmt.Sprint(millis(e.At)), string(e.PostID), string(e.AttemptID),
		string(e.Transition), string(e.From), string(e.To), e.Detail,
	} {
		// Lengths keep two different lines from having the same bytes.
		_, _ = fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}
