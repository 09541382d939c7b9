package proof_test

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// TestNothingLeavesButToTikTok publishes with the real program in a network namespace in
// which every packet of every interface is recorded: signing in, a post as it is, a
// draft, one that ffmpeg converts first, signing out. Every packet is accounted for, and
// the list of requests that Cuedrop shows is the one that went over the wire.
func TestNothingLeavesButToTikTok(t *testing.T) {
	t.Parallel()
	s := newSpace(t)
	s.connect()
	j := newJourney(t, s)
	fine, odd := j.clip("fine.mp4", false), j.clip("odd.mov", true)
	watched := s.watch()
	j.openTikTok(nil)
	j.run("account", "connect", "--json")
	for _, args := range [][]string{{fine}, {fine, "--mode", "inbox"}, {odd}} {
		args = append([]string{"post", "add"}, args...)
		j.run(append(args, "--account", "practice.creator", "--caption", "out it goes", "--privacy", "self", "--now", "--consent", "--json")...)
	}
	var states struct{ States map[string]int }
	j.decode(&states, "run", "--until-idle", "--for", "50s", "--json")
	if states.States["published"]+states.States["in_inbox"] != 3 {
		t.Fatalf("not all went out: %v", states.States)
	}
	j.run("doctor")
	j.run("data", "inventory")
	j.run("account", "disconnect", "practice.creator")
	var ledger []ledgerLine
	j.decode(&ledger, "data", "requests", "--json")
	j.account(watched.end(), ledger)
}

// account accounts for every packet of a journey with one sign-in, and holds the list of
// requests against the wire: the same requests, and the same number of bytes.
func (j *journey) account(packets []packet, ledger []ledgerLine) {
	t := j.t
	t.Helper()
	said := streams(t, packets)
	got := requests(t, said, j.tiktok)
	callback := redirectOf(t, got)
	report := judge(packets, j.tiktok, callback)
	for _, p := range report.others {
		t.Errorf("this is none of Cuedrop's business: %s", p)
	}
	browsers := 0
	wire, listed := map[string]int{}, map[string]int{}
	var out, in int64
	ways := map[way]bool{}
	for _, r := range got {
		switch {
		case !r.whole:
			t.Errorf("%s was cut", r.line())
		case r.agent == browserAgent:
			browsers++
		default:
			wire[r.line()]++
			ways[r.way] = true
		}
	}
	for w := range ways {
		out, in = out+int64(len(said[w])), in+int64(len(said[w.back()]))
	}
	for _, l := range ledger {
		listed[fmt.Sprintf("%s %s%s", l.Method, l.Host, l.Path)]++
		out, in = out-l.BytesOut, in-l.BytesIn
	}
	if diff := cmp.Diff(wire, listed); diff != "" {
		t.Errorf("requests (-on the wire +in the list):\n%s", diff)
	}
	if out != 0 || in != 0 {
		t.Errorf("the wire carried %d bytes more to TikTok and %d more from there than the list says", out, in)
	}
	if browsers != 1 || len(wire) < 6 {
		t.Errorf("the browser asked %d times, want once; the program: %v", browsers, wire)
	}
	t.Logf("%d packets: %d to and from TikTok, %d of the browser's way back, %d of the kernel's own; %d requests on the wire and %d in the list",
		len(packets), report.tiktok, report.redirect, report.kernel, len(got)-browsers, len(ledger))
}

// ledgerLine is what the test needs of data requests --json.
type ledgerLine struct {
	Method, Host, Path, Outcome string
	BytesOut, BytesIn           int64
}

// decode runs a command and decodes the document that it prints.
func (j *journey) decode(into any, args ...string) {
	j.t.Helper()
	raw := j.run(args...)
	if err := json.Unmarshal(raw, into); err != nil {
		j.t.Fatalf("%v: %v in %s", args, err, raw)
	}
}

// redirectOf is where the browser came back to after the sign-in: the address that the
// program itself named in it.
func redirectOf(t *testing.T, all []request) netip.AddrPort {
	t.Helper()
	for _, r := range all {
		if r.agent != browserAgent {
			continue
		}
		query, err := url.ParseQuery(r.query)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := url.Parse(query.Get("redirect_uri")); err == nil && back.Host != "" {
			at, err := netip.ParseAddrPort(strings.Replace(back.Host, "localhost", "127.0.0.1", 1))
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
	}
	t.Fatal("no browser signed in")
	return netip.AddrPort{}
}

// verdict says whose the packets of a capture are.
type verdict struct {
	tiktok, redirect, kernel int
	others                   []packet // nobody's: a promise is broken
}

// judge accounts for every packet: to and from TikTok, the browser's way back to the
// program, or the kernel's own search for neighbours on the uplink.
func judge(packets []packet, tiktok, redirect netip.AddrPort) (v verdict) {
	between := func(p packet, at netip.AddrPort) bool {
		return p.kind == "tcp" && p.on == "lo" && (p.from == at && p.to.Addr().IsLoopback() || p.to == at && p.from.Addr().IsLoopback())
	}
	for _, p := range packets {
		switch {
		case between(p, tiktok):
			v.tiktok++
		case between(p, redirect):
			v.redirect++
		case p.systems() && p.on != "lo":
			v.kernel++
		default:
			v.others = append(v.others, p)
		}
	}
	return v
}

// TestTheCaptureSeesWhatLeaves is the test of the test: what may not leave is sent on
// purpose, in every way that a program has, and each is seen and objected to.
func TestTheCaptureSeesWhatLeaves(t *testing.T) {
	t.Parallel()
	s := newSpace(t)
	s.connect()
	watched := s.watch()
	send := func(domain, kind int, to unix.Sockaddr) {
		t.Helper()
		var err error
		s.enter(func() {
			var fd int
			if fd, err = unix.Socket(domain, kind|unix.SOCK_NONBLOCK, 0); err != nil {
				return
			}
			defer func() { _ = unix.Close(fd) }()
			if err = unix.Connect(fd, to); err == unix.EINPROGRESS || err == unix.ECONNREFUSED {
				err = nil
			}
			if err == nil && kind == unix.SOCK_DGRAM {
				_, err = unix.Write(fd, []byte("a leak"))
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	send(unix.AF_INET, unix.SOCK_STREAM, &unix.SockaddrInet4{Port: 443, Addr: [4]byte{198, 51, 100, 7}})
	send(unix.AF_INET, unix.SOCK_DGRAM, &unix.SockaddrInet4{Port: 53, Addr: [4]byte{10, 77, 0, 1}})
	send(unix.AF_INET, unix.SOCK_DGRAM, &unix.SockaddrInet4{Port: 53, Addr: [4]byte{127, 0, 0, 53}})
	send(unix.AF_INET6, unix.SOCK_STREAM, &unix.SockaddrInet6{Port: 443, Addr: [16]byte{0x20, 1, 0x0d, 0xb8, 15: 1}})
	send(unix.AF_INET, unix.SOCK_STREAM, &unix.SockaddrInet4{Port: 9, Addr: [4]byte{127, 0, 0, 1}})
	send(unix.AF_INET, unix.SOCK_STREAM, &unix.SockaddrInet4{Port: 8765, Addr: [4]byte{127, 0, 0, 1}})
	var seen []string
	for _, p := range judge(watched.end(), netip.MustParseAddrPort("127.0.0.1:8765"), netip.AddrPort{}).others {
		if !strings.Contains(p.kind, "ICMP") && p.kind != "IP protocol 1" && p.from.Port() > 1024 {
			seen = append(seen, fmt.Sprintf("%s %s %s", p.on, p.kind, p.to))
		}
	}
	slices.Sort(seen)
	want := []string{
		"lo tcp 127.0.0.1:9", "lo udp 127.0.0.53:53", "up0 tcp 198.51.100.7:443", "up0 tcp [2001:db8::1]:443", "up0 udp 10.77.0.1:53",
	}
	if diff := cmp.Diff(want, slices.Compact(seen)); diff != "" {
		t.Errorf("what the judge objects to (-want +got):\n%s", diff)
	}
}
