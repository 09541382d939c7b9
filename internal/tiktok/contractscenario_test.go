package tiktok

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/sandbox"
)

// The scenario's switches, as far as a client meets them.

func TestSandboxRedirects(t *testing.T) {
	t.Parallel()
	for always, want := range map[string]string{
		"deny": "access_denied", "non_sandbox_target": "access_denied/non_sandbox_target", "unauthorized_client": "unauthorized_client/client_key",
	} {
		s := newStage(t, sandbox.Scenario{Authorize: sandbox.Authorize{Always: always}})
		q := s.authorize(t)
		code := strings.TrimSuffix(q.Get("error")+"/"+q.Get("error_type"), "/")
		if _, known := meanings[wordKey{SourceRedirect, code}]; code != want || !known || q.Has("code") {
			t.Errorf("%s: %v", always, q)
		}
	}
	s := newStage(t, sandbox.Scenario{Authorize: sandbox.Authorize{Always: "approve", Scopes: []string{"user.info.basic"}, CodeSeconds: 10}})
	s.signIn(t)
	if !slices.Equal(s.grant.Scopes, []string{"user.info.basic"}) {
		t.Errorf("scopes %v", s.grant.Scopes)
	}
	for on, call := range stageCalls {
		if on == "token" || on == "refresh" || on == "revoke" || on == "userinfo" {
			continue
		}
		wantMeaning(t, on+" without its scope", call(t.Context(), s), refused("scope_not_authorized"))
	}
	q := s.authorize(t)
	s.clock.add(11 * time.Second)
	_, err := s.Exchange(t.Context(), q.Get("code"), stageRedirect, testVerifier)
	wantFault(t, "late code", err, fault.AuthRequired, "tiktok.invalid_grant")
}

func TestSandboxTokens(t *testing.T) {
	t.Parallel()
	for _, as400 := range []bool{false, true} {
		s := signedIn(t, sandbox.Scenario{Limits: calmLimits, Tokens: sandbox.Tokens{AccessSeconds: 60, RefreshSeconds: 600, ErrorsAs400: as400}})
		if left := s.grant.Tokens.RefreshExpiresAt.Sub(s.grant.Tokens.AccessExpiresAt); left != 9*time.Minute {
			t.Errorf("the refresh token lives %v longer, want 9m", left)
		}
		old := s.grant.Tokens.Refresh
		g, err := s.Refresh(t.Context(), old)
		if err != nil || g.Tokens.Refresh == old || g.OpenID != s.grant.OpenID {
			t.Errorf("refresh: %+v, %v", g, err)
		}
		_, err = s.Refresh(t.Context(), old)
		wantFault(t, "used refresh token", err, fault.AuthRequired, "tiktok.invalid_grant")
		_, err = s.Exchange(t.Context(), "nonsense", stageRedirect, testVerifier)
		wantFault(t, "made-up code", err, fault.AuthRequired, "tiktok.invalid_grant")
		s.grant = g
		s.clock.add(61 * time.Second)
		wantMeaning(t, "expired access token", stageCalls["status"](t.Context(), s), refused("access_token_invalid"))
		if s.grant, err = s.Refresh(t.Context(), g.Tokens.Refresh); err != nil {
			t.Fatal(err)
		}
		if err := s.Revoke(t.Context(), s.access()); err != nil {
			t.Error(err)
		}
		wantMeaning(t, "revoked", stageCalls["creator_info"](t.Context(), s), refused("access_token_invalid"))
	}
	s := signedIn(t, sandbox.Scenario{Tokens: sandbox.Tokens{DropRefreshReply: 1}})
	_, err := s.Refresh(t.Context(), s.grant.Tokens.Refresh)
	wantFault(t, "lost reply", err, fault.Unavailable, "network.unreachable")
	_, err = s.Refresh(t.Context(), s.grant.Tokens.Refresh)
	wantFault(t, "after it", err, fault.AuthRequired, "tiktok.invalid_grant")
}

func TestSandboxCaps(t *testing.T) {
	t.Parallel()
	creator := func(change func(*sandbox.Creator)) []sandbox.Creator {
		c := sandbox.Creator{Username: "ann"}
		change(&c)
		return []sandbox.Creator{c}
	}
	unaudited := sandbox.App{Audited: new(false)}
	for name, tt := range map[string]struct {
		sc   sandbox.Scenario
		mode cuedrop.Mode
		want string
	}{
		"unaudited, public account": {sandbox.Scenario{App: unaudited}, cuedrop.ModeDirect, "unaudited_client_can_only_post_to_private_accounts"},
		"posts of a day":            {sandbox.Scenario{Creators: creator(func(c *sandbox.Creator) { c.PostedToday = 15 })}, cuedrop.ModeDirect, "spam_risk_too_many_posts"},
		"pending drafts":            {sandbox.Scenario{Creators: creator(func(c *sandbox.Creator) { c.PendingDrafts = 5 })}, cuedrop.ModeInbox, "spam_risk_too_many_pending_share"},
		"banned":                    {sandbox.Scenario{Creators: creator(func(c *sandbox.Creator) { c.Refuse = "spam_risk_user_banned_from_posting" })}, cuedrop.ModeInbox, "spam_risk_user_banned_from_posting"},
		"cap of accounts":           {sandbox.Scenario{Creators: creator(func(c *sandbox.Creator) { c.Refuse = "reached_active_user_cap" })}, cuedrop.ModeDirect, "reached_active_user_cap"},
		"audience not offered":      {sandbox.Scenario{Creators: creator(func(c *sandbox.Creator) { c.PrivacyLevelOptions = []string{"PUBLIC_TO_EVERYONE"} })}, cuedrop.ModeDirect, "privacy_level_option_mismatch"},
	} {
		s := signedIn(t, tt.sc)
		_, err := s.Init(t.Context(), s.access(), small(tt.mode))
		wantMeaning(t, name, err, refused(tt.want))
		if _, infoErr := s.CreatorInfo(t.Context(), s.access()); strings.HasPrefix(name, "banned") || strings.HasPrefix(name, "cap") {
			wantMeaning(t, name+" in creator_info", infoErr, refused(tt.want))
		}
	}
	s := signedIn(t, sandbox.Scenario{})
	var err error
	for range 7 {
		_, err = s.Init(t.Context(), s.access(), small(cuedrop.ModeInbox))
		if err != nil {
			break
		}
	}
	if k := fault.KindOf(err); k != fault.RateLimited && k != fault.Rejected {
		t.Errorf("seven drafts: %v", err)
	}
	for range 31 {
		err = stageCalls["status"](t.Context(), s)
	}
	wantMeaning(t, "31st status", err, refused("rate_limit_exceeded"))
	if fault.RetryAfterOf(err) != time.Minute {
		t.Errorf("wait %v, want a minute", fault.RetryAfterOf(err))
	}
}

func TestSandboxCreators(t *testing.T) {
	t.Parallel()
	s := signedIn(t, sandbox.Scenario{Creators: []sandbox.Creator{{Username: "ann", Nickname: "Ann", Private: true, CommentDisabled: true, MaxDurationSec: 77}}})
	c, err := s.CreatorInfo(t.Context(), s.access())
	if err != nil || c.Username != "ann" || c.Nickname != "Ann" || !c.CommentDisabled || !c.DuetDisabled || !c.StitchDisabled || c.MaxDuration != 77*time.Second ||
		!slices.Equal(c.PrivacyOptions, []cuedrop.Privacy{cuedrop.PrivacyFollowers, cuedrop.PrivacyFriends, cuedrop.PrivacySelf}) {
		t.Errorf("%+v, %v", c, err)
	}
	p, err := s.Profile(t.Context(), s.access(), s.grant.Scopes)
	if err != nil || p.OpenID != s.grant.OpenID || p.Nickname != "Ann" || p.Username != "ann" || p.AvatarURL == "" {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestSandboxProcessing(t *testing.T) {
	t.Parallel()
	s := signedIn(t, sandbox.Scenario{Limits: calmLimits, Processing: sandbox.Processing{Polls: new(2), PostIDsAfterPolls: new(2), InboxFinishedAfterPolls: 2}})
	id := s.post(t, sized(cuedrop.PrivacyPublic, 1000, 1000))
	var states []cuedrop.RemoteState
	var ids []string
	for range 5 {
		status := s.state(t, id)
		states, ids = append(states, status.State), append(ids, strings.Join(status.PostIDs, " "))
	}
	if !slices.Equal(states, []cuedrop.RemoteState{"uploading", "uploading", "complete", "complete", "complete"}) ||
		ids[3] != "" || len(ids[4]) != 19 {
		t.Errorf("direct: %v %q", states, ids)
	}
	id = s.post(t, small(cuedrop.ModeInbox))
	states = nil
	for range 6 {
		states = append(states, s.state(t, id).State)
	}
	if !slices.Equal(states, []cuedrop.RemoteState{"uploading", "uploading", "inbox", "inbox", "complete", "complete"}) {
		t.Errorf("inbox: %v", states)
	}
	s.srv.SetScenario(sandbox.Scenario{Limits: calmLimits, Processing: sandbox.Processing{DurationMs: 5000}})
	id = s.post(t, small(cuedrop.ModeDirect))
	before := s.state(t, id).State
	s.clock.add(6 * time.Second)
	if after := s.state(t, id).State; before != cuedrop.RemoteUploading || after != cuedrop.RemoteComplete {
		t.Errorf("by time: %s, then %s", before, after)
	}
	for _, sc := range []sandbox.Scenario{when("init", "stuck"), {Limits: calmLimits, Processing: sandbox.Processing{StuckForever: true}}} {
		s.srv.SetScenario(sc)
		id = s.post(t, small(cuedrop.ModeDirect))
		for range 5 {
			if got := s.state(t, id); got.State != cuedrop.RemoteUploading || got.Uploaded != 1000 {
				t.Errorf("stuck: %+v", got)
			}
		}
	}
	_, err := s.Status(t.Context(), s.access(), "v_pub_file~v2-1.1")
	wantMeaning(t, "made-up id", err, refused("invalid_publish_id"))
}

func TestSandboxAddressesAndPlans(t *testing.T) {
	t.Parallel()
	s := signedIn(t, sandbox.Scenario{Limits: sandbox.Limits{NoRates: true, NarrowMB: true}, UploadURLSeconds: 5})
	up := s.begin(t, small(cuedrop.ModeDirect))
	s.clock.add(6 * time.Second)
	_, err := s.put(t, up.UploadURL, 0, 999, 1000)
	wantMeaning(t, "late", err, meanings[wordKey{SourceUpload, "403"}])
	for _, size := range []int64{1, 1000, 5_000_000, 63_999_999, 64_000_000, 64_000_001, 70_000_000, 4_000_000_000} {
		plan, err := cuedrop.PlanChunks(size)
		if err != nil {
			t.Fatal(err)
		}
		r := small(cuedrop.ModeDirect)
		r.Plan = plan
		if _, err := s.Init(t.Context(), s.access(), r); err != nil {
			t.Errorf("%d bytes as %+v: %v", size, plan, err)
		}
	}
}

func TestSandboxStallsEndWithTheContext(t *testing.T) {
	t.Parallel()
	for _, do := range []string{"stall", "stall_after"} {
		s := signedIn(t, when("init", do))
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		_, err := s.Init(ctx, s.access(), small(cuedrop.ModeDirect))
		cancel()
		wantFault(t, do, err, fault.Unavailable, "network.unreachable")
		if n := len(s.srv.Received()); n != map[string]int{"stall": 0, "stall_after": 1}[do] {
			t.Errorf("%s: %d posts begun", do, n)
		}
	}
	s := signedIn(t, when("creator_info", "delay:20ms"))
	if _, err := s.CreatorInfo(t.Context(), s.access()); err != nil {
		t.Errorf("delay: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.CreatorInfo(ctx, s.access()); !fault.Is(err, fault.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

func TestSandboxVideos(t *testing.T) {
	t.Parallel()
	s := signedIn(t, sandbox.Scenario{Limits: calmLimits, Processing: sandbox.Processing{Polls: new(0), PostIDsAfterPolls: new(0)}})
	var ids []string
	for range 23 {
		ids = append(ids, s.state(t, s.post(t, sized(cuedrop.PrivacyPublic, 1000, 1000))).PostIDs...)
		s.clock.add(time.Minute)
	}
	s.state(t, s.post(t, sized(cuedrop.PrivacySelf, 1000, 1000)))
	slices.Reverse(ids)
	first, err := s.VideoList(t.Context(), s.access(), 0, 0)
	if err != nil || len(first.Videos) != 20 || !first.More {
		t.Fatalf("%d videos, more %v, %v", len(first.Videos), first.More, err)
	}
	v := first.Videos[0]
	if v.ID != ids[0] || !v.CreatedAt.Equal(testNow.Add(22*time.Minute)) || v.ShareURL == "" || v.Description != "Hi #fun" || v.Views < 0 || v.Shares < 0 {
		t.Errorf("%+v", v)
	}
	all, whole, err := s.VideosSince(t.Context(), s.access(), time.Time{}, 5)
	if err != nil || !whole || len(all) != 23 || all[22].ID != ids[22] {
		t.Errorf("%d of 23, whole %v, %v", len(all), whole, err)
	}
	some, whole, err := s.VideosSince(t.Context(), s.access(), testNow.Add(20*time.Minute), 5)
	if err != nil || !whole || len(some) != 3 {
		t.Errorf("%d of 3, whole %v, %v", len(some), whole, err)
	}
	found, err := s.VideoQuery(t.Context(), s.access(), append([]string{"1"}, ids...))
	if err != nil || len(found) != 23 {
		t.Errorf("%d of 23 found, %v", len(found), err)
	}
	if resp, err := s.http.Get(found[0].ShareURL); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("%s leads nowhere: %v", found[0].ShareURL, err)
	}
}
