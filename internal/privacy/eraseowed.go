package privacy

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// ended is a sign-in that ends, and whose.
type ended struct {
	cuedrop.Revocation
	account cuedrop.AccountID
}

func accountsOf(target cuedrop.ErasureTarget, owed []ended) []cuedrop.AccountID {
	var all []cuedrop.AccountID
	if target.Scope == cuedrop.ScopeAccount {
		all = append(all, cuedrop.AccountID(target.ID))
	}
	for _, r := range owed {
		all = append(all, r.account)
	}
	return all
}

// endedByUser is said where TikTok can't be told: the key of a sign-in is lost.
const endedByUser = "A sign-in that TikTok could not be told the end of, because its key is lost. End it in TikTok, under Settings, Security, Manage app permissions."

// owed collects the sign-ins that end. Those whose tokens can't be read are counted as lost:
// they end all the same, and only the user can tell TikTok.
func (s *Service) owed(ctx context.Context, target cuedrop.ErasureTarget) (out []ended, lost int, err error) {
	var ids []cuedrop.AccountID
	switch target.Scope {
	case cuedrop.ScopePost:
		return nil, 0, nil
	case cuedrop.ScopeAccount:
		ids = append(ids, cuedrop.AccountID(target.ID))
	case cuedrop.ScopeAll:
		all, err := s.Accounts.Accounts(ctx)
		if err != nil {
			return nil, 0, err
		}
		for _, a := range all {
			ids = append(ids, a.ID)
		}
	}
	for _, id := range ids {
		r, err := s.SignIns.Owed(ctx, id)
		switch {
		case err != nil && ctx.Err() != nil:
			return nil, 0, err
		case err != nil:
			lost++
			s.Log.Warn("TikTok can't be told", "account", id, "err", err)
		case r != nil:
			out = append(out, ended{*r, id})
		}
	}
	return out, lost, nil
}
