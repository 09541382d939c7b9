package proof_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// needStrace skips the test loudly where processes can't be traced.
func needStrace(t *testing.T) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "strace", "-qq", "-e", "trace=none", "--", "true").CombinedOutput()
	if err != nil {
		t.Skipf("NOT TESTED: strace can't watch processes here: %v %s", err, out)
	}
}

// traceArgs make strace record the processes that a program starts, each with all of its
// arguments and environment, and the sockets that any of them opens.
func traceArgs(file string) []string {
	return []string{"-f", "-qq", "-v", "-s", "1048576", "-e", "signal=none", "-e", "trace=execve,socket", "-o", file, "--"}
}

// trace is what strace recorded of a program and of all that it started.
type trace struct {
	pid      string   // of the program
	children []string // what the program started: a line for each, with arguments and environment
	sockets  []string // for the internet, by anybody
}

var (
	traceLine = regexp.MustCompile(`^(\d+) +(\w+)\((.*)$`)
	internet  = regexp.MustCompile(`^AF_(INET6?|PACKET)\b`)
	// How strace writes what it did not read: a shortened text, a list by its address.
	cutShort = regexp.MustCompile(`"\.\.\.|/\* \d+ vars? `)
)

func readTrace(t *testing.T, file string) (tr trace) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for text := range strings.Lines(string(raw)) {
		m := traceLine.FindStringSubmatch(strings.TrimSuffix(text, "\n"))
		switch {
		case m == nil: // the end of a process, or of a call that was cut in two
		case m[2] == "execve" && tr.pid == "":
			tr.pid = m[1] // the program itself, which the test started
		case m[2] == "execve":
			if cutShort.MatchString(m[3]) {
				t.Fatalf("strace did not tell everything: %s", text)
			}
			tr.children = append(tr.children, m[3])
		case m[2] == "socket" && internet.MatchString(m[3]):
			tr.sockets = append(tr.sockets, text)
		}
	}
	if tr.pid == "" {
		t.Fatalf("strace saw no program: %s", raw)
	}
	return tr
}

// started counts the children whose program has the name.
func (tr trace) started(name string) (n int) {
	for _, c := range tr.children {
		if path, _, _ := strings.Cut(c, ","); strings.HasSuffix(strings.Trim(path, `"`), "/"+name) {
			n++
		}
	}
	return n
}
