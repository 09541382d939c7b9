package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"cuedrop/internal/fault"
)

func TestErrorsCrossAsJSONStrings(t *testing.T) {
	t.Parallel()
	secret := errors.New("token act.secret at /home/someone")
	for name, c := range map[string]struct {
		err  error
		want wireError
	}{
		"a fault":               {fault.Wrap(secret, fault.Rejected, "tiktok.spam_risk", "TikTok refused."), wireError{"rejected", "tiktok.spam_risk", "TikTok refused."}},
		"a wrapped fault":       {fmt.Errorf("load post: %w", fault.New(fault.NotFound, "post.not_found", "There is no such post.")), wireError{"not_found", "post.not_found", "There is no such post."}},
		"an error of others":    {secret, wireError{"internal", "internal", fault.InternalMessage}},
		"a fault with no words": {&fault.Error{Kind: fault.Unavailable, Err: secret}, wireError{"unavailable", "internal", fault.InternalMessage}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, ok := FormatError(c.err).(string)
			if !ok || text == "" {
				t.Fatalf("FormatError returned %#v, want a string that is not empty", FormatError(c.err))
			}
			if strings.Contains(text, "secret") {
				t.Errorf("the cause reaches the window: %s", text)
			}
			var got wireError
			if err := json.Unmarshal([]byte(text), &got); err != nil || got != c.want {
				t.Errorf("got %+v (%v), want %+v", got, err, c.want)
			}
		})
	}
}

func TestAPanicBecomesAnError(t *testing.T) {
	t.Parallel()
	call := func() (err error) {
		defer New(Program{}).call("Test.Call").end(&err)
		panic("boom")
	}
	if err := call(); !fault.Is(err, fault.Internal) || fault.MessageOf(err) != fault.InternalMessage {
		t.Errorf("got %v, want an internal fault", err)
	}
}
