package tiktok

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func TestProfileAsksForWhatTheScopesAllow(t *testing.T) {
	t.Parallel()
	refuseUsername := func(code string, status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.RawQuery, "username") {
				w.WriteHeader(status)
				_, _ = io.WriteString(w, `{"data":{},"error":{"code":"`+code+`","message":"m"}}`)
				return
			}
			_, _ = io.WriteString(w, ok(`{"user":{"open_id":"o1","display_name":"Ann","avatar_url":"https://p/x"}}`))
		}
	}
	full := saying(200, ok(`{"user":{"open_id":"o1","display_name":"Ann","username":"ann","avatar_url":"https://p/x"}}`))
	tests := []struct {
		scopes   []string
		answer   http.HandlerFunc
		queries  []string
		username string
	}{
		{nil, full, []string{"fields=open_id,avatar_url,display_name"}, "ann"},
		{[]string{"user.info.basic"}, full, []string{"fields=open_id,avatar_url,display_name"}, "ann"},
		{[]string{"user.info.basic", "user.info.profile"}, full, []string{"fields=open_id,avatar_url,display_name,username"}, "ann"},
		{[]string{"user.info.basic", "user.info.profile"}, refuseUsername("scope_not_authorized", 401),
			[]string{"fields=open_id,avatar_url,display_name,username", "fields=open_id,avatar_url,display_name"}, ""},
		{[]string{"user.info.basic", "user.info.profile"}, refuseUsername("scope_permission_missed", 400),
			[]string{"fields=open_id,avatar_url,display_name,username", "fields=open_id,avatar_url,display_name"}, ""},
	}
	for i, tt := range tests {
		b := setup(t, tt.answer)
		p, err := b.Profile(t.Context(), "act.1", tt.scopes)
		want := cuedrop.Profile{OpenID: "o1", Nickname: "Ann", Username: tt.username, AvatarURL: "https://p/x"}
		if err != nil || p != want {
			t.Errorf("%d: %+v, %v, want %+v", i, p, err, want)
		}
		var queries []string
		for _, r := range b.requests {
			queries = append(queries, r.Query)
			if r.Method != "GET" || r.Path != "/v2/user/info/" || r.Header.Get("Authorization") != "Bearer act.1" {
				t.Errorf("%d: request %+v", i, r)
			}
		}
		if !slices.Equal(queries, tt.queries) {
			t.Errorf("%d: asked %v, want %v", i, queries, tt.queries)
		}
	}
	b := setup(t, full)
	_, err := b.Profile(t.Context(), "act.1", []string{"video.publish"})
	wantFault(t, "no basic scope", err, fault.AuthRequired, "tiktok.scope_not_authorized")
	if b.count() != 0 {
		t.Error("asked without the scope")
	}
}

func TestCreatorInfo(t *testing.T) {
	t.Parallel()
	b := setup(t, saying(200, ok(`{"creator_avatar_url":"https://p/x","creator_username":"ann","creator_nickname":"Ann",
		"privacy_level_options":["FOLLOWER_OF_CREATOR","SELF_ONLY","SOMETHING_NEW"],"comment_disabled":false,"duet_disabled":true,"stitch_disabled":true,"max_video_post_duration_sec":3600}`)))
	c, err := b.CreatorInfo(t.Context(), "act.1")
	if err != nil {
		t.Fatal(err)
	}
	if c.Username != "ann" || c.Nickname != "Ann" || c.CommentDisabled || !c.DuetDisabled || !c.StitchDisabled ||
		c.MaxDuration != time.Hour || !c.FetchedAt.Equal(testNow) ||
		!slices.Equal(c.PrivacyOptions, []cuedrop.Privacy{"FOLLOWER_OF_CREATOR", "SELF_ONLY", "SOMETHING_NEW"}) {
		t.Errorf("creator %+v", c)
	}
	r := b.last(t)
	if r.Method != "POST" || r.Path != "/v2/post/publish/creator_info/query/" || r.Body != "{}" ||
		r.Header.Get("Content-Type") != "application/json; charset=UTF-8" || r.Header.Get("Authorization") != "Bearer act.1" {
		t.Errorf("request %+v", r)
	}
	for _, word := range []string{"spam_risk_too_many_posts", "spam_risk_user_banned_from_posting", "reached_active_user_cap"} {
		_, err := setup(t, saying(200, `{"data":{},"error":{"code":"`+word+`","message":"m"}}`)).CreatorInfo(t.Context(), "act.1")
		wantFault(t, word, err, fault.Rejected, "tiktok."+word)
	}
	_, err = setup(t, saying(200, ok(`{}`))).CreatorInfo(t.Context(), "act.1")
	wantFault(t, "no options", err, fault.Unavailable, "tiktok.bad_answer")
}
