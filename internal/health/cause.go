package health

import (
	"slices"
	"strings"
)

// rule says which kinds of condition another kind explains: while the cause is
// present they are its consequences, and mending it mends them. Where both have a
// subject after the colon it must be the same.
type rule struct {
	cause    string
	explains []string
	why      string
}

// rules are all there is to know of causes. There is no circle among them.
var rules = []rule{
	{"clock", []string{"tls", "sign_in_ends", "quota", "signed_out_unknown"}, "certificates, the end of sign-ins and quotas are judged by the computer's clock"},
	{"disk", []string{"ledger", "scheduler", "not_publishing"}, "nothing can be written down, and nothing goes out that was not written down before"},
	{"offline", []string{"tls", "signed_out_unknown", "revocation"}, "whoever can't reach TikTok can't ask it"},
	{"tls", []string{"signed_out_unknown", "revocation"}, "the other side is not TikTok"},
	{"keyring", []string{"signed_out_unknown", "credentials", "scheduler", "not_publishing"}, "tokens and secrets can't be opened without the key"},
	{"scheduler", []string{"not_publishing"}, "the scheduler is what publishes"},
	{"signed_out", []string{"sign_in_ends", "signed_out_unknown"}, "a sign-in that has ended does not end again"},
}

// Shown is a condition that no other one explains.
type Shown struct {
	// Condition's Severity is the worst of all that it explains.
	Condition
	// Dependents are the conditions that go with it when it goes, never nil.
	Dependents []Condition
}

// Explain sorts conditions into causes and what they explain, each shown once. Of
// several causes the first in the order of Conditions is taken.
func Explain(all []Condition) []Shown {
	all = slices.Clone(all)
	slices.SortFunc(all, compare)
	out := []Shown{}
	for _, c := range all {
		if root(all, c).Code == c.Code {
			out = append(out, Shown{Condition: c, Dependents: []Condition{}})
		}
	}
	for _, c := range all {
		cause := root(all, c)
		if cause.Code == c.Code {
			continue
		}
		i := slices.IndexFunc(out, func(s Shown) bool { return s.Code == cause.Code })
		out[i].Dependents = append(out[i].Dependents, c)
		if c.Severity == Error {
			out[i].Severity = Error
		}
	}
	slices.SortStableFunc(out, func(a, b Shown) int { return compare(a.Condition, b.Condition) })
	return out
}

// root follows the causes of c among all to the one that nothing explains.
func root(all []Condition, c Condition) Condition {
	for range rules { // no chain is longer
		i := slices.IndexFunc(all, func(other Condition) bool { return explains(other.Code, c.Code) })
		if i < 0 {
			break
		}
		c = all[i]
	}
	return c
}

// explains reports whether the condition cause explains the condition effect.
func explains(cause, effect string) bool {
	causeKind, causeOf, _ := strings.Cut(cause, ":")
	effectKind, effectOf, _ := strings.Cut(effect, ":")
	if causeOf != "" && causeOf != effectOf {
		return false
	}
	return slices.ContainsFunc(rules, func(r rule) bool {
		return r.cause == causeKind && slices.Contains(r.explains, effectKind)
	})
}
