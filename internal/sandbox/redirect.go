package sandbox

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Registration rules of spec 1.1.
const (
	maxRedirectURIs   = 10
	maxRedirectURILen = 511
)

// checkRegisteredRedirect applies the Desktop rules to a URI somebody registers.
func checkRegisteredRedirect(uri string) error {
	if len(uri) > maxRedirectURILen {
		return fmt.Errorf("%q is longer than %d characters", uri, maxRedirectURILen)
	}
	// net/url does not take "*" for a port.
	u, err := url.Parse(strings.Replace(uri, ":*", ":1", 1))
	if err != nil {
		return fmt.Errorf("%q is not a URI", uri)
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%q: the scheme must be http or https", uri)
	case u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1":
		return fmt.Errorf("%q: the host must be localhost or 127.0.0.1", uri)
	case !validPort(u.Port()):
		return fmt.Errorf("%q: a port is required; * allows any", uri)
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.Contains(uri, "#"):
		return fmt.Errorf("%q: no user, query or fragment is allowed", uri)
	}
	return nil
}

// matchesRedirect reports whether a requested URI is the registered one. It must
// be equal, character by character and with its last slash, except that a
// registered port of "*" takes any. Comparing text instead of parsed parts leaves
// no room for two parsers to disagree.
func matchesRedirect(registered, requested string) bool {
	before, after, wildcard := strings.Cut(registered, "*")
	if !wildcard {
		return registered == requested
	}
	rest, ok := strings.CutPrefix(requested, before)
	if !ok {
		return false
	}
	port, ok := strings.CutSuffix(rest, after)
	return ok && validPort(port)
}

func validPort(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 1 && n <= 65535 && strconv.Itoa(n) == s
}
