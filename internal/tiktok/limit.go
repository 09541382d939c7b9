package tiktok

import (
	"crypto/sha256"
	"slices"
	"time"

	"cuedrop/internal/cuedrop"
)

// The endpoints that TikTok counts by the minute, for Seed and Limits.
const (
	EndpointCreatorInfo = "creator_info"
	EndpointStatus      = "status"
	EndpointDirectInit  = "init_direct"
	EndpointInboxInit   = "init_inbox"
	EndpointUserInfo    = "userinfo"
	EndpointVideoList   = "video_list"
	EndpointVideoQuery  = "video_query"
)

// limit is how fast one endpoint may be called with one access token.
type limit struct {
	perMinute int
	gap       time.Duration // least time between two calls
}

// pageGap is far slower than the documented 600 a minute: a client that paged
// without a pause was refused after some 36 pages (6.2).
const pageGap = time.Second

// limits are TikTok's numbers (3.8 for posting, 6.2 for the others).
var limits = map[string]limit{
	EndpointCreatorInfo: {perMinute: 20},
	EndpointStatus:      {perMinute: 30},
	EndpointDirectInit:  {perMinute: 6},
	EndpointInboxInit:   {perMinute: 6},
	EndpointUserInfo:    {perMinute: 600},
	EndpointVideoList:   {perMinute: 600, gap: pageGap},
	EndpointVideoQuery:  {perMinute: 600, gap: pageGap},
}

// Limits returns how many calls TikTok takes in any sixty seconds with one access
// token, by endpoint. The map is the caller's own.
func Limits() map[string]int {
	out := make(map[string]int, len(limits))
	for endpoint, l := range limits {
		out[endpoint] = l.perMinute
	}
	return out
}

// Seed counts calls of an earlier run of the program, which TikTok still counts:
// those at the times at, to endpoint, with the token access. Calls older than the
// window are left out, and so are those that lie ahead, as after the clock was set
// back. Times that are counted already are not counted again, so seeding twice is
// seeding once; a time that at names twice was two calls. An endpoint without a limit
// is ignored.
func (c *Client) Seed(endpoint string, access cuedrop.Secret, at []time.Time) {
	if _, ok := limits[endpoint]; ok && access != "" {
		c.pace.seed(paceKey{endpoint, sha256.Sum256([]byte(access.Reveal()))}, at)
	}
}

func (p *pace) seed(key paceKey, at []time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	known := slices.Clone(p.calls[key])
	calls := slices.Clone(known)
	for _, t := range at {
		if t.After(now) || now.Sub(t) >= paceWindow+paceMargin {
			continue
		}
		if i := slices.IndexFunc(known, t.Equal); i >= 0 {
			known = slices.Delete(known, i, i+1)
			continue
		}
		calls = append(calls, t)
	}
	slices.SortFunc(calls, time.Time.Compare)
	if len(calls) > 0 {
		p.calls[key] = calls
	}
}
