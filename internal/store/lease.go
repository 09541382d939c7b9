package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// errLeased is the refusal of a second publishing program.
var errLeased = fault.New(fault.Conflict, "engine.leased",
	"Another computer is publishing from this workspace. Quit Cuedrop there and wait three minutes, or go on using it there.")

// errLeaseLost is found by the program that has been replaced.
var errLeaseLost = fault.New(fault.Conflict, "engine.lease_lost",
	"Another Cuedrop has begun to publish from this workspace, so this one has stopped. Quit one of them.")

// TakeLease makes holder the publishing program of the workspace until ttl after now,
// and returns the lease as it was before, zero when there was none. It refuses with
// Conflict while the program of another computer holds it. On the same computer, or
// where one of the two does not know its own id, the caller's lock of the folder has
// decided already: what a killed program left there is taken over at once.
func (s *Store) TakeLease(ctx context.Context, holder, machine string, now time.Time, ttl time.Duration) (before cuedrop.Lease, err error) {
	err = s.tx(ctx, func(t *sql.Tx) (func(), error) {
		before = cuedrop.Lease{}
		var taken, seen, until int64
		err := t.QueryRowContext(ctx, `SELECT holder, machine, taken_at, seen_at, until FROM lease`).
			Scan(&before.Holder, &before.Machine, &taken, &seen, &until)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		before.TakenAt, before.SeenAt, before.Until = fromMillis(taken), fromMillis(seen), fromMillis(until)
		elsewhere := before.Machine != "" && machine != "" && before.Machine != machine
		if elsewhere && before.Holder != holder && before.Until.After(now) {
			return nil, errLeased
		}
		// seen_at stays: it says since when nobody has looked.
		_, err = t.ExecContext(ctx, `INSERT INTO lease (id, holder, machine, taken_at, seen_at, until) VALUES (1, ?, ?, ?, 0, ?)
			ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, machine = excluded.machine, taken_at = excluded.taken_at, until = excluded.until`,
			holder, machine, millis(now), millis(now.Add(ttl)))
		return nil, err
	})
	return before, err
}

// RenewLease prolongs holder's lease until ttl after now, and takes it again where
// another one's has ended. seen, unless zero, is when the scheduler last looked at
// everything that was due. It returns Conflict when another program holds the lease.
func (s *Store) RenewLease(ctx context.Context, holder, machine string, now, seen time.Time, ttl time.Duration) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		res, err := t.ExecContext(ctx, `INSERT INTO lease (id, holder, machine, taken_at, seen_at, until) VALUES (1, ?1, ?2, ?3, ?4, ?5)
			ON CONFLICT (id) DO UPDATE SET holder = ?1, machine = ?2, taken_at = CASE WHEN holder = ?1 THEN taken_at ELSE ?3 END,
			  seen_at = CASE WHEN ?4 > 0 THEN ?4 ELSE seen_at END, until = ?5
			WHERE holder = ?1 OR until <= ?3`,
			holder, machine, millis(now), millis(seen), millis(now.Add(ttl)))
		if err != nil {
			return nil, err
		}
		n, err := res.RowsAffected()
		if err == nil && n == 0 {
			err = errLeaseLost
		}
		return nil, err
	})
}

// GiveBackLease ends holder's lease. seen is as for RenewLease. It does nothing to
// another one's.
func (s *Store) GiveBackLease(ctx context.Context, holder string, seen time.Time) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		_, err := t.ExecContext(ctx, `UPDATE lease SET until = 0, seen_at = CASE WHEN ?2 > 0 THEN ?2 ELSE seen_at END WHERE holder = ?1`, holder, millis(seen))
		return nil, err
	})
}
