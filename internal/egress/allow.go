package egress

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cuedrop/internal/fault"
)

const (
	apiHost      = "open.tiktokapis.com" // tiktok-open-api.md 0.1
	uploadSuffix = ".tiktokapis.com"     // the regional upload hosts, tiktok-open-api.md 3.2
)

// avatarSuffixes are below which TikTok's pictures lie (tiktok-open-api.md 2).
var avatarSuffixes = []string{".tiktokcdn.com", ".tiktokcdn-us.com", ".tiktokcdn-eu.com"}

// ParseLoopback returns the origin that CUEDROP_TIKTOK_URL names: http or https, a
// host in 127.0.0.0/8, [::1] or localhost, and a port. A lone "/" after it is
// dropped, and host:port alone means http. Anything else is Invalid, "config.tiktok_url". Nothing is dialled or
// resolved here; what localhost resolves to is checked when it is dialled.
func ParseLoopback(raw string) (*url.URL, error) {
	refuse := func(sentence string) (*url.URL, error) {
		return nil, fault.New(fault.Invalid, "config.tiktok_url", "CUEDROP_TIKTOK_URL "+sentence)
	}
	if host, _, err := net.SplitHostPort(raw); err == nil && loopbackName(host) {
		raw = "http://" + raw // host:port, as “cuedrop sandbox --addr-file” writes it
	}
	u, err := url.Parse(raw)
	if err != nil {
		// The parser's error repeats the text, which may hold a password.
		return refuse("can't be read. Write it like http://127.0.0.1:8765.")
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return refuse("must start with http:// or https://, like http://127.0.0.1:8765.")
	case u.User != nil:
		return refuse("must not hold a user name or a password.")
	case u.Opaque != "" || !loopbackName(u.Hostname()):
		return refuse("may only name this computer: 127.0.0.1, [::1] or localhost.")
	case !validPort(u.Port()):
		return refuse("needs a port, like http://127.0.0.1:8765.")
	case (u.Path != "" && u.Path != "/") || u.RawPath != "" || strings.ContainsAny(raw, "?#"):
		return refuse("must end after the port: no path, query or fragment.")
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}, nil
}

func validPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0
}

// loopbackName reports whether host is a literal loopback address or localhost.
// Short and numeric spellings such as 127.1 are refused, because resolvers differ
// in what they make of them.
func loopbackName(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Zone() == "" && (ip.Is4() && ip.IsLoopback() || ip == netip.IPv6Loopback())
}

// allow returns nil if req may leave, and Rejected "egress.refused" otherwise.
func (t *Transport) allow(req *http.Request, purpose string) error {
	u := req.URL
	if u == nil || u.Opaque != "" || u.User != nil || strings.HasSuffix(u.Host, ":") ||
		(req.Host != "" && req.Host != u.Host) {
		return refused()
	}
	// The URL of an upload or a picture carries its own credential; a token sent along
	// would go to a host that has no use for it (reliability-security.md G17).
	if (purpose == PurposeUpload || purpose == PurposeAvatar) && (len(req.Header.Values("Authorization")) > 0 || len(req.Header.Values("Cookie")) > 0) {
		return refused()
	}
	// A picture is fetched and nothing is said: its hosts are not the API's.
	if purpose == PurposeAvatar && (req.Method != http.MethodGet || req.ContentLength != 0 || req.Body != nil && req.Body != http.NoBody) {
		return refused()
	}
	if t.loopback {
		if (u.Scheme != "http" && u.Scheme != "https") || !loopbackName(u.Hostname()) {
			return refused()
		}
		return nil
	}
	if u.Scheme != "https" || (u.Port() != "" && u.Port() != "443") {
		return refused()
	}
	host := strings.ToLower(u.Hostname())
	allowed := host == apiHost
	switch purpose {
	case PurposeUpload:
		allowed = allowed || below(host, uploadSuffix)
	case PurposeAvatar:
		allowed = slices.ContainsFunc(avatarSuffixes, func(suffix string) bool { return below(host, suffix) })
	}
	if !allowed {
		return refused()
	}
	return nil
}

// Listed returns how a host of the list of requests may be called where nothing else is
// told: itself for one of TikTok's, "loopback" for this computer, "" for any other.
func Listed(host string) string {
	name := strings.ToLower(host)
	if h, _, err := net.SplitHostPort(name); err == nil {
		name = h
	}
	switch {
	case loopbackName(name):
		return "loopback"
	case name == apiHost, below(name, uploadSuffix), slices.ContainsFunc(avatarSuffixes, func(suffix string) bool { return below(name, suffix) }):
		return name
	}
	return ""
}

func refused() error {
	return fault.New(fault.Rejected, "egress.refused", "Cuedrop blocked a connection that doesn't lead to TikTok. Nothing was sent.")
}

// below reports whether host is a plain DNS name that ends in suffix. Each label is
// checked, so that neither a trailing dot, an escape nor an address can pass for one.
func below(host, suffix string) bool {
	name, ok := strings.CutSuffix(host, suffix)
	if !ok || len(host) > 253 {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return true
}

// checkAddress is called with the address about to be dialled, after resolution.
// It returns Rejected "egress.refused" outside loopback mode's own machine, and
// Unavailable "network.private_address" when TikTok's name led into the local
// network, which a captive portal's resolver does until the user signs in.
func (t *Transport) checkAddress(address string) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return refused()
	}
	ip := ap.Addr().Unmap()
	if t.loopback {
		if !ip.IsLoopback() {
			return refused()
		}
		return nil
	}
	if !public(ip) {
		return fault.New(fault.Unavailable, "network.private_address", "This network leads TikTok's name to a local address. Sign in to the network or change it; Cuedrop tries again.")
	}
	return nil
}

var (
	sharedSpace = netip.MustParsePrefix("100.64.0.0/10") // RFC 6598, behind carriers' NAT
	thisNetwork = netip.MustParsePrefix("0.0.0.0/8")     // RFC 1122
	reserved    = netip.MustParsePrefix("240.0.0.0/4")   // RFC 1112, with broadcast
	siteLocal   = netip.MustParsePrefix("fec0::/10")     // RFC 3879, deprecated
	nat64       = netip.MustParsePrefix("64:ff9b::/96")  // RFC 6052, an IPv4 address inside
	sixToFour   = netip.MustParsePrefix("2002::/16")     // RFC 3056, an IPv4 address inside
)

// public reports whether ip is outside this machine and the local network.
// 198.18.0.0/15 passes: VPN programs hand it out in place of the real address, and
// the certificate still has to be TikTok's.
func public(ip netip.Addr) bool {
	switch b := ip.As16(); {
	case nat64.Contains(ip):
		return public(netip.AddrFrom4([4]byte(b[12:16])))
	case sixToFour.Contains(ip):
		return public(netip.AddrFrom4([4]byte(b[2:6])))
	}
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() &&
		!sharedSpace.Contains(ip) && !thisNetwork.Contains(ip) && !reserved.Contains(ip) && !siteLocal.Contains(ip)
}
