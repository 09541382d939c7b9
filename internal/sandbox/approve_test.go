package sandbox_test

import (
	"testing"

	"cuedrop/internal/sandbox"
)

// TestApproveGoesNowhereButLoopback, whatever address it is given.
func TestApproveGoesNowhereButLoopback(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"https://www.tiktok.com/v2/auth/authorize/", "http://192.0.2.1/", "http://127.0.0.1.example.com/", "https://127.0.0.1/", "file:///etc/passwd", "%", "",
	} {
		if err := sandbox.Approve(t.Context(), address); err == nil {
			t.Errorf("%q was visited", address)
		}
	}
}
