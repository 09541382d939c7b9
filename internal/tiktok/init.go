package tiktok

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	directInitPath = "/v2/post/publish/video/init/"
	inboxInitPath  = "/v2/post/publish/inbox/video/init/"
)

// What TikTok's answer may hold at most. It promises 64 and 256 characters (3.2);
// the room above is for what it does not promise.
const (
	publishIDMax = 256
	uploadURLMax = 4096
)

type wirePostInfo struct {
	PrivacyLevel       string `json:"privacy_level"`
	Title              string `json:"title,omitempty"`
	DisableDuet        bool   `json:"disable_duet"`
	DisableStitch      bool   `json:"disable_stitch"`
	DisableComment     bool   `json:"disable_comment"`
	CoverTimestampMs   int64  `json:"video_cover_timestamp_ms,omitempty"` // absent = first frame
	BrandContentToggle bool   `json:"brand_content_toggle"`
	BrandOrganicToggle bool   `json:"brand_organic_toggle"`
	IsAIGC             bool   `json:"is_aigc"`
}

type wireSourceInfo struct {
	Source          string `json:"source"`
	VideoSize       int64  `json:"video_size"`
	ChunkSize       int64  `json:"chunk_size"`
	TotalChunkCount int    `json:"total_chunk_count"`
}

type wireInit struct {
	PostInfo   *wirePostInfo  `json:"post_info,omitempty"` // direct post only (3.3)
	SourceInfo wireSourceInfo `json:"source_info"`
}

// Init announces an upload. It is sent exactly once per call; after Unavailable or
// Canceled nobody knows whether TikTok took it, which is harmless until a byte is
// sent. The seventh call in a minute with one token and mode is not sent but
// RateLimited "tiktok.init_paced" (3.8: six).
//
// Invalid: req contradicts itself, nothing was sent. Rejected
// "tiktok.upload_url_refused": TikTok named an upload host that is not its own.
func (c *Client) Init(ctx context.Context, access cuedrop.Secret, req cuedrop.InitRequest) (cuedrop.InitResult, error) {
	if err := checkInit(req); err != nil {
		return cuedrop.InitResult{}, err
	}
	body := wireInit{SourceInfo: wireSourceInfo{
		Source:          "FILE_UPLOAD", // never PULL_FROM_URL: its init is the point of no return
		VideoSize:       req.Plan.Size,
		ChunkSize:       req.Plan.ChunkSize,
		TotalChunkCount: req.Plan.Count,
	}}
	path, limit := inboxInitPath, EndpointInboxInit
	if req.Mode == cuedrop.ModeDirect {
		path, limit = directInitPath, EndpointDirectInit
		body.PostInfo = postInfo(req.Settings)
	}
	if wait := c.pace.try(limit, access); wait > 0 {
		return cuedrop.InitResult{}, fault.New(fault.RateLimited, "tiktok.init_paced", "TikTok takes six posts a minute from one account. Cuedrop waits and goes on by itself.").
			WithRetryAfter(wait).WithOp("init")
	}
	var data struct {
		PublishID wireText `json:"publish_id"`
		UploadURL wireText `json:"upload_url"`
	}
	if err := c.call(ctx, "init", path, access, body, &data); err != nil {
		return cuedrop.InitResult{}, err
	}
	if !plausiblePublishID(string(data.PublishID)) || data.UploadURL == "" || len(data.UploadURL) > uploadURLMax {
		return cuedrop.InitResult{}, badAnswer(errors.New("no usable publish_id or upload_url")).WithOp("init")
	}
	result := cuedrop.InitResult{PublishID: string(data.PublishID), UploadURL: cuedrop.Secret(data.UploadURL)}
	if _, err := c.parseUploadURL(result.UploadURL); err != nil {
		return cuedrop.InitResult{}, err
	}
	return result, nil
}

func postInfo(s cuedrop.Settings) *wirePostInfo {
	return &wirePostInfo{
		PrivacyLevel:       string(s.Privacy),
		Title:              s.Caption,
		DisableDuet:        !s.AllowDuet,
		DisableStitch:      !s.AllowStitch,
		DisableComment:     !s.AllowComment,
		CoverTimestampMs:   s.CoverMs,
		BrandContentToggle: s.BrandedContent,
		BrandOrganicToggle: s.YourBrand,
		IsAIGC:             s.AIGenerated,
	}
}

// plausiblePublishID takes ids as opaque (3.2), but not those that no id could be.
func plausiblePublishID(id string) bool {
	return id != "" && len(id) <= publishIDMax && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' })
}

// checkInit is the last guard before the wire: TikTok answers each of these with the
// same vague invalid_params.
func checkInit(req cuedrop.InitRequest) error {
	if err := cuedrop.ValidateSettings(req.Mode, req.Settings); err != nil {
		return err
	}
	p := req.Plan
	switch {
	case req.Mode == cuedrop.ModeDirect && req.Settings.Privacy == "":
		return fault.New(fault.Invalid, "post.privacy_missing", "Choose who can watch this.")
	case p.Size <= 0 || p.ChunkSize <= 0 || p.Count < 1 || int64(p.Count) != p.Size/p.ChunkSize,
		p.Count == 1 && p.ChunkSize != p.Size: // 3.4, rules 1 and 5
		return fault.New(fault.Invalid, "tiktok.chunk_plan", "The clip can't be divided for the upload. Prepare it again.")
	}
	return nil
}

// parseUploadURL returns Rejected "tiktok.upload_url_refused" unless raw leads to
// TikTok, or to this machine in sandbox mode. The error never holds raw.
func (c *Client) parseUploadURL(raw cuedrop.Secret) (*url.URL, error) {
	u, err := url.Parse(raw.Reveal())
	if err != nil || u.Opaque != "" || u.User != nil || u.Fragment != "" || !c.uploadAllowed(u) {
		return nil, fault.New(fault.Rejected, "tiktok.upload_url_refused", "TikTok named an upload address that isn't TikTok's, so no byte of the clip was sent. Look for a newer Cuedrop.")
	}
	return u, nil
}
