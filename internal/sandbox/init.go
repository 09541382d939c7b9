package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// maxCaption is in UTF-16 code units (spec 3.2).
const maxCaption = 2200

type postInfo struct {
	PrivacyLevel     string `json:"privacy_level"`
	Title            string `json:"title"`
	DisableDuet      bool   `json:"disable_duet"`
	DisableStitch    bool   `json:"disable_stitch"`
	DisableComment   bool   `json:"disable_comment"`
	CoverTimestampMs int32  `json:"video_cover_timestamp_ms"`
	BrandContent     bool   `json:"brand_content_toggle"`
	BrandOrganic     bool   `json:"brand_organic_toggle"`
	AIGC             bool   `json:"is_aigc"`
}

// check applies spec 3.2. Captures refuse a missing or unknown privacy level as
// bad post info, although the documents file it under the mismatch code.
func (pi *postInfo) check() *refusal {
	if pi == nil || !slices.Contains(knownPrivacy, pi.PrivacyLevel) || utf16Len(pi.Title) > maxCaption {
		return &refusal{code: codeInvalidParams, message: msgPostInfo}
	}
	return nil
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

type initReply struct {
	PublishID string `json:"publish_id"`
	UploadURL string `json:"upload_url"`
}

// initDirect is POST /v2/post/publish/video/init/. The order of its checks is
// that of spec 8.3.
func (s *Server) initDirect(r *http.Request, act action) answer {
	ru := s.current()
	who, bad := s.authenticate(ru, r, atInit, rateInit, scopePublish)
	if bad != nil {
		return s.refuse(atInit, bad)
	}
	var body struct {
		PostInfo   *postInfo   `json:"post_info"`
		SourceInfo *sourceInfo `json:"source_info"`
	}
	if bad = decodeJSON(r, &body, false); bad == nil {
		bad = body.PostInfo.check()
	}
	if bad == nil {
		bad = body.SourceInfo.check(ru.Limits)
	}
	if bad != nil {
		return s.refuse(atInit, bad)
	}
	pi := body.PostInfo
	p := newPublish(modeDirect, who, body.SourceInfo)
	p.Caption, p.PrivacyLevel = pi.Title, pi.PrivacyLevel
	p.DisableComment, p.DisableDuet, p.DisableStitch = pi.DisableComment, pi.DisableDuet, pi.DisableStitch
	p.BrandContent, p.BrandOrganic, p.AIGC = pi.BrandContent, pi.BrandOrganic, pi.AIGC
	p.CoverTimestampMs = max(0, pi.CoverTimestampMs) // invalid means the first frame

	return s.begin(ru, r, atInit, p, act, func(now time.Time) *refusal {
		if bad := s.postingRefusalLocked(ru, who, now); bad != nil {
			return bad
		}
		return auditRefusal(*ru.App.Audited, who.creator, pi.PrivacyLevel)
	})
}

// auditRefusal applies the audit and the creator's privacy options. An unaudited
// app needs a private account and may only post SELF_ONLY (spec 3.8); the code for
// the second is not known, ours is the mismatch.
func auditRefusal(audited bool, c *Creator, privacy string) *refusal {
	switch {
	case !audited && !c.Private:
		return &refusal{code: codeUnaudited}
	case !audited && privacy != privacySelf, !slices.Contains(c.PrivacyLevelOptions, privacy):
		return &refusal{code: codePrivacyMismatch}
	}
	return nil
}

// initInbox is POST /v2/post/publish/inbox/video/init/. A post_info is tolerated
// and ignored (spec 3.3). The audit does not matter here.
func (s *Server) initInbox(r *http.Request, act action) answer {
	ru := s.current()
	who, bad := s.authenticate(ru, r, atInboxInit, rateInit, scopeUpload)
	if bad != nil {
		return s.refuse(atInboxInit, bad)
	}
	var body struct {
		SourceInfo *sourceInfo `json:"source_info"`
	}
	if bad = decodeJSON(r, &body, false); bad == nil {
		bad = body.SourceInfo.check(ru.Limits)
	}
	if bad != nil {
		return s.refuse(atInboxInit, bad)
	}
	return s.begin(ru, r, atInboxInit, newPublish(modeInbox, who, body.SourceInfo), act, func(now time.Time) *refusal {
		switch {
		case who.creator.Refuse == codeBanned:
			return &refusal{code: codeBanned}
		case s.pendingDraftsLocked(who.openID, now)+who.creator.PendingDrafts >= ru.Limits.PendingDrafts:
			return &refusal{code: codeTooManyDrafts}
		}
		return nil
	})
}

func newPublish(mode string, who caller, si *sourceInfo) *publish {
	prefix := "v_pub_file~v2-1."
	if mode == modeInbox {
		prefix = "v_inbox_file~v2."
	}
	return &publish{
		Received: Received{
			PublishID: prefix + strconv.FormatInt(bigID(), 10), Mode: mode,
			OpenID: who.openID, Username: who.username, Nickname: who.creator.Nickname,
			VideoSize: *si.VideoSize, ChunkSize: *si.ChunkSize, TotalChunkCount: int(*si.TotalChunkCount),
			Status: statusProcessing, PostIDs: []string{},
		},
		gate: make(chan struct{}, 1), hash: sha256.New(),
		uploadID: strconv.FormatInt(bigID(), 10), uploadToken: uuid(randomHex(16)),
	}
}

// begin lets the post in unless allowed refuses. Both happen under one lock, so
// that requests at the same time cannot pass a cap together.
func (s *Server) begin(ru *rules, r *http.Request, place string, p *publish, act action, allowed func(time.Time) *refusal) answer {
	now := s.now()
	s.mu.Lock()
	bad := allowed(now)
	if bad == nil {
		p.CreatedAt = now.UTC()
		p.uploadExpires = now.Add(time.Duration(ru.UploadURLSeconds) * time.Second)
		p.stuck = act.do == doStuck
		if act.do == doFail {
			p.failReason = act.text
		}
		s.posts = append(s.posts, p)
		s.version.Add(1)
	}
	s.mu.Unlock()
	if bad != nil {
		return s.refuse(place, bad)
	}
	return s.ok(initReply{
		PublishID: p.PublishID,
		UploadURL: origin(r) + "/upload?upload_id=" + p.uploadID + "&upload_token=" + p.uploadToken,
	})
}

// bigID returns a random number of 19 digits that a float64 cannot hold: it is
// odd and above 2^53, so a client that reads it as a JavaScript number gets
// another one and is found out (spec 3.5).
func bigID() int64 {
	var b [8]byte
	_, _ = rand.Read(b[:])                                              // never fails; see crypto/rand
	n := int64(binary.BigEndian.Uint64(b[:]) % 400_000_000_000_000_000) // far below 2^63
	return (7_400_000_000_000_000_000 + n) | 1
}

// digits returns n random decimal digits, at most 18.
func digits(n int) string {
	s := strconv.FormatInt(bigID(), 10)
	return s[len(s)-n:]
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
