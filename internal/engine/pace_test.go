package engine

import (
	"log/slog"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/egress"
	"cuedrop/internal/store"
	"cuedrop/internal/tiktok"
)

// TestWhatAnEarlierRunAskedCounts: TikTok's limit on questions is by account and minute,
// and knows no restarts (tiktok-open-api.md 3.8).
func TestWhatAnEarlierRunAskedCounts(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	ask := func(ago time.Duration, purpose string, account cuedrop.AccountID) cuedrop.Request {
		return cuedrop.Request{At: now.Add(-ago), Purpose: purpose, Account: account, Method: "POST", Host: "h", Path: "/p", Outcome: "ok"}
	}
	err = s.RecordRequests(t.Context(), []cuedrop.Request{
		ask(5*time.Minute, "status", "acct_a"), ask(50*time.Second, "status", "acct_a"), ask(2*time.Second, "status", "acct_a"),
		ask(3*time.Second, "status", "acct_b"), ask(3*time.Second, "creator_info", "acct_a"), ask(3*time.Second, "status", ""),
	})
	if err != nil {
		t.Fatal(err)
	}
	var seeded [][]time.Time
	p := newPacedTikTok(&tiktok.Client{}, s, clock.NewFixed(now), slog.New(slog.DiscardHandler))
	p.seed = func(endpoint string, access cuedrop.Secret, at []time.Time) {
		if endpoint != tiktok.EndpointStatus || access != "token" {
			t.Errorf("%s with %q", endpoint, access.Reveal())
		}
		seeded = append(seeded, at)
	}
	ctx := egress.WithAccount(t.Context(), "acct_a")
	p.remember(ctx, "token")
	p.remember(ctx, "token") // once is enough
	p.remember(egress.WithAccount(t.Context(), "acct_new"), "token")
	p.remember(t.Context(), "token")
	if len(seeded) != 1 || len(seeded[0]) != 3 || !seeded[0][0].Equal(now.Add(-50*time.Second)) || !seeded[0][2].Equal(now) {
		t.Errorf("counted %v, want the two of the last minutes and one that could not be written down", seeded)
	}
}
