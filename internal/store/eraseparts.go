package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// selected is the condition that chooses the posts of a target, with ?1 = its id.
func selected(t cuedrop.ErasureTarget) (string, error) {
	switch t.Scope {
	case cuedrop.ScopePost:
		return "id = ?1", nil
	case cuedrop.ScopeAccount:
		return "account_id = ?1", nil
	case cuedrop.ScopeAll:
		return "?1 = ?1", nil
	}
	return "", fault.New(fault.Invalid, "privacy.scope", "Choose a post, an account or everything to erase.")
}

// ErasureParts returns what erasing a target would touch, or NotFound.
func (s *Store) ErasureParts(ctx context.Context, target cuedrop.ErasureTarget) (cuedrop.ErasureParts, error) {
	where, err := selected(target)
	if err != nil {
		return cuedrop.ErasureParts{}, err
	}
	t, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one snapshot
	if err != nil {
		return cuedrop.ErasureParts{}, translate(err)
	}
	defer func() { _ = t.Rollback() }() // it only read
	out := cuedrop.ErasureParts{Counts: map[string]int{}}
	if out.Name, err = targetName(ctx, t, target); err != nil {
		return out, err
	}
	if out.Posts, err = erasedPosts(ctx, t, where, target.ID); err != nil {
		return out, err
	}
	if out.Media, err = erasedMedia(ctx, t, where, target); err != nil {
		return out, err
	}
	if err = erasedCounts(ctx, t, where, target, &out); err != nil {
		return out, err
	}
	return out, s.eraseTexts(ctx, t, where, target, &out)
}

func targetName(ctx context.Context, t *sql.Tx, target cuedrop.ErasureTarget) (string, error) {
	var name string
	var err error
	switch target.Scope {
	case cuedrop.ScopeAccount:
		err = t.QueryRowContext(ctx, `SELECT COALESCE(NULLIF(username, ''), NULLIF(nickname, ''), id) FROM account WHERE id = ?`, target.ID).Scan(&name)
		return name, notFound(err, errAccountGone.Reason, errAccountGone.Message)
	case cuedrop.ScopePost:
		err = t.QueryRowContext(ctx, `SELECT m.name FROM post p JOIN media m ON m.id = p.media_id WHERE p.id = ?`, target.ID).Scan(&name)
		return name, notFound(err, errPostGone.Reason, errPostGone.Message)
	case cuedrop.ScopeAll:
	}
	return "", nil
}

func erasedPosts(ctx context.Context, t *sql.Tx, where, id string) ([]cuedrop.ErasedPost, error) {
	//nolint:gosec // where is a constant, see selected
	rows, err := t.QueryContext(ctx, `SELECT id, state, COALESCE(account_id, ''),
		EXISTS (SELECT 1 FROM attempt a WHERE a.post_id = post.id AND a.ended_at = 0 AND a.finishing_at > 0)
		FROM post WHERE `+where+` ORDER BY id`, id)
	return collect(rows, err, func(row scanner) (cuedrop.ErasedPost, error) {
		var p cuedrop.ErasedPost
		err := row.Scan(&p.ID, &p.State, &p.Account, &p.Handed)
		return p, err
	})
}

// clipsOf asks for the clips of posts: those that they have, and those that their attempts sent
// before they were given others.
func clipsOf(where string) string {
	return `SELECT media_id FROM post WHERE ` + where + ` UNION SELECT media_id FROM attempt
		WHERE media_id <> '' AND post_id IN (SELECT id FROM post WHERE ` + where + `)`
}

// erasedMedia returns the clips that only the target's posts use; all for everything.
func erasedMedia(ctx context.Context, t *sql.Tx, where string, target cuedrop.ErasureTarget) ([]cuedrop.MediaID, error) {
	//nolint:gosec // where is a constant, see selected
	query := clipsOf(where) + ` EXCEPT SELECT media_id FROM post WHERE (` + where + `) IS NOT TRUE INTERSECT SELECT id FROM media`
	if target.Scope == cuedrop.ScopeAll {
		query = `SELECT id FROM media WHERE ?1 = ?1`
	}
	rows, err := t.QueryContext(ctx, query, target.ID)
	return collect(rows, err, func(row scanner) (cuedrop.MediaID, error) {
		var id cuedrop.MediaID
		err := row.Scan(&id)
		return id, err
	})
}

func erasedCounts(ctx context.Context, t *sql.Tx, where string, target cuedrop.ErasureTarget, out *cuedrop.ErasureParts) error {
	of := `(SELECT id FROM post WHERE ` + where + `)`
	queries := map[string]string{
		"post":          `SELECT COUNT(*) FROM post WHERE ` + where,
		"attempt":       `SELECT COUNT(*) FROM attempt WHERE post_id IN ` + of,
		"attempt_event": `SELECT COUNT(*) FROM attempt_event WHERE post_id IN ` + of,
		"request":       `SELECT COUNT(*) FROM request WHERE post_id IN ` + of,
	}
	switch target.Scope {
	case cuedrop.ScopeAccount:
		queries["account"] = `SELECT COUNT(*) FROM account WHERE id = ?1`
		queries["tokens"] = `SELECT COUNT(*) FROM account WHERE id = ?1 AND tokens IS NOT NULL`
		queries["request"] = `SELECT COUNT(*) FROM request WHERE account_id = ?1 OR post_id IN ` + of
	case cuedrop.ScopeAll:
		queries["account"] = `SELECT COUNT(*) FROM account WHERE ?1 = ?1`
		queries["tokens"] = `SELECT COUNT(*) FROM account WHERE tokens IS NOT NULL AND ?1 = ?1`
		queries["request"] = `SELECT COUNT(*) FROM request WHERE ?1 = ?1`
		queries["attempt_event"] = `SELECT COUNT(*) FROM attempt_event WHERE transition <> '` + transErased + `' AND ?1 = ?1`
		queries["setting"] = `SELECT COUNT(*) FROM setting WHERE ?1 = ?1`
	case cuedrop.ScopePost:
	}
	for name, query := range queries {
		var n int
		if err := t.QueryRowContext(ctx, query, target.ID).Scan(&n); err != nil {
			return translate(err)
		}
		out.Counts[name] = n
	}
	out.Counts["media"] = len(out.Media)
	return nil
}

// eraseTexts collects what must not be found afterwards, and what stays.
func (s *Store) eraseTexts(ctx context.Context, t *sql.Tx, where string, target cuedrop.ErasureTarget, out *cuedrop.ErasureParts) error {
	gone, err := json.Marshal(out.Media)
	if err != nil {
		return err
	}
	account, snippet := `FALSE`, `FALSE`
	switch target.Scope {
	case cuedrop.ScopeAccount:
		account, snippet = `id = ?1`, `account_id = ?1`
	case cuedrop.ScopeAll:
		account, snippet = `TRUE`, `TRUE`
	case cuedrop.ScopePost:
	}
	for _, side := range []struct {
		posts, media, accounts, snippets string
		into                             *[]string
	}{
		{where, `id IN (SELECT value FROM json_each(?2))`, account, snippet, &out.Markers},
		{`(` + where + `) IS NOT TRUE`, `id NOT IN (SELECT value FROM json_each(?2))`, `NOT (` + account + `)`, `(` + snippet + `) IS NOT TRUE`, &out.Stay},
	} {
		// All pieces are constants of this file.
		//nolint:gosec // no input
		rows, err := t.QueryContext(ctx, `SELECT id FROM post WHERE `+side.posts+`
			UNION ALL SELECT link FROM post WHERE link <> '' AND (`+side.posts+`)
			UNION ALL SELECT j.value FROM post, json_each(post.post_ids) j WHERE post_ids <> '[]' AND post.id IN (SELECT id FROM post WHERE `+side.posts+`)
			UNION ALL SELECT publish_id FROM attempt WHERE publish_id IS NOT NULL AND post_id IN (SELECT id FROM post WHERE `+side.posts+`)
			UNION ALL SELECT clip FROM attempt WHERE clip <> '' AND post_id IN (SELECT id FROM post WHERE `+side.posts+`)
			UNION ALL SELECT path FROM media WHERE `+side.media+`
			UNION ALL SELECT name FROM media WHERE `+side.media+`
			UNION ALL SELECT id FROM media WHERE `+side.media+`
			UNION ALL SELECT sha256 FROM media WHERE `+side.media+`
			UNION ALL SELECT id FROM account WHERE `+side.accounts+`
			UNION ALL SELECT nickname FROM account WHERE `+side.accounts+`
			UNION ALL SELECT username FROM account WHERE `+side.accounts+`
			UNION ALL SELECT avatar_url FROM account WHERE `+side.accounts, target.ID, string(gone))
		texts, err := collect(rows, err, func(row scanner) (string, error) {
			var v sql.NullString
			err := row.Scan(&v)
			return v.String, err
		})
		if err != nil {
			return err
		}
		words, err := s.writtenWords(ctx, t, side.posts, side.snippets, target.ID)
		if err != nil {
			return err
		}
		*side.into = append(append(*side.into, texts...), words...)
	}
	if target.Scope == cuedrop.ScopeAll {
		rows, err := t.QueryContext(ctx, `SELECT CAST(value AS TEXT) FROM setting WHERE key IN (?, ?)`, keyPersonName, keyPersonEmail)
		person, err := collect(rows, err, scanText)
		if err != nil {
			return err
		}
		out.Markers = append(out.Markers, person...)
	}
	schema, err := t.QueryContext(ctx, `SELECT COALESCE(sql, '') FROM sqlite_schema`)
	words, err := collect(schema, err, scanText)
	if err != nil {
		return err
	}
	out.Stay = append(out.Stay, words...)
	return s.eraseSecrets(ctx, t, where, account, target, out)
}

// writtenWords are the captions and snippets that two conditions choose, which are
// constants of the caller. What can't be unsealed can't be searched for: it lies nowhere in
// the clear.
func (s *Store) writtenWords(ctx context.Context, t *sql.Tx, posts, snippets, id string) ([]string, error) {
	var words []string
	hidden := false // the vault is locked: it need not be asked for each
	say := func(text string, err error) error {
		switch {
		case err == nil && text != "":
			words = append(words, text)
		case err != nil && ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			hidden = hidden || !lostForGood(err)
		}
		return nil
	}
	//nolint:gosec // no input
	rows, err := t.QueryContext(ctx, `SELECT id, settings FROM post WHERE `+posts, id)
	_, err = collect(rows, err, func(row scanner) (struct{}, error) {
		var post cuedrop.PostID
		var text string
		if err := row.Scan(&post, &text); err != nil || hidden {
			return struct{}{}, err
		}
		settings, err := s.decodeSettings(ctx, post, text)
		return struct{}{}, say(settings.Caption, err)
	})
	if err != nil {
		return nil, err
	}
	//nolint:gosec // no input
	rows, err = t.QueryContext(ctx, `SELECT `+snippetColumns+` FROM snippet WHERE (`+snippets+`) AND ?1 = ?1`, id)
	_, err = collect(rows, err, func(row scanner) (struct{}, error) {
		if hidden {
			return struct{}{}, nil
		}
		n, err := s.scanSnippet(ctx)(row)
		return struct{}{}, say(n.Text, err)
	})
	return words, err
}

// eraseSecrets adds what is stored sealed only. What can't be unsealed can't be searched
// for: it lies nowhere in the clear.
func (s *Store) eraseSecrets(ctx context.Context, t *sql.Tx, where, account string, target cuedrop.ErasureTarget, out *cuedrop.ErasureParts) error {
	type sealed struct {
		id    string
		value []byte
		place string
		pair  bool
	}
	var all []sealed
	for _, q := range []struct {
		query string
		place func(id string) string
		pair  bool
	}{
		{`SELECT id, open_id FROM account WHERE ` + account + ` AND ?1 = ?1`, func(id string) string { return openIDPlace(cuedrop.AccountID(id)) }, false},
		{`SELECT id, tokens FROM account WHERE tokens IS NOT NULL AND ` + account + ` AND ?1 = ?1`, func(id string) string { return tokensPlace(cuedrop.AccountID(id)) }, true},
		{`SELECT id, upload_url FROM attempt WHERE upload_url IS NOT NULL AND post_id IN (SELECT id FROM post WHERE ` + where + `)`,
			func(id string) string { return uploadURLPlace(cuedrop.AttemptID(id)) }, false},
	} {
		rows, err := t.QueryContext(ctx, q.query, target.ID)
		some, err := collect(rows, err, func(row scanner) (sealed, error) {
			v := sealed{pair: q.pair}
			err := row.Scan(&v.id, &v.value)
			v.place = q.place(v.id)
			return v, err
		})
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	for _, v := range all {
		if v.pair {
			if pair, err := s.unsealPair(ctx, v.value, v.place); err == nil {
				out.Markers = append(out.Markers, pair.Access.Reveal(), pair.Refresh.Reveal())
			}
			continue
		}
		if text, err := s.unseal(ctx, v.value, v.place); err == nil {
			out.Markers = append(out.Markers, text)
		}
	}
	return ctx.Err()
}

// Erasing returns the erasure that has begun and is not done, or nil.
func (s *Store) Erasing(ctx context.Context) (*cuedrop.OpenErasure, error) {
	var o cuedrop.OpenErasure
	var begun int64
	var owners string
	var markers []byte
	err := s.read.QueryRowContext(ctx, `SELECT scope, begun_at, owners, markers FROM erasure`).Scan(&o.Scope, &begun, &owners, &markers)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, translate(err)
	}
	o.BegunAt = fromMillis(begun)
	if err := json.Unmarshal([]byte(owners), &o.Owners); err != nil {
		return nil, damaged(err)
	}
	if markers == nil {
		return &o, nil
	}
	if text, err := s.unseal(ctx, markers, erasurePlace); err == nil {
		_ = json.Unmarshal([]byte(text), &o.Markers) // at worst there is nothing to search for
	}
	return &o, nil
}

const erasurePlace = "erasure|1|markers|1"
