package egress

import (
	"crypto/tls"
	"errors"
	"fmt"
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
	pieceLarge = 128 << 10
	pieceSmall = 32 << 10
)

var pieces = sync.Pool{New: func() any { return new([pieceLarge]byte) }}

// ReadFrom lets net/http copy a body without a buffer of its own. A body that fills
// the first piece is read, and with that hashed, one piece ahead of what is written.
// ReadFrom returns only when it no longer reads r.
func (c *countedConn) ReadFrom(r io.Reader) (total int64, err error) {
	size := pieceLarge
	if _, known := c.queued(); !known {
		size = pieceSmall
	}
	buffer, _ := pieces.Get().(*[pieceLarge]byte)
	n, readErr := r.Read(buffer[:size])
	if n < size || readErr != nil {
		defer pieces.Put(buffer)
		return c.copyPieces(r, buffer[:size], n, readErr)
	}
	return c.copyAhead(r, buffer, size)
}

// copyPieces writes the n bytes that were read already and then all of r, one piece
// after the other.
func (c *countedConn) copyPieces(r io.Reader, piece []byte, n int, readErr error) (total int64, err error) {
	for {
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
		n, readErr = r.Read(piece)
	}
}

// pieceRead is a buffer with what one Read brought.
type pieceRead struct {
	buffer *[pieceLarge]byte
	n      int
	err    error
}

// copyAhead writes the full piece in first and then all of r, reading the next piece
// while the last one is being written.
func (c *countedConn) copyAhead(r io.Reader, first *[pieceLarge]byte, size int) (total int64, err error) {
	second, _ := pieces.Get().(*[pieceLarge]byte)
	free, filled := make(chan *[pieceLarge]byte, 1), make(chan pieceRead)
	go func() {
		defer close(filled)
		for buffer := range free {
			p := readPiece(r, buffer, size)
			filled <- p
			if p.err != nil {
				return
			}
		}
	}()
	p := pieceRead{buffer: first, n: size}
	free <- second
	for {
		if p.n > 0 {
			var written int
			written, err = c.Write(p.buffer[:p.n])
			total += int64(written)
		}
		done := p.buffer
		if err != nil || p.err != nil {
			pieces.Put(done)
			break
		}
		p = <-filled // the reader ends only after an error, which ends this loop
		if p.err == nil {
			free <- done
		} else {
			pieces.Put(done)
		}
	}
	close(free)
	for late := range filled { // what was read while the writing failed
		pieces.Put(late.buffer)
	}
	if err == nil && !errors.Is(p.err, io.EOF) {
		err = p.err
	}
	return total, err
}

// readPiece reads once. A reader that panics must not take the program with it.
func readPiece(r io.Reader, buffer *[pieceLarge]byte, size int) (p pieceRead) {
	defer func() {
		if v := recover(); v != nil {
			p.err = fmt.Errorf("read body: %v", v)
		}
	}()
	p.buffer = buffer
	p.n, p.err = r.Read(buffer[:size])
	return p
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
