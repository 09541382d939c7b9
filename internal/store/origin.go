package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Keys of settings. Stored on disk: do not rename.
const (
	keyOrigin = "store.origin" // the file that this database lives in
	keyCopy   = "store.copy"   // JSON Copy, while the database counts as an old one
)

// CopyReason says how a database was found to be an old copy. Stored on disk: do not
// rename.
type CopyReason string

// The reasons.
const (
	// CopyRestored: it was damaged, and a backup was put in its place.
	CopyRestored CopyReason = "restored"
	// CopyBehind: it has forgotten steps that were taken; its log was deleted, or an
	// old file was put back.
	CopyBehind CopyReason = "behind"
	// CopyOtherFile: it lies in another file than it was last used in; it was copied
	// or moved to another disk.
	CopyOtherFile CopyReason = "other_file"
	// CopyOtherMachine: it was last used on another computer. The caller finds that.
	CopyOtherMachine CopyReason = "other_machine"
)

// Copy says that the database may not know of everything that was sent: while it
// counts as an old copy nothing past due may be sent and nothing in flight repeated
// (reliability-security.md B14).
type Copy struct {
	Reason CopyReason
	From   time.Time `json:",omitzero"` // of the backup, with CopyRestored
}

// OldCopy returns whether the database counts as an old copy, and why. It lasts over
// restarts, until AcceptFile.
func (s *Store) OldCopy(ctx context.Context) (Copy, bool, error) {
	raw, err := s.Setting(ctx, keyCopy)
	if err != nil || raw == "" {
		return Copy{}, false, err
	}
	var c Copy
	if err := json.Unmarshal([]byte(raw), &c); err != nil {
		return Copy{}, false, damaged(err)
	}
	return c, true, nil
}

// SuspectCopy makes the database count as an old copy from now on. The first reason
// stays.
func (s *Store) SuspectCopy(ctx context.Context, why CopyReason) error {
	raw, err := json.Marshal(Copy{Reason: why})
	if err != nil {
		return fmt.Errorf("encode copy: %w", err)
	}
	s.mu.Lock()
	s.marking = false // the mark must stay ahead until what was lost is settled
	s.mu.Unlock()
	_, err = s.SetSettingOnce(ctx, keyCopy, string(raw))
	return err
}

// AcceptFile ends OldCopy: the caller has settled what may have been sent meanwhile.
// From here on the database belongs to the file in which it lies now.
func (s *Store) AcceptFile(ctx context.Context) error {
	at, err := s.position(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	// First the mark: killed here, the next start settles once more, which is harmless.
	s.marking = true
	s.mark.set(at)
	s.mu.Unlock()
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		_, err := t.ExecContext(ctx, `DELETE FROM setting WHERE key = ?`, keyCopy)
		return nil, errors.Join(err, setOrigin(ctx, t, fileOrigin(s.path)))
	})
}

// judge finds out at the start whether the database is an old copy. marked is what the
// mark said before the database was read, so that others may write meanwhile.
func (s *Store) judge(ctx context.Context, marked position) error {
	if _, old, err := s.OldCopy(ctx); err != nil || old {
		return err
	}
	at, err := s.position(ctx)
	if err != nil {
		return err
	}
	known, err := s.Setting(ctx, keyOrigin)
	if err != nil {
		return err
	}
	origin := fileOrigin(s.path)
	switch {
	case at.behind(marked):
		return s.SuspectCopy(ctx, CopyBehind)
	case known != "" && origin != "" && known != origin:
		return s.SuspectCopy(ctx, CopyOtherFile)
	case known == "" && origin != "": // the first start of a program that knows of this
		err = s.tx(ctx, func(t *sql.Tx) (func(), error) { return nil, setOrigin(ctx, t, origin) })
	}
	s.mu.Lock()
	s.marking = true
	s.mu.Unlock()
	return err
}

func setOrigin(ctx context.Context, t *sql.Tx, origin string) error {
	if origin == "" {
		return nil
	}
	_, err := t.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, keyOrigin, []byte(origin))
	return err
}

// resettle makes the database in copied, which nobody has open, know that file as its
// own, if it was at home in the one at path.
func resettle(ctx context.Context, copied, path string) error {
	db, err := sql.Open("sqlite", dsn(copied, "DELETE", ""))
	if err != nil {
		return translate(err)
	}
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(ctx, `UPDATE setting SET value = ? WHERE key = ? AND value = ?`, []byte(fileOrigin(copied)), keyOrigin, []byte(fileOrigin(path)))
	return errors.Join(translate(err), translate(db.Close()))
}
