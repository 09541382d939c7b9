package engine

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/egress"
	"cuedrop/internal/store"
	"cuedrop/internal/tiktok"
)

// purposeStatus is the ledger's word for status/fetch.
const purposeStatus = tiktok.EndpointStatus

// pacedTikTok keeps to TikTok's limit on questions about posts over restarts too: what
// an earlier run has asked within the last minute is in the ledger, and TikTok still
// counts it. The other limits are kept from the journal (see internal/account).
type pacedTikTok struct {
	*tiktok.Client
	store *store.Store
	seed  func(endpoint string, access cuedrop.Secret, at []time.Time) // Client's
	clock clock.Clock
	log   *slog.Logger

	mu   sync.Mutex
	seen map[string]bool // accounts whose past is counted
}

func newPacedTikTok(c *tiktok.Client, s *store.Store, k clock.Clock, log *slog.Logger) *pacedTikTok {
	return &pacedTikTok{Client: c, store: s, seed: c.Seed, clock: k, log: log, seen: map[string]bool{}}
}

// Status is tiktok.Client's.
func (t *pacedTikTok) Status(ctx context.Context, access cuedrop.Secret, publishID string) (cuedrop.RemoteStatus, error) {
	t.remember(ctx, access)
	return t.Client.Status(ctx, access, publishID)
}

// remember counts, once an account, what an earlier run asked. A run that was killed may
// have asked once more than it could write down.
func (t *pacedTikTok) remember(ctx context.Context, access cuedrop.Secret) {
	id := egress.AccountOf(ctx)
	if id == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen[id] {
		return
	}
	now := t.clock.Now()
	at, err := t.store.RequestTimes(ctx, purposeStatus, cuedrop.AccountID(id), now.Add(-2*time.Minute))
	if err != nil {
		t.log.Warn("read earlier questions", "err", err)
		return
	}
	t.seen[id] = true
	if len(at) > 0 {
		t.seed(tiktok.EndpointStatus, access, append(at, now))
	}
}
