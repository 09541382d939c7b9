package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Requests per minute and token (spec 3.8, 6.2).
const (
	rateUserInfo    = 600
	rateCreatorInfo = 20
	rateInit        = 6
	rateStatus      = 30
	rateVideo       = 600
)

// openID is stable for an app and a creator, and differs between apps.
func openID(clientKey, username string) string {
	return derivedID("open/" + clientKey + "/" + username)
}

// unionID is the same for all apps of a developer; here there is only one.
func unionID(username string) string { return derivedID("union/" + username) }

func derivedID(of string) string {
	sum := sha256.Sum256([]byte(of))
	return uuid(hex.EncodeToString(sum[:16]))
}

// userInfo is GET /v2/user/info/ (spec 2). A field whose scope is missing is
// refused; one client saw such fields left empty instead.
func (s *Server) userInfo(r *http.Request, _ action) answer {
	ru := s.current()
	who, bad := s.authenticate(ru, r, atUserInfo, rateUserInfo)
	if bad != nil {
		return s.refuse(atUserInfo, bad)
	}
	all := s.userFields(who, origin(r))
	user := map[string]any{}
	for _, name := range splitFields(r) {
		f, known := all[name]
		switch {
		case !known:
			return s.refuse(atUserInfo, &refusal{code: codeInvalidParams, message: "The fields are missing or unknown."})
		case !who.has(f.scope) && ru.Wire.EmptyFields:
			continue
		case !who.has(f.scope):
			return s.refuse(atUserInfo, &refusal{code: codeScopeMissing})
		}
		user[name] = f.value
	}
	return s.ok(map[string]any{"user": user})
}

type userField struct {
	scope string
	value any
}

func (s *Server) userFields(who caller, origin string) map[string]userField {
	avatar := origin + "/avatar/" + who.username + ".png"
	s.mu.Lock()
	public := int64(len(s.publicPostsLocked(who.openID)))
	s.mu.Unlock()
	return map[string]userField{
		"open_id":           {scopeBasic, who.openID},
		"union_id":          {scopeBasic, unionID(who.username)},
		"avatar_url":        {scopeBasic, avatar},
		"avatar_url_100":    {scopeBasic, avatar},
		"avatar_large_url":  {scopeBasic, avatar},
		"display_name":      {scopeBasic, who.creator.Nickname},
		"bio_description":   {scopeProfile, "A practice account. It exists on this computer only."},
		"profile_deep_link": {scopeProfile, origin + "/"},
		"username":          {scopeProfile, who.username},
		"is_verified":       {scopeProfile, false},
		"follower_count":    {scopeStats, int64(1234)},
		"following_count":   {scopeStats, int64(56)},
		"likes_count":       {scopeStats, int64(7890)},
		"video_count":       {scopeStats, public},
	}
}

// splitFields reads the fields parameter. A missing one yields one empty name,
// which no table has.
func splitFields(r *http.Request) []string {
	return strings.Split(r.URL.Query().Get("fields"), ",")
}

// creatorInfo is POST /v2/post/publish/creator_info/query/ (spec 3.1). It takes
// no body and does not look at one. The options do not depend on the audit.
func (s *Server) creatorInfo(r *http.Request, _ action) answer {
	ru := s.current()
	who, bad := s.authenticate(ru, r, atCreatorInfo, rateCreatorInfo, scopePublish)
	if bad != nil {
		return s.refuse(atCreatorInfo, bad)
	}
	s.mu.Lock()
	bad = s.postingRefusalLocked(ru, who, s.now())
	s.mu.Unlock()
	if bad != nil {
		return s.refuse(atCreatorInfo, bad)
	}
	c := who.creator
	return s.ok(struct {
		Avatar          string   `json:"creator_avatar_url"`
		Username        string   `json:"creator_username"`
		Nickname        string   `json:"creator_nickname"`
		Options         []string `json:"privacy_level_options"`
		CommentDisabled bool     `json:"comment_disabled"`
		DuetDisabled    bool     `json:"duet_disabled"`
		StitchDisabled  bool     `json:"stitch_disabled"`
		MaxDuration     int32    `json:"max_video_post_duration_sec"`
	}{
		origin(r) + "/avatar/" + c.Username + ".png", c.Username, c.Nickname, c.PrivacyLevelOptions,
		c.CommentDisabled, c.DuetDisabled, c.StitchDisabled, c.MaxDurationSec,
	})
}

// postingRefusalLocked says why the creator cannot post directly now, if so:
// bans, then the creator's daily cap, then the app's cap of active creators
// (spec 3.8).
func (s *Server) postingRefusalLocked(ru *rules, who caller, now time.Time) *refusal {
	switch {
	case who.creator.Refuse != "":
		return &refusal{code: who.creator.Refuse}
	case s.postedTodayLocked(who.openID, now)+who.creator.PostedToday >= ru.Limits.PostsPerDay:
		return &refusal{code: codeTooManyPosts}
	case ru.App.ActiveCreators > 0 && !s.withinActiveCapLocked(ru.App.ActiveCreators, who.openID, now):
		return &refusal{code: codeActiveUserCap}
	}
	return nil
}

// postedTodayLocked counts direct posts whose bytes all arrived in the last 24
// hours and did not fail.
func (s *Server) postedTodayLocked(openID string, now time.Time) int {
	n := 0
	for _, p := range s.posts {
		if p.Mode == modeDirect && p.OpenID == openID && p.complete() && p.Status != statusFailed && today(p.CreatedAt, now) {
			n++
		}
	}
	return n
}

func (s *Server) withinActiveCapLocked(limit int, openID string, now time.Time) bool {
	var active []string
	for _, p := range s.posts {
		if p.Mode == modeDirect && today(p.CreatedAt, now) && !slices.Contains(active, p.OpenID) {
			active = append(active, p.OpenID)
		}
	}
	return slices.Contains(active, openID) || len(active) < limit
}

// pendingDraftsLocked counts the inbox uploads of the last 24 hours that the
// creator has not finished in the app. Uploads that were begun and left count,
// failed ones do not; TikTok's rule is not known (spec 9.10).
func (s *Server) pendingDraftsLocked(openID string, now time.Time) int {
	n := 0
	for _, p := range s.posts {
		if p.Mode == modeInbox && p.OpenID == openID && !p.deleted && today(p.CreatedAt, now) &&
			(p.Status == statusProcessing || p.Status == statusInInbox) {
			n++
		}
	}
	return n
}

func today(t, now time.Time) bool { return now.Sub(t) < 24*time.Hour }
