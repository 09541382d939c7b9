package sandbox

import (
	"cmp"
	"html"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits of spec 5.
const (
	defaultVideoPage = 10
	maxVideoPage     = 20
	maxVideoTitle    = 150
)

// videoList is POST /v2/video/list/: public posts, newest first. The cursor is a
// time in ms; the reply holds posts before it (spec 5).
func (s *Server) videoList(r *http.Request, _ action) answer {
	var body struct {
		Cursor   *int64 `json:"cursor"`
		MaxCount *int   `json:"max_count"`
	}
	limit := rateVideo
	if n := s.current().Wire.VideoPagesPerMinute; n > 0 {
		limit = n
	}
	who, bad := s.authenticate(s.current(), r, atVideoList, limit, scopeList)
	if bad == nil {
		bad = checkVideoFields(r)
	}
	if bad == nil {
		bad = decodeJSON(r, &body, true)
	}
	count := defaultVideoPage
	if body.MaxCount != nil {
		count = *body.MaxCount
	}
	if bad == nil && (count < 1 || count > maxVideoPage) {
		bad = &refusal{code: codeInvalidParams, message: "The max_count is invalid."}
	}
	if bad != nil {
		return s.refuse(atVideoList, bad)
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	posts := s.publicPostsLocked(who.openID)
	slices.SortFunc(posts, func(a, b *publish) int { return cmp.Compare(b.postedMs, a.postedMs) })
	posts = slices.DeleteFunc(posts, func(p *publish) bool { return body.Cursor != nil && p.postedMs >= *body.Cursor })
	more := len(posts) > count
	posts = posts[:min(count, len(posts))]
	reply := struct {
		Videos  []map[string]any `json:"videos"`
		Cursor  int64            `json:"cursor"`
		HasMore bool             `json:"has_more"`
	}{Videos: s.videosLocked(r, posts), HasMore: more}
	if len(posts) > 0 {
		reply.Cursor = posts[len(posts)-1].postedMs
	}
	return s.ok(reply)
}

// videoQuery is POST /v2/video/query/. Ids that are not the creator's public posts
// are left out of the reply (spec 5).
func (s *Server) videoQuery(r *http.Request, _ action) answer {
	var body struct {
		Filters struct {
			VideoIDs []string `json:"video_ids"`
		} `json:"filters"`
	}
	who, bad := s.authenticate(s.current(), r, atVideoQuery, rateVideo, scopeList)
	if bad == nil {
		bad = checkVideoFields(r)
	}
	if bad == nil {
		bad = decodeJSON(r, &body, false)
	}
	if n := len(body.Filters.VideoIDs); bad == nil && (n < 1 || n > maxVideoPage) {
		bad = &refusal{code: codeInvalidParams, message: "The video_ids are invalid."}
	}
	if bad != nil {
		return s.refuse(atVideoQuery, bad)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	posts := slices.DeleteFunc(s.publicPostsLocked(who.openID), func(p *publish) bool {
		return !slices.Contains(body.Filters.VideoIDs, strconv.FormatInt(p.postID, 10))
	})
	return s.ok(map[string]any{"videos": s.videosLocked(r, posts)})
}

func checkVideoFields(r *http.Request) *refusal {
	for _, f := range splitFields(r) {
		if _, ok := videoFields[f]; !ok {
			return &refusal{code: codeInvalidParams, message: "The fields are missing or unknown."}
		}
	}
	return nil
}

func (s *Server) videosLocked(r *http.Request, posts []*publish) []map[string]any {
	out := make([]map[string]any, 0, len(posts))
	now := s.now()
	for _, p := range posts {
		v := map[string]any{}
		for _, f := range splitFields(r) {
			v[f] = videoFields[f](p, origin(r), now)
		}
		out = append(out, v)
	}
	return out
}

// videoFields are the fields of a video object (spec 5). The sandbox does not
// look into files, so duration and size are 0. Links lead to the sandbox's page.
var videoFields = map[string]func(p *publish, origin string, now time.Time) any{
	"id":                func(p *publish, _ string, _ time.Time) any { return strconv.FormatInt(p.postID, 10) },
	"create_time":       func(p *publish, _ string, _ time.Time) any { return p.postedMs / 1000 },
	"cover_image_url":   func(p *publish, origin string, _ time.Time) any { return origin + "/avatar/" + p.Username + ".png" },
	"share_url":         func(p *publish, origin string, _ time.Time) any { return origin + "/#" + p.PublishID },
	"embed_link":        func(p *publish, origin string, _ time.Time) any { return videoURL(p, origin) },
	"embed_html":        func(p *publish, origin string, _ time.Time) any { return embedHTML(p, origin) },
	"video_description": func(p *publish, _ string, _ time.Time) any { return firstRunes(p.Caption, maxVideoTitle) },
	"title":             func(p *publish, _ string, _ time.Time) any { return firstRunes(p.Caption, maxVideoTitle) },
	"duration":          func(*publish, string, time.Time) any { return 0 },
	"width":             func(*publish, string, time.Time) any { return 0 },
	"height":            func(*publish, string, time.Time) any { return 0 },
	"view_count":        func(p *publish, _ string, now time.Time) any { return p.views(now) },
	"like_count":        func(p *publish, _ string, now time.Time) any { return int32(p.views(now) / 9) },
	"comment_count":     func(p *publish, _ string, now time.Time) any { return int32(p.views(now) / 70) },
	"share_count":       func(p *publish, _ string, now time.Time) any { return int32(p.views(now) / 110) },
}

// views grows with the age of the post, at a pace that its id decides: practice
// statistics that differ between posts and never shrink.
func (p *publish) views(now time.Time) int64 {
	minutes := max(0, now.UnixMilli()-p.postedMs) / 60_000
	return min(minutes*(1+p.postID%13), 1_000_000_000)
}

func videoURL(p *publish, origin string) string {
	return origin + "/received/" + p.PublishID + "/video"
}

func embedHTML(p *publish, origin string) string {
	return `<video controls src="` + html.EscapeString(videoURL(p, origin)) + `"></video>`
}

func firstRunes(s string, n int) string {
	r := []rune(strings.ToValidUTF8(s, "\uFFFD"))
	return string(r[:min(n, len(r))])
}
