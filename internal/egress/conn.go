package egress

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
)

// countedConn counts the bytes of a connection, below TLS.
type countedConn struct {
	net.Conn
	in, out atomic.Int64
	deaf    atomic.Bool
	request atomic.Pointer[delivery] // being written; nil during the handshake
}

// counted returns the countedConn under conn, or nil.
func counted(conn net.Conn) *countedConn {
	if t, ok := conn.(*tls.Conn); ok {
		conn = t.NetConn()
	}
	c, _ := conn.(*countedConn)
	return c
}

func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.in.Add(int64(n))
	return n, err
}

// Write hides that the peer stopped listening. A gateway that refuses an upload
// (403, 416) may answer and hang up before it has read the body; net/http would
// report the broken pipe and drop the answer, and with it the reason. The reading
// side still ends with the answer or with the error, so nothing is lost by it.
func (c *countedConn) Write(p []byte) (int, error) {
	if c.deaf.Load() {
		c.request.Load().wrote(errDeaf)
		return len(p), nil
	}
	n, err := c.Conn.Write(p)
	c.out.Add(int64(n))
	c.request.Load().wrote(err)
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) {
		c.deaf.Store(true)
		return len(p), nil
	}
	return n, err
}

// Pieces in which a request's body goes out, in bytes. The large one saves half of
// what an upload costs the processor besides TLS; but where the system does not tell
// its queue, watch sees progress only between two pieces, and the slowest link must
// get one through before it looks dead.
const (
	pieceLarge = 256 << 10
	pieceSmall = 32 << 10
)

var pieces = sync.Pool{New: func() any { return new([pieceLarge]byte) }}

// ReadFrom lets net/http copy a body without a buffer of its own.
func (c *countedConn) ReadFrom(r io.Reader) (total int64, err error) {
	buffer, _ := pieces.Get().(*[pieceLarge]byte)
	defer pieces.Put(buffer)
	piece := buffer[:]
	if _, known := c.queued(); !known {
		piece = buffer[:pieceSmall]
	}
	for {
		n, readErr := r.Read(piece)
		if n > 0 {
			written, err := c.Write(piece[:n])
			total += int64(written)
			if err != nil {
				return total, err
			}
		}
		if errors.Is(readErr, io.EOF) {
			return total, nil
		}
		if readErr != nil {
			return total, readErr
		}
	}
}

var errDeaf = errors.New("the peer stopped listening")

// queued returns how many written bytes the peer has not acknowledged.
func (c *countedConn) queued() (int, bool) {
	sc, ok := c.Conn.(syscall.Conn)
	if !ok {
		return 0, false
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return 0, false
	}
	n := -1
	if err := raw.Control(func(fd uintptr) { n = sendQueue(fd) }); err != nil || n < 0 {
		return 0, false
	}
	return n, true
}
