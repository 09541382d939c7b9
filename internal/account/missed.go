package account

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// SetMissedPolicy changes what becomes of an account's missed posts. Invalid for a
// policy that can't be, NotFound without such an account.
func (s *Service) SetMissedPolicy(ctx context.Context, id cuedrop.AccountID, p cuedrop.MissedPolicy) error {
	if err := p.Validate(); err != nil {
		return err
	}
	return s.Store.SetMissedPolicy(ctx, id, p)
}
