package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
)

// Peek returns settings of the workspace in dir without opening it: nothing is made,
// moved to a newer schema, or restored, and another program may have it open. It is an
// error when there is no database that can be read.
func Peek(ctx context.Context, dir string, keys ...string) (map[string]string, error) {
	path := filepath.Join(dir, fileName)
	// No header is read first: closing the file would take the locks of a store that has
	// the workspace open in this process (see Inspect). mode=ro changes no foreign file.
	if _, err := os.Stat(path); err != nil {
		return nil, damaged(err)
	}
	u := url.URL{Scheme: "file", Path: urlPath(path)}
	db, err := sql.Open("sqlite", u.String()+"?mode=ro&_pragma=query_only(1)&_pragma=busy_timeout(200)&_pragma=cell_size_check(1)&_pragma=trusted_schema(0)")
	if err != nil {
		return nil, translate(err)
	}
	defer func() { _ = db.Close() }()
	var app int
	if err := db.QueryRowContext(ctx, `SELECT application_id FROM pragma_application_id`).Scan(&app); err != nil {
		return nil, translate(err)
	}
	if app != applicationID {
		return nil, damaged(fmt.Errorf("application_id %d", app))
	}
	s := Store{read: db}
	out := map[string]string{}
	for _, key := range keys {
		if out[key], err = s.Setting(ctx, key); err != nil {
			return nil, err
		}
	}
	return out, nil
}
