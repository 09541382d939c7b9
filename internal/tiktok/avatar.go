package tiktok

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"cuedrop/internal/fault"
)

// avatarHosts are below which TikTok serves pictures (tiktok-open-api.md 2 shows
// p19-sign.tiktokcdn-us.com). The transport allows the same ones.
var avatarHosts = []string{".tiktokcdn.com", ".tiktokcdn-us.com", ".tiktokcdn-eu.com"}

// Avatar fetches a creator's picture from the address that TikTok gave, without a
// token. It returns a PNG, JPEG or WebP of at most 1 MiB. Rejected
// "tiktok.avatar_refused" for an address that isn't TikTok's, Unavailable
// "tiktok.bad_answer" for anything that isn't a picture.
func (c *Client) Avatar(ctx context.Context, raw string) ([]byte, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Opaque != "" || u.User != nil || !c.avatarAllowed(u) {
		return nil, fault.New(fault.Rejected, "tiktok.avatar_refused", "TikTok named a picture that isn't TikTok's, so it was not fetched.").WithOp("avatar")
	}
	a, err := c.send(ctx, request{purpose: "avatar", method: http.MethodGet, url: u.String(), describedAs: u.Path})
	if err != nil {
		return nil, err
	}
	if a.status != http.StatusOK {
		return nil, a.unreadable(c.now()).WithOp("avatar")
	}
	switch http.DetectContentType(a.raw) {
	case "image/png", "image/jpeg", "image/webp":
		return a.raw, nil
	}
	return nil, badAnswer(errors.New("not a picture")).WithOp("avatar")
}

func (c *Client) avatarAllowed(u *url.URL) bool {
	if c.api != apiOrigin {
		return loopbackUploadURL(u)
	}
	host := u.Hostname()
	for _, suffix := range avatarHosts {
		if strings.HasSuffix(host, suffix) && u.Scheme == "https" && (u.Host == host || u.Host == host+":443") {
			return true
		}
	}
	return false
}
