package sandbox

import (
	"crypto/subtle"
	"encoding"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// videoTypes are the content types an upload may have (spec 3.4), with the file
// name extension for each.
var videoTypes = map[string]string{"video/mp4": ".mp4", "video/quicktime": ".mov", "video/webm": ".webm"}

var contentRange = regexp.MustCompile(`^bytes (\d+)-(\d+)/(\d+)$`)

// copyBuffers spare a megabyte of garbage per chunk. Big buffers because each
// turn is one read, one hash and one write.
var copyBuffers = sync.Pool{New: func() any { return new([1 << 20]byte) }}

// byteRange is a Content-Range; last is inclusive.
type byteRange struct{ first, last, total int64 }

func parseContentRange(h string) (byteRange, bool) {
	m := contentRange.FindStringSubmatch(h)
	if m == nil {
		return byteRange{}, false
	}
	var br byteRange
	for i, to := range []*int64{&br.first, &br.last, &br.total} {
		n, err := strconv.ParseInt(m[i+1], 10, 64)
		if err != nil {
			return byteRange{}, false
		}
		*to = n
	}
	return br, br.first <= br.last && br.last < br.total
}

func (br byteRange) length() int64 { return br.last - br.first + 1 }

// uploadPlaces counts the chunk that ends the file twice, so that faults can be
// set on it alone.
func uploadPlaces(r *http.Request) []string {
	if br, ok := parseContentRange(r.Header.Get("Content-Range")); ok && br.last+1 == br.total {
		return []string{atChunk, atLastChunk}
	}
	return []string{atChunk}
}

// upload is PUT on an upload_url: one chunk (spec 3.4, 8.5).
func (s *Server) upload(r *http.Request, act action) answer {
	p := s.findUpload(r)
	if p == nil {
		return answer{status: http.StatusNotFound}
	}
	if problem := uploadProblem(r); problem != "" {
		s.violate("upload with %s", problem)
		return answer{status: http.StatusBadRequest}
	}
	// One chunk at a time. Waiting matters when a client retries before this side
	// has noticed that the first try broke off.
	if err := p.lock(r.Context()); err != nil {
		panic(http.ErrAbortHandler)
	}
	defer p.unlock()

	br, wellFormed := parseContentRange(r.Header.Get("Content-Range"))
	if refused := s.checkChunk(p, br, wellFormed, r.ContentLength, act); refused != 0 {
		if refused == http.StatusBadRequest {
			s.violate("upload of %d bytes as %q, which is not the next announced chunk", r.ContentLength, r.Header.Get("Content-Range"))
		}
		return s.progress(p, refused)
	}
	var body io.Reader = r.Body
	if act.do == doDropMid {
		body = io.LimitReader(r.Body, br.length()/2)
	}
	err := s.store(p, br, body, r.Header.Get("Content-Type"))
	if act.do == doDropMid {
		panic(http.ErrAbortHandler)
	}
	if disk, ok := errors.AsType[*fs.PathError](err); ok {
		s.log.Error("sandbox: store chunk", "err", disk)
		return s.progress(p, http.StatusInternalServerError)
	}
	if err != nil {
		return s.progress(p, http.StatusBadRequest) // the body ended early
	}
	return s.progress(p, s.finishChunk(p, br))
}

// findUpload returns the post of an upload_url, or nil.
func (s *Server) findUpload(r *http.Request) *publish {
	q := r.URL.Query()
	id, token := q.Get("upload_id"), q.Get("upload_token")
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.posts {
		if p.uploadID == id && subtle.ConstantTimeCompare([]byte(p.uploadToken), []byte(token)) == 1 {
			return p
		}
	}
	return nil
}

// uploadProblem names what no correct client sends. The upload_url is its own
// credential: an access token does not belong there.
func uploadProblem(r *http.Request) string {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.Header.Get("Authorization") != "":
		return "an Authorization header"
	case len(r.TransferEncoding) > 0:
		return "transfer-encoding " + r.TransferEncoding[0]
	case r.ContentLength <= 0:
		return "no Content-Length"
	case err != nil || videoTypes[media] == "":
		return fmt.Sprintf("content type %q", media)
	}
	return ""
}

// checkChunk returns the HTTP status that refuses the chunk, or 0. A finished
// upload answers with its progress, so that a client that missed the last reply
// can see that everything arrived.
func (s *Server) checkChunk(p *publish, br byteRange, wellFormed bool, length int64, act action) int {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if act.do == doExpire {
		p.uploadExpires = now
	}
	switch {
	case p.complete():
		return http.StatusRequestedRangeNotSatisfiable
	case p.Status == statusFailed: // the creator removed the app meanwhile
		return http.StatusNotFound
	case !now.Before(p.uploadExpires):
		return http.StatusForbidden
	case !wellFormed || br.total != p.VideoSize || br.length() != length:
		return http.StatusBadRequest
	case br.first != p.UploadedBytes:
		return http.StatusRequestedRangeNotSatisfiable
	case br.last+1 != chunkEnd(br.first, p.VideoSize, p.ChunkSize, p.TotalChunkCount):
		return http.StatusBadRequest // not the chunks that init announced
	}
	return 0
}

// store writes and hashes a chunk without holding more than one buffer of it. The
// caller has the gate. Unless partial chunks are kept, a chunk that breaks off
// leaves no trace. An error of the disk is an *fs.PathError.
func (s *Server) store(p *publish, br byteRange, body io.Reader, contentType string) (err error) {
	before, err := p.hash.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return fmt.Errorf("save hash: %w", err)
	}
	out := io.Writer(p.hash)
	if f, err := s.open(p, br.first, contentType); err != nil {
		return err
	} else if f != nil {
		defer func() {
			if cerr := f.Close(); err == nil {
				err = cerr
			}
		}()
		out = io.MultiWriter(f, p.hash)
	}
	buf := copyBuffers.Get().(*[1 << 20]byte)
	defer copyBuffers.Put(buf)
	n, err := io.CopyBuffer(out, io.LimitReader(body, br.length()), buf[:])
	switch {
	case err == nil && n == br.length():
		return nil
	case err == nil:
		err = io.ErrUnexpectedEOF
	}
	if s.current().KeepPartialChunks {
		s.mu.Lock()
		p.UploadedBytes += n
		s.mu.Unlock()
		return err
	}
	if rerr := p.hash.(encoding.BinaryUnmarshaler).UnmarshalBinary(before); rerr != nil {
		s.log.Error("sandbox: restore hash", "err", rerr)
	}
	return err
}

// open returns the post's file, positioned at offset, or nil if bytes are not
// kept. The first chunk decides the content type.
func (s *Server) open(p *publish, offset int64, contentType string) (*os.File, error) {
	s.mu.Lock()
	if p.ContentType == "" {
		p.ContentType, _, _ = mime.ParseMediaType(contentType)
		if !s.cfg.Discard {
			p.file = filepath.Join(s.dir, p.uploadID+videoTypes[p.ContentType])
		}
	}
	s.mu.Unlock()
	if p.file == "" {
		return nil, nil
	}
	f, err := os.OpenFile(p.file, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("store chunk: %w", err)
	}
	if _, err := f.Seek(offset, io.SeekStart); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("store chunk: %w", err)
	}
	return f, nil
}

// finishChunk counts a stored chunk and, with the last one, starts processing.
func (s *Server) finishChunk(p *publish, br byteRange) int {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version.Add(1)
	p.Chunks++
	p.UploadedBytes = br.last + 1
	if p.UploadedBytes < p.VideoSize {
		return s.rules.Wire.chunkStatus(false)
	}
	p.SHA256 = hex.EncodeToString(p.hash.Sum(nil))
	if p.Mode == modeDirect && s.overDailyCapLocked(p, now) {
		p.failReason = codeTooManyPosts // several inits passed the cap together
	}
	p.uploadedAt = now
	return s.rules.Wire.chunkStatus(true)
}

func (s *Server) overDailyCapLocked(p *publish, now time.Time) bool {
	already := 0
	if c := s.rules.creator(p.Username); c != nil {
		already = c.PostedToday
	}
	return s.postedTodayLocked(p.OpenID, now)+already >= s.rules.Limits.PostsPerDay
}

// progressAnswer is progress for a request that may not name an upload at all.
func (s *Server) progressAnswer(r *http.Request, status int) answer {
	if p := s.findUpload(r); p != nil {
		return s.progress(p, status)
	}
	return answer{status: status}
}

// progress is a reply to an upload. Its Content-Range says what arrived so far:
// "bytes 0-LAST/TOTAL" with the index of the last byte, and, since that form has
// no words for nothing, "bytes */TOTAL" before the first chunk. The documents do
// not say whether LAST is an index or a count (spec 3.4); the scenario may choose.
func (s *Server) progress(p *publish, status int) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	done := p.UploadedBytes
	text := fmt.Sprintf("bytes */%d", p.VideoSize)
	if done > 0 {
		if !s.rules.ExclusiveProgress {
			done--
		}
		text = fmt.Sprintf("bytes 0-%d/%d", done, p.VideoSize)
	}
	return answer{status: status, header: map[string]string{"Content-Range": text, "X-Tt-Logid": s.logID()}}
}
