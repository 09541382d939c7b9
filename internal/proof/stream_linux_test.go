package proof_test

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"slices"
	"testing"
)

// way is one direction of a connection.
type way struct{ from, to netip.AddrPort }

// back is the other direction.
func (w way) back() way { return way{w.to, w.from} }

// streams puts the TCP packets of a capture together to what was said in each direction.
// A hole fails the test: then nobody knows what was in it.
func streams(t *testing.T, packets []packet) map[way][]byte {
	t.Helper()
	parts, first := map[way][]packet{}, map[way]uint32{}
	for _, p := range packets {
		if p.kind != "tcp" {
			continue
		}
		w := way{p.from, p.to}
		if p.syn {
			if began, twice := first[w]; twice && began != p.seq+1 {
				t.Fatalf("%s was used for two connections: they can't be told apart", p)
			}
			first[w] = p.seq + 1
			continue
		}
		parts[w] = append(parts[w], p)
	}
	said := map[way][]byte{}
	for w, all := range parts {
		began, ok := first[w]
		if !ok {
			if slices.ContainsFunc(all, func(p packet) bool { return len(p.data) > 0 }) {
				t.Fatalf("the capture has no beginning of %s to %s", w.from, w.to)
			}
			continue // a refusal
		}
		slices.SortStableFunc(all, func(a, b packet) int { return cmp.Compare(a.seq-began, b.seq-began) })
		var whole []byte
		for _, p := range all {
			at := int64(p.seq - began)
			switch have := int64(len(whole)); {
			case len(p.data) == 0: // an acknowledgement
			case at > have:
				t.Fatalf("the capture lacks %d bytes of %s to %s", at-have, w.from, w.to)
			case at+int64(len(p.data)) > have:
				whole = append(whole, p.data[have-at:]...)
			}
		}
		said[w] = whole
	}
	return said
}

// request is one that was seen on the wire.
type request struct {
	method, path, query, agent, authorization string
	way                                       way
	body                                      []byte
	whole                                     bool // false: the connection ended first
}

// requests returns those to a server, in the order of each connection. What is no
// HTTP/1.1 fails the test.
func requests(t *testing.T, said map[way][]byte, to netip.AddrPort) (all []request) {
	t.Helper()
	for w, text := range said {
		if w.to != to {
			continue
		}
		for in := bufio.NewReader(bytes.NewReader(text)); ; {
			if _, err := in.Peek(1); errors.Is(err, io.EOF) {
				break
			}
			req, err := http.ReadRequest(in)
			if err != nil {
				t.Fatalf("%s was told what is no request: %v", to, err)
			}
			body, err := io.ReadAll(req.Body)
			_ = req.Body.Close()
			all = append(all, request{
				method: req.Method, path: req.URL.Path, query: req.URL.RawQuery, agent: req.UserAgent(),
				authorization: req.Header.Get("Authorization"), way: w, body: body, whole: err == nil,
			})
			if err != nil {
				break
			}
		}
	}
	return all
}

// line is how a request is compared.
func (r request) line() string { return fmt.Sprintf("%s %s%s", r.method, r.way.to, r.path) }
