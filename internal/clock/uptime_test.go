package clock_test

import (
	"runtime"
	"testing"
	"time"

	"cuedrop/internal/clock"
)

// TestUptimeGoesOn, at the pace of the machine's clock.
func TestUptimeGoesOn(t *testing.T) {
	t.Parallel()
	first, ok := clock.System{}.Uptime()
	if ok != (runtime.GOOS == "linux") {
		t.Fatalf("known: %t", ok)
	}
	if !ok {
		t.Skip("the system does not say")
	}
	start := time.Now()
	<-time.After(20 * time.Millisecond)
	second, _ := clock.System{}.Uptime()
	took := time.Since(start)
	if went := second - first; first <= 0 || went < 20*time.Millisecond || went > took+time.Second {
		t.Errorf("from %v by %v in %v", first, went, took)
	}
}
