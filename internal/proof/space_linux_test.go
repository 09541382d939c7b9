package proof_test

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// space is a network namespace: interfaces, addresses and ports of its own. It is gone
// when the last process in it is. What enter runs, and every process that it starts, is
// in there; everything else of the test is not.
type space struct {
	t  *testing.T
	do chan func()
}

// newSpace makes a namespace with no interface but a loopback that is down. It skips the
// test loudly where that is not permitted.
func newSpace(t *testing.T) *space {
	t.Helper()
	s := &space{t, make(chan func())}
	made := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the thread is in there, and ends with this goroutine
		err := unix.Unshare(unix.CLONE_NEWNET)
		made <- err
		for f := range s.do {
			f()
		}
	}()
	t.Cleanup(func() { close(s.do) })
	if err := <-made; err != nil {
		t.Skipf("NOT TESTED: no network namespace can be made here: %v. Run the tests as root to see what leaves this computer.", err)
	}
	return s
}

func (s *space) enter(f func()) {
	done := make(chan struct{})
	s.do <- func() { defer close(done); f() }
	<-done
}

// start starts a process in the namespace. It dies with the test.
func (s *space) start(cmd *exec.Cmd) error {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	var err error
	s.enter(func() { err = cmd.Start() })
	return err
}

func (s *space) ip(line string) {
	s.t.Helper()
	tool, err := exec.LookPath("ip")
	if err != nil {
		s.t.Skip("NOT TESTED: there is no ip; install the package iproute2")
	}
	var out []byte
	s.enter(func() { out, err = exec.CommandContext(s.t.Context(), tool, strings.Fields(line)...).CombinedOutput() })
	for _, refusal := range []string{"Operation not permitted", "Unknown device type"} { // a container with few rights, a kernel with few parts
		if err != nil && strings.Contains(string(out), refusal) {
			s.t.Skipf("NOT TESTED: ip %s: %s", line, out)
		}
	}
	if err != nil {
		s.t.Fatalf("ip %s: %v: %s", line, err, out)
	}
}

// uplink is the interface that looks like the way to the internet.
const uplink = "up0"

// connect brings up the loopback, and an uplink that leads nowhere: with addresses, a
// default route of both families and a gateway whose hardware address is known, so that
// whatever wants to leave does leave, and is seen.
func (s *space) connect() {
	s.t.Helper()
	for _, line := range []string{
		"link set lo up",
		"link add " + uplink + " type veth peer name nowhere0",
		// No address made by itself: the system's own chatter stays small.
		"link set dev " + uplink + " addrgenmode none",
		"link set dev nowhere0 addrgenmode none",
		"link set nowhere0 up",
		"link set " + uplink + " up",
		"address add 10.77.0.2/24 dev " + uplink,
		"-6 address add fd77::2/64 dev " + uplink + " nodad",
		"neigh replace 10.77.0.1 lladdr 02:00:00:00:00:01 dev " + uplink + " nud permanent",
		"-6 neigh replace fd77::1 lladdr 02:00:00:00:00:01 dev " + uplink + " nud permanent",
		"route add default via 10.77.0.1",
		"-6 route add default via fd77::1",
	} {
		s.ip(line)
	}
}

// asRoot runs the test binary once more with the rights that a namespace needs, in a user
// namespace of its own: root is root in there only, and files stay the user's. It reports
// false where this process has the rights already, or the system does not permit it.
func asRoot() (code int, ran bool) {
	const envAgain = "PROOF_AGAIN"
	if os.Geteuid() == 0 || os.Getenv(envAgain) != "" {
		return 0, false
	}
	cmd := exec.CommandContext(context.Background(), os.Args[0], os.Args[1:]...)
	cmd.Env = append(os.Environ(), envAgain+"=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}},
		Pdeathsig:   syscall.SIGKILL,
	}
	if err := cmd.Start(); err != nil {
		return 0, false
	}
	_ = cmd.Wait() // the code tells
	return cmd.ProcessState.ExitCode(), true
}
