package egress

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cuedrop/internal/fault"
)

// The rows of docs/reliability.md that no other test of this package is about.

// toTikTok sends one call to TikTok's own name, whatever that leads to here.
func toTikTok(t *testing.T, tr *Transport) error {
	t.Helper()
	defer tr.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://open.tiktokapis.com/v2/", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := tr.Client().Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	return err
}

// TestANameThatDoesNotResolveIsOffline is G2: no host but TikTok's is dialled, whatever
// the resolver says, and nothing is sent.
func TestANameThatDoesNotResolveIsOffline(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]error{
		"no such name":       &net.DNSError{Err: "no such host", Name: apiHost, IsNotFound: true},
		"no answer":          &net.DNSError{Err: "i/o timeout", Name: apiHost, IsTimeout: true},
		"the resolver fails": &net.DNSError{Err: "server misbehaving", Name: apiHost, IsTemporary: true},
	} {
		var entries []Entry
		tr := New(Config{Record: func(e Entry) { entries = append(entries, e) }})
		var dialled []string
		tr.base.DialContext = tr.dialWith(func(_ context.Context, _, address string) (net.Conn, error) {
			dialled = append(dialled, address)
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: answer}
		})
		err := toTikTok(t, tr)
		if !fault.Is(err, fault.Unavailable) || fault.ReasonOf(err) != "network.offline" && fault.ReasonOf(err) != "network.timeout" {
			t.Errorf("%s: %v", name, err)
		}
		if len(dialled) != 1 || dialled[0] != apiHost+":443" || len(entries) != 1 || entries[0].BytesOut != 0 {
			t.Errorf("%s: dialled %v, ledger %+v", name, dialled, entries)
		}
	}
}

// authority makes certificates.
type authority struct {
	t    *testing.T
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	a.key = newKey(t)
	a.cert = a.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: "Example Corp inspection"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, a.key)
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (a *authority) sign(template *x509.Certificate, key *ecdsa.PrivateKey) *x509.Certificate {
	a.t.Helper()
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	parent := a.cert
	if parent == nil {
		parent = template
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert
}

// server answers for TikTok's name with a certificate that is good for a time.
func (a *authority) server(from, to time.Time, hits *atomic.Int32) *url.URL {
	a.t.Helper()
	key := newKey(a.t)
	cert := a.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: apiHost}, DNSNames: []string{apiHost}, NotBefore: from, NotAfter: to,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, key)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}}}
	s.StartTLS()
	a.t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		a.t.Fatal(err)
	}
	return u
}

// TestInspectedTLSWorksOnlyWithATrustedAuthority is G4 and G5: a company's own
// authority counts where the system trusts it, as of TikTok's name and of today.
func TestInspectedTLSWorksOnlyWithATrustedAuthority(t *testing.T) {
	t.Parallel()
	now, a := time.Now(), newAuthority(t)
	trusted := x509.NewCertPool()
	trusted.AddCert(a.cert)
	for name, c := range map[string]struct {
		from, to time.Duration
		roots    *x509.CertPool
		works    bool
	}{
		"trusted":     {-time.Hour, time.Hour, trusted, true},
		"not trusted": {-time.Hour, time.Hour, x509.NewCertPool(), false},
		"expired":     {-2 * time.Hour, -time.Minute, trusted, false},
		"not yet":     {time.Minute, time.Hour, trusted, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var hits atomic.Int32
			var last Entry
			at := a.server(now.Add(c.from), now.Add(c.to), &hits)
			tr := New(Config{Record: func(e Entry) { last = e }})
			tr.base.DialContext = tr.dialWith(func(ctx context.Context, network, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, network, at.Host)
			})
			tr.base.TLSClientConfig.RootCAs = c.roots // in place of the system's
			err := toTikTok(t, tr)
			if (err == nil) != c.works || (hits.Load() == 1) != c.works {
				t.Errorf("%v, %d requests", err, hits.Load())
			}
			if !c.works && (fault.ReasonOf(err) != "network.tls" || !fault.Is(err, fault.Unavailable) || last.Outcome != OutcomeTLS) {
				t.Errorf("%v, %+v", err, last)
			}
		})
	}
}

// TestAProxyInTheEnvironmentIsNotUsed is G18: any program of the user could set it.
func TestAProxyInTheEnvironmentIsNotUsed(t *testing.T) {
	var proxied atomic.Int32
	proxy := serveRaw(t, func(net.Conn, *bufio.Reader) { proxied.Add(1) })
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"} {
		t.Setenv(name, proxy)
	}
	t.Setenv("NO_PROXY", "")
	tr := New(Config{})
	var dialled []string
	tr.base.DialContext = tr.dialWith(func(_ context.Context, _, address string) (net.Conn, error) {
		dialled = append(dialled, address)
		return nil, &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}
	})
	if err := toTikTok(t, tr); err == nil || len(dialled) != 1 || dialled[0] != apiHost+":443" || proxied.Load() != 0 {
		t.Errorf("%v, dialled %v, %d at the proxy", err, dialled, proxied.Load())
	}
	// For a practice TikTok, too, where the environment would count for names.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
	defer server.Close()
	b := setup(t, server.URL)
	if status, _, err := b.do(t.Context(), http.MethodPost, "/", "x"); status != 200 || err != nil || proxied.Load() != 0 {
		t.Errorf("%d, %v, %d at the proxy", status, err, proxied.Load())
	}
}

// TestABrokenAddressGivesWayToTheNext is G19: the first address of a name, here one of
// IPv6 at which nobody listens, does not keep a call from the second.
func TestABrokenAddressGivesWayToTheNext(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
	defer server.Close()
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	b := setup(t, "http://localhost:"+u.Port())
	b.dialer.Resolver = twoAddresses(t)
	b.base.DialContext = b.dialWith(func(ctx context.Context, network, address string) (net.Conn, error) {
		_, port, _ := net.SplitHostPort(address)
		return b.dialer.DialContext(ctx, network, net.JoinHostPort("two.test", port))
	})
	start := time.Now()
	status, _, err := b.do(t.Context(), http.MethodPost, "/", "x")
	if status != 200 || err != nil {
		t.Fatalf("%d, %v", status, err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}

// twoAddresses is a resolver that knows every name as ::1 and as 127.0.0.1.
func twoAddresses(t *testing.T) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(buf)
			if err != nil {
				return
			}
			if answer := dnsAnswer(buf[:n]); answer != nil {
				_, _ = server.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

// dnsAnswer answers a question for A or AAAA with loopback (RFC 1035, 4).
func dnsAnswer(query []byte) []byte {
	const header = 12
	end := header
	for end < len(query) && query[end] != 0 {
		end += int(query[end]) + 1
	}
	if end+5 > len(query) {
		return nil
	}
	question := query[header : end+5]
	kind := query[end+2]
	var address []byte
	switch kind {
	case 1:
		address = net.IPv4(127, 0, 0, 1).To4()
	case 28:
		address = net.IPv6loopback
	default:
		return nil
	}
	out := append([]byte{query[0], query[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0}, question...)
	out = append(out, 0xc0, header, 0, kind, 0, 1, 0, 0, 0, 60, 0, byte(len(address)))
	return append(out, address...)
}
