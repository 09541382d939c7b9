package sandbox_test

import (
	"testing"

	"cuedrop/internal/sandbox"
)

// BenchmarkUpload sends videos of one 60 MB chunk each. The client and the server
// share the machine, so it is a lower bound.
func BenchmarkUpload(b *testing.B) {
	for name, discard := range map[string]bool{"disk": false, "discard": true} {
		b.Run(name, func(b *testing.B) {
			srv := setupConfig(b, sandbox.Config{Discard: discard, Scenario: sandbox.Scenario{Limits: sandbox.Limits{NoRates: true, PendingDrafts: 1 << 30}}})
			token := srv.signIn().Access
			data := testBytes(60_000_000)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				srv.publish(inboxPath, token, inboxBody(int64(len(data))), data)
			}
		})
	}
}
