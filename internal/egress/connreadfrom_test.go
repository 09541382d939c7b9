package egress

import (
	"bytes"
	"errors"
	"io"
	"net"
	"runtime"
	"testing"
	"testing/iotest"
)

// heard is a connection that keeps the length of every write.
type heard struct {
	net.Conn
	writes []int
	all    bytes.Buffer
	fail   error
}

func (h *heard) Write(p []byte) (int, error) {
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
