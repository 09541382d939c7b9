package store

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// ownerOf says how a row t of a table belongs to an account: a join and an expression.
// A table that is not here has rows of no account: also the journal, which is one chain
// and so long that asking for the post of each line takes longer than all the rest.
var ownerOf = map[string][2]string{
	"account":       {"", "t.id"},
	"post":          {"", "t.account_id"},
	"slot":          {"", "t.account_id"},
	"quota_refusal": {"", "t.account_id"},
	"request":       {"", "t.account_id"},
	"attempt":       {"LEFT JOIN owner p ON p.id = t.post_id", "p.account_id"},
	"media":         {"LEFT JOIN (SELECT media_id, MAX(account_id) AS account_id FROM post GROUP BY media_id) p ON p.media_id = t.id", "p.account_id"},
}

var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// Holdings measures what a claim holds, by account.
func (s *Store) Holdings(ctx context.Context, c cuedrop.Claim) ([]cuedrop.Holding, error) {
	join, owner := ownerOf[c.Table][0], ownerOf[c.Table][1]
	if owner == "" {
		owner = "''"
	}
	for _, name := range append([]string{c.Table}, c.Columns...) {
		if !identifier.MatchString(name) {
			return nil, fault.Wrap(fmt.Errorf("%q is no identifier", name), fault.Internal, "privacy.claim", fault.InternalMessage)
		}
	}
	size, err := s.sizeOf(ctx, c)
	if err != nil {
		return nil, err
	}
	count := `COUNT(*)`
	if len(c.Columns) == 1 {
		count = `COUNT(t.` + c.Columns[0] + `)` // a part of the row that may be missing
	}
	rows, err := s.read.QueryContext(ctx, `SELECT id FROM account ORDER BY id`)
	accounts, err := collect(rows, err, scanText)
	if err != nil || owner == "''" {
		accounts = nil
	}
	return s.measure(ctx, c.Table, join, owner, count, size, accounts)
}

// measure counts the rows of a table and their sizes, by account. All but the accounts
// are constants or names that were checked.
func (s *Store) measure(ctx context.Context, table, join, owner, count, size string, accounts []string) ([]cuedrop.Holding, error) {
	// Not by GROUP BY: it would sort the rows, which takes longer than all the rest.
	query, args, values := `SELECT `+count+`, COALESCE(SUM(`+size+`), 0)`, []any{}, make([]int64, 2+2*len(accounts))
	into := []any{&values[0], &values[1]}
	for i, id := range accounts {
		filter := ` FILTER (WHERE ` + owner + ` = ?` + strconv.Itoa(i+1) + `)`
		query += `, ` + count + filter + `, COALESCE(SUM(` + size + `)` + filter + `, 0)`
		args, into = append(args, id), append(into, &values[2+2*i], &values[3+2*i])
	}
	err := s.read.QueryRowContext(ctx, `WITH owner AS MATERIALIZED (SELECT id, account_id FROM post) `+query+` FROM `+table+` t `+join, args...).Scan(into...)
	if err != nil {
		return nil, translate(err)
	}
	nobodys := cuedrop.Holding{Rows: int(values[0]), Bytes: values[1]}
	all := []cuedrop.Holding{}
	for i, id := range accounts {
		h := cuedrop.Holding{Account: cuedrop.AccountID(id), Rows: int(values[2+2*i]), Bytes: values[3+2*i]}
		nobodys.Rows -= h.Rows
		nobodys.Bytes -= h.Bytes
		if h.Rows > 0 {
			all = append(all, h)
		}
	}
	if nobodys.Rows > 0 {
		all = append(all, nobodys)
	}
	return all, nil
}

// sizeOf is the expression for the bytes of a row's columns: of texts what they are, of
// numbers eight.
func (s *Store) sizeOf(ctx context.Context, c cuedrop.Claim) (string, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT name FROM pragma_table_info(?) WHERE type = 'INTEGER'`, c.Table)
	numbers, err := collect(rows, err, scanText)
	size, fixed := "", 0
	for _, column := range c.Columns {
		if slices.Contains(numbers, column) {
			fixed += 8
			continue
		}
		size += "COALESCE(OCTET_LENGTH(t." + column + "), 0) + "
	}
	return size + strconv.Itoa(fixed), err
}

// SettingSizes returns the size of each setting, by key.
func (s *Store) SettingSizes(ctx context.Context) (map[string]int64, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT key, OCTET_LENGTH(key) + OCTET_LENGTH(value) FROM setting`)
	sizes := map[string]int64{}
	_, err = collect(rows, err, func(row scanner) (struct{}, error) {
		var key string
		var size int64
		err := row.Scan(&key, &size)
		sizes[key] = size
		return struct{}{}, err
	})
	return sizes, err
}

// Owners returns the account that each post and each clip belongs to, by their ids.
func (s *Store) Owners(ctx context.Context) (map[string]cuedrop.AccountID, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, media_id, COALESCE(account_id, '') FROM post`)
	owners := map[string]cuedrop.AccountID{}
	_, err = collect(rows, err, func(row scanner) (struct{}, error) {
		var post, media string
		var account cuedrop.AccountID
		err := row.Scan(&post, &media, &account)
		owners[post] = account
		if owners[media] == "" {
			owners[media] = account
		}
		return struct{}{}, err
	})
	return owners, err
}

// Columns returns the columns of every table, for the test that all are claimed.
func (s *Store) Columns(ctx context.Context) (map[string][]string, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
		WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2`)
	all := map[string][]string{}
	_, err = collect(rows, err, func(row scanner) (struct{}, error) {
		var table, column string
		err := row.Scan(&table, &column)
		all[table] = append(all[table], column)
		return struct{}{}, err
	})
	return all, err
}

// ledgerWhere is the condition of a filter. Its columns are constants.
func ledgerWhere(f cuedrop.LedgerFilter) (string, []any) {
	where, args := []string{"1 = 1"}, []any{}
	add := func(condition string, values ...any) {
		where = append(where, condition)
		args = append(args, values...)
	}
	if f.Host != "" {
		add("host = ?", f.Host)
	}
	if f.Purpose != "" {
		add("purpose = ?", f.Purpose)
	}
	if f.Account != "" {
		add("account_id = ?", f.Account)
	}
	if f.Text != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(f.Text) + "%"
		add(`(host LIKE ? ESCAPE '\' OR path LIKE ? ESCAPE '\' OR purpose LIKE ? ESCAPE '\' OR outcome LIKE ? ESCAPE '\')`, like, like, like, like)
	}
	if !f.From.IsZero() {
		add("at >= ?", millis(f.From))
	}
	if !f.To.IsZero() {
		add("at < ?", millis(f.To))
	}
	return strings.Join(where, " AND "), args
}

// Ledger returns lines of the ledger, the newest first.
func (s *Store) Ledger(ctx context.Context, f cuedrop.LedgerFilter) ([]cuedrop.LedgerRow, error) {
	where, args := ledgerWhere(f)
	if f.Before > 0 {
		where += " AND id < ?"
		args = append(args, f.Before)
	}
	//nolint:gosec // where is made of constants, see ledgerWhere
	rows, err := s.read.QueryContext(ctx, `SELECT `+requestColumns+` FROM request WHERE `+where+` ORDER BY id DESC LIMIT ?`, append(args, f.Limit)...)
	return collect(rows, err, scanRequest)
}

// LedgerTotals returns the sums of what a filter lets through.
func (s *Store) LedgerTotals(ctx context.Context, f cuedrop.LedgerFilter) (cuedrop.LedgerTotals, error) {
	where, args := ledgerWhere(f)
	var out cuedrop.LedgerTotals
	err := s.read.QueryRowContext(ctx, `SELECT COUNT(*), COALESCE(SUM(bytes_out), 0), COALESCE(SUM(bytes_in), 0) FROM request WHERE `+where, args...).
		Scan(&out.Count, &out.BytesOut, &out.BytesIn)
	if err != nil {
		return out, translate(err)
	}
	for query, into := range map[string]*[]string{
		`SELECT DISTINCT host FROM request ORDER BY 1`:    &out.Hosts,
		`SELECT DISTINCT purpose FROM request ORDER BY 1`: &out.Purposes,
	} {
		rows, err := s.read.QueryContext(ctx, query)
		if *into, err = collect(rows, err, scanText); err != nil {
			return out, err
		}
	}
	return out, nil
}

func scanText(row scanner) (string, error) {
	var v string
	err := row.Scan(&v)
	return v, err
}

// AddDataRequest records that a right was used.
func (s *Store) AddDataRequest(ctx context.Context, r cuedrop.DataRequest) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		_, err := t.ExecContext(ctx, `INSERT INTO data_request (at, kind, scope, outcome, elapsed_ms) VALUES (?, ?, ?, ?, ?)`,
			millis(r.At), r.Kind, r.Scope, r.Outcome, r.Elapsed.Milliseconds())
		return nil, err
	})
}

// DataRequests returns the newest uses of rights, the newest first.
func (s *Store) DataRequests(ctx context.Context, limit int) ([]cuedrop.DataRequest, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, at, kind, scope, outcome, elapsed_ms FROM data_request ORDER BY id DESC LIMIT ?`, limit)
	return collect(rows, err, func(row scanner) (cuedrop.DataRequest, error) {
		var r cuedrop.DataRequest
		var at, elapsed int64
		err := row.Scan(&r.ID, &at, &r.Kind, &r.Scope, &r.Outcome, &elapsed)
		r.At, r.Elapsed = fromMillis(at), millisDuration(elapsed)
		return r, err
	})
}
