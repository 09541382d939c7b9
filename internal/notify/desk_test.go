package notify

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/health"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func at(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }

// post is post n in a state, as of change rev.
func post(n string, rev int64, s cuedrop.State) cuedrop.Post {
	p := cuedrop.Post{ID: cuedrop.PostID(n), Rev: rev, State: s, AccountID: "acct_1", Attempts: 1, UpdatedAt: noon}
	p.Settings.Caption = "Caption of " + n
	switch s {
	case cuedrop.Failed, cuedrop.Blocked, cuedrop.Missed, cuedrop.Uncertain:
		p.Failure = &cuedrop.Failure{Reason: "r." + string(s), Message: "The reason."}
	default:
	}
	return p
}

func account(rev int64, h cuedrop.AccountHealth) cuedrop.Account {
	return cuedrop.Account{ID: "acct_1", Rev: rev, Nickname: "Ana", Username: "ana", Health: h}
}

var plainView = view{Settings: Defaults, language: English}

// said is what came of acts: a title and a body, or the withdrawal.
func said(acts []act) (out []string) {
	for _, a := range acts {
		if a.withdraw != "" {
			out = append(out, "- "+a.withdraw)
		}
		if a.send != nil {
			out = append(out, strings.NewReplacer("\u2068", "", "\u2069", "").Replace(a.send.ID+": "+a.send.Title+" | "+a.send.Body+" ["+string(a.send.Category)+"]"))
		}
	}
	return out
}

func want(t *testing.T, got []act, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, said(got)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// TestWhatEachStateSays goes through every state of a post, with and without its
// words.
func TestWhatEachStateSays(t *testing.T) {
	t.Parallel()
	told := map[cuedrop.State][]string{
		cuedrop.Uncertain: {
			"post/p: Is this post on TikTok? | “Caption of p” could not be confirmed. Look on TikTok, then say whether it is there. [uncertain]",
			"post/p: Is this post on TikTok? | A post could not be confirmed. Look on TikTok, then say whether it is there. [uncertain]",
		},
		cuedrop.Failed: {
			"post/p: A post failed | “Caption of p”: The reason. [open]",
			"post/p: A post failed | Open Cuedrop to see why. [open]",
		},
		cuedrop.Blocked: {
			"post/p: A post can't go out | “Caption of p”: The reason. [open]",
			"post/p: A post can't go out | Open Cuedrop to see why. [open]",
		},
		cuedrop.Missed: {
			"post/p: A post missed its time | “Caption of p” did not go out. Choose a new time. [open]",
			"post/p: A post missed its time | It did not go out. Choose a new time. [open]",
		},
		cuedrop.Published: {
			"post/p: Published | “Caption of p” is on TikTok. [open]",
			"post/p: Published | A post is on TikTok. [open]",
		},
		cuedrop.InInbox: {
			"post/p: Delivered to the TikTok inbox | “Caption of p” waits in TikTok. Finish it in the TikTok app. [open]",
			"post/p: Delivered to the TikTok inbox | A post waits in TikTok. Finish it in the TikTok app. [open]",
		},
	}
	for _, s := range cuedrop.States {
		for hidden, words := range told[s] {
			d, v := newDesk(), plainView
			v.HideContent = hidden == 1
			d.post(post("p", 1, s), noon)
			acts := d.flush(at(10), v)
			want(t, acts, words)
			if quiet := s == cuedrop.Published || s == cuedrop.InInbox; acts[0].send.Quiet != quiet {
				t.Errorf("%s: quiet is %t", s, !quiet)
			}
			if diff := cmp.Diff(Subject{Post: "p", Attempt: 1}, acts[0].send.Subject); diff != "" {
				t.Errorf("%s: subject %s", s, diff)
			}
		}
		if _, ok := told[s]; !ok {
			d := newDesk()
			d.post(post("p", 1, s), noon)
			want(t, d.flush(at(60), plainView))
		}
	}
}

// TestWhoIsToldWhat: the switches, the focus and the lock.
func TestWhoIsToldWhat(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*view)
		state  cuedrop.State
		want   []string
	}{
		"off":                             {func(v *view) { v.On = false }, cuedrop.Uncertain, nil},
		"a success while off":             {func(v *view) { v.Successes = false }, cuedrop.Published, nil},
		"a failure while successes off":   {func(v *view) { v.Successes = false }, cuedrop.Missed, []string{"post/p: A post missed its time | “Caption of p” did not go out. Choose a new time. [open]"}},
		"a success that the user sees":    {func(v *view) { v.focused = true }, cuedrop.Published, nil},
		"a failure under the user's eyes": {func(v *view) { v.focused = true }, cuedrop.Failed, []string{"post/p: A post failed | “Caption of p”: The reason. [open]"}},
		"locked":                          {func(v *view) { v.locked = true }, cuedrop.Uncertain, []string{"locked: Cuedrop | Unlock Cuedrop to see what it needs. [open]"}},
		"a success while locked":          {func(v *view) { v.locked = true }, cuedrop.Published, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, v := newDesk(), plainView
			tt.change(&v)
			d.post(post("p", 1, tt.state), noon)
			acts := d.flush(at(10), v)
			want(t, acts, tt.want...)
			if v.locked && len(acts) > 0 && acts[0].send.Subject != (Subject{}) {
				t.Errorf("a locked workspace names %+v", acts[0].send.Subject)
			}
		})
	}
}

// TestNothingIsToldTwice: neither the same change, nor another one in the same state.
func TestNothingIsToldTwice(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.post(post("p", 5, cuedrop.Uncertain), noon)
	if got := d.flush(at(1), plainView); len(got) != 1 {
		t.Fatalf("told %v", said(got))
	}
	for _, rev := range []int64{5, 4, 6, 7} {
		d.post(post("p", rev, cuedrop.Uncertain), at(20))
		want(t, d.flush(at(60), plainView))
	}
	// It goes out again, and is uncertain again: that is another question.
	want(t, d.post(post("p", 8, cuedrop.Prepared), at(70)), "- post/p")
	d.post(post("p", 9, cuedrop.Uncertain), at(80))
	if got := d.flush(at(90), plainView); len(got) != 1 {
		t.Errorf("told %v", said(got))
	}
}

// TestBlockedAnewForTheSameReason is told once in ten minutes.
func TestBlockedAnewForTheSameReason(t *testing.T) {
	t.Parallel()
	d := newDesk()
	rev := int64(0)
	blocked := func(now time.Time, reason string) []act {
		rev += 2
		p := post("p", rev, cuedrop.Blocked)
		p.Failure.Reason = reason
		d.post(p, now)
		acts := d.flush(now.Add(20*time.Second), plainView)
		d.post(post("p", rev+1, cuedrop.Scheduled), now.Add(30*time.Second))
		return acts
	}
	for _, tt := range []struct {
		second int
		reason string
		told   int
	}{{0, "a", 1}, {60, "a", 0}, {120, "b", 1}, {180, "b", 0}, {180 + 600, "b", 1}} {
		if got := blocked(at(tt.second), tt.reason); len(got) != tt.told {
			t.Errorf("after %d s for %s: told %v", tt.second, tt.reason, said(got))
		}
	}
}

// TestAPostThatMovesOnIsNotTold: what waits is dropped, what is shown is withdrawn.
func TestAPostThatMovesOnIsNotTold(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.post(post("p", 1, cuedrop.Missed), noon)
	want(t, d.post(post("p", 2, cuedrop.Scheduled), at(1)))
	want(t, d.flush(at(20), plainView))

	d.post(post("p", 3, cuedrop.Failed), at(30))
	d.flush(at(31), plainView)
	want(t, d.removed("p"), "- post/p")
	want(t, d.removed("p"))
}

// TestManyPostsAreOneNotice: with a sum that grows and shrinks.
func TestManyPostsAreOneNotice(t *testing.T) {
	t.Parallel()
	d := newDesk()
	for i, s := range []cuedrop.State{cuedrop.Missed, cuedrop.Failed, cuedrop.Uncertain, cuedrop.Missed, cuedrop.Blocked} {
		d.post(post(string(rune('a'+i)), int64(i+1), s), noon)
	}
	want(t, d.flush(at(1), plainView), "posts: 5 posts need you | 1 to look for on TikTok, 1 failed, 1 can't go out, 2 missed their time. [open]")
	want(t, d.post(post("a", 10, cuedrop.Scheduled), at(2)))
	d.post(post("x", 11, cuedrop.Failed), at(3))
	d.post(post("y", 12, cuedrop.Failed), at(3))
	want(t, d.flush(at(10), plainView)) // not before ten seconds have passed
	want(t, d.flush(at(11), plainView), "- posts", "posts: 6 posts need you | 1 to look for on TikTok, 3 failed, 1 can't go out, 1 missed their time. [open]")
	for i, id := range []string{"b", "c", "d", "e", "x"} {
		want(t, d.post(post(id, int64(20+i), cuedrop.Scheduled), at(12)))
	}
	want(t, d.post(post("y", 30, cuedrop.Scheduled), at(12)), "- posts")
}

// TestWhatPressesGoesFirst: one notice in ten seconds, whatever waits.
func TestWhatPressesGoesFirst(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.account(account(1, cuedrop.AccountSignedOut), noon)
	d.post(post("s", 2, cuedrop.Scheduled), noon)
	d.post(post("a", 3, cuedrop.Published), noon)
	d.post(post("b", 4, cuedrop.Published), noon)
	d.health([]health.Condition{{Code: "scheduler", Severity: health.Error, Message: "Cuedrop can't publish right now.", Remedy: "Free some space."}}, noon)
	d.post(post("u", 5, cuedrop.Uncertain), noon)
	for _, tt := range []struct {
		second int
		want   []string
	}{
		{0, nil},
		{1, []string{"post/u: Is this post on TikTok? | “Caption of u” could not be confirmed. Look on TikTok, then say whether it is there. [uncertain]"}},
		{10, nil},
		{11, []string{"account/acct_1: Sign in to TikTok again | @ana is signed out. A post waits for it. [sign_in]"}},
		{21, []string{"condition/scheduler: Cuedrop needs you | Cuedrop can't publish right now. Free some space. [open]"}},
		{30, nil},
		{31, []string{"done: 2 posts are on TikTok | Open Cuedrop to see them. [open]"}},
		{99, nil},
	} {
		want(t, d.flush(at(tt.second), plainView), tt.want...)
	}
}

// TestASignInIsAskedForOnce, when posts wait for it, and stands for their blocks.
func TestASignInIsAskedForOnce(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.begin([]cuedrop.Post{post("a", 1, cuedrop.Draft)}, []cuedrop.Account{account(2, cuedrop.AccountOK)}, noon, 0)
	d.account(account(3, cuedrop.AccountSignedOut), noon)
	want(t, d.flush(at(5), plainView)) // nothing waits for it
	for i, id := range []string{"a", "b"} {
		d.post(post(id, int64(10+i), cuedrop.Scheduled), at(10))
	}
	blocked := post("c", 12, cuedrop.Blocked)
	blocked.Failure.Reason = "account.signed_out"
	d.post(blocked, at(10))
	want(t, d.flush(at(30), plainView), "account/acct_1: Sign in to TikTok again | @ana is signed out. 3 posts wait for it. [sign_in]")
	d.account(account(13, cuedrop.AccountSignedOut), at(40))
	want(t, d.flush(at(60), plainView))
	want(t, d.account(account(14, cuedrop.AccountOK), at(61)), "- account/acct_1")
	// It ends once more.
	d.account(account(15, cuedrop.AccountSignedOut), at(100))
	v := plainView
	v.HideContent = true
	want(t, d.flush(at(130), v), "account/acct_1: Sign in to TikTok again | An account is signed out, and posts wait for it. [sign_in]")
	want(t, d.accountRemoved("acct_1"), "- account/acct_1")
}

// TestSeveralSignIns are one notice.
func TestSeveralSignIns(t *testing.T) {
	t.Parallel()
	d := newDesk()
	other := cuedrop.Account{ID: "acct_2", Rev: 2, Health: cuedrop.AccountSignedOut}
	theirs := post("b", 4, cuedrop.Scheduled)
	theirs.AccountID = "acct_2"
	d.begin([]cuedrop.Post{post("a", 3, cuedrop.Scheduled), theirs}, []cuedrop.Account{account(1, cuedrop.AccountSignedOut), other}, noon, 0)
	want(t, d.flush(at(1), plainView), "accounts: Sign in to TikTok again | 2 accounts are signed out, and posts wait for them. [sign_in]")
	want(t, d.accountRemoved("acct_2"))
	want(t, d.account(account(9, cuedrop.AccountOK), at(2)), "- accounts")
}

// TestTheStart tells old things in one sum, what is young by itself, and nothing of
// what an earlier run has told.
func TestTheStart(t *testing.T) {
	t.Parallel()
	old := func(id string, rev int64, s cuedrop.State) cuedrop.Post {
		p := post(id, rev, s)
		p.UpdatedAt = noon.Add(-61 * time.Second)
		return p
	}
	for name, tt := range map[string]struct {
		posts []cuedrop.Post
		seen  int64
		want  []string
	}{
		"nothing":              {[]cuedrop.Post{old("a", 1, cuedrop.Draft), old("b", 2, cuedrop.Published), old("c", 3, cuedrop.Failed)}, 0, nil},
		"a young success":      {[]cuedrop.Post{post("a", 1, cuedrop.Published)}, 0, nil},
		"old ones":             {[]cuedrop.Post{old("a", 1, cuedrop.Missed), old("b", 2, cuedrop.Missed), old("c", 3, cuedrop.Uncertain)}, 0, []string{"posts: 3 posts need you | 1 to look for on TikTok, 2 missed their time. [open]"}},
		"an old one":           {[]cuedrop.Post{old("a", 1, cuedrop.Blocked)}, 0, []string{"posts: A post needs you | 1 can't go out. [open]"}},
		"a young one":          {[]cuedrop.Post{post("a", 7, cuedrop.Failed)}, 6, []string{"post/a: A post failed | “Caption of a”: The reason. [open]"}},
		"a young one told of":  {[]cuedrop.Post{post("a", 7, cuedrop.Uncertain)}, 7, []string{"posts: A post needs you | 1 to look for on TikTok. [open]"}},
		"a failure told of":    {[]cuedrop.Post{post("a", 7, cuedrop.Failed)}, 7, nil},
		"young and old, mixed": {[]cuedrop.Post{post("a", 7, cuedrop.Failed), old("b", 1, cuedrop.Missed)}, 0, []string{"posts: 2 posts need you | 1 failed, 1 missed their time. [open]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk()
			d.begin(tt.posts, nil, noon, tt.seen)
			want(t, d.flush(at(10), plainView), tt.want...)
			want(t, d.flush(at(60), plainView))
		})
	}
	d, v := newDesk(), plainView
	v.focused = true
	d.begin([]cuedrop.Post{old("a", 1, cuedrop.Missed)}, nil, noon, 0)
	want(t, d.flush(at(10), v)) // the window shows it
}

// TestConditions: new errors only, and not those that are told otherwise or pass.
func TestConditions(t *testing.T) {
	t.Parallel()
	bad := health.Condition{Code: "scheduler", Severity: health.Error, Message: "Cuedrop can't publish right now.", Remedy: "Ask Ana."}
	d := newDesk()
	d.health([]health.Condition{
		bad, {Code: "ffmpeg", Severity: health.Warning}, {Code: "signed_out:acct_1", Severity: health.Error}, {Code: "not_publishing", Severity: health.Error},
	}, noon)
	want(t, d.health(nil, at(5)))
	want(t, d.flush(at(20), plainView)) // it has passed
	d.health([]health.Condition{{Code: "not_publishing", Severity: health.Error}, {Code: "signed_out:acct_1", Severity: health.Error}}, at(20))
	want(t, d.flush(at(30), plainView)) // the window and the sign-in say so
	d.health([]health.Condition{bad}, at(30))
	v := plainView
	v.HideContent = true
	want(t, d.flush(at(40), v), "condition/scheduler: Cuedrop needs you | Open Cuedrop to see what is wrong. [open]")
	d.health([]health.Condition{bad}, at(50))
	want(t, d.flush(at(70), v))
	want(t, d.health(nil, at(80)), "- condition/scheduler")
}

// TestTheUserKnows: what the user did from a notice is no news.
func TestTheUserKnows(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.post(post("p", 1, cuedrop.Uncertain), noon)
	d.flush(at(1), plainView)
	d.mute("p", cuedrop.Published)
	want(t, d.post(post("p", 2, cuedrop.Published), at(20)), "- post/p")
	want(t, d.flush(at(60), plainView))
}
