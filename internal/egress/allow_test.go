package egress

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"cuedrop/internal/fault"
)

func TestParseLoopback(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		"http://127.0.0.1:8765":   "http://127.0.0.1:8765",
		"http://127.0.0.1:8765/":  "http://127.0.0.1:8765",
		"https://127.255.3.9:443": "https://127.255.3.9:443",
		"http://[::1]:80":         "http://[::1]:80",
		"HTTP://LocalHost:80":     "http://localhost:80",
		"127.0.0.1:8765":          "http://127.0.0.1:8765",
	}
	for raw, want := range good {
		u, err := ParseLoopback(raw)
		if err != nil || u.String() != want {
			t.Errorf("ParseLoopback(%q) = %v, %v, want %s", raw, u, err, want)
		}
	}
	for _, raw := range []string{
		"", "127.0.0.1", "example.com:80", "http://", "http://127.0.0.1", "http://127.0.0.1:", "http://127.0.0.1:0", "http://127.0.0.1:65536",
		"ftp://127.0.0.1:80", "http://128.0.0.1:80", "http://10.0.0.1:80", "http://0.0.0.0:80", "http://[::]:80",
		"http://open.tiktokapis.com:80", "http://localhost.:80", "http://localhost.evil.com:80", "http://127.0.0.1.evil.com:80",
		"http://127.1:80", "http://2130706433:80", "http://0x7f000001:80", "http://[::ffff:127.0.0.1]:80", "http://[::1%25lo]:80",
		"http://u@127.0.0.1:80", "http://u:p@127.0.0.1:80", "http://127.0.0.1:80@evil.com:80",
		"http://127.0.0.1:80/x", "http://127.0.0.1:80//", "http://127.0.0.1:80?a", "http://127.0.0.1:80?", "http://127.0.0.1:80#", "http://127.0.0.1:80#f",
		"http:127.0.0.1:80", "http://127.0.0.1:80\n",
	} {
		u, err := ParseLoopback(raw)
		if !fault.Is(err, fault.Invalid) || fault.ReasonOf(err) != "config.tiktok_url" || fault.MessageOf(err) == "" {
			t.Errorf("ParseLoopback(%q) = %v, %v, want Invalid config.tiktok_url", raw, u, err)
		}
	}
}

func TestAllowList(t *testing.T) {
	t.Parallel()
	loopback, err := ParseLoopback("http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		url, purpose string
		open, boxed  bool // allowed without and with a loopback origin
	}{
		{"https://open.tiktokapis.com/v2/oauth/token/", "token", true, false},
		{"https://open.tiktokapis.com:443/", "", true, false},
		{"https://OPEN.tiktokapis.com/", "init", true, false},
		{"https://open.tiktokapis.com/", "upload", true, false},
		{"https://open-upload-va.tiktokapis.com/upload?upload_token=x", "upload", true, false},
		{"https://upload.us.tiktokapis.com/video/", "upload", true, false},
		{"https://open-upload-va.tiktokapis.com/", "init", false, false},
		{"http://open.tiktokapis.com/", "init", false, false},
		{"http://open-upload.tiktokapis.com/", "upload", false, false},
		{"https://open.tiktokapis.com:8443/", "init", false, false},
		{"https://open.tiktokapis.com:/", "init", true, false}, // net/http drops the empty port
		{"https://open.tiktokapis.com./", "init", false, false},
		{"https://user@open.tiktokapis.com/", "init", false, false},
		{"https://open.tiktokapis.com.evil.com/", "upload", false, false},
		{"https://eviltiktokapis.com/", "upload", false, false},
		{"https://tiktokapis.com/", "upload", false, false},
		{"https://.tiktokapis.com/", "upload", false, false},
		{"https://a..tiktokapis.com/", "upload", false, false},
		{"https://-a.tiktokapis.com/", "upload", false, false},
		{"https://a_b.tiktokapis.com/", "upload", false, false},
		{"https://a.tiktokapis.com./", "upload", false, false},
		{"https://ä.tiktokapis.com/", "upload", false, false},
		{"https://www.tiktok.com/", "upload", false, false},
		{"https://example.com/", "upload", false, false},
		{"https://1.2.3.4/", "upload", false, false},
		{"https://[2600::1]/", "upload", false, false},
		{"http://127.0.0.1:1/", "init", false, true},
		{"https://127.0.0.1:1/", "upload", false, true},
		{"http://127.0.0.1:9999/", "upload", false, true},
		{"http://localhost:9999/", "init", false, true},
		{"http://[::1]:9999/", "init", false, true},
		{"http://10.0.0.1/", "init", false, false},
		{"http://169.254.169.254/", "upload", false, false},
		{"http://localhost.evil.com/", "init", false, false},
		{"ftp://127.0.0.1/", "init", false, false},
	}
	for _, tt := range tests {
		for _, boxed := range []bool{false, true} {
			cfg := Config{}
			want := tt.open
			if boxed {
				cfg.Loopback, want = loopback, tt.boxed
			}
			var entries []Entry
			cfg.Record = func(e Entry) { entries = append(entries, e) }
			tr := New(cfg)
			dialled := false
			tr.base.DialContext = func(context.Context, string, string) (net.Conn, error) {
				dialled = true
				return nil, &net.OpError{Op: "dial", Err: net.ErrClosed}
			}
			req, err := http.NewRequestWithContext(WithPurpose(t.Context(), tt.purpose), http.MethodPost, tt.url, strings.NewReader("x"))
			if err != nil {
				t.Fatalf("%s: %v", tt.url, err)
			}
			_, err = tr.RoundTrip(req)
			if got := fault.ReasonOf(err) != "egress.refused"; got != want || dialled != want {
				t.Errorf("%s for %q, boxed %v: %v, dialled %v, want allowed %v", tt.url, tt.purpose, boxed, err, dialled, want)
			}
			outcome := OutcomeRefused
			if want {
				outcome = OutcomeOffline
			}
			if len(entries) != 1 || entries[0].Outcome != outcome || entries[0].Status != 0 || strings.Contains(entries[0].Path, "?") {
				t.Errorf("%s: ledger %+v, want one %s", tt.url, entries, outcome)
			}
		}
	}
}

func TestPicturesComeFromTikToksHostsOnly(t *testing.T) {
	t.Parallel()
	loopback, err := ParseLoopback("http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	const good = "https://p19-sign.tiktokcdn-us.com/tos-useast5-avt/a.jpeg?x-signature=x"
	with := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	tests := []struct {
		url, purpose string
		change       func(*http.Request)
		open, boxed  bool // allowed without and with a loopback origin
	}{
		{good, PurposeAvatar, nil, true, false},
		{"https://p16-sign-va.tiktokcdn.com/a.webp", PurposeAvatar, nil, true, false},
		{"https://p16-sign.tiktokcdn-eu.com:443/a", PurposeAvatar, nil, true, false},
		{"https://P16.TikTokCDN.com/a", PurposeAvatar, nil, true, false},
		{"https://a.b.tiktokcdn.com/a", PurposeAvatar, nil, true, false},
		{good, PurposeUpload, nil, false, false},
		{good, "userinfo", nil, false, false},
		{good, "", nil, false, false},
		{"http://p19-sign.tiktokcdn-us.com/a", PurposeAvatar, nil, false, false},
		{"https://p19-sign.tiktokcdn-us.com:8443/a", PurposeAvatar, nil, false, false},
		{"https://p19-sign.tiktokcdn-us.com./a", PurposeAvatar, nil, false, false},
		{"https://u@p19-sign.tiktokcdn-us.com/a", PurposeAvatar, nil, false, false},
		{"https://tiktokcdn.com/a", PurposeAvatar, nil, false, false},
		{"https://eviltiktokcdn.com/a", PurposeAvatar, nil, false, false},
		{"https://p16.tiktokcdn.com.evil.com/a", PurposeAvatar, nil, false, false},
		{"https://p16.tiktokcdn.com.cn/a", PurposeAvatar, nil, false, false},
		{"https://p16.tiktokcdn-in.com/a", PurposeAvatar, nil, false, false},
		{"https://p16.ttwstatic.com/a", PurposeAvatar, nil, false, false},
		{"https://-a.tiktokcdn.com/a", PurposeAvatar, nil, false, false},
		{"https://a_b.tiktokcdn.com/a", PurposeAvatar, nil, false, false},
		{"https://a..tiktokcdn.com/a", PurposeAvatar, nil, false, false},
		{"https://1.2.3.4/a", PurposeAvatar, nil, false, false},
		{"https://open.tiktokapis.com/v2/user/info/", PurposeAvatar, nil, false, false},
		{"https://open-upload.tiktokapis.com/a", PurposeAvatar, nil, false, false},
		{"http://127.0.0.1:9999/avatar.png", PurposeAvatar, nil, false, true},
		{"http://10.0.0.1/avatar.png", PurposeAvatar, nil, false, false},
	}
	for _, change := range []func(*http.Request){
		with("Authorization", "Bearer act.x"), with("Authorization", ""), with("Cookie", "sid=1"),
		func(r *http.Request) { r.Method = http.MethodPost },
		func(r *http.Request) { r.Method = http.MethodHead },
		func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader("x")), 1 },
		func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("x")) },
		func(r *http.Request) { r.Host = "evil.com" },
	} {
		for _, u := range []string{good, "http://127.0.0.1:9999/avatar.png"} {
			tests = append(tests, struct {
				url, purpose string
				change       func(*http.Request)
				open, boxed  bool
			}{u, PurposeAvatar, change, false, false})
		}
	}
	for i, tt := range tests {
		for _, boxed := range []bool{false, true} {
			cfg, want := Config{}, tt.open
			if boxed {
				cfg.Loopback, want = loopback, tt.boxed
			}
			tr, dialled := New(cfg), false
			tr.base.DialContext = func(context.Context, string, string) (net.Conn, error) {
				dialled = true
				return nil, &net.OpError{Op: "dial", Err: net.ErrClosed}
			}
			req, err := http.NewRequestWithContext(WithPurpose(t.Context(), tt.purpose), http.MethodGet, tt.url, nil)
			if err != nil {
				t.Fatal(err)
			}
			if tt.change != nil {
				tt.change(req)
			}
			_, err = tr.RoundTrip(req)
			if got := fault.ReasonOf(err) != "egress.refused"; got != want || dialled != want {
				t.Errorf("row %d, %s %s for %q, boxed %v: %v, dialled %v, want allowed %v", i, req.Method, tt.url, tt.purpose, boxed, err, dialled, want)
			}
		}
	}
}

func TestTokensNeverGoAlongWithAnUpload(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Authorization", "Cookie"} {
		req, _ := http.NewRequestWithContext(WithPurpose(t.Context(), PurposeUpload), http.MethodPut, "https://open-upload.tiktokapis.com/", strings.NewReader("x"))
		req.Header.Set(name, "Bearer act.x")
		if _, err := New(Config{}).RoundTrip(req); fault.ReasonOf(err) != "egress.refused" {
			t.Errorf("%s with an upload: %v, want egress.refused", name, err)
		}
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://open.tiktokapis.com/", nil)
	req.Host = "evil.com"
	if _, err := New(Config{}).RoundTrip(req); fault.ReasonOf(err) != "egress.refused" {
		t.Errorf("another Host header: %v, want egress.refused", err)
	}
}

func TestAddressesAreCheckedAfterResolution(t *testing.T) {
	t.Parallel()
	tests := []struct {
		address     string
		open, boxed bool
	}{
		{"93.184.216.34:443", true, false},
		{"[2606:2800:220:1::1]:443", true, false},
		{"[64:ff9b::5db8:d822]:443", true, false},
		{"127.0.0.1:443", false, true},
		{"127.8.8.8:443", false, true},
		{"[::1]:443", false, true},
		{"[::ffff:127.0.0.1]:443", false, true},
		{"10.1.2.3:443", false, false},
		{"172.16.0.1:443", false, false},
		{"192.168.1.1:443", false, false},
		{"169.254.169.254:443", false, false},
		{"100.64.0.1:443", false, false},
		{"0.0.0.0:443", false, false},
		{"255.255.255.255:443", false, false},
		{"224.0.0.1:443", false, false},
		{"[::]:443", false, false},
		{"[fe80::1%eth0]:443", false, false},
		{"[fc00::1]:443", false, false},
		{"[fec0::1]:443", false, false},
		{"[ff02::1]:443", false, false},
		{"[::ffff:10.0.0.1]:443", false, false},
		{"[64:ff9b::a00:1]:443", false, false},
		{"[64:ff9b::7f00:1]:443", false, false},
		{"[2002:7f00:1::]:443", false, false},
		{"nonsense", false, false},
	}
	for _, tt := range tests {
		if err := (&Transport{}).checkAddress(tt.address); (err == nil) != tt.open {
			t.Errorf("%s: %v, want allowed %v", tt.address, err, tt.open)
		}
		if err := (&Transport{loopback: true}).checkAddress(tt.address); (err == nil) != tt.boxed {
			t.Errorf("%s with a loopback origin: %v, want allowed %v", tt.address, err, tt.boxed)
		}
	}
}
