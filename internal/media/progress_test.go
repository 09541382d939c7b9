package media

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
)

func TestParserReadsRecordedBlocks(t *testing.T) {
	t.Parallel()
	var got []cuedrop.RenderProgress
	p := &parser{total: 10 * time.Second, report: func(r cuedrop.RenderProgress) { got = append(got, r) }}
	blocks := "frame=0\nout_time_us=N/A\nspeed=N/A\nprogress=continue\n" +
		"frame=60\nbitrate= 812.4kbits/s\nout_time_us=2000000\nout_time_ms=2000000\nspeed=   2x\nprogress=continue\n" +
		"frame=59\nout_time_us=-9223372036854775807\nspeed=0.00x\nprogress=continue\n" + // seen at the start of some clips
		"frame=300\nout_time_us=10400000\nspeed=4.1x\nprogress=end\n"
	for i := range len(blocks) { // pieces of any size
		if _, err := p.Write([]byte(blocks[i : i+1])); err != nil {
			t.Fatal(err)
		}
	}
	want := []cuedrop.RenderProgress{
		{}, {Fraction: 0.2, Remaining: 4 * time.Second}, {Fraction: 0.2}, {Fraction: 0.99},
	}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("block %d: got %+v, want %+v", i, got[i], want[i])
		}
	}
	if p.frames != 300 {
		t.Errorf("frames = %d", p.frames)
	}
}

func FuzzParser(f *testing.F) {
	f.Add("out_time_us=100\nprogress=continue\n", int64(10))
	f.Add("frame=N/A\nspeed=nanx\nspeed=1e400x\nprogress=end\n", int64(0))
	f.Add(strings.Repeat("x", 9000)+"\nout_time_us=5\n", int64(1))
	f.Fuzz(func(t *testing.T, text string, total int64) {
		last := 0.0
		p := &parser{total: time.Duration(total), report: func(r cuedrop.RenderProgress) {
			if r.Fraction < last || r.Fraction > maxFraction || r.Fraction != r.Fraction || r.Remaining < 0 {
				t.Fatalf("after %v: %+v", last, r)
			}
			last = r.Fraction
		}}
		if n, err := p.Write([]byte(text)); n != len(text) || err != nil {
			t.Fatalf("Write = %d, %v", n, err)
		}
	})
}

func TestReporterIsSlowAndNeverGoesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var got []float64
		r := newReporter(func(p cuedrop.RenderProgress) { got = append(got, p.Fraction) })
		for i := range 100 {
			r.set(cuedrop.RenderProgress{Fraction: float64(i) / 100})
			<-time.After(20 * time.Millisecond) // on the fake clock
		}
		r.set(cuedrop.RenderProgress{Fraction: 0.1})
		<-time.After(time.Second)
		r.close(true)
		if len(got) > 10 {
			t.Errorf("%d reports in 3 s", len(got))
		}
		for i := 1; i < len(got); i++ {
			if got[i] < got[i-1] {
				t.Errorf("went back: %v", got)
			}
		}
		if got[len(got)-1] != 1 || got[len(got)-2] > maxFraction {
			t.Errorf("ends with %v", got)
		}
	})
}

func TestWatchdogBitesOnlyTheIdle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		bitten := make(chan struct{})
		w := newWatchdog(time.Minute, "/nowhere", func() { close(bitten) })
		for i := range 10 {
			w.moved(i + 1)
			<-time.After(50 * time.Second) // on the fake clock
		}
		select {
		case <-bitten:
			t.Fatal("bit a conversion that moved")
		default:
		}
		<-time.After(2 * time.Minute)
		select {
		case <-bitten:
		default:
			t.Error("let an idle conversion go on")
		}
		w.stop()
	})
}
