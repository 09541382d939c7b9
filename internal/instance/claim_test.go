package instance_test

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cuedrop/internal/fault"
	"cuedrop/internal/instance"
)

func TestASecondStartHandsItsFilesOverAndLeaves(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "workspace")
	one, two := filepath.Join(dir, "one.mp4"), filepath.Join(dir, "two 'ø\n.mp4")
	first := start(t, dir, one)
	if got := first.shows(); !slices.Equal(got, []string{one}) {
		t.Fatalf("the first one shows %q", got)
	}
	second := start(t, dir, one, two)
	if got := second.shows(); got != nil {
		t.Errorf("a second window, with %q", got)
	}
	if code := second.ends(); code != 0 || second.stderr.Len() > 0 {
		t.Errorf("exit %d, %s", code, second.stderr.String())
	}
	if got := first.shows(); !slices.Equal(got, []string{one, two}) {
		t.Errorf("the window got %q", got)
	}
	third := start(t, dir) // without files: the window is shown all the same
	if code, got := third.ends(), first.shows(); code != 0 || got == nil || len(got) != 0 {
		t.Errorf("exit %d, the window got %q", code, got)
	}
	_ = first.input.Close()
	if code := first.ends(); code != 0 {
		t.Errorf("exit %d, %s", code, first.stderr.String())
	}
	if got := start(t, dir, two).shows(); !slices.Equal(got, []string{two}) {
		t.Errorf("after the end of the first one: %q", got)
	}
}

// TestOfManyStartsAtOnceExactlyOneHasTheWindow and gets the files of all.
func TestOfManyStartsAtOnceExactlyOneHasTheWindow(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var all []*running
	want := map[string]bool{}
	for i := range 6 {
		file := filepath.Join(dir, string(rune('a'+i)))
		want[file] = true
		all = append(all, start(t, dir, file))
	}
	windows := 0
	for _, r := range all {
		first := r.shows()
		if first == nil {
			if code := r.ends(); code != 0 {
				t.Errorf("exit %d, %s", code, r.stderr.String())
			}
			continue
		}
		windows++
		delete(want, first[0])
		for len(want) > 0 {
			got := r.shows()
			if got == nil {
				break
			}
			delete(want, got[0])
		}
	}
	if windows != 1 || len(want) > 0 {
		t.Errorf("%d windows, lost %v", windows, want)
	}
}

func TestWorkspacesHaveWindowsOfTheirOwn(t *testing.T) {
	t.Parallel()
	for range 2 {
		w, err := instance.Claim(t.Context(), t.TempDir(), instance.Handed{})
		if err != nil || w == nil {
			t.Fatal(w, err)
		}
		defer w.Close()
	}
}

// TestAStaleAddressMisleadsNobody: after a crash the system's lock decides, and what
// the crash left is replaced before anybody reads it.
func TestAStaleAddressMisleadsNobody(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := start(t, dir)
	first.shows()
	before := readAddress(t, dir)
	_ = first.cmd.Process.Kill()
	_ = first.cmd.Wait()
	if after := readAddress(t, dir); after != before {
		t.Fatal("nothing stale to test with")
	}
	next := start(t, dir)
	if got := next.shows(); got == nil {
		t.Fatalf("no window after a crash: %s", next.stderr.String())
	}
	if after := readAddress(t, dir); after.Token == before.Token {
		t.Error("the token is the old one")
	}
	if code := start(t, dir).ends(); code != 0 || next.shows() == nil {
		t.Errorf("the next start leaves with exit %d", code)
	}
}

// TestAnAddressThatLeadsNowhereIsNamed, and one off this computer is not even tried.
func TestAnAddressThatLeadsNowhereIsNamed(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	trap, err := net.Listen("tcp4", "127.0.0.1:0") // reached by names and by 0.0.0.0, too
	if err != nil {
		t.Fatal(err)
	}
	caught := make(chan bool)
	go func() {
		_, err := trap.Accept()
		caught <- err == nil
	}()
	_, port, _ := net.SplitHostPort(trap.Addr().String())
	var all sync.WaitGroup
	for name, content := range map[string]string{
		"a closed port":         `{"address":"` + closed.Addr().String() + `","token":"x"}`,
		"another computer":      `{"address":"192.0.2.1:80","token":"x"}`,
		"any address":           `{"address":"0.0.0.0:` + port + `","token":"x"}`,
		"a name":                `{"address":"localhost:` + port + `","token":"x"}`,
		"nonsense":              `{{{`,
		"nothing":               "",
		"more than one can use": strings.Repeat(" ", 1<<20),
	} {
		dir := t.TempDir()
		w, err := instance.Claim(t.Context(), dir, instance.Handed{})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if err := os.WriteFile(filepath.Join(dir, "window.json"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		all.Go(func() { // each takes its two seconds
			if second, err := instance.Claim(t.Context(), dir, instance.Handed{}); second != nil || fault.ReasonOf(err) != "instance.silent" {
				t.Errorf("%s: %v, %v", name, second, err)
			}
		})
	}
	all.Wait()
	_ = trap.Close()
	if <-caught {
		t.Error("an address that is not on this computer's loopback was tried")
	}
}

// TestAStartWaitsForAWindowThatIsJustComingOrGoing, longer than for one that is silent.
func TestAStartWaitsForAWindowThatIsJustComingOrGoing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "clip.mp4")
	w, err := instance.Claim(t.Context(), dir, instance.Handed{})
	if err != nil {
		t.Fatal(err)
	}
	second := start(t, dir, file)
	talked := make(chan []string, 1)
	time.AfterFunc(2300*time.Millisecond, func() { w.Take(func(h instance.Handed) { talked <- h.Files }) })
	if code := second.ends(); code != 0 {
		t.Fatalf("exit %d, %s", code, second.stderr.String())
	}
	if got := <-talked; !slices.Equal(got, []string{file}) {
		t.Errorf("the window got %q", got)
	}
	w.Take(nil) // as when the window is closed and an upload goes on to a safe point
	third := start(t, dir, file)
	time.AfterFunc(500*time.Millisecond, w.Close)
	if got := third.shows(); !slices.Equal(got, []string{file}) {
		t.Errorf("the next window shows %q, %s", got, third.stderr.String())
	}
	w.Close()
}

func TestACanceledStartEnds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, err := instance.Claim(t.Context(), dir, instance.Handed{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if second, err := instance.Claim(ctx, dir, instance.Handed{}); second != nil || !fault.Is(err, fault.Canceled) {
		t.Errorf("%v, %v", second, err)
	}
}

func TestTooManyFilesAreRefusedWithAPlainSentence(t *testing.T) {
	t.Parallel()
	files := slices.Repeat([]string{"/" + strings.Repeat("long", 50)}, 10_000)
	if w, err := instance.Claim(t.Context(), t.TempDir(), instance.Handed{Files: files}); w != nil || fault.ReasonOf(err) != "instance.too_many" {
		t.Errorf("%v, %v", w, err)
	}
}

func TestAFolderThatCannotBeUsedIsAPlainError(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if w, err := instance.Claim(t.Context(), file, instance.Handed{}); w != nil || fault.ReasonOf(err) != "instance.lock" {
		t.Errorf("%v, %v", w, err)
	}
}

type addressFile struct{ Address, Token string }

func readAddress(t *testing.T, dir string) (a addressFile) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "window.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		t.Fatal(err)
	}
	return a
}
