package sandbox_test

import (
	"bytes"

	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"cuedrop/internal/sandbox"
)

// three chunks: 5, 5 and 7 MB
const (
	partSize  = 5_000_000
	threeSize = 17_000_000
)

func (b *bundle) beginThree() (data []byte, publishID, uploadURL, token string) {
	b.t.Helper()
	token = b.signIn().Access
	publishID, uploadURL = b.begin(initPath, token, directBody(threeSize, partSize, 3))
	return testBytes(threeSize), publishID, uploadURL, token
}

func wantUpload(t *testing.T, r reply, status int, contentRange string) {
	t.Helper()
	if got := r.header.Get("Content-Range"); r.status != status || got != contentRange {
		t.Errorf("got %d, progress %q; want %d, %q", r.status, got, status, contentRange)
	}
}

func TestUploadInChunks(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	data, id, up, token := b.beginThree()
	wantUpload(t, b.put(up, data, 0, 4_999_999), 206, "bytes 0-4999999/17000000")
	if st := b.status(token, id); st.Status != "PROCESSING_UPLOAD" || st.Uploaded != 5_000_000 {
		t.Errorf("status in the middle: %+v", st)
	}
	wantUpload(t, b.put(up, data, 5_000_000, 9_999_999), 206, "bytes 0-9999999/17000000")
	wantUpload(t, b.put(up, data, 10_000_000, 16_999_999), 201, "bytes 0-16999999/17000000")
	got := b.srv.Received()[0]
	if got.SHA256 != shaHex(data) || got.Chunks != 3 || got.UploadedBytes != threeSize || got.ContentType != "video/mp4" {
		t.Errorf("received %+v", got)
	}
	if r := b.get("/received/" + id + "/video"); r.body != string(data) || r.header.Get("Content-Type") != "video/mp4" {
		t.Errorf("playback: %d, %d bytes", r.status, len(r.body))
	}
	r := b.do(http.MethodGet, "/received/"+id+"/video", map[string]string{"Range": "bytes=10-19"}, nil)
	if r.status != http.StatusPartialContent || r.body != string(data[10:20]) {
		t.Errorf("range: %d %q", r.status, r.body)
	}
	// A finished upload takes nothing more.
	wantUpload(t, b.put(up, data, 10_000_000, 16_999_999), 416, "bytes 0-16999999/17000000")
	wantUpload(t, b.put(up, data, 0, 4_999_999), 416, "bytes 0-16999999/17000000")
	if len(b.srv.Received()) != 1 || b.srv.Received()[0].SHA256 != shaHex(data) {
		t.Error("the post changed after it was complete")
	}
	if c := b.srv.Counts(); c.Chunk != 5 || c.LastChunk != 2 || len(c.Violations) != 0 {
		t.Errorf("counts %+v", c)
	}
}

func TestUploadRefusals(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	data, _, up, token := b.beginThree()
	if r := b.put(strings.Replace(up, "upload_id=7", "upload_id=8", 1), data, 0, 99); r.status != 404 {
		t.Errorf("unknown id: %d", r.status)
	}
	if r := b.put(up+"x", data, 0, 99); r.status != 404 {
		t.Errorf("wrong token: %d", r.status)
	}
	wantUpload(t, b.put(up, data, partSize, 2*partSize-1), 416, "bytes */17000000")
	wantUpload(t, b.put(up, data, 0, partSize-1), 206, "bytes 0-4999999/17000000")
	wantUpload(t, b.put(up, data, 0, partSize-1), 416, "bytes 0-4999999/17000000")
	wantUpload(t, b.put(up, data, partSize+1, 2*partSize), 416, "bytes 0-4999999/17000000")

	before := len(b.srv.Counts().Violations)
	second := data[partSize : 2*partSize]
	good := chunkHeader(partSize, 2*partSize-1, threeSize)
	send := func(body []byte, change ...string) reply {
		h := map[string]string{"Content-Type": good["Content-Type"], "Content-Range": good["Content-Range"]}
		for i := 0; i < len(change); i += 2 {
			h[change[i]] = change[i+1]
		}
		return b.do(http.MethodPut, up, h, bytes.NewReader(body))
	}
	for name, r := range map[string]reply{
		"no content range":     send(second, "Content-Range", ""),
		"not in bytes":         send(second, "Content-Range", "chunks 1-2/3"),
		"huge numbers":         send(second, "Content-Range", "bytes 0-99999999999999999999/1"),
		"last before first":    send(second, "Content-Range", "bytes 5-4/17000000"),
		"last beyond the end":  send(second, "Content-Range", "bytes 5000000-17000000/17000000"),
		"other total":          send(second, "Content-Range", "bytes 5000000-9999999/17000001"),
		"shorter than it says": send(second[1:]),
		"not the plan's chunk": send(second[:100], "Content-Range", "bytes 5000000-5000099/17000000"),
		"octet stream":         send(second, "Content-Type", "application/octet-stream"),
		"no content type":      send(second, "Content-Type", ""),
		"access token":         send(second, "Authorization", "Bearer "+token),
		"no bytes":             send(nil),
		"chunked": b.do(http.MethodPut, up, map[string]string{"Content-Type": "video/mp4", "Content-Range": good["Content-Range"]},
			io.MultiReader(bytes.NewReader(second))), // net/http does not know its length
	} {
		if r.status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, r.status)
		}
	}
	if v := b.srv.Counts().Violations[before:]; len(v) != 13 {
		t.Errorf("%d violations: %q", len(v), v)
	} else if all := strings.Join(v, "\n"); strings.Contains(all, token) || !strings.Contains(all, "Authorization header") {
		t.Errorf("violations: %s", all)
	}
	wantUpload(t, send(second, "Content-Type", "video/mp4; codecs=avc1"), 206, "bytes 0-9999999/17000000")
	if r := b.do(http.MethodPost, up, good, strings.NewReader("x")); r.status != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", r.status)
	}
}

func TestUploadURLExpires(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	data, _, up, _ := b.beginThree()
	b.clock.advance(59 * time.Minute)
	wantUpload(t, b.put(up, data, 0, partSize-1), 206, "bytes 0-4999999/17000000")
	b.clock.advance(time.Minute)
	wantUpload(t, b.put(up, data, partSize, 2*partSize-1), 403, "bytes 0-4999999/17000000")

	b = setup(t, sandbox.Scenario{UploadURLSeconds: 10})
	data, _, up, _ = b.beginThree()
	b.clock.advance(10 * time.Second)
	wantUpload(t, b.put(up, data, 0, partSize-1), 403, "bytes */17000000")
}

// sendHalf announces a chunk over a plain connection, sends half of it, then ends
// the sending side and returns what comes back.
func sendHalf(t *testing.T, uploadURL string, data []byte, first, last int) string {
	t.Helper()
	u, err := url.Parse(uploadURL)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	n := last - first + 1
	_, _ = fmt.Fprintf(conn, "PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\nContent-Range: bytes %d-%d/%d\r\n\r\n",
		u.RequestURI(), u.Host, n, first, last, len(data))
	_, _ = conn.Write(data[first : first+n/2])
	_ = conn.(*net.TCPConn).CloseWrite()
	out, _ := io.ReadAll(conn)
	return string(out)
}

func TestHalfAChunkDoesNotCount(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	data, id, up, token := b.beginThree()
	b.put(up, data, 0, partSize-1)
	if out := sendHalf(t, up, data, partSize, 2*partSize-1); !strings.HasPrefix(out, "HTTP/1.1 400") {
		t.Errorf("short body: %q", out)
	}
	if st := b.status(token, id); st.Uploaded != partSize {
		t.Errorf("status after half a chunk: %+v", st)
	}
	wantUpload(t, b.put(up, data, partSize, 2*partSize-1), 206, "bytes 0-9999999/17000000")
	wantUpload(t, b.put(up, data, 2*partSize, threeSize-1), 201, "bytes 0-16999999/17000000")
	if got := b.srv.Received()[0]; got.SHA256 != shaHex(data) || got.Chunks != 3 {
		t.Errorf("received %+v", got)
	}
}

func TestHalfAChunkCountsIfKept(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{KeepPartialChunks: true})
	data, _, up, _ := b.beginThree()
	sendHalf(t, up, data, 0, partSize-1)
	wantUpload(t, b.put(up, data, 0, partSize-1), 416, "bytes 0-2499999/17000000")
	wantUpload(t, b.put(up, data, 2_500_000, partSize-1), 206, "bytes 0-4999999/17000000")
	b.put(up, data, partSize, 2*partSize-1)
	wantUpload(t, b.put(up, data, 2*partSize, threeSize-1), 201, "bytes 0-16999999/17000000")
	if got := b.srv.Received()[0]; got.SHA256 != shaHex(data) || got.Chunks != 3 {
		t.Errorf("received %+v", got)
	}
}

func TestExclusiveProgress(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{ExclusiveProgress: true})
	data, _, up, _ := b.beginThree()
	wantUpload(t, b.put(up, data, 0, partSize-1), 206, "bytes 0-5000000/17000000")
}

// Two clients that send the same chunk at once: one gets it in, and the bytes are
// not mixed.
func TestSameChunkTwiceAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	data, _, up, _ := b.beginThree()
	var mu sync.Mutex
	var wg sync.WaitGroup
	seen := map[int]int{}
	for range 4 {
		wg.Go(func() {
			r, err := b.tryPut(up, data, 0, partSize-1)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("put: %v", err)
			}
			seen[r.status]++
		})
	}
	wg.Wait()
	if seen[206] != 1 || seen[416] != 3 {
		t.Errorf("replies %v", seen)
	}
	b.put(up, data, partSize, 2*partSize-1)
	b.put(up, data, 2*partSize, threeSize-1)
	if got := b.srv.Received()[0].SHA256; got != shaHex(data) {
		t.Errorf("sha256 %s", got)
	}
}

func TestDiscardHashesWithoutStoring(t *testing.T) {
	t.Parallel()
	b := setupConfig(t, sandbox.Config{Discard: true})
	data, id, up, _ := b.beginThree()
	b.put(up, data, 0, partSize-1)
	b.put(up, data, partSize, 2*partSize-1)
	b.put(up, data, 2*partSize, threeSize-1)
	if got := b.srv.Received()[0]; got.SHA256 != shaHex(data) || got.ContentType != "video/mp4" {
		t.Errorf("received %+v", got)
	}
	if r := b.get("/received/" + id + "/video"); r.status != http.StatusNotFound {
		t.Errorf("playback: %d", r.status)
	}
}

func TestDiskErrorIs500(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := setupConfig(t, sandbox.Config{Dir: dir + "/received"})
	tok := b.signIn()
	_, up := b.begin(initPath, tok.Access, directBody(100, 100, 1))
	if err := os.RemoveAll(dir + "/received"); err != nil {
		t.Fatal(err)
	}
	wantUpload(t, b.put(up, testBytes(100), 0, 99), 500, "bytes */100")
}
