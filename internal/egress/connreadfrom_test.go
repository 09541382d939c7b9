package egress

import (
	"bytes"
	"errors"
	"io"
	"net"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/iotest"
)

// heard is a connection that keeps the length of every write.
type heard struct {
	net.Conn
	writes []int
	all    bytes.Buffer
	fail   error
	before func(sent int) // a write
}

func (h *heard) Write(p []byte) (int, error) {
	if h.before != nil {
		h.before(h.all.Len())
	}
	if h.fail != nil {
		return 0, h.fail
	}
	h.writes = append(h.writes, len(p))
	return h.all.Write(p)
}

func TestBodyGoesOutInPiecesThatWatchCanFollow(t *testing.T) {
	t.Parallel()
	body := bytes.Repeat([]byte("0123456789abcdef"), 3*pieceLarge/16)
	h := &heard{} // tells nothing of a queue
	c := &countedConn{Conn: h}
	n, err := c.ReadFrom(bytes.NewReader(body))
	if err != nil || n != int64(len(body)) || c.out.Load() != n || !bytes.Equal(h.all.Bytes(), body) {
		t.Errorf("%d of %d bytes, %d counted, %v", n, len(body), c.out.Load(), err)
	}
	for _, size := range h.writes {
		if size > pieceSmall {
			t.Fatalf("a piece of %d bytes without a queue to look at", size)
		}
	}
	if runtime.GOOS != "linux" {
		return
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	told := &countedConn{Conn: conn}
	if _, known := told.queued(); !known {
		t.Error("Linux does not tell its queue")
	}
}

func TestBodyThatBreaksOffEndsThePieces(t *testing.T) {
	t.Parallel()
	broken, closed := errors.New("disk"), errors.New("closed")
	c := &countedConn{Conn: &heard{}}
	if n, err := c.ReadFrom(io.MultiReader(bytes.NewReader(make([]byte, 10)), iotest.ErrReader(broken))); n != 10 || !errors.Is(err, broken) {
		t.Errorf("%d, %v, want the reader's error after 10 bytes", n, err)
	}
	d := &delivery{}
	c = &countedConn{Conn: &heard{fail: closed}}
	c.request.Store(d)
	if n, err := c.ReadFrom(bytes.NewReader(make([]byte, 10))); n != 0 || !errors.Is(err, closed) || d.state.Load() != deliveryTorn {
		t.Errorf("%d, %v, state %d, want the connection's error and a torn request", n, err, d.state.Load())
	}
}

// TestBodyIsReadAhead: the next piece is read, and no more than that, while one is
// written; and nothing is read any more once ReadFrom is done.
func TestBodyIsReadAhead(t *testing.T) {
	t.Parallel()
	body := bytes.Repeat([]byte("0123456789abcdef"), 10*pieceSmall/16)
	r := &countingReader{r: bytes.NewReader(body)}
	h := &heard{}
	h.before = func(sent int) {
		if ahead := int(r.n.Load()) - sent; ahead > 2*pieceSmall {
			t.Errorf("%d bytes read ahead", ahead)
		}
	}
	c := &countedConn{Conn: h}
	if n, err := c.ReadFrom(r); err != nil || n != int64(len(body)) || !bytes.Equal(h.all.Bytes(), body) {
		t.Errorf("%d bytes, %v", n, err)
	}
	for name, tc := range map[string]struct {
		tail io.Reader
		want string
	}{
		"an error of the reader": {iotest.ErrReader(errors.New("disk")), "disk"},
		"a panic of the reader":  {panicking{}, "read body: oh"},
	} {
		c := &countedConn{Conn: &heard{}}
		n, err := c.ReadFrom(io.MultiReader(bytes.NewReader(make([]byte, 3*pieceSmall)), tc.tail))
		if n != 3*pieceSmall || err == nil || err.Error() != tc.want {
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
	}
	closed := errors.New("closed")
	broken := &heard{}
	broken.before = func(sent int) {
		if sent >= 2*pieceSmall {
			broken.fail = closed
		}
	}
	r = &countingReader{r: bytes.NewReader(body)}
	n, err := (&countedConn{Conn: broken}).ReadFrom(r)
	read := r.n.Load()
	if n != 2*pieceSmall || !errors.Is(err, closed) || read > 5*pieceSmall || read != r.n.Load() {
		t.Errorf("%d bytes written, %d read, %v", n, read, err)
	}
}

type countingReader struct {
	r io.Reader
	n atomic.Int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("oh") }
