package store

import (
	"context"
	"database/sql"
	"time"

	"cuedrop/internal/cuedrop"
)

// Slots returns an account's slots, from Monday on.
func (s *Store) Slots(ctx context.Context, id cuedrop.AccountID) ([]cuedrop.Slot, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT weekday, wall, zone FROM slot WHERE account_id = ? ORDER BY (weekday + 6) % 7, wall, zone`, id)
	return collect(rows, err, func(row scanner) (slot cuedrop.Slot, err error) {
		err = row.Scan(&slot.Weekday, &slot.Wall, &slot.Zone)
		return slot, err
	})
}

// SetSlots replaces an account's slots. Posts keep the times that they were given.
func (s *Store) SetSlots(ctx context.Context, id cuedrop.AccountID, slots []cuedrop.Slot) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		if _, err := t.ExecContext(ctx, `DELETE FROM slot WHERE account_id = ?`, id); err != nil {
			return nil, err
		}
		for _, slot := range slots {
			_, err := t.ExecContext(ctx, `INSERT INTO slot (account_id, weekday, wall, zone) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
				id, int(slot.Weekday), slot.Wall, slot.Zone)
			if err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
}

// TakenTimes returns when posts of an account that still go out, or have gone out, are
// due after since, whether by slot or by choice.
func (s *Store) TakenTimes(ctx context.Context, id cuedrop.AccountID, since time.Time) ([]time.Time, error) {
	return s.times(ctx, `SELECT due_at FROM post WHERE account_id = ? AND due_at > ? AND removed_at = 0
		AND state NOT IN ('draft', 'missed', 'failed', 'canceled')`, id, millis(since))
}
