package account

import (
	"errors"
	"testing"
	"time"

	"cuedrop/internal/fault"
)

// TestOnceOnly: a sign-in that failed does not say that it goes on by itself, and keeps
// everything else.
func TestOnceOnly(t *testing.T) {
	t.Parallel()
	cause := errors.New("500")
	again := fault.Wrap(cause, fault.Unavailable, "tiktok.bad_answer", "TikTok's answer can't be read. Cuedrop tries again.").WithRetryAfter(time.Minute)
	got := onceOnly(again)
	if fault.MessageOf(got) != "TikTok's answer can't be read. Connect again in a moment." || !errors.Is(got, cause) ||
		fault.ReasonOf(got) != "tiktok.bad_answer" || !fault.Is(got, fault.Unavailable) || fault.RetryAfterOf(got) != time.Minute {
		t.Errorf("onceOnly = %v", got)
	}
	other := fault.New(fault.Rejected, "oauth.denied", "You declined.")
	if got := onceOnly(other); !errors.Is(got, other) || fault.MessageOf(got) != fault.MessageOf(other) {
		t.Error("another fault was changed")
	}
}
