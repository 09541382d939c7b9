package tiktok

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// UploadChunk sends the bytes first to last (inclusive) of total to an upload URL,
// streaming exactly that many from body; body is not touched any more once it
// returns. contentType is video/mp4, video/quicktime or video/webm. The URL is its
// own credential: no token goes along.
//
// Errors: NotFound "tiktok.upload_expired" (403) and "tiktok.upload_unknown" (404),
// Conflict "tiktok.range_mismatch" (416, with Received set if TikTok said how far it
// is), Rejected, RateLimited, Unavailable; Conflict "media.shrunk" when body ended
// early, and Internal "media.unreadable", or the body's own fault, when reading it
// failed. After Unavailable or Canceled TikTok may have any part of the chunk,
// including all of it.
func (c *Client) UploadChunk(ctx context.Context, uploadURL cuedrop.Secret, contentType string, body io.Reader, first, last, total int64) (cuedrop.ChunkResult, error) {
	none := cuedrop.ChunkResult{Received: -1}
	u, err := c.parseUploadURL(uploadURL)
	if err != nil {
		return none, err
	}
	switch contentType {
	case "video/mp4", "video/quicktime", "video/webm":
	default:
		return none, fault.New(fault.Invalid, "media.content_type", "TikTok takes MP4, MOV and WebM only. Prepare the clip again.")
	}
	if first < 0 || last < first || last >= total {
		return none, fault.New(fault.Invalid, "tiktok.chunk_range", "The clip can't be divided for the upload. Prepare it again.")
	}
	lent := &lentBody{r: body, left: last - first + 1}
	a, err := c.send(ctx, request{
		purpose: "upload", method: http.MethodPut, url: uploadURL.Reveal(), describedAs: u.Path,
		header: http.Header{
			"Content-Type":  {contentType},
			"Content-Range": {fmt.Sprintf("bytes %d-%d/%d", first, last, total)},
		},
		body: lent, length: last - first + 1,
		hide: []cuedrop.Secret{uploadURL, cuedrop.Secret(u.RawQuery)},
	})
	unread, readErr := lent.takeBack()
	if err != nil && readErr != nil {
		return none, readErr
	}
	if err != nil {
		return none, err
	}
	result := cuedrop.ChunkResult{Received: received(a.header.Get("Content-Range"), first, last, total)}
	if err := c.uploadFault(a); err != nil {
		return result, err
	}
	if unread > 0 {
		// Whoever says "stored" before the bytes were sent is not the upload server.
		return cuedrop.ChunkResult{Received: -1}, badAnswer(errors.New("success before the chunk was sent")).WithOp("upload")
	}
	// Our own offset counts (3.4): some servers are said to answer 201 to every chunk
	// and 200 to the last, so neither means "complete" before the last byte went out.
	result.Complete = (a.status == http.StatusCreated || a.status == http.StatusOK) && last == total-1
	return result, nil
}

// uploadFault decides by the bare status: uploads have no error object (3.4).
func (c *Client) uploadFault(a answer) error {
	cause := errors.New("http " + strconv.Itoa(a.status))
	m, ok := uploadMeaning(a.status)
	switch {
	case ok:
		return m.fault(cause).WithOp("upload").WithRetryAfter(retryAfter(a.header, m.Kind, c.now()))
	case a.status != http.StatusOK && a.status != http.StatusCreated && a.status != http.StatusPartialContent,
		isPage(a.body): // a page is not a receipt, and no other status is one either
		return portal(cause).WithOp("upload")
	}
	return nil
}

// uploadMeaning returns what a status refuses, or false if it refuses nothing that
// TikTok's upload server would. Those that TikTok does not name count as the
// nearest that it does.
func uploadMeaning(status int) (Meaning, bool) {
	code := strconv.Itoa(status)
	switch {
	case status == http.StatusNetworkAuthenticationRequired || status < 400:
		return Meaning{}, false
	case status == http.StatusTooManyRequests:
		return refused("rate_limit_exceeded"), true
	case status >= 500 || status == http.StatusRequestTimeout:
		code = "5xx"
	}
	if m, ok := meaningOf(code, SourceUpload); ok {
		return m, true
	}
	return meaningOf("400", SourceUpload)
}

// received reads the reply's "bytes 0-N/TOTAL" as a count of bytes, or returns -1.
// Whether N is the count (exclusive) or the last index (inclusive) is not documented
// (3.4), so the reading is chosen that puts the progress on a boundary of the upload:
// N equal to total or last+1 is a count, N equal to last an index; after that, the
// one reading that gives 0, first, or a multiple of the chunk's length. Where both
// or neither do, nobody can tell.
func received(header string, first, last, total int64) int64 {
	span, totalText, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(header), "bytes "), "/")
	from, to, ok2 := strings.Cut(span, "-")
	n, err := strconv.ParseInt(to, 10, 64)
	if !ok || !ok2 || from != "0" || err != nil || n < 0 || n > total || totalText != strconv.FormatInt(total, 10) {
		return -1
	}
	switch n {
	case total, last + 1:
		return n
	case last:
		return n + 1
	}
	length := last - first + 1
	boundary := func(p int64) bool {
		return p == 0 || p == first || p == total ||
			// Only a chunk in its place tells the plan's length; the last one is longer.
			first%length == 0 && last != total-1 && p%length == 0
	}
	switch count, index := boundary(n), boundary(n+1); {
	case count && !index:
		return n
	case index && !count:
		return n + 1
	}
	return -1
}

// lentBody reads at most left bytes and can be taken back: net/http may still be
// reading a request's body after an early answer.
type lentBody struct {
	mu   sync.Mutex
	r    io.Reader
	left int64
	err  error
}

func (b *lentBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.r == nil {
		return 0, errors.New("the upload has ended")
	}
	if b.left == 0 {
		return 0, io.EOF
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	switch {
	case err == nil || b.left == 0:
		return n, nil
	case errors.Is(err, io.EOF):
		b.err = fault.Wrap(io.ErrUnexpectedEOF, fault.Conflict, "media.shrunk", "The clip became shorter while it was being sent. Check the file and try again.")
	default:
		b.err = err
		if _, ok := errors.AsType[*fault.Error](err); !ok {
			b.err = fault.Wrap(err, fault.Internal, "media.unreadable", "The clip can't be read any more. Check the drive that it is on.")
		}
	}
	return n, b.err
}

// takeBack ends the loan, waiting for a read in progress, and returns how many bytes
// were not read and what went wrong with the reading.
func (b *lentBody) takeBack() (unread int64, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.r = nil
	return b.left, b.err
}

// tiktokUploadURL allows https on port 443 to a name below tiktokapis.com (3.2).
func tiktokUploadURL(u *url.URL) bool {
	host := u.Hostname()
	name, ok := strings.CutSuffix(host, ".tiktokapis.com")
	if !ok || u.Scheme != "https" || (u.Host != host && u.Host != host+":443") || len(host) > 253 {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return true
}

// loopbackUploadURL allows this machine only; egress checks again when it dials.
func loopbackUploadURL(u *url.URL) bool {
	if u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	host := u.Hostname()
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback() && !ip.Is4In6()
}
