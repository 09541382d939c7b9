package sandbox

import (
	"fmt"
	"slices"
)

// Counts says how many requests arrived, whether or not they succeeded or met a
// fault.
type Counts struct {
	Authorize   int `json:"authorize"`
	Token       int `json:"token"` // codes for tokens
	Refresh     int `json:"refresh"`
	Revoke      int `json:"revoke"`
	UserInfo    int `json:"userInfo"`
	CreatorInfo int `json:"creatorInfo"`
	Init        int `json:"init"`
	InboxInit   int `json:"inboxInit"`
	Chunk       int `json:"chunk"`
	LastChunk   int `json:"lastChunk"` // those of Chunk that end a file
	Status      int `json:"status"`
	Cancel      int `json:"cancel"`
	VideoList   int `json:"videoList"`
	VideoQuery  int `json:"videoQuery"`

	// Violations are things that no correct client does, such as sending the
	// access token to an upload_url. Empty after a clean run.
	Violations []string `json:"violations"`
}

// Counts returns a snapshot.
func (s *Server) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.counts
	c.Violations = slices.Clone(c.Violations)
	return c
}

func (c *Counts) add(place string) {
	fields := map[string]*int{
		atAuthorize: &c.Authorize, atToken: &c.Token, atRefresh: &c.Refresh, atRevoke: &c.Revoke,
		atUserInfo: &c.UserInfo, atCreatorInfo: &c.CreatorInfo, atInit: &c.Init, atInboxInit: &c.InboxInit,
		atChunk: &c.Chunk, atLastChunk: &c.LastChunk, atStatus: &c.Status, atCancel: &c.Cancel,
		atVideoList: &c.VideoList, atVideoQuery: &c.VideoQuery,
	}
	if n := fields[place]; n != nil {
		*n++
	}
}

// violate records a fault of the client. Nothing secret may be in it.
func (s *Server) violate(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	s.log.Warn("sandbox: client fault", "what", text)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts.Violations = append(s.counts.Violations, text)
}
