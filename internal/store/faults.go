package store

import (
	"context"
	"errors"
	"time"

	"modernc.org/sqlite" // also registers the driver
	sqlite3 "modernc.org/sqlite/lib"

	"cuedrop/internal/fault"
)

const reasonDamaged = "store.damaged"

func damaged(err error) error {
	return fault.Wrap(err, fault.Internal, reasonDamaged,
		"This workspace is damaged. Nothing was changed. Restore its folder from a backup, or choose another folder.")
}

func unwritable(err error) error {
	return fault.Wrap(err, fault.Internal, "store.unwritable",
		"Cuedrop can't use its data folder. Check that the folder exists and that you may write to it.")
}

// translate words SQLite's failures. The codes are those measured in
// reliability-security.md 2.C.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	switch {
	case errors.Is(err, context.Canceled):
		return fault.Wrap(err, fault.Canceled, "canceled", "Canceled.")
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(err, fault.Unavailable, "store.slow", "The disk took too long. Cuedrop tries again by itself.").WithRetryAfter(time.Second)
	}
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return err
	}
	switch se.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return fault.Wrap(err, fault.Unavailable, "store.disk_full", "The disk is full. Free some space; Cuedrop goes on by itself.").WithRetryAfter(30 * time.Second)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault.Wrap(err, fault.Unavailable, "store.busy", "Another program is using the workspace. Cuedrop tries again by itself.").WithRetryAfter(time.Second)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return unwritable(err)
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return damaged(err)
	case sqlite3.SQLITE_IOERR:
		return fault.Wrap(err, fault.Unavailable, "store.io", "Cuedrop can't read or write its data folder. Check its drive, and whether there is space left.").WithRetryAfter(30 * time.Second)
	}
	return err
}

// isUnique reports whether a statement was refused because a value is there already.
func isUnique(err error) bool {
	var se *sqlite.Error
	return errors.As(err, &se) && se.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE
}
