package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"cuedrop/internal/cuedrop"
)

// accountSlots is an account's slots as JSON, from Monday on.
const accountSlots = `(SELECT json_group_array(json_array(weekday, wall, zone) ORDER BY (weekday + 6) % 7, wall, zone)
  FROM slot WHERE slot.account_id = account.id)`

func readSlots(list string) ([]cuedrop.Slot, error) {
	var rows [][3]any
	if err := json.Unmarshal([]byte(list), &rows); err != nil {
		return nil, fmt.Errorf("decode slots: %w", err)
	}
	var slots []cuedrop.Slot
	for _, row := range rows {
		weekday, _ := row[0].(float64) // the table is STRICT
		wall, _ := row[1].(string)
		zone, _ := row[2].(string)
		slots = append(slots, cuedrop.Slot{Weekday: time.Weekday(weekday), Wall: wall, Zone: zone})
	}
	return slots, nil
}

// Slots returns an account's slots, from Monday on.
func (s *Store) Slots(ctx context.Context, id cuedrop.AccountID) ([]cuedrop.Slot, error) {
	var list string
	err := s.read.QueryRowContext(ctx, `SELECT `+accountSlots+` FROM account WHERE id = ?`, id).Scan(&list)
	if err != nil {
		return nil, notFound(err, errAccountGone.Reason, errAccountGone.Message)
	}
	return readSlots(list)
}

// SetSlots replaces an account's slots, and reports the account. Posts keep the times
// that they were given.
func (s *Store) SetSlots(ctx context.Context, id cuedrop.AccountID, slots []cuedrop.Slot) error {
	known, err := s.Account(ctx, id) // unseals before the transaction: the vault may have to ask the keyring
	if err != nil {
		return err
	}
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
		rev, err := nextRev(ctx, t)
		if err != nil {
			return nil, err
		}
		a, err := scanAccount(t.QueryRowContext(ctx, `UPDATE account SET rev = ? WHERE id = ? RETURNING `+accountColumns, rev, id))
		if err != nil {
			return nil, notFound(err, errAccountGone.Reason, errAccountGone.Message)
		}
		a.OpenID = known.OpenID
		return s.accountReport(a.Account), nil
	})
}

// TakenTimes returns when posts of an account that still go out, or have gone out, are
// due after since, whether by slot or by choice.
func (s *Store) TakenTimes(ctx context.Context, id cuedrop.AccountID, since time.Time) ([]time.Time, error) {
	return s.times(ctx, `SELECT due_at FROM post WHERE account_id = ? AND due_at > ? AND removed_at = 0
		AND state NOT IN ('draft', 'missed', 'failed', 'canceled')`, id, millis(since))
}
