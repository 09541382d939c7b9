package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// reasonMoving is of an erasure that is refused. Part of the wire: do not rename.
const reasonMoving = "privacy.in_flight"

// EraseRows deletes all rows of a target in one transaction that also notes the erasure
// as begun, so that whoever opens the workspace next completes it. It refuses with
// Conflict while a post of it is on its way (privacy.in_flight), or is one of which
// nobody can know and the user has not given their word (privacy.unsettled), or while
// another erasure is not done (privacy.erasing).
func (s *Store) EraseRows(ctx context.Context, o cuedrop.EraseOrder) error {
	where, err := selected(o.ErasureTarget)
	if err != nil {
		return err
	}
	sealedOwed := make([][]byte, len(o.Owed))
	for i, r := range o.Owed {
		if sealedOwed[i], err = s.sealPair(ctx, r.Tokens, revocationPlace(r.ID)); err != nil {
			return err
		}
	}
	markers, err := s.sealMarkers(ctx, o.Markers)
	if err != nil {
		return err
	}
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		posts, err := erasedPosts(ctx, t, where, o.ID)
		if err != nil {
			return nil, err
		}
		if err := mayErase(posts, o.Unsettled); err != nil {
			return nil, err
		}
		if err := noteErasure(ctx, t, o, markers); err != nil {
			return nil, err
		}
		rev, err := nextRev(ctx, t)
		if err != nil {
			return nil, err
		}
		accounts, err := erasedAccounts(ctx, t, o.ErasureTarget)
		if err != nil {
			return nil, err
		}
		if o.Scope == cuedrop.ScopeAll {
			err = eraseAll(ctx, t)
		} else {
			err = eraseSome(ctx, t, where, o)
		}
		if err != nil {
			return nil, err
		}
		for i, r := range o.Owed {
			if err := addRevocation(ctx, t, r, sealedOwed[i]); err != nil {
				return nil, err
			}
		}
		return func() { s.reportErased(posts, accounts, rev) }, trimJournal(ctx, t)
	})
}

// sealMarkers seals what is to be searched for. Without a key it is given up: the
// erasure matters more than the search after it.
func (s *Store) sealMarkers(ctx context.Context, markers []string) ([]byte, error) {
	raw, err := json.Marshal(markers)
	if err != nil {
		return nil, fmt.Errorf("encode markers: %w", err)
	}
	sealed, err := s.seal(ctx, string(raw), erasurePlace)
	if err != nil && ctx.Err() == nil {
		return nil, nil
	}
	return sealed, err
}

func mayErase(posts []cuedrop.ErasedPost, unsettled bool) error {
	for _, p := range posts {
		if p.Moving() {
			return fault.New(fault.Conflict, reasonMoving, "A post is on its way. Try again in a moment; it is canceled first.")
		}
		if p.Unsettled() && !unsettled {
			return cuedrop.ErrUnsettled
		}
	}
	return nil
}

func noteErasure(ctx context.Context, t *sql.Tx, o cuedrop.EraseOrder, markers []byte) error {
	var others int
	if err := t.QueryRowContext(ctx, `SELECT COUNT(*) FROM erasure`).Scan(&others); err != nil {
		return err
	}
	if others > 0 {
		return fault.New(fault.Conflict, "privacy.erasing", "Another erasure is not done yet. Try again in a moment.")
	}
	owners, err := json.Marshal(o.Owners)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `INSERT INTO erasure (id, scope, begun_at, owners, markers) VALUES (1, ?, ?, ?, ?)`, o.Scope, millis(o.At), string(owners), markers)
	return err
}

func erasedAccounts(ctx context.Context, t *sql.Tx, target cuedrop.ErasureTarget) ([]cuedrop.AccountID, error) {
	query := `SELECT id FROM account WHERE ?1 = ?1`
	switch target.Scope {
	case cuedrop.ScopePost:
		return nil, nil
	case cuedrop.ScopeAccount:
		query = `SELECT id FROM account WHERE id = ?1`
	case cuedrop.ScopeAll:
	}
	rows, err := t.QueryContext(ctx, query, target.ID)
	return collect(rows, err, func(row scanner) (cuedrop.AccountID, error) {
		var id cuedrop.AccountID
		err := row.Scan(&id)
		return id, err
	})
}

// eraseSome deletes a post, or an account with all that is of it: also rows of tables
// that this program's newer parts have added, by their columns post_id and account_id.
func eraseSome(ctx context.Context, t *sql.Tx, where string, o cuedrop.EraseOrder) error {
	of := `(SELECT id FROM post WHERE ` + where + `)`
	var media string
	err := t.QueryRowContext(ctx, `SELECT json_group_array(media_id) FROM (`+clipsOf(where)+`)`, o.ID).Scan(&media)
	if err != nil {
		return err
	}
	if _, err := eraseLines(ctx, t, `post_id IN `+of, o.ID); err != nil {
		return err
	}
	for column, condition := range map[string]string{"post_id": `post_id IN ` + of, "account_id": `account_id = ?1`} {
		if column == "account_id" && o.Scope != cuedrop.ScopeAccount {
			continue
		}
		tables, err := tablesWith(ctx, t, column)
		if err != nil {
			return err
		}
		for _, table := range tables {
			if table == "attempt_event" || table == "post" {
				continue // erased above, and below
			}
			if _, err := t.ExecContext(ctx, `DELETE FROM `+table+` WHERE `+condition, o.ID); err != nil { //nolint:gosec // a table of the schema, and constants
				return err
			}
		}
	}
	for _, query := range []string{
		`DELETE FROM post WHERE ` + where,
		`DELETE FROM media WHERE id IN (SELECT value FROM json_each(?2)) AND id NOT IN (SELECT media_id FROM post) AND ?1 = ?1`,
		`DELETE FROM clip_trait WHERE sha256 NOT IN (SELECT sha256 FROM media) AND ?1 = ?1`,
	} {
		if _, err := t.ExecContext(ctx, query, o.ID, media); err != nil {
			return err
		}
	}
	if o.Scope == cuedrop.ScopeAccount {
		if _, err := t.ExecContext(ctx, `DELETE FROM activity WHERE subject = ?`, o.ID); err != nil {
			return err
		}
		// A creator's picture was asked for before there was an account, and its address is
		// theirs.
		_, err := t.ExecContext(ctx, `DELETE FROM request WHERE purpose = 'avatar' AND path <> ''
			AND INSTR((SELECT avatar_url FROM account WHERE id = ?), host || path) > 0`, o.ID)
		if err != nil {
			return err
		}
		res, err := t.ExecContext(ctx, `DELETE FROM account WHERE id = ?`, o.ID)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return notFound(sql.ErrNoRows, errAccountGone.Reason, errAccountGone.Message)
		}
	}
	return nil
}

// keptTables hold nothing of a person, or what shows that a right was served, or what
// TikTok is still to be told. The journal is emptied by trimJournal.
var keptTables = map[string]bool{
	"rev": true, "lease": true, "goose_db_version": true, "data_request": true, "erasure": true, "revocation": true,
	"setting": true, "attempt_event": true,
}

func eraseAll(ctx context.Context, t *sql.Tx) error {
	if _, err := eraseLines(ctx, t, `TRUE`); err != nil {
		return err
	}
	tables, err := tablesWith(ctx, t, "")
	if err != nil {
		return err
	}
	// Tables may point to one another in any way; what is left is checked at the commit.
	if _, err := t.ExecContext(ctx, `PRAGMA defer_foreign_keys = ON`); err != nil {
		return err
	}
	for _, table := range append([]string{"attempt", "post"}, tables...) { // these point to most

		if keptTables[table] {
			continue
		}
		if _, err := t.ExecContext(ctx, `DELETE FROM `+table); err != nil { //nolint:gosec // a table of the schema whose name was checked
			return err
		}
	}
	_, err = t.ExecContext(ctx, `DELETE FROM setting WHERE key NOT LIKE 'store.%' AND key <> ?`, keyAnchor)
	return err
}

// tablesWith returns the tables that have a column, or all for "".
func tablesWith(ctx context.Context, t *sql.Tx, column string) ([]string, error) {
	rows, err := t.QueryContext(ctx, `SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
		AND (?1 = '' OR EXISTS (SELECT 1 FROM pragma_table_info(m.name) c WHERE c.name = ?1)) ORDER BY 1`, column)
	all, err := collect(rows, err, scanText)
	for _, table := range all {
		if err == nil && !identifier.MatchString(table) {
			err = damaged(fmt.Errorf("a table called %q", table))
		}
	}
	return all, err
}

func (s *Store) reportErased(posts []cuedrop.ErasedPost, accounts []cuedrop.AccountID, rev int64) {
	if s.opts.PostRemoved != nil {
		for _, p := range posts {
			s.opts.PostRemoved(p.ID, rev)
		}
	}
	if s.opts.AccountRemoved != nil {
		for _, id := range accounts {
			s.opts.AccountRemoved(id, rev)
		}
	}
}

// ErasureFilesGone forgets whose files an erasure had to remove: they are removed.
func (s *Store) ErasureFilesGone(ctx context.Context) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		_, err := t.ExecContext(ctx, `UPDATE erasure SET owners = '[]'`)
		return nil, err
	})
}

// compactWithin is how long Compact waits for readers to let the log go.
const compactWithin = 20 * time.Second

// Compact writes the database anew without what was deleted and empties its log. Others
// read meanwhile, and nobody writes.
func (s *Store) Compact(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.InPlace(); err != nil {
		return err
	}
	// In memory, so that no temporary file holds what the database holds.
	for _, query := range []string{`PRAGMA temp_store = MEMORY`, `VACUUM`, `PRAGMA temp_store = DEFAULT`} {
		if _, err := s.write.ExecContext(ctx, query); err != nil {
			return translate(err)
		}
	}
	return s.emptyLog(ctx)
}

// emptyLog moves all of the log into the database and truncates it. The caller holds mu.
func (s *Store) emptyLog(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, compactWithin)
	defer cancel()
	for {
		var busy, inLog, moved int
		err := s.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &inLog, &moved)
		if err != nil && ctx.Err() == nil && !fault.Is(translate(err), fault.Unavailable) {
			return translate(err)
		}
		if err == nil && busy == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fault.Wrap(errors.Join(err, ctx.Err()), fault.Unavailable, "store.busy", "Another program reads the workspace, so that what was erased is still in its log. Quit it and start Cuedrop again; it completes by itself.")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// FinishErasure notes that the erasure is done, and that it was.
func (s *Store) FinishErasure(ctx context.Context, r cuedrop.DataRequest) error {
	err := s.tx(ctx, func(t *sql.Tx) (func(), error) {
		if _, err := t.ExecContext(ctx, `DELETE FROM erasure`); err != nil {
			return nil, err
		}
		_, err := t.ExecContext(ctx, `INSERT INTO data_request (at, kind, scope, outcome, elapsed_ms) VALUES (?, ?, ?, ?, ?)`,
			millis(r.At), r.Kind, r.Scope, r.Outcome, r.Elapsed.Milliseconds())
		return nil, err
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.emptyLog(ctx)
}

// ReplaceRevocations stores what TikTok is still to be told, sealed anew: the key has
// changed.
func (s *Store) ReplaceRevocations(ctx context.Context, owed []cuedrop.Revocation) error {
	sealed := make([][]byte, len(owed))
	for i, r := range owed {
		var err error
		if sealed[i], err = s.sealPair(ctx, r.Tokens, revocationPlace(r.ID)); err != nil {
			return err
		}
	}
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		if _, err := t.ExecContext(ctx, `DELETE FROM revocation`); err != nil {
			return nil, err
		}
		for i, r := range owed {
			if err := addRevocation(ctx, t, r, sealed[i]); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
}
