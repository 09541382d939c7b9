package engine_test

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/event"
	"cuedrop/internal/sandbox"
)

// cable carries connections to the sandbox and can be pulled.
type cable struct {
	t      *testing.T
	addr   string
	target string

	mu       sync.Mutex
	listener net.Listener
	conns    []net.Conn
}

func newCable(t *testing.T, target string) *cable {
	t.Helper()
	c := &cable{t: t, addr: "127.0.0.1:0", target: strings.TrimPrefix(target, "http://")}
	c.plug()
	t.Cleanup(c.pull)
	return c
}

// plug listens at the same address as before.
func (c *cable) plug() {
	l, err := net.Listen("tcp", c.addr)
	if err != nil {
		c.t.Error(err)
		return
	}
	c.mu.Lock()
	c.listener, c.addr = l, l.Addr().String()
	c.mu.Unlock()
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("tcp", c.target)
			if err != nil {
				_ = from.Close()
				continue
			}
			c.mu.Lock()
			c.conns = append(c.conns, from, to)
			c.mu.Unlock()
			for _, pair := range [][2]net.Conn{{from, to}, {to, from}} {
				go func() {
					_, _ = io.Copy(pair[0], pair[1])
					_, _ = pair[0].Close(), pair[1].Close()
				}()
			}
		}
	}()
}

// pull ends every connection and refuses new ones.
func (c *cable) pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.listener.Close()
	for _, conn := range c.conns {
		_ = conn.Close()
	}
	c.conns = nil
}

// TestNetworkGoneInTheMiddle pulls the cable while chunks are on their way: the post
// says why it waits, and goes on where it was when the network is back.
func TestNetworkGoneInTheMiddle(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	c := newCable(t, w.sandbox.URL())
	cfg := w.config()
	cfg.TikTokURL = "http://" + c.addr
	var chunks atomic.Int32
	cfg.Probe = func(point string) {
		if point == "before chunk" && chunks.Add(1) == 3 {
			c.pull()
		}
	}
	e, err := engine.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	m := w.clip(e, manyBytes)
	id := w.due(e, m, "cable", cuedrop.ModeDirect)
	waits := make(chan cuedrop.Failure, 1)
	defer e.Bus.Subscribe(func(f event.Fact) {
		if p, ok := f.(event.PostChanged); ok && p.Post.State == cuedrop.Uploading && p.Post.Failure != nil {
			select {
			case waits <- *p.Post.Failure:
				c.plug()
			default:
			}
		}
	})()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if err := untilIdle(ctx, e); err != nil {
		t.Fatalf("post %+v: %v", w.post(e, id), err)
	}
	select {
	case f := <-waits:
		if !strings.HasPrefix(f.Reason, "network.") || f.Message == "" {
			t.Errorf("the post waited because of %+v", f)
		}
	default:
		t.Error("the post never said that it waits")
	}
	w.wantOnce(e, id, m, "cable")
	if n := w.sandbox.Counts().Init; n != 1 {
		t.Errorf("%d inits, want 1: the upload was started anew", n)
	}
	if got := w.received("cable"); len(got) == 1 && got[0].Chunks > 7 {
		t.Errorf("%d chunks were received of 6", got[0].Chunks)
	}
}
