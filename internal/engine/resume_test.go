//go:build unix

package engine_test

import (
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/sandbox"
)

// TestKilledUploadsSendAtMostOneChunkAgain kills the program in the middle of uploads and
// counts, in front of TikTok, the bytes that arrive in all (reliability-security.md A6, 6).
func TestKilledUploadsSendAtMostOneChunkAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Scenario{Processing: atOnce.Processing})
	var arrived, killAt atomic.Int64
	reached := make(chan struct{}, 1)
	front := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/upload") {
			r.Body = counted{r.Body, func(n int) {
				if at, total := killAt.Load(), arrived.Add(int64(n)); total >= at && total-int64(n) < at {
					reached <- struct{}{}
				}
			}}
		}
		w.sandbox.Handler().ServeHTTP(rw, r)
	}))
	defer front.Close()
	w.front = front.URL
	e := w.open(nil)
	fastVault(t, e.Dir(), e.Store.WorkspaceID())
	defer e.Close()
	m := w.clip(e, manyChunks)
	for i, share := range []int64{1, 30, 60, 1 + rand.Int64N(80)} {
		if i%postsEach == 0 {
			w.signIn(e)
		}
		caption := "share " + string(rune('a'+i))
		id := w.schedule(e, m, caption, cuedrop.ModeDirect, w.account)
		arrived.Store(0)
		killAt.Store(manyChunks * share / 100)
		cmd, lines := w.start("run", "--until-idle", "--for", "100s")
		<-reached
		killAt.Store(-1)
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		if _, said, killed := end(cmd, lines); !killed {
			t.Fatalf("the program was not killed: %v", said)
		}
		w.runUntilIdle()
		w.wantOnce(e, id, m, caption)
		const chunk = 10 << 20
		if again := arrived.Load() - m.Size; again < 0 || again > chunk {
			t.Errorf("killed at %d %%: %d bytes were sent again, want at most one chunk, %d", share, again, chunk)
		}
	}
}

// counted tells how many bytes are read of a body.
type counted struct {
	io.ReadCloser
	add func(n int)
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.ReadCloser.Read(b)
	c.add(n)
	return n, err
}
