package lifecycle_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"cuedrop/internal/lifecycle"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// diary notes what services do, in order.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) note(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, line)
}

// part is a service that notes what it is told.
type part struct {
	*diary
	name string
	err  error
}

func (p part) Start(context.Context) error { p.note("start " + p.name); return p.err }
func (p part) Stop()                       { p.note("stop " + p.name) }

func TestPartsStartInOrderAndStopInReverse(t *testing.T) {
	t.Parallel()
	d := &diary{}
	parts := []lifecycle.Service{part{d, "a", nil}, part{d, "b", nil}, part{d, "c", nil}}
	if err := lifecycle.StartAll(t.Context(), parts...); err != nil {
		t.Fatal(err)
	}
	lifecycle.StopAll(parts...)
	want := []string{"start a", "start b", "start c", "stop c", "stop b", "stop a"}
	if diff := cmp.Diff(want, d.lines); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestAFailedStartStopsOnlyThoseThatRun(t *testing.T) {
	t.Parallel()
	d := &diary{}
	broken := errors.New("no port")
	err := lifecycle.StartAll(t.Context(), part{d, "a", nil}, part{d, "b", nil}, part{d, "c", broken}, part{d, "d", nil})
	if !errors.Is(err, broken) {
		t.Errorf("err = %v", err)
	}
	want := []string{"start a", "start b", "start c", "stop b", "stop a"}
	if diff := cmp.Diff(want, d.lines); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestNothingToStartIsNoError(t *testing.T) {
	t.Parallel()
	if err := lifecycle.StartAll(t.Context()); err != nil {
		t.Error(err)
	}
	lifecycle.StopAll()
}

func TestAPanicEndsOnlyItsGoroutineAndIsLogged(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	done := make(chan struct{})
	lifecycle.Go(log, "uploader", func() { panic("kaput") }, func() { close(done) })
	<-done
	for _, part := range []string{"in=uploader", "value=kaput", "lifecycle_test.go"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("log lacks %q:\n%s", part, out.String())
		}
	}
}

func TestDoneIsCalledHoweverTheGoroutineEnds(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	for name, f := range map[string]func(){
		"returns":     func() {},
		"panics":      func() { panic(errors.New("x")) },
		"panics nil":  func() { panic(nil) },
		"exits":       runtime.Goexit,
		"nil pointer": func() { var p *part; _ = p.name },
	} {
		done := make(chan struct{})
		lifecycle.Go(log, name, f, func() { close(done) })
		<-done
	}
	ran := make(chan struct{})
	lifecycle.Go(log, "no done", func() { close(ran) }, nil)
	<-ran
}

func TestGuardPassesErrorsAndTurnsPanicsIntoThem(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	plain := errors.New("plain")
	if err := lifecycle.Guard(log, "x", func() error { return plain }); !errors.Is(err, plain) {
		t.Errorf("err = %v", err)
	}
	if err := lifecycle.Guard(log, "x", func() error { return nil }); err != nil {
		t.Errorf("err = %v", err)
	}
	if err := lifecycle.Guard(log, "job", func() error { panic("kaput") }); err == nil || !strings.Contains(err.Error(), "panic in job: kaput") {
		t.Errorf("err = %v", err)
	}
}
