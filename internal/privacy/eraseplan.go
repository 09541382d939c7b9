package privacy

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// Plan is what an erasure would do.
type Plan struct {
	cuedrop.ErasureTarget
	Confirm string // what the user types; "" = nothing
	Goes    []Count
	Stays   []string
	Beyond  []string
	// InFlight are posts on their way, which are canceled; Unsettled are those of which
	// nobody can know whether they went out.
	InFlight  []cuedrop.PostID
	Unsettled []cuedrop.PostID
}

// Count is a number of things of a category.
type Count struct {
	Category ID
	Count    int
}

// ErasePlan says what an erasure would do, or NotFound.
func (s *Service) ErasePlan(ctx context.Context, target cuedrop.ErasureTarget) (Plan, error) {
	parts, err := s.Eraser.ErasureParts(ctx, target)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{
		ErasureTarget: target, Confirm: s.confirmation(target, parts), Goes: goes(parts.Counts),
		Stays: stays(target.Scope), Beyond: beyond(target.Scope),
	}
	for _, one := range parts.Posts {
		switch {
		case one.Unsettled():
			p.Unsettled = append(p.Unsettled, one.ID)
		case one.Moving():
			p.InFlight = append(p.InFlight, one.ID)
		}
	}
	return p, nil
}

// confirmation is what the user types before more than one post goes.
func (s *Service) confirmation(target cuedrop.ErasureTarget, parts cuedrop.ErasureParts) string {
	switch target.Scope {
	case cuedrop.ScopeAccount:
		return parts.Name
	case cuedrop.ScopeAll:
		return s.Called()
	case cuedrop.ScopePost:
	}
	return ""
}

// goes says how many things of each category go, in the order of the registry.
func goes(rows map[string]int) []Count {
	by := map[ID]int{}
	for table, id := range map[string]ID{
		"account": Account, "tokens": Credentials, "post": Content, "attempt": Record, "request": Technical, tableSetting: Technical,
	} {
		by[id] += rows[table]
	}
	out := []Count{}
	for _, c := range registry {
		if by[c.ID] > 0 {
			out = append(out, Count{c.ID, by[c.ID]})
		}
	}
	return out
}

func stays(scope cuedrop.Scope) []string {
	out := []string{
		"Your original files stay where they are. Cuedrop never changes or removes them.",
		"That you erased something is recorded: when, how far and with what outcome, and nothing of what it was.",
	}
	if scope == cuedrop.ScopeAll {
		return append(out, "If TikTok can't be reached, the end of the sign-in is kept sealed until TikTok has been told of it.")
	}
	return append(out, "Lines of the list of requests that name no account stay until their time is over.")
}

func beyond(cuedrop.Scope) []string {
	return []string{
		"What TikTok has: posts that went out stay there until you delete them on TikTok.",
		"Copies that the system or you made of the folder: snapshots, backups of the computer, synchronised folders, exported files.",
		"What the drive itself keeps: an SSD may hold old blocks for a while. What was sealed can't be read from them once the key is gone.",
	}
}
