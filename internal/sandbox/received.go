package sandbox

import (
	"context"
	"hash"
	"strconv"
	"time"
)

// Status values are TikTok's words (spec 3.5).
const (
	statusProcessing = "PROCESSING_UPLOAD"
	statusComplete   = "PUBLISH_COMPLETE"
	statusInInbox    = "SEND_TO_USER_INBOX"
	statusFailed     = "FAILED"
)

// reasonAuthRemoved is the fail_reason after the creator removed the app (spec 3.5).
const reasonAuthRemoved = "auth_removed"

// Values of Received.Mode.
const (
	modeDirect = "direct"
	modeInbox  = "inbox"
)

// Received is one post as the sandbox got it, from init on. The fields of
// post_info are as sent; an inbox upload has none of them.
type Received struct {
	PublishID        string `json:"publishId"`
	Mode             string `json:"mode"` // "direct" or "inbox"
	OpenID           string `json:"openId"`
	Username         string `json:"username"`
	Nickname         string `json:"nickname"`
	Caption          string `json:"caption"`
	PrivacyLevel     string `json:"privacyLevel"`
	DisableComment   bool   `json:"disableComment"`
	DisableDuet      bool   `json:"disableDuet"`
	DisableStitch    bool   `json:"disableStitch"`
	BrandContent     bool   `json:"brandContent"`
	BrandOrganic     bool   `json:"brandOrganic"`
	AIGC             bool   `json:"aigc"`
	CoverTimestampMs int32  `json:"coverTimestampMs"`
	VideoSize        int64  `json:"videoSize"`
	ChunkSize        int64  `json:"chunkSize"`
	TotalChunkCount  int    `json:"totalChunkCount"`
	Chunks           int    `json:"chunks"` // whole chunks received
	UploadedBytes    int64  `json:"uploadedBytes"`
	ContentType      string `json:"contentType"` // of the first chunk
	SHA256           string `json:"sha256"`      // hex, of all bytes; "" until they are there
	Status           string `json:"status"`      // TikTok's word
	FailReason       string `json:"failReason"`
	// PostIDs are decimal strings, because they do not fit a JavaScript number.
	PostIDs     []string  `json:"postIds"`
	CreatedAt   time.Time `json:"createdAt"`            // init
	CompletedAt time.Time `json:"completedAt,omitzero"` // the first status after processing
}

// Received returns everything received, oldest first. It does not count as a
// status request.
func (s *Server) Received() []Received {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Received, 0, len(s.posts))
	for _, p := range s.posts {
		s.advanceLocked(p, now, false)
		out = append(out, p.Received)
	}
	return out
}

// publish is a post and what the sandbox has to remember for it. Server.mu guards
// it, except for what gate guards.
type publish struct {
	Received // PostIDs is replaced, never changed, so copies stay true

	// gate holds one token; who has it may write the file and change hash.
	gate chan struct{}
	file string    // "" when bytes are discarded
	hash hash.Hash // of the first UploadedBytes bytes

	uploadID, uploadToken string
	uploadExpires         time.Time
	uploadedAt            time.Time // when the last byte arrived; zero before

	failReason string // how processing is to end; "" = well
	stuck      bool
	deleted    bool  // the creator deleted the draft
	polls      int   // status requests seen in the present phase
	postID     int64 // 0 = none yet
	postedMs   int64 // create time of a public post
}

func (p *publish) complete() bool { return !p.uploadedAt.IsZero() }

// lock takes the gate, or fails when ctx ends first.
func (p *publish) lock(ctx context.Context) error {
	select {
	case p.gate <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *publish) unlock() { <-p.gate }

// advanceLocked moves a post on: processing to its end, then to the post id or
// the creator's inbox. Status requests (poll) drive it, unless the scenario gives
// a duration.
func (s *Server) advanceLocked(p *publish, now time.Time, poll bool) {
	pr := s.rules.Processing
	if p.Status == statusProcessing {
		if !p.complete() || p.stuck || pr.StuckForever || !p.processed(pr, now, poll) {
			return
		}
		switch {
		case p.failReason != "":
			s.failLocked(p, p.failReason, now)
		case pr.FailReason != "":
			s.failLocked(p, pr.FailReason, now)
		case p.Mode == modeInbox:
			s.moveLocked(p, statusInInbox, now)
		default:
			s.moveLocked(p, statusComplete, now)
		}
	}
	switch p.Status {
	case statusInInbox:
		if n := pr.InboxFinishedAfterPolls; n > 0 && poll && p.reached(n) {
			s.moveLocked(p, statusComplete, now)
			p.PrivacyLevel = privacyPublic // what this creator chose in the app
			s.makePublicLocked(p, now)
		}
	case statusComplete:
		// Only public posts get an id, and only after moderation (spec 3.5).
		if p.PrivacyLevel == privacyPublic && p.postID == 0 && poll && p.reached(*pr.PostIDsAfterPolls) {
			s.makePublicLocked(p, now)
		}
	}
}

// processed reports whether TikTok is done with the video.
func (p *publish) processed(pr Processing, now time.Time, poll bool) bool {
	if pr.DurationMs > 0 {
		return now.Sub(p.uploadedAt) >= time.Duration(pr.DurationMs)*time.Millisecond
	}
	return poll && p.reached(*pr.Polls)
}

// reached counts a status request and reports whether n came before it.
func (p *publish) reached(n int) bool {
	p.polls++
	return p.polls > n
}

func (s *Server) moveLocked(p *publish, status string, now time.Time) {
	p.Status, p.polls = status, 0
	p.CompletedAt = now.UTC()
	s.version.Add(1)
}

func (s *Server) failLocked(p *publish, reason string, now time.Time) {
	s.moveLocked(p, statusFailed, now)
	p.FailReason = reason
}

// makePublicLocked gives the post its id and a create time that no other post
// has, so that a cursor of the video list cannot fall between two.
func (s *Server) makePublicLocked(p *publish, now time.Time) {
	p.postID = bigID()
	p.PostIDs = []string{strconv.FormatInt(p.postID, 10)}
	p.postedMs = max(now.UnixMilli(), s.lastPost+1)
	s.lastPost = p.postedMs
	s.version.Add(1)
}

// publicPostsLocked returns a creator's public posts, oldest first. A post that
// was not asked about since it went public is public all the same.
func (s *Server) publicPostsLocked(openID string) []*publish {
	var out []*publish
	for _, p := range s.posts {
		if p.OpenID != openID || p.Status != statusComplete || p.PrivacyLevel != privacyPublic {
			continue
		}
		if p.postID == 0 {
			s.makePublicLocked(p, s.now())
		}
		out = append(out, p)
	}
	return out
}
