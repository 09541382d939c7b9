package tiktok

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"cuedrop/internal/fault"
)

const (
	retryDefault = 60 * time.Second // the limits are per sliding minute (6.2)
	retryMin     = time.Second      // "at once" must not become a busy loop
	retryMax     = time.Hour        // reliability-security.md G10
)

// retryAfter returns how long to wait before the next try: what Retry-After says, in
// seconds or as a date, between a second and an hour; without a usable one a minute
// when rate limited and 0 otherwise.
func retryAfter(h http.Header, kind fault.Kind, now time.Time) time.Duration {
	if kind != fault.RateLimited && kind != fault.Unavailable {
		return 0
	}
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v != "" && strings.Trim(v, "0123456789") == "" {
		seconds, err := strconv.ParseInt(v, 10, 64)
		if err != nil || seconds > int64(retryMax/time.Second) {
			return retryMax
		}
		return max(time.Duration(seconds)*time.Second, retryMin)
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(min(at.Sub(now), retryMax), retryMin)
	}
	if kind == fault.RateLimited {
		return retryDefault
	}
	return 0
}
