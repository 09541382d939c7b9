package tiktok

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	userInfoPath = "/v2/user/info/"
	creatorPath  = "/v2/post/publish/creator_info/query/"

	scopeProfile = "user.info.profile" // gives the username (1.9)
)

// Profile returns who the token belongs to. It asks only for the fields that scopes
// allow, and asks again for the basic ones alone if TikTok finds that a scope is
// missing after all. Username is empty without user.info.profile. Without
// user.info.basic there is nothing to ask for: AuthRequired, and nothing is sent. An
// empty list counts as user.info.basic, which sign-in always adds (1.9).
func (c *Client) Profile(ctx context.Context, access cuedrop.Secret, scopes []string) (cuedrop.Profile, error) {
	if len(scopes) > 0 && !slices.Contains(scopes, cuedrop.ScopeUserBasic) {
		return cuedrop.Profile{}, refused("scope_not_authorized").fault(nil).WithOp("userinfo")
	}
	basic := []string{"open_id", "avatar_url", "display_name"}
	if slices.Contains(scopes, scopeProfile) {
		p, err := c.profile(ctx, access, append(slices.Clone(basic), "username"))
		switch fault.ReasonOf(err) {
		case "tiktok.scope_not_authorized", "tiktok.scope_permission_missed":
		default:
			return p, err
		}
	}
	return c.profile(ctx, access, basic)
}

func (c *Client) profile(ctx context.Context, access cuedrop.Secret, fields []string) (cuedrop.Profile, error) {
	var data struct {
		User struct {
			OpenID      wireText `json:"open_id"`
			AvatarURL   wireText `json:"avatar_url"`
			DisplayName wireText `json:"display_name"`
			Username    wireText `json:"username"`
		} `json:"user"`
	}
	if err := c.pace.wait(ctx, EndpointUserInfo, access); err != nil {
		return cuedrop.Profile{}, err
	}
	path := userInfoPath + "?fields=" + strings.Join(fields, ",")
	if err := c.call(ctx, "userinfo", path, access, nil, &data); err != nil {
		return cuedrop.Profile{}, err
	}
	if data.User.OpenID == "" {
		return cuedrop.Profile{}, badAnswer(errors.New("no open_id")).WithOp("userinfo")
	}
	return cuedrop.Profile{
		OpenID:    string(data.User.OpenID),
		Nickname:  string(data.User.DisplayName),
		Username:  string(data.User.Username),
		AvatarURL: string(data.User.AvatarURL),
	}, nil
}

// CreatorInfo returns what the account may choose right now. It waits, at most a
// minute, when twenty calls of the last minute used the same token (3.8). That the
// creator cannot post now comes as Rejected with TikTok's word, although TikTok says
// so with HTTP 200 (3.1).
func (c *Client) CreatorInfo(ctx context.Context, access cuedrop.Secret) (cuedrop.Creator, error) {
	var data struct {
		AvatarURL       wireText   `json:"creator_avatar_url"`
		Username        wireText   `json:"creator_username"`
		Nickname        wireText   `json:"creator_nickname"`
		PrivacyOptions  []wireText `json:"privacy_level_options"`
		CommentDisabled wireBool   `json:"comment_disabled"`
		DuetDisabled    wireBool   `json:"duet_disabled"`
		StitchDisabled  wireBool   `json:"stitch_disabled"`
		MaxSeconds      wireInt    `json:"max_video_post_duration_sec"`
	}
	if err := c.pace.wait(ctx, EndpointCreatorInfo, access); err != nil {
		return cuedrop.Creator{}, err
	}
	if err := c.call(ctx, "creator_info", creatorPath, access, struct{}{}, &data); err != nil {
		return cuedrop.Creator{}, err
	}
	data.PrivacyOptions = slices.DeleteFunc(data.PrivacyOptions, func(t wireText) bool { return t == "" })
	if data.PrivacyOptions == nil { // an empty list is an answer: nothing may be chosen
		return cuedrop.Creator{}, badAnswer(errors.New("no privacy_level_options")).WithOp("creator_info")
	}
	creator := cuedrop.Creator{
		Username:        string(data.Username),
		Nickname:        string(data.Nickname),
		AvatarURL:       string(data.AvatarURL),
		CommentDisabled: bool(data.CommentDisabled),
		DuetDisabled:    bool(data.DuetDisabled),
		StitchDisabled:  bool(data.StitchDisabled),
		MaxDuration:     time.Duration(max(min(data.MaxSeconds.v, 1<<31-1), 0)) * time.Second,
		FetchedAt:       c.now(),
	}
	for _, p := range data.PrivacyOptions {
		creator.PrivacyOptions = append(creator.PrivacyOptions, cuedrop.Privacy(p))
	}
	return creator, nil
}
