package cuedrop_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const canary = "act.CANARY-7f3a"

// carrier holds a secret in the ways that structs do.
type carrier struct {
	Plain   cuedrop.Secret            `json:"plain"`
	Pointer *cuedrop.Secret           `json:"pointer"`
	List    []cuedrop.Secret          `json:"list"`
	Map     map[string]cuedrop.Secret `json:"map"`
	Any     any                       `json:"any"`
	Tokens  cuedrop.Tokens            `json:"tokens"`
}

func TestASecretLeavesThroughRevealOnly(t *testing.T) {
	t.Parallel()
	s := cuedrop.Secret(canary)
	c := carrier{s, &s, []cuedrop.Secret{s}, map[string]cuedrop.Secret{"x": s}, s, cuedrop.Tokens{Access: s, Refresh: s}}
	ways := map[string]func() string{
		"error":   func() string { return fmt.Errorf("refused %s: %w", s, errors.New("x")).Error() },
		"fault":   func() string { return fault.Newf(fault.Invalid, "r", "Bad %v.", c).Error() },
		"json":    func() string { raw, err := json.Marshal(c); return fmt.Sprint(string(raw), err) },
		"xml":     func() string { raw, err := xml.Marshal(s); return fmt.Sprint(string(raw), err) },
		"string":  s.String,
		"println": func() string { return fmt.Sprintln(s, c) },
		"append":  func() string { return string(fmt.Append(nil, "token", s)) },
		"slog text": func() string {
			var out bytes.Buffer
			slog.New(slog.NewTextHandler(&out, nil)).Info("x", "secret", s, "carrier", c, "group", slog.GroupValue(slog.Any("s", s)))
			return out.String()
		},
		"slog json": func() string {
			var out bytes.Buffer
			slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "secret", s, "carrier", c)
			return out.String()
		},
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T %[1]v", "%10s", "%.3s", "%c"} {
		ways["fmt "+verb] = func() string {
			return fmt.Sprintf(verb, s) + fmt.Sprintf(verb, &s) + fmt.Sprintf(verb, c) + fmt.Sprintf(verb, &c)
		}
	}
	for name, way := range ways {
		got := way()
		for _, leak := range []string{canary, fmt.Sprintf("%x", canary), "CANARY"} {
			if strings.Contains(strings.ToLower(got), strings.ToLower(leak)) {
				t.Errorf("%s leaks: %s", name, got)
			}
		}
	}
	if s.Reveal() != canary {
		t.Errorf("Reveal = %q", s.Reveal())
	}
}

// TestAnEmptySecretShowsThatItIsEmpty matters in logs: "[redacted]" would say that
// there was a token.
func TestAnEmptySecretShowsThatItIsEmpty(t *testing.T) {
	t.Parallel()
	if got := fmt.Sprintf("%v|%s", cuedrop.Secret(""), cuedrop.Secret("")); got != "|" {
		t.Errorf("got %q", got)
	}
	if got := fmt.Sprintf("%v", cuedrop.Secret("x")); got != "[redacted]" {
		t.Errorf("got %q", got)
	}
}

func TestASecretCanBeReadFromJSON(t *testing.T) {
	t.Parallel()
	var c carrier
	if err := json.Unmarshal([]byte(`{"plain":"abc"}`), &c); err != nil || c.Plain.Reveal() != "abc" {
		t.Errorf("got %q, %v", c.Plain.Reveal(), err)
	}
}
