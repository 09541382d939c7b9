package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"
)

// caller is who makes an API request: a valid token and its creator.
type caller struct {
	token string
	*grant
	creator *Creator
}

// authenticate checks the token, then that it carries one of the scopes, then the
// rate per token (spec 8.3). No scopes means none is needed; perMinute 0 means no
// limit.
func (s *Server) authenticate(ru *rules, r *http.Request, place string, perMinute int, anyOf ...string) (caller, *refusal) {
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	tok := s.access[value]
	if !strings.EqualFold(scheme, "Bearer") || tok == nil || !now.Before(tok.expires) {
		return caller{}, &refusal{code: codeTokenInvalid}
	}
	who := caller{token: value, grant: tok.grant, creator: ru.creator(tok.username)}
	if who.creator == nil { // the scenario changed
		return caller{}, &refusal{code: codeTokenInvalid}
	}
	if len(anyOf) > 0 && !slices.ContainsFunc(anyOf, who.has) {
		return caller{}, &refusal{code: codeScopeMissing}
	}
	if perMinute > 0 && !ru.Limits.NoRates && !s.admitLocked(place+" "+value, perMinute, now) {
		return caller{}, &refusal{code: codeRateLimit}
	}
	return who, nil
}

func (g *grant) has(scope string) bool { return slices.Contains(g.scopes, scope) }

// admitLocked applies a sliding window of one minute (spec 6.2). Refused requests
// do not count; whether they do at TikTok is not known.
func (s *Server) admitLocked(key string, perMinute int, now time.Time) bool {
	recent := slices.DeleteFunc(s.rates[key], func(t time.Time) bool { return now.Sub(t) >= time.Minute })
	admitted := len(recent) < perMinute
	if admitted {
		recent = append(recent, now)
	}
	s.rates[key] = recent
	return admitted
}

// ratesUsed lists what counts against the limits per minute at the moment.
func (s *Server) ratesUsed() []Rate {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Rate{}
	for key, times := range s.rates {
		place, token, _ := strings.Cut(key, " ")
		used := 0
		for _, t := range times {
			if now.Sub(t) < time.Minute {
				used++
			}
		}
		if tok := s.access[token]; tok != nil && used > 0 {
			out = append(out, Rate{place, tok.username, used})
		}
	}
	slices.SortFunc(out, func(a, b Rate) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Username, b.Username), cmp.Compare(a.Used, b.Used))
	})
	return out
}
