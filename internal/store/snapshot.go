package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Snapshot reads tables as of one moment, row by row. Others write meanwhile.
type Snapshot struct {
	s *Store
	t *sql.Tx
}

// Snapshot calls f with a view of the database as it is now.
func (s *Store) Snapshot(ctx context.Context, f func(*Snapshot) error) error {
	t, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return translate(err)
	}
	defer func() { _ = t.Rollback() }() // it only read
	return f(&Snapshot{s, t})
}

// Rows calls each with the values of the columns of every row, in the order in which
// they were stored: int64, float64, string, []byte or nil. An account's open_id comes
// unsealed, or empty where its key is gone; captions and snippets come unsealed.
func (sn *Snapshot) Rows(ctx context.Context, table string, columns []string, each func(values []any) error) error {
	if err := checkNames(table, columns); err != nil {
		return err
	}
	asked := slices.Concat(columns, besides[table])
	//nolint:gosec // the names were checked and come from the registry
	rows, err := sn.t.QueryContext(ctx, `SELECT `+strings.Join(asked, ", ")+` FROM `+table)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = rows.Close() }()
	values, into := make([]any, len(asked)), make([]any, len(asked))
	for i := range into {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return translate(err)
		}
		if err := sn.s.openRow(ctx, table, columns, values); err != nil {
			return err
		}
		if err := each(values[:len(columns)]); err != nil {
			return err
		}
	}
	return translate(rows.Err())
}

func checkNames(table string, columns []string) error {
	for _, name := range append([]string{table}, columns...) {
		if !identifier.MatchString(name) {
			return fault.Wrap(fmt.Errorf("%q is no identifier", name), fault.Internal, "privacy.claim", fault.InternalMessage)
		}
	}
	return nil
}

// Importer adds rows in one transaction.
type Importer struct {
	s   *Store
	t   *sql.Tx
	rev int64
	// made are the statements so far; last is the journal's end once it was asked for.
	made  map[string]*sql.Stmt
	last  *anchor
	words *importedWords    // nil = not asked for
	media []cuedrop.MediaID // that were added
}

// statement prepares a query once.
func (i *Importer) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if known := i.made[query]; known != nil {
		return known, nil
	}
	made, err := i.t.PrepareContext(ctx, query)
	if err == nil {
		i.made[query] = made
	}
	return made, err
}

// Import calls f and commits what it has added, all or nothing. Then it reports the clips,
// accounts and posts that were added.
func (s *Store) Import(ctx context.Context, f func(*Importer) error) error {
	// The key is made or asked for before anybody is kept from writing.
	if _, err := s.seal(ctx, "", "import"); err != nil {
		return err
	}
	var added *Importer
	err := s.tx(ctx, func(t *sql.Tx) (func(), error) {
		rev, err := nextRev(ctx, t)
		if err != nil {
			return nil, err
		}
		i := &Importer{s: s, t: t, rev: rev, made: map[string]*sql.Stmt{}}
		err = f(i)
		for _, made := range i.made {
			err = errors.Join(err, made.Close())
		}
		if err != nil {
			return nil, err
		}
		if err := s.readable(ctx, t); err != nil {
			return nil, brokenImport(err)
		}
		// What was added points to what is there: said as a fault, not as SQLite's.
		var table sql.NullString
		err = t.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table)
		if errors.Is(err, sql.ErrNoRows) {
			added = i
			return nil, nil
		}
		if err == nil {
			err = brokenImport(fmt.Errorf("a row of %s points nowhere", table.String))
		}
		return nil, err
	})
	if err == nil {
		err = s.reportImported(ctx, added)
	}
	return err
}

// reportImported tells of what an import has added, in the order in which it is needed.
func (s *Store) reportImported(ctx context.Context, i *Importer) error {
	for _, id := range i.media {
		m, err := s.Media(ctx, id)
		if err != nil {
			return err
		}
		if s.opts.MediaChanged != nil {
			s.opts.MediaChanged(m)
		}
	}
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if a.Rev == i.rev {
			s.accountReport(a)()
		}
	}
	rows, err := s.read.QueryContext(ctx, `SELECT `+postColumns+` FROM post p WHERE p.rev = ? AND p.removed_at = 0`, i.rev)
	posts, err := collect(rows, err, s.scanPost(ctx))
	for _, p := range posts {
		s.postReport(p)()
	}
	return err
}

// readable reads what others read later, so that nothing is added that they can't.
func (s *Store) readable(ctx context.Context, t *sql.Tx) error {
	rows, err := t.QueryContext(ctx, `SELECT `+ownColumns+`, 0, '' FROM post p`)
	if _, err = collect(rows, err, s.scanPost(ctx)); err != nil {
		return err
	}
	rows, err = t.QueryContext(ctx, `SELECT `+mediaColumns+` FROM media`)
	if _, err = collect(rows, err, scanMedia); err != nil {
		return err
	}
	rows, err = t.QueryContext(ctx, `SELECT `+attemptColumns+` FROM attempt`)
	if _, err = collect(rows, err, scanAttempt); err != nil {
		return err
	}
	rows, err = t.QueryContext(ctx, `SELECT `+snippetColumns+` FROM snippet`)
	_, err = collect(rows, err, s.scanSnippet(ctx))
	return err
}

func brokenImport(err error) error {
	return fault.Wrap(err, fault.Invalid, "import.damaged", "The file is damaged: what is in it does not fit together. Export it again.")
}

// Account adds a signed-out account, or returns the id under which its creator is known
// here. row holds columns; open_id is not sealed.
func (i *Importer) Account(ctx context.Context, row map[string]any) (id string, added bool, err error) {
	openID, _ := row["open_id"].(string)
	given, _ := row["id"].(string)
	if given == "" {
		return "", false, brokenImport(errors.New("an account without an id"))
	}
	digest := i.s.openIDDigest(openID)
	if openID == "" { // its key was gone where it comes from: nobody can find it again
		digest = i.s.openIDDigest("imported " + given)
	}
	err = i.t.QueryRowContext(ctx, `SELECT id FROM account WHERE open_id_digest = ? OR id = ?`, digest, given).Scan(&id)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return id, false, err
	}
	sealed, err := i.s.seal(ctx, openID, openIDPlace(cuedrop.AccountID(given)))
	if err != nil {
		return "", false, err
	}
	values := map[string]any{}
	for column, value := range row {
		values[column] = value
	}
	values["rev"], values["open_id"], values["open_id_digest"] = i.rev, sealed, digest
	values["health"], values["tokens"] = string(cuedrop.AccountSignedOut), nil
	values["access_expires_at"], values["refresh_expires_at"], values["refreshing_until"], values["paused_at"] = 0, 0, 0, 0
	added, err = i.Row(ctx, "account", values)
	return given, added, err
}

// Row adds a row and reports whether it was not there already. Words are sealed where the
// workspace's are.
func (i *Importer) Row(ctx context.Context, table string, row map[string]any) (added bool, err error) {
	if fits, err := i.fits(ctx, table, row); err != nil || !fits {
		return false, err
	}
	columns, marks, args := []string{}, []string{}, []any{}
	for _, column := range slices.Sorted(maps.Keys(row)) { // so that the statement is the same
		value := row[column]
		if column == "rev" {
			value = i.rev
		}
		columns, marks, args = append(columns, column), append(marks, "?"), append(args, value)
	}
	if err := checkNames(table, columns); err != nil {
		return false, err
	}
	insert, err := i.statement(ctx, `INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES (`+strings.Join(marks, ", ")+`) ON CONFLICT DO NOTHING`) //nolint:sqlclosecheck // Import closes all that it made
	if err != nil {
		return false, brokenImport(err)
	}
	n, err := changed(insert.ExecContext(ctx, args...))
	if err != nil && ctx.Err() == nil && !fault.Is(translate(err), fault.Unavailable) {
		err = brokenImport(err)
	}
	if id, ok := row["id"].(string); ok && table == "media" && n > 0 {
		i.media = append(i.media, cuedrop.MediaID(id))
	}
	return n > 0, err
}

// fits seals the words of a row and reports whether it may be new. No number tells one use
// of a right from another, so that all that it says does.
func (i *Importer) fits(ctx context.Context, table string, row map[string]any) (bool, error) {
	if table != "data_request" {
		return i.sealWords(ctx, table, row)
	}
	var here bool
	query, err := i.statement(ctx, `SELECT EXISTS (SELECT 1 FROM data_request WHERE at = ? AND kind = ? AND scope = ? AND outcome = ? AND elapsed_ms = ?)`) //nolint:sqlclosecheck // Import closes all that it made
	if err == nil {
		err = query.QueryRowContext(ctx, row["at"], row["kind"], row["scope"], row["outcome"], row["elapsed_ms"]).Scan(&here)
	}
	return !here, err
}

// Has reports whether a row with an id is there; of slots, one of an account with it.
func (i *Importer) Has(ctx context.Context, table, id string) (bool, error) {
	if err := checkNames(table, nil); err != nil {
		return false, err
	}
	column := "id"
	switch table {
	case "attempt_event":
		column = "post_id"
	case "slot":
		column = "account_id"
	}
	var has bool
	query, err := i.statement(ctx, `SELECT EXISTS (SELECT 1 FROM `+table+` WHERE `+column+` = ?)`) //nolint:sqlclosecheck // Import closes all that it made
	if err == nil {
		err = query.QueryRowContext(ctx, id).Scan(&has)
	}
	return has, err
}

// Line adds a line to the journal: with the time and the words that it had, and a number
// and a digest of this one's.
func (i *Importer) Line(ctx context.Context, row map[string]any) error {
	text := func(column string) string { v, _ := row[column].(string); return v }
	at, _ := row["at"].(int64)
	if text("post_id") == "" || text("transition") == "" || text("transition") == transErased || !json.Valid([]byte(text("detail"))) {
		return brokenImport(errors.New("a line of the journal says nothing"))
	}
	if i.last == nil {
		end, err := journalEnd(ctx, i.t)
		if err != nil {
			return err
		}
		i.last = &end
	}
	insert, err := i.statement(ctx, insertLine) //nolint:sqlclosecheck // Import closes all that it made
	if err != nil {
		return err
	}
	e := cuedrop.AttemptEvent{
		Seq: i.last.Seq + 1, At: fromMillis(at), PostID: cuedrop.PostID(text("post_id")), AttemptID: cuedrop.AttemptID(text("attempt_id")),
		Transition: cuedrop.Transition(text("transition")), From: cuedrop.State(text("from_state")), To: cuedrop.State(text("to_state")), Detail: text("detail"),
	}
	e.Hash = chain(i.last.Hash, e)
	i.last = &anchor{e.Seq, e.Hash}
	_, err = insert.ExecContext(ctx, lineValues(e)...)
	return err
}

// Setting sets a key that has no value yet.
func (i *Importer) Setting(ctx context.Context, key, value string) (added bool, err error) {
	n, err := changed(i.t.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING`, key, []byte(value)))
	return n > 0, err
}

// FirstPublished returns when the first post went out, or the zero time.
func (s *Store) FirstPublished(ctx context.Context) (time.Time, error) {
	var ms int64
	err := s.read.QueryRowContext(ctx, `SELECT COALESCE(MIN(published_at), 0) FROM post WHERE published_at > 0`).Scan(&ms)
	return fromMillis(ms), translate(err)
}
