package proof_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// packet is one that a process or the system sent.
type packet struct {
	on       string // interface
	kind     string // "tcp", "udp", "icmp6" or what else it is
	from, to netip.AddrPort
	seq      uint32 // tcp
	syn      bool   // tcp
	icmp     byte   // icmp6: its type
	data     []byte // of tcp and udp
}

func (p packet) String() string {
	return fmt.Sprintf("%s on %s from %s to %s, %d bytes", p.kind, p.on, p.from, p.to, len(p.data))
}

// capture records every packet that leaves through any interface of a namespace.
type capture struct {
	space  *space
	socket int
	names  map[int]string
	ending atomic.Bool
	ended  chan error

	mu      sync.Mutex
	packets []packet
}

const (
	captureBuffer = 64 << 20 // a journey moves a few MB
	packetMax     = 1 << 20  // on the loopback one packet holds up to 64 KB
)

// watch starts a capture. Interfaces that come later are watched too.
func (s *space) watch() *capture {
	s.t.Helper()
	c := &capture{space: s, names: map[int]string{}, ended: make(chan error, 1)}
	var err error
	s.enter(func() {
		// All protocols, in network byte order, with the link's own header cut off.
		const all = unix.ETH_P_ALL<<8&0xff00 | unix.ETH_P_ALL>>8
		if c.socket, err = unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, all); err != nil {
			return
		}
		if unix.SetsockoptInt(c.socket, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, captureBuffer) != nil {
			// Not root outside: what the system grants. Too little is told at the end.
			err = unix.SetsockoptInt(c.socket, unix.SOL_SOCKET, unix.SO_RCVBUF, captureBuffer)
		}
		err = errors.Join(err, unix.SetsockoptTimeval(c.socket, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Usec: 50_000}))
		interfaces, listErr := net.Interfaces()
		for _, i := range interfaces {
			c.names[i.Index] = i.Name
		}
		err = errors.Join(err, listErr)
	})
	if err != nil {
		s.t.Fatalf("watch the packets: %v", err)
	}
	go func() { c.ended <- c.read() }()
	s.t.Cleanup(func() { c.ending.Store(true) })
	return c
}

// read takes packets until the capture ends and none is left.
func (c *capture) read() error {
	defer func() { _ = unix.Close(c.socket) }() // it was only read
	buffer := make([]byte, packetMax)
	for {
		n, from, err := unix.Recvfrom(c.socket, buffer, 0)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.EAGAIN) && c.ending.Load():
			stats, err := unix.GetsockoptTpacketStats(c.socket, unix.SOL_PACKET, unix.PACKET_STATISTICS)
			if err == nil && stats.Drops > 0 {
				err = fmt.Errorf("%d packets were not recorded", stats.Drops)
			}
			return err
		case errors.Is(err, unix.EAGAIN):
			continue
		case err != nil:
			return err
		}
		// What arrives was sent by somebody in here, and is recorded there.
		if link, ok := from.(*unix.SockaddrLinklayer); ok && link.Pkttype == unix.PACKET_OUTGOING {
			p := parsePacket(buffer[:n])
			p.on = c.names[link.Ifindex]
			c.mu.Lock()
			c.packets = append(c.packets, p)
			c.mu.Unlock()
		}
	}
}

// end returns what was captured, all of it.
func (c *capture) end() []packet {
	c.space.t.Helper()
	c.ending.Store(true)
	if err := <-c.ended; err != nil {
		c.space.t.Fatalf("the capture is not whole: %v", err)
	}
	return c.packets
}

// saw reports whether a packet began with text so far.
func (c *capture) saw(text string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(c.packets, func(p packet) bool { return bytes.HasPrefix(p.data, []byte(text)) })
}

func parsePacket(b []byte) packet {
	if len(b) == 0 {
		return packet{kind: "empty"}
	}
	var protocol byte
	var from, to netip.Addr
	var rest []byte
	switch {
	case b[0]>>4 == 4 && len(b) >= 20 && len(b) >= int(b[0]&15)*4:
		protocol, rest = b[9], b[int(b[0]&15)*4:]
		from, to = netip.AddrFrom4([4]byte(b[12:16])), netip.AddrFrom4([4]byte(b[16:20]))
	case b[0]>>4 == 6 && len(b) >= 40:
		protocol, rest = b[6], b[40:]
		from, to = netip.AddrFrom16([16]byte(b[8:24])), netip.AddrFrom16([16]byte(b[24:40]))
	default:
		return packet{kind: "not IP"} // such as ARP
	}
	if protocol == 0 && len(rest) >= 8 { // hop-by-hop options, before the system's own ICMPv6
		protocol, rest = rest[0], rest[min(len(rest), 8+int(rest[1])*8):]
	}
	p := packet{from: netip.AddrPortFrom(from, 0), to: netip.AddrPortFrom(to, 0)}
	ports := func() {
		p.from = netip.AddrPortFrom(from, binary.BigEndian.Uint16(rest))
		p.to = netip.AddrPortFrom(to, binary.BigEndian.Uint16(rest[2:]))
	}
	switch {
	case protocol == unix.IPPROTO_TCP && len(rest) >= 20 && len(rest) >= int(rest[12]>>4)*4:
		ports()
		p.kind, p.seq, p.syn = "tcp", binary.BigEndian.Uint32(rest[4:]), rest[13]&2 != 0
		p.data = append([]byte(nil), rest[int(rest[12]>>4)*4:]...)
	case protocol == unix.IPPROTO_UDP && len(rest) >= 8:
		ports()
		p.kind, p.data = "udp", append([]byte(nil), rest[8:]...)
	case protocol == unix.IPPROTO_ICMPV6 && len(rest) > 0:
		p.kind, p.icmp = "icmp6", rest[0]
	default:
		p.kind = fmt.Sprint("IP protocol ", protocol)
	}
	return p
}

// systems reports whether the kernel sent the packet by itself to find its neighbours:
// multicast listener reports and neighbour discovery (RFC 3810, RFC 4861). No process
// can put anything into them.
func (p packet) systems() bool {
	return p.kind == "icmp6" && (p.icmp >= 130 && p.icmp <= 136 || p.icmp == 143)
}
