//go:build unix

package vault

import (
	"runtime"
	"syscall"
	"testing"
	"time"
)

// BenchmarkUnlock is what a person waits for a passphrase: at most 1.5 s on two cores is
// the goal for the first. The time of processors is
// what to go by on a machine that does other things too.
func BenchmarkUnlock(b *testing.B) {
	for name, cost := range map[string]Cost{"set": costSet, "environment": costSmall} {
		b.Run(name, func(b *testing.B) {
			opt := Options{Dir: b.TempDir(), WorkspaceID: "ws1", Cost: cost}
			if err := New(opt).SetPassphrase(b.Context(), "", first); err != nil {
				b.Fatal(err)
			}
			began, spent := time.Now(), processorTime(b)
			for b.Loop() {
				if err := New(opt).UnlockWith(b.Context(), first); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(time.Since(began).Milliseconds())/float64(b.N), "ms/unlock")
			b.ReportMetric(float64((processorTime(b)-spent).Milliseconds())/float64(b.N), "processor-ms/unlock")
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.HeapSys-m.HeapReleased)/(1<<20), "MiB-kept")
		})
	}
}

func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
