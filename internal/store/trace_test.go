//go:build linux

package store_test

import (
	"bufio"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// call is one system call of a recorded program that has to do with its files, in the
// order in which they began.
type call struct {
	name  string // write, sync, cut, create, remove, rename, said
	path  string
	to    string // rename
	data  []byte // write, said
	at    int64  // write: offset, or -1 for the end; cut: length
	wipes bool   // create: what was there is emptied
	// began is, for sync, how many calls had begun before it did: it makes those durable.
	began int
}

// traced are the calls that strace is to record.
const traced = "open,openat,creat,pwrite64,write,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat,renameat2,copy_file_range,pwritev,writev"

// record runs the test binary as a child with env and returns what it did below root.
// It skips the test loudly where strace is missing or may not trace.
func record(t *testing.T, root string, env ...string) []call {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("NOT TESTED: strace is not installed, so the power can't fail here (apt-get install strace)")
	}
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := exec.CommandContext(t.Context(), strace, "-f", "-y", "-xx", "-s", "4194304", "-qq", "-e", "signal=none",
		"-e", "trace="+traced, "-o", trace, os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		if strings.Contains(string(out), "ptrace") {
			t.Skipf("NOT TESTED: strace may not trace here: %s", out)
		}
		t.Fatalf("%v\n%s", err, out)
	}
	f, err := os.Open(trace)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	p := parser{t: t, root: root, waiting: map[string]pending{}}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		p.line(lines.Text())
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return p.calls
}

type parser struct {
	t       *testing.T
	root    string
	calls   []call
	waiting map[string]pending // by thread: a call that another one's line cut in two
}

type pending struct {
	text  string
	began int
}

var (
	lineForm   = regexp.MustCompile(`^(\d+) +(.*)$`)
	resumeForm = regexp.MustCompile(`^<\.\.\. \w+ resumed>(.*)$`)
	quoted     = regexp.MustCompile(`(?:\\x[0-9a-f]{2})+`)
)

func (p *parser) line(text string) {
	p.t.Helper()
	m := lineForm.FindStringSubmatch(text)
	if m == nil {
		p.t.Fatalf("strace wrote %.200q", text)
	}
	thread, text := m[1], m[2]
	began := len(p.calls)
	if head, cut := strings.CutSuffix(text, " <unfinished ...>"); cut {
		p.waiting[thread] = pending{head, began}
		if !strings.HasPrefix(head, "fsync") && !strings.HasPrefix(head, "fdatasync") {
			p.enter(head+")", began) // may have reached the disk as soon as it began
		}
		return
	}
	if m := resumeForm.FindStringSubmatch(text); m != nil {
		w := p.waiting[thread]
		delete(p.waiting, thread)
		if strings.HasPrefix(w.text, "fsync") || strings.HasPrefix(w.text, "fdatasync") {
			p.enter(w.text+m[1], w.began) // counts only when it has ended
		}
		return
	}
	p.enter(text, began)
}

// unhex reads strace's -xx.
func unhex(s string) string {
	raw, err := hex.DecodeString(strings.ReplaceAll(s, `\x`, ""))
	if err != nil {
		return ""
	}
	return string(raw)
}

func (p *parser) enter(text string, began int) {
	p.t.Helper()
	name, rest, _ := strings.Cut(text, "(")
	if i := strings.LastIndex(rest, ") = "); i >= 0 {
		if strings.HasPrefix(rest[i:], ") = -1") {
			return
		}
		rest = rest[:i]
	}
	rest = strings.TrimSuffix(rest, ")")
	strs := quoted.FindAllString(rest, -1)
	for i, s := range strs {
		strs[i] = unhex(s)
	}
	// Numbers at the end, after the last string.
	after := rest[strings.LastIndexAny(rest, `">`)+1:]
	number := func(i int) int64 {
		n, err := strconv.ParseInt(strings.TrimSpace(strings.Split(after, ",")[i]), 10, 64)
		if err != nil {
			p.t.Fatalf("%s(…%s: %v", name, after, err)
		}
		return n
	}
	c := call{began: began}
	switch name {
	case "write", "pwrite64":
		if len(strs) < 2 {
			return
		}
		c.name, c.path, c.data, c.at = "write", strs[0], []byte(strs[1]), -1
		if name == "pwrite64" {
			c.at = number(2)
		}
		if strings.HasPrefix(rest, "1<") {
			c.name, c.path = "said", p.root
		}
	case "fsync", "fdatasync":
		c.name, c.path = "sync", strs[0]
	case "ftruncate":
		c.name, c.path, c.at = "cut", strs[0], number(1)
	case "openat":
		if !strings.Contains(rest, "O_CREAT") && !strings.Contains(rest, "O_TRUNC") {
			return
		}
		c.name, c.path, c.wipes = "create", strs[1], strings.Contains(rest, "O_TRUNC")
	case "open":
		if !strings.Contains(rest, "O_CREAT") && !strings.Contains(rest, "O_TRUNC") {
			return
		}
		c.name, c.path, c.wipes = "create", strs[0], strings.Contains(rest, "O_TRUNC")
	case "unlink":
		c.name, c.path = "remove", strs[0]
	case "unlinkat":
		c.name, c.path = "remove", strs[1]
	case "renameat", "renameat2":
		c.name, c.path, c.to = "rename", strs[1], strs[3]
	case "rename":
		c.name, c.path, c.to = "rename", strs[0], strs[1]
	default: // whoever writes another way must be understood here
		if len(strs) > 0 && strings.HasPrefix(strs[0], p.root) {
			p.t.Fatalf("a call that the replay does not know: %.100s", text)
		}
		return
	}
	if strings.HasPrefix(c.path, p.root) {
		p.calls = append(p.calls, c)
	}
}
