package app

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"

	"cuedrop/internal/cuedrop"
)

// avatarURL is where the window finds a picture. The rev is there to make a new
// picture a new address.
func avatarURL(id string, rev int64) string { return fmt.Sprintf("/avatar/%s/%d.png", id, rev) }

// offer keeps the picture of who is signing in until the next one, and returns its
// address; "" without a picture.
func (p *preview) offer(picture []byte) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.candidate, p.candidateID = picture, ""
	if picture == nil {
		return ""
	}
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	p.candidateID = hex.EncodeToString(id[:])
	return avatarURL(p.candidateID, 0)
}

// avatar serves /avatar/{id}/{anything}: the copy of an account's picture. It is what
// TikTok sent, so it is served only as one of three kinds of picture.
func (p *preview) avatar(w http.ResponseWriter, r *http.Request, id string) {
	p.mu.Lock()
	picture, offered := p.candidate, p.candidateID != "" && id == p.candidateID
	p.mu.Unlock()
	if !offered {
		var err error
		if picture, err = p.avatars(r.Context(), cuedrop.AccountID(id)); err != nil {
			picture = nil
		}
	}
	kind := http.DetectContentType(picture)
	switch kind {
	case "image/png", "image/jpeg", "image/webp":
	default:
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "no-store") // as for previews: WebView2 hangs on a 304
	h.Set("Content-Length", strconv.Itoa(len(picture)))
	_, _ = w.Write(picture)
}
