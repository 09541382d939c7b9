package tiktok

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// hand is a clock that the test moves.
type hand struct{ at time.Time }

func (h *hand) now() time.Time { return h.at }

// client returns a client that sends nothing and goes by h.
func (h *hand) client() *Client { return &Client{now: h.now, pace: newPace(h.now)} }

func ago(seconds ...int) []time.Time {
	var at []time.Time
	for _, s := range seconds {
		at = append(at, testNow.Add(-time.Duration(s)*time.Second))
	}
	return at
}

func TestSeedCountsCallsOfAnEarlierRun(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		at   []time.Time
		want time.Duration // until a seventh init may go
	}{
		{"none", nil, 0},
		{"five", ago(50, 40, 30, 20, 10), 0},
		{"six", ago(50, 40, 30, 20, 10, 5), 11 * time.Second},
		{"six, in any order", ago(5, 40, 10, 50, 30, 20), 11 * time.Second},
		{"six at once are six calls", ago(50, 50, 50, 50, 50, 50), 11 * time.Second},
		{"the oldest has left the window", ago(61, 40, 30, 20, 10, 5), 0},
		{"in the margin it still counts", ago(60, 40, 30, 20, 10, 5), time.Second},
		{"eight: three must leave", ago(50, 45, 40, 30, 20, 10, 5, 1), 21 * time.Second},
		{"from before the clock was set back", ago(-1, -2, -3, -4, -5, -6), 0},
	}
	for _, tt := range tests {
		h := &hand{testNow}
		c := h.client()
		c.Seed(EndpointDirectInit, "act.1", tt.at)
		c.Seed(EndpointDirectInit, "act.1", tt.at) // again: the same calls
		if got := c.pace.try(EndpointDirectInit, "act.1"); got != tt.want {
			t.Errorf("%s: wait %v, want %v", tt.name, got, tt.want)
		}
		for name, other := range map[string]time.Duration{
			"another token": c.pace.try(EndpointDirectInit, "act.2"), "another endpoint": c.pace.try(EndpointInboxInit, "act.1"),
		} {
			if other != 0 {
				t.Errorf("%s: %s waits %v", tt.name, name, other)
			}
		}
		h.at = h.at.Add(tt.want)
		if got := c.pace.try(EndpointDirectInit, "act.1"); tt.want > 0 && got != 0 {
			t.Errorf("%s: after that wait another %v", tt.name, got)
		}
	}
}

func TestSeedAddsToWhatIsCounted(t *testing.T) {
	t.Parallel()
	h := &hand{testNow}
	c := h.client()
	for range 4 {
		_ = c.pace.try(EndpointDirectInit, "act.1")
	}
	c.Seed(EndpointDirectInit, "act.1", append(ago(30, 20), testNow))
	if got := c.pace.try(EndpointDirectInit, "act.1"); got != 31*time.Second {
		t.Errorf("wait %v, want 31s", got)
	}
	c.Seed(EndpointInboxInit, "act.1", ago(30))
	c.Seed(EndpointInboxInit, "act.1", ago(30, 30, 30, 30, 30, 30)) // five more of the same moment
	if got := c.pace.try(EndpointInboxInit, "act.1"); got != 31*time.Second {
		t.Errorf("inbox: wait %v, want 31s", got)
	}
	c.Seed("no such endpoint", "act.1", ago(1))
	c.Seed(EndpointStatus, "", ago(1))
	if len(c.pace.calls) != 2 {
		t.Errorf("%d keys, want 2", len(c.pace.calls))
	}
}

func TestLimitsAreTheDocumentedOnes(t *testing.T) {
	t.Parallel()
	want := map[string]int{
		EndpointCreatorInfo: 20, EndpointStatus: 30, EndpointDirectInit: cuedrop.InitsPerMinute, EndpointInboxInit: cuedrop.InitsPerMinute,
		EndpointUserInfo: 600, EndpointVideoList: 600, EndpointVideoQuery: 600,
	}
	got := Limits()
	for endpoint, n := range want {
		if got[endpoint] != n {
			t.Errorf("%s: %d a minute, want %d", endpoint, got[endpoint], n)
		}
	}
	if len(got) != len(want) {
		t.Errorf("limits %v", got)
	}
	got[EndpointStatus] = 1000
	if Limits()[EndpointStatus] != 30 {
		t.Error("the caller can change the limits")
	}
}

func TestPagesKeepASecondApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(time.Now)
		start := time.Now()
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if err := p.wait(t.Context(), EndpointVideoList, "act.1"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if took := time.Since(start); took != 4*time.Second {
			t.Errorf("5 pages took %v, want 4s", took)
		}
	})
}

// Those who give up waiting must not make room for a call over the limit.
func TestGivingUpDoesNotForgetCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(time.Now)
		for range 20 {
			if err := p.wait(t.Context(), EndpointCreatorInfo, "act.1"); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if err := p.wait(ctx, EndpointCreatorInfo, "act.1"); !fault.Is(err, fault.Canceled) {
					t.Errorf("%v, want Canceled", err)
				}
			})
		}
		wg.Wait()
		if got := p.try(EndpointCreatorInfo, "act.1"); got != paceWindow+paceMargin-time.Second {
			t.Errorf("the next call waits %v", got)
		}
	})
}

// A full minute holds every call back before it is sent.
func TestEveryLimitedCallWaits(t *testing.T) {
	t.Parallel()
	for call, endpoint := range map[string]string{
		"userinfo": EndpointUserInfo, "creator_info": EndpointCreatorInfo, "status": EndpointStatus,
		"init": EndpointDirectInit, "video_list": EndpointVideoList, "video_query": EndpointVideoQuery,
	} {
		b := setup(t, saying(200, ok(`{}`)))
		var full []time.Time
		for range Limits()[endpoint] {
			full = append(full, testNow.Add(-time.Second))
		}
		b.Seed(endpoint, "act.1", full)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := stageCalls[call](ctx, &stage{Client: b.Client, grant: cuedrop.Grant{Tokens: cuedrop.Tokens{Access: "act.1"}}})
		waited := fault.Is(err, fault.Canceled) && fault.MessageOf(err) == "Stopped before TikTok was asked."
		if !waited && fault.ReasonOf(err) != "tiktok.init_paced" || b.count() != 0 {
			t.Errorf("%s: %v, %d requests", call, err, b.count())
		}
	}
}
