package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
)

// position is how far a database has come. Both only grow.
type position struct {
	seq int64 // highest number of a journal line
	rev int64
}

// behind reports whether p has forgotten something that q knew.
func (p position) behind(q position) bool { return p.seq < q.seq || p.rev < q.rev }

const positionQuery = `SELECT ` + highestSeq + `, (SELECT value FROM rev)`

func (s *Store) position(ctx context.Context) (position, error) {
	var p position
	err := s.read.QueryRowContext(ctx, positionQuery).Scan(&p.seq, &p.rev)
	return p, translate(err)
}

func positionIn(ctx context.Context, t *sql.Tx) (position, error) {
	var p position
	err := t.QueryRowContext(ctx, positionQuery).Scan(&p.seq, &p.rev)
	return p, err
}

// mark is a small file outside of the workspace that says how far its database has
// come, so that a database that has lost commits is found out: its log was deleted, or
// an old file was put back (reliability-security.md C15). It is written after the
// commit is durable and never synced, so that after a loss of power it is at most as
// far as the database. A mark that can't be written or read is none: it is a second
// look, and nothing fails for it. A nil mark does nothing.
type mark struct {
	f    *os.File
	last position
}

const markForm = "%020d %020d "

// openMark opens the mark at path and returns what it says.
func openMark(path string) (*mark, position) {
	if path == "" || os.MkdirAll(filepath.Dir(path), 0o700) != nil {
		return nil, position{}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, position{}
	}
	buf := make([]byte, len(markText(position{})))
	n, _ := f.ReadAt(buf, 0)
	var p position
	if _, err := fmt.Sscanf(string(buf[:n]), markForm, &p.seq, &p.rev); err != nil || markText(p) != string(buf[:n]) {
		return &mark{f: f}, position{} // new, torn or empty after a loss of power
	}
	return &mark{f: f, last: p}, p
}

// markText has one length for all positions, so that one write replaces another.
func markText(p position) string {
	text := fmt.Sprintf(markForm, p.seq, p.rev)
	return text + fmt.Sprintf("%08x\n", crc32.ChecksumIEEE([]byte(text)))
}

// set writes p. The caller has committed it.
func (m *mark) set(p position) {
	if m == nil || p == m.last {
		return
	}
	if _, err := m.f.WriteAt([]byte(markText(p)), 0); err == nil {
		m.last = p
	}
}

func (m *mark) close() error {
	if m == nil {
		return nil
	}
	if err := m.f.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}
