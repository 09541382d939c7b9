package tiktok

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
)

const (
	videoListPath  = "/v2/video/list/"
	videoQueryPath = "/v2/video/query/"

	videosPerCall = 20 // both a page's and a query's most (5)

	videoFields = "?fields=id,create_time,share_url,title,video_description,duration,view_count,like_count,comment_count,share_count"
)

// createdMax, in Unix seconds, is where a time is nonsense: the year 2242.
const createdMax = 1 << 33

// VideoList returns a page of the account's public videos, newest first: those before
// cursor, in Unix milliseconds, or from the newest on when cursor is 0. limit is
// brought between 1 and 20; 0 means 20. Posts that only the creator sees are not
// listed. It waits until a second after the last call with the token (6.2).
//
// More is set only if the page's cursor lies before the one asked with, so a caller
// that passes Cursor back while More is set always ends.
func (c *Client) VideoList(ctx context.Context, access cuedrop.Secret, cursor int64, limit int) (cuedrop.VideoPage, error) {
	page, _, err := c.videoPage(ctx, access, cursor, limit)
	return page, err
}

// videoPage is VideoList; stuck says that TikTok claims to have more but its cursor
// does not lead there.
func (c *Client) videoPage(ctx context.Context, access cuedrop.Secret, cursor int64, limit int) (page cuedrop.VideoPage, stuck bool, err error) {
	in := struct {
		Cursor   int64 `json:"cursor,omitempty"`
		MaxCount int   `json:"max_count"`
	}{max(cursor, 0), videosPerCall}
	if limit > 0 {
		in.MaxCount = min(limit, videosPerCall)
	}
	var data wireVideos
	if err := c.pace.wait(ctx, EndpointVideoList, access); err != nil {
		return cuedrop.VideoPage{}, false, err
	}
	if err := c.call(ctx, "video_list", videoListPath+videoFields, access, in, &data); err != nil {
		return cuedrop.VideoPage{}, false, err
	}
	if data.empty() {
		return cuedrop.VideoPage{}, false, badAnswer(errors.New("no videos")).WithOp("video_list")
	}
	page.Videos = c.videos(data.Videos)
	if data.HasMore == nil || !*data.HasMore {
		return page, false, nil
	}
	if next := data.Cursor.v; next <= 0 || in.Cursor > 0 && next >= in.Cursor {
		return page, true, nil
	}
	page.Cursor, page.More = data.Cursor.v, true
	return page, false, nil
}

// VideosSince walks back through the account's public videos until one was posted
// before since, for at most pages pages of 20, a second apart. It returns those
// posted since then, newest first and each once; videos whose time TikTok did not
// tell are among them. whole says that none is missing: neither did the pages run
// out, nor did TikTok's list lead nowhere. With an error come the videos of the pages
// before.
func (c *Client) VideosSince(ctx context.Context, access cuedrop.Secret, since time.Time, pages int) (videos []cuedrop.Video, whole bool, err error) {
	seen := map[string]bool{}
	var cursor int64
	for range pages {
		page, stuck, err := c.videoPage(ctx, access, cursor, 0)
		if err != nil {
			return videos, false, err
		}
		past := false
		for _, v := range page.Videos {
			past = !v.CreatedAt.IsZero() && v.CreatedAt.Before(since) // the last one decides: older ones may be pinned to the top
			if !past && !seen[v.ID] {
				seen[v.ID] = true
				videos = append(videos, v)
			}
		}
		if past || !page.More {
			return videos, past || !stuck, nil
		}
		cursor = page.Cursor
	}
	return videos, false, nil
}

// VideoQuery returns those of ids that are public videos of the account, in no
// particular order. It asks for 20 at a time, a second apart, and leaves out what
// cannot be an id. TikTok leaves out what it does not know. With an error come the
// videos of the requests before.
func (c *Client) VideoQuery(ctx context.Context, access cuedrop.Secret, ids []string) ([]cuedrop.Video, error) {
	var asked []string
	for _, id := range ids {
		if plausibleID(id) && !slices.Contains(asked, id) {
			asked = append(asked, id)
		}
	}
	var found []cuedrop.Video
	for batch := range slices.Chunk(asked, videosPerCall) {
		videos, err := c.queryVideos(ctx, access, batch)
		if err != nil {
			return found, err
		}
		found = append(found, videos...)
	}
	return found, nil
}

func (c *Client) queryVideos(ctx context.Context, access cuedrop.Secret, ids []string) ([]cuedrop.Video, error) {
	var in struct {
		Filters struct {
			VideoIDs []string `json:"video_ids"`
		} `json:"filters"`
	}
	in.Filters.VideoIDs = ids
	var data wireVideos
	if err := c.pace.wait(ctx, EndpointVideoQuery, access); err != nil {
		return nil, err
	}
	if err := c.call(ctx, "video_query", videoQueryPath+videoFields, access, in, &data); err != nil {
		return nil, err
	}
	if data.empty() {
		return nil, badAnswer(errors.New("no videos")).WithOp("video_query")
	}
	// What was not asked for is not believed.
	return slices.DeleteFunc(c.videos(data.Videos), func(v cuedrop.Video) bool { return !slices.Contains(ids, v.ID) }), nil
}

type wireVideos struct {
	Videos  []json.RawMessage `json:"videos"`
	Cursor  wireInt           `json:"cursor"`
	HasMore *wireBool         `json:"has_more"`
}

// empty reports whether an answer lacks everything that a list has.
func (w wireVideos) empty() bool { return w.Videos == nil && w.HasMore == nil && !w.Cursor.set }

type wireVideo struct {
	ID          wireText `json:"id"`
	CreateTime  wireInt  `json:"create_time"` // seconds
	ShareURL    wireText `json:"share_url"`
	Title       wireText `json:"title"`
	Description wireText `json:"video_description"`
	Duration    wireInt  `json:"duration"` // seconds
	Views       wireInt  `json:"view_count"`
	Likes       wireInt  `json:"like_count"`
	Comments    wireInt  `json:"comment_count"`
	Shares      wireInt  `json:"share_count"`
}

// videos reads each video by itself, so that an odd one costs no other; those without
// a plausible id are left out, and so is the second of two with the same.
func (c *Client) videos(list []json.RawMessage) []cuedrop.Video {
	videos := make([]cuedrop.Video, 0, len(list))
	for _, raw := range list {
		var w wireVideo
		if json.Unmarshal(raw, &w) != nil || !plausibleID(string(w.ID)) ||
			slices.ContainsFunc(videos, func(v cuedrop.Video) bool { return v.ID == string(w.ID) }) {
			continue
		}
		v := cuedrop.Video{
			ID: string(w.ID), ShareURL: c.shareURL(string(w.ShareURL)), Title: string(w.Title), Description: string(w.Description),
			Duration: time.Duration(max(min(w.Duration.v, 1<<31-1), 0)) * time.Second,
			Views:    count(w.Views), Likes: count(w.Likes), Comments: count(w.Comments), Shares: count(w.Shares),
		}
		if s := w.CreateTime.v; s > 0 && s < createdMax {
			v.CreatedAt = time.Unix(s, 0).UTC()
		}
		videos = append(videos, v)
	}
	return videos
}

func count(n wireInt) int64 {
	if !n.set || n.v < 0 {
		return -1
	}
	return n.v
}

// shareURL returns raw if it leads to TikTok, or to this machine in sandbox mode, and
// "" otherwise: the window opens it in the user's browser.
func (c *Client) shareURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Opaque != "" || u.User != nil || len(raw) > uploadURLMax {
		return ""
	}
	host := u.Hostname()
	onTikTok := (host == "tiktok.com" || strings.HasSuffix(host, ".tiktok.com")) &&
		u.Scheme == "https" && (u.Host == host || u.Host == host+":443")
	if onTikTok || c.api != apiOrigin && loopbackUploadURL(u) {
		return u.String()
	}
	return ""
}
