package schedule

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cuedrop/internal/cuedrop"
)

func TestPlan(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	post := func(id, account string, state cuedrop.State, late time.Duration) cuedrop.Post {
		return cuedrop.Post{ID: cuedrop.PostID(id), AccountID: cuedrop.AccountID(account), State: state, Schedule: cuedrop.Schedule{At: now.Add(-late)}}
	}
	const scheduled, confirming, uploading = cuedrop.Scheduled, cuedrop.Confirming, cuedrop.Uploading
	tests := []struct {
		name    string
		due     []cuedrop.Post
		busy    []cuedrop.AccountID
		resting map[cuedrop.PostID]time.Time
		want    []decision
	}{
		{"nothing", nil, nil, nil, []decision{}},
		{"one", []cuedrop.Post{post("a", "x", scheduled, time.Minute+0)}, nil, nil, []decision{drive}},
		{"two of one account: in order", []cuedrop.Post{post("a", "x", scheduled, time.Minute+2), post("b", "x", scheduled, time.Minute+1)}, nil, nil, []decision{drive, hold}},
		{"two accounts: side by side", []cuedrop.Post{post("a", "x", scheduled, time.Minute+2), post("b", "y", scheduled, time.Minute+1)}, nil, nil, []decision{drive, drive}},
		{"the account is busy", []cuedrop.Post{post("a", "x", scheduled, time.Minute+0), post("b", "y", scheduled, time.Minute+0)}, []cuedrop.AccountID{"x"}, nil, []decision{hold, drive}},
		{"late but under way", []cuedrop.Post{post("a", "x", uploading, 9*time.Hour)}, nil, nil, []decision{drive}},
		{"resting", []cuedrop.Post{post("a", "x", confirming, 0)}, nil, map[cuedrop.PostID]time.Time{"a": now.Add(1)}, []decision{wait}},
		{"rested", []cuedrop.Post{post("a", "x", confirming, 0)}, nil, map[cuedrop.PostID]time.Time{"a": now}, []decision{drive}},
		{"one that rests lets the next go first", []cuedrop.Post{post("a", "x", confirming, 2), post("b", "x", scheduled, time.Minute+1)}, nil,
			map[cuedrop.PostID]time.Time{"a": now.Add(time.Minute)}, []decision{wait, drive}},
		{"due by a clock that is ahead", []cuedrop.Post{post("a", "x", scheduled, time.Minute-1), post("b", "y", uploading, 0)}, nil, nil, []decision{early, drive}},
	}
	for _, tt := range tests {
		busy := map[cuedrop.AccountID]bool{}
		for _, a := range tt.busy {
			busy[a] = true
		}
		if diff := cmp.Diff(tt.want, plan(tt.due, now, now.Add(-time.Minute), busy, tt.resting)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestPlanKeepsItsRules looks at any plan: one post an account, in order, and none
// that is due is forgotten.
func TestPlanKeepsItsRules(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		busy, resting := map[cuedrop.AccountID]bool{}, map[cuedrop.PostID]time.Time{}
		var due []cuedrop.Post
		for i := range rapid.IntRange(0, 20).Draw(t, "posts") {
			p := cuedrop.Post{
				ID: cuedrop.PostID(rune('a' + i)), AccountID: cuedrop.AccountID(rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "account")),
				State:    rapid.SampledFrom([]cuedrop.State{cuedrop.Scheduled, cuedrop.Due, cuedrop.Finishing, cuedrop.Confirming}).Draw(t, "state"),
				Schedule: cuedrop.Schedule{At: now.Add(-time.Duration(rapid.IntRange(0, 120).Draw(t, "late")) * time.Minute)},
			}
			if rapid.IntRange(0, 3).Draw(t, "rests") == 0 {
				resting[p.ID] = now.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "for")) * time.Minute)
			}
			due = append(due, p)
		}
		if rapid.Bool().Draw(t, "busy") {
			busy["x"] = true
		}
		trusted := now.Add(-time.Duration(rapid.IntRange(0, 2).Draw(t, "ahead")) * time.Hour / 2)
		decisions := plan(due, now, trusted, busy, resting)
		first := map[cuedrop.AccountID]decision{} // the first that could go, by account
		for i, p := range due {
			held := p.State == cuedrop.Scheduled && p.Schedule.At.After(trusted)
			if (decisions[i] == early) != held {
				t.Fatalf("post %d: %v", i, decisions[i])
			}
			if held || resting[p.ID].After(now) {
				continue
			}
			if _, there := first[p.AccountID]; there && decisions[i] != hold {
				t.Fatalf("post %d overtakes or joins one of its account", i)
			} else if !there {
				first[p.AccountID] = decisions[i]
			}
		}
		for account, d := range first {
			if (d == drive) == busy[account] {
				t.Fatalf("account %s: the first post gets %v, busy %t", account, d, busy[account])
			}
		}
	})
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	want := []time.Duration{1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300}
	for failures, seconds := range want {
		if got := backoff(failures, 0); got != seconds*time.Second {
			t.Errorf("backoff(%d) = %v, want %v", failures, got, seconds*time.Second)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		failures := rapid.IntRange(0, 1<<40).Draw(t, "failures")
		jitter := rapid.Float64Range(0, 0.999999).Draw(t, "jitter")
		full, got := backoff(failures, 0), backoff(failures, jitter)
		if got > full || got < full*3/4 || got < 750*time.Millisecond || got > 5*time.Minute {
			t.Fatalf("backoff(%d, %v) = %v, without jitter %v", failures, jitter, got, full)
		}
	})
}

func TestFollowAfterDecays(t *testing.T) {
	t.Parallel()
	last := time.Duration(0)
	questions := 0
	for age := time.Duration(0); age < followFor; questions++ {
		d := followAfter(age)
		if d < last {
			t.Errorf("after %v the pace goes up again", age)
		}
		last = d
		age += d
	}
	if questions < 100 || questions > 200 {
		t.Errorf("%d questions about a post", questions)
	}
	if got := followAfter(-time.Hour); got != time.Second { // the clock was set back
		t.Errorf("followAfter(-1h) = %v", got)
	}
}
