package power

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"cuedrop/internal/fault"
)

const envHold = "CUEDROP_TEST_HOLD" // be a program that holds a helper and is killed

// holdForEver takes a helper and waits to be killed, where helpers are used.
var holdForEver = func(string) {}

func TestMain(m *testing.M) {
	if helper := os.Getenv(envHold); helper != "" {
		holdForEver(helper)
	}
	goleak.VerifyTestMain(m)
}

// fake is a way that says what err says and notes what became of it.
func fake(name string, err error, taken *[]string) way {
	return way{name: name, take: func(_ context.Context, why string, _ func()) (func(), error) {
		*taken = append(*taken, name+" "+why)
		return func() { *taken = append(*taken, name+" released") }, err
	}}
}

func TestTheFirstWayThatWorksIsTaken(t *testing.T) {
	t.Parallel()
	var taken []string
	broken := errors.New("no such thing")
	i := &Inhibitor{ways: []way{fake("a", broken, &taken), fake("b", nil, &taken), fake("c", nil, &taken)}}
	release, err := i.Inhibit(t.Context(), "posts")
	if err != nil {
		t.Fatal(err)
	}
	release()
	release()
	if got := strings.Join(taken, ", "); got != "a posts, b posts, b released" {
		t.Errorf("taken: %s", got)
	}
}

func TestNoWayAtAllIsAPlainError(t *testing.T) {
	t.Parallel()
	var taken []string
	i := &Inhibitor{ways: []way{fake("a", errors.New("secret cause"), &taken)}}
	release, err := i.Inhibit(t.Context(), "posts")
	if release != nil || !fault.Is(err, fault.Unsupported) || fault.ReasonOf(err) != "power.awake" {
		t.Errorf("err = %v", err)
	}
	if m := fault.MessageOf(err); strings.Contains(m, "secret cause") || !strings.Contains(m, "power settings") {
		t.Errorf("people read %q", m)
	}
	if !strings.Contains(err.Error(), "a: secret cause") {
		t.Errorf("the log reads %q", err)
	}
}

func TestACanceledCallTriesNothingMore(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var taken []string
	stops := way{name: "stops", take: func(ctx context.Context, _ string, _ func()) (func(), error) { cancel(); return nil, ctx.Err() }}
	i := &Inhibitor{ways: []way{stops, fake("b", nil, &taken)}}
	if _, err := i.Inhibit(ctx, "posts"); !fault.Is(err, fault.Canceled) || len(taken) > 0 {
		t.Errorf("err = %v, taken %v", err, taken)
	}
}

func TestALossIsReportedOnceAndNotAfterTheRelease(t *testing.T) {
	t.Parallel()
	var lost func()
	reports := 0
	i := &Inhibitor{lost: func() { reports++ }, ways: []way{{name: "a", take: func(_ context.Context, _ string, l func()) (func(), error) {
		lost = l
		return func() {}, nil
	}}}}
	if _, err := i.Inhibit(t.Context(), "posts"); err != nil {
		t.Fatal(err)
	}
	lost()
	lost()
	if reports != 1 {
		t.Errorf("reported %d times, want once", reports)
	}
	release, err := i.Inhibit(t.Context(), "posts")
	if err != nil {
		t.Fatal(err)
	}
	release()
	lost()
	if reports != 1 {
		t.Error("a release was reported as a loss")
	}
}
