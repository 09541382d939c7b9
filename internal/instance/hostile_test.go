package instance_test

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/instance"
)

// TestStrangersGetNothing: whoever does not know the token, or sends what no start of
// ours sends, is hung up on without a word, and the window hears nothing of it.
func TestStrangersGetNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, err := instance.Claim(t.Context(), dir, instance.Handed{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	got := make(chan []string, 100)
	w.Take(func(h instance.Handed) { got <- h.Files })
	a := readAddress(t, dir)
	wrong := strings.Repeat("A", len(a.Token))
	good := `{"files":["/clip.mp4"]}` + "\n"
	for name, said := range map[string]string{
		"nothing":                "",
		"no token":               good,
		"an empty token":         "\n" + good,
		"a wrong token":          wrong + "\n" + good,
		"the token's beginning":  a.Token[:len(a.Token)-1] + "\n" + good,
		"the token and more":     a.Token + "A\n" + good,
		"a megabyte for a token": strings.Repeat("A", 1<<20),
		"a megabyte":             a.Token + "\n" + `{"files":["/` + strings.Repeat("A", 1<<20) + `"]}` + "\n",
		"a megabyte without end": a.Token + "\n" + strings.Repeat("A", 1<<20),
		"wrong JSON":             a.Token + "\n{\"files\":[\n",
		"files that are numbers": a.Token + "\n" + `{"files":[1,2]}` + "\n",
		"a list":                 a.Token + "\n" + `["/clip.mp4"]` + "\n",
		"two messages on a line": a.Token + "\n" + `{"files":[]}{"files":[]}` + "\n",
		"part of a path":         a.Token + "\n" + `{"files":["clip.mp4"]}` + "\n",
		"a path with a zero":     a.Token + "\n" + `{"files":["/clip\u0000.mp4"]}` + "\n",
		"a workspace elsewhere":  a.Token + "\n" + `{"workspace":"../other"}` + "\n",
		"a workspace too long":   a.Token + "\n" + `{"workspace":"` + strings.Repeat("w", 300) + `"}` + "\n",
		"HTTP":                   "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
	} {
		if answer := say(t, a.Address, said); answer != "" {
			t.Errorf("%s: answered %q", name, answer)
		}
	}
	if runtime.GOOS != "windows" {
		if answer := say(t, a.Address, a.Token+"\n"+good); answer != "ok\n" || !slices.Equal(<-got, []string{"/clip.mp4"}) {
			t.Errorf("afterwards a good start is answered %q", answer)
		}
	}
	if len(got) > 0 {
		t.Errorf("the window got %q", <-got)
	}
}

// say sends something, closes its side, and returns all that comes back after the
// greeting.
func say(t *testing.T, address, said string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(patience))
	_, _ = io.WriteString(conn, said) // it may be hung up on before it has said all
	_ = conn.(*net.TCPConn).CloseWrite()
	answer, _ := io.ReadAll(conn)
	return strings.TrimPrefix(string(answer), "hello\n")
}

// TestSilentStrangersBlockNobody: connections that say nothing are few, short, and end
// with the window.
func TestSilentStrangersBlockNobody(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, err := instance.Claim(t.Context(), dir, instance.Handed{})
	if err != nil {
		t.Fatal(err)
	}
	a := readAddress(t, dir)
	for range 7 {
		conn, err := net.Dial("tcp", a.Address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
	}
	taken := make(chan []string, 1)
	w.Take(func(h instance.Handed) { taken <- h.Files })
	if second, err := instance.Claim(t.Context(), dir, instance.Handed{}); second != nil || err != nil {
		t.Errorf("beside silent ones: %v, %v", second, err)
	}
	w.Close()
	w.Close()
	if next, err := instance.Claim(t.Context(), dir, instance.Handed{}); next == nil {
		t.Errorf("after the end: %v", err)
	} else {
		next.Close()
	}
}

// TestTheWorkspaceThatWasAskedForIsHandedOver.
func TestTheWorkspaceThatWasAskedForIsHandedOver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, err := instance.Claim(t.Context(), dir, instance.Handed{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	got := make(chan instance.Handed, 1)
	w.Take(func(h instance.Handed) { got <- h })
	if second, err := instance.Claim(t.Context(), dir, instance.Handed{Workspace: "Café Ñandú"}); second != nil || err != nil {
		t.Fatal(second, err)
	}
	if h := <-got; h.Workspace != "Café Ñandú" || len(h.Files) != 0 {
		t.Errorf("handed over %+v", h)
	}
}

func TestTheAddressIsForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the profile's folder guards it")
	}
	dir := t.TempDir()
	w, err := instance.Claim(t.Context(), dir, instance.Handed{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"window.json", "window.lock"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if token := readAddress(t, dir).Token; len(token) < 26 {
		t.Errorf("a token of %d characters", len(token))
	}
	w.Close()
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}
