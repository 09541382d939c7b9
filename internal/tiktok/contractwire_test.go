package tiktok

import (
	"bytes"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/sandbox"
)

// sent publishes a small public clip and returns its publish_id.
func (s *stage) sent(t *testing.T, size, chunk int64, count int) string {
	t.Helper()
	settings := cuedrop.Settings{Privacy: cuedrop.PrivacyPublic}
	r, err := s.Init(t.Context(), s.access(), cuedrop.InitRequest{Mode: cuedrop.ModeDirect, Settings: settings, Plan: cuedrop.ChunkPlan{Size: size, ChunkSize: chunk, Count: count}})
	if err != nil {
		t.Fatal(err)
	}
	for first := int64(0); first < size; first += chunk {
		last := min(first+chunk, size) - 1
		result, err := s.UploadChunk(t.Context(), r.UploadURL, "video/mp4", bytes.NewReader(make([]byte, last-first+1)), first, last, size)
		if err != nil || result.Complete != (last == size-1) {
			t.Errorf("chunk %d-%d: %+v, %v", first, last, result, err)
		}
	}
	return r.PublishID
}

// TestSandboxFormsOfTheWire: the client makes the same of every form in which TikTok is
// said to answer.
func TestSandboxFormsOfTheWire(t *testing.T) {
	t.Parallel()
	published := func(t *testing.T, s *stage) {
		const chunk = 5 << 20
		id := s.sent(t, 2*chunk, chunk, 2)
		var status cuedrop.RemoteStatus
		for range 4 {
			var err error
			if status, err = s.Status(t.Context(), s.access(), id); err != nil {
				t.Fatal(err)
			}
		}
		if status.State != cuedrop.RemoteComplete || len(status.PostIDs) == 0 || len(status.PostIDs[0]) != 19 {
			t.Errorf("%+v", status)
		}
	}
	refused := func(reason string) func(*testing.T, *stage) {
		return func(t *testing.T, s *stage) {
			_, err := s.Init(t.Context(), s.access(), cuedrop.InitRequest{Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Privacy: cuedrop.PrivacySelf}, Plan: cuedrop.ChunkPlan{Size: 10, ChunkSize: 10, Count: 1}})
			if (reason == "") != (err == nil) || err != nil && fault.ReasonOf(err) != reason {
				t.Errorf("%v, want %s", err, reason)
			}
		}
	}
	renewed := func(life time.Duration) func(*testing.T, *stage) {
		return func(t *testing.T, s *stage) {
			g, err := s.Refresh(t.Context(), s.grant.Tokens.Refresh)
			if err != nil || g.Tokens.Access == "" || g.Tokens.Refresh == "" {
				t.Fatalf("%v", err)
			}
			if left := g.Tokens.AccessExpiresAt.Sub(testNow); left < life || left > life+24*time.Hour {
				t.Errorf("the access token lives until %v from now", left)
			}
			if _, err := s.Refresh(t.Context(), g.Tokens.Refresh); err != nil {
				t.Errorf("the refresh token of the reply: %v", err)
			}
		}
	}
	for name, c := range map[string]struct {
		wire   sandbox.Wire
		faults []sandbox.Fault
		check  func(*testing.T, *stage)
	}{
		"unwrapped errors":     {sandbox.Wire{UnwrappedErrors: true}, []sandbox.Fault{{On: "init", Do: "code:spam_risk_user_banned_from_posting"}}, refused("tiktok.spam_risk_user_banned_from_posting")},
		"logid":                {sandbox.Wire{Logid: true}, []sandbox.Fault{{On: "init", Do: "code:internal_error"}}, refused("tiktok.internal_error")},
		"invalid_param":        {sandbox.Wire{InvalidParam: true}, []sandbox.Fault{{On: "init", Do: "code:invalid_params"}}, refused("tiktok.invalid_params")},
		"ids as strings":       {sandbox.Wire{PostIDs: "strings"}, nil, published},
		"one bare id":          {sandbox.Wire{PostIDs: "bare"}, nil, published},
		"several ids":          {sandbox.Wire{PostIDs: "several"}, nil, published},
		"an unknown word":      {sandbox.Wire{StatusWord: "EXPIRED"}, nil, published},
		"200 to each chunk":    {sandbox.Wire{UploadStatuses: "ok"}, nil, published},
		"201 to each chunk":    {sandbox.Wire{UploadStatuses: "created"}, nil, published},
		"no lifetimes":         {sandbox.Wire{NoLifetimes: true}, nil, renewed(2 * time.Hour)},
		"no rotation":          {sandbox.Wire{KeepRefreshToken: true}, nil, renewed(2 * time.Hour)},
		"JSON cut in two":      {sandbox.Wire{}, []sandbox.Fault{{On: "init", Do: "cut"}}, refused("tiktok.bad_answer")},
		"garbage":              {sandbox.Wire{}, []sandbox.Fault{{On: "init", Do: "garbage"}}, refused("tiktok.bad_answer")},
		"a giant":              {sandbox.Wire{}, []sandbox.Fault{{On: "init", Do: "giant"}}, refused("network.too_large")},
		"broken off":           {sandbox.Wire{}, []sandbox.Fault{{On: "init", Do: "break"}}, refused("network.unreachable")}, // without our transport
		"another content type": {sandbox.Wire{}, []sandbox.Fault{{On: "init", Do: "type:text/plain"}}, refused("")},
		"slowly":               {sandbox.Wire{}, []sandbox.Fault{{On: "init", Do: "slow:4000"}}, refused("")},
		"a pause of 7 seconds": {sandbox.Wire{RetryAfter: "7"}, []sandbox.Fault{{On: "creator_info", Do: "code:rate_limit_exceeded"}}, func(t *testing.T, s *stage) {
			_, err := s.CreatorInfo(t.Context(), s.access())
			if got := fault.RetryAfterOf(err); !fault.Is(err, fault.RateLimited) || got != 7*time.Second {
				t.Errorf("%v after %v", err, got)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := signedIn(t, sandbox.Scenario{Limits: calmLimits, Wire: c.wire, Faults: c.faults, Processing: sandbox.Processing{PostIDsAfterPolls: new(0)}})
			c.check(t, s)
		})
	}
}
