package sandbox_test

import (
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/sandbox"
)

func TestUserInfo(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	tok := b.signIn()
	ask := func(token, fields string) reply {
		return b.do(http.MethodGet, "/v2/user/info/?fields="+fields, bearer(token), nil)
	}
	var out struct {
		Data struct {
			User map[string]any `json:"user"`
		} `json:"data"`
	}
	ask(tok.Access, "open_id,display_name,username,is_verified,follower_count").decode(t, &out)
	want := map[string]any{
		"open_id": tok.OpenID, "display_name": "Practice creator", "username": "practice.creator",
		"is_verified": false, "follower_count": 1234.0,
	}
	if d := cmp.Diff(want, out.Data.User); d != "" {
		t.Error(d)
	}
	ask(tok.Access, "").want(t, 400, "invalid_params")
	ask(tok.Access, "open_id,nickname").want(t, 400, "invalid_params")
	b.do(http.MethodGet, "/v2/user/info/", bearer(tok.Access), nil).want(t, 400, "invalid_params")
	ask("", "open_id").want(t, 401, "access_token_invalid")
	few := b.signIn("scope", "user.info.basic")
	ask(few.Access, "open_id,username").want(t, 401, "scope_not_authorized")
	ask(few.Access, "open_id,avatar_url").want(t, 200, "ok")

	ask(tok.Access, "avatar_url,union_id").decode(t, &out)
	avatar, _ := out.Data.User["avatar_url"].(string)
	r := b.get(avatar)
	if img, err := png.Decode(strings.NewReader(r.body)); err != nil || img.Bounds().Dx() < 100 || r.header.Get("Content-Type") != "image/png" {
		t.Errorf("avatar %q: %v", avatar, err)
	}
	for _, path := range []string{"/avatar/nobody.png", "/avatar/practice.creator"} {
		if r := b.get(path); r.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.status)
		}
	}
}

func TestUserInfoRate(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	tok := b.signIn()
	for range 600 {
		if r := b.do(http.MethodGet, "/v2/user/info/?fields=open_id", bearer(tok.Access), nil); r.status != 200 {
			t.Fatalf("refused too early: %d", r.status)
		}
	}
	b.do(http.MethodGet, "/v2/user/info/?fields=open_id", bearer(tok.Access), nil).want(t, 429, "rate_limit_exceeded")
}

func TestCreatorInfo(t *testing.T) {
	t.Parallel()
	sc := sandbox.Scenario{Creators: []sandbox.Creator{
		{Username: "public.one", Nickname: "Public one"},
		{Username: "private.one", Private: true},
		{Username: "odd.one", PrivacyLevelOptions: []string{"SELF_ONLY"}, CommentDisabled: true, DuetDisabled: true, MaxDurationSec: 3600},
	}}
	b := setup(t, sc)
	for username, want := range map[string]map[string]any{
		"public.one": {
			"creator_username": "public.one", "creator_nickname": "Public one",
			"privacy_level_options": []any{"PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"},
			"comment_disabled":      false, "duet_disabled": false, "stitch_disabled": false, "max_video_post_duration_sec": 600.0,
		},
		"private.one": {
			"creator_username": "private.one", "creator_nickname": "private.one",
			"privacy_level_options": []any{"FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"},
			"comment_disabled":      false, "duet_disabled": true, "stitch_disabled": true, "max_video_post_duration_sec": 600.0,
		},
		"odd.one": {
			"creator_username": "odd.one", "creator_nickname": "odd.one", "privacy_level_options": []any{"SELF_ONLY"},
			"comment_disabled": true, "duet_disabled": true, "stitch_disabled": false, "max_video_post_duration_sec": 3600.0,
		},
	} {
		tok := b.signInAs(sc, username)
		r := b.post(infoPath, tok.Access, "")
		r.want(t, 200, "ok")
		var out struct {
			Data map[string]any `json:"data"`
		}
		r.decode(t, &out)
		want["creator_avatar_url"] = b.srv.URL() + "/avatar/" + username + ".png"
		if d := cmp.Diff(want, out.Data); d != "" {
			t.Errorf("%s: %s", username, d)
		}
	}
	tok := b.signIn()
	b.srv.SetScenario(sandbox.Scenario{})
	b.post(infoPath, tok.Access, "").want(t, 401, "access_token_invalid") // its creator is gone
}
