package power

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=PLACE</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`

// bus is a real dbus-daemon of the test's own, on which the test's services live.
type bus struct {
	t      *testing.T
	daemon *exec.Cmd
	dial   dialFunc
}

func newBus(t *testing.T) *bus {
	t.Helper()
	program, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("NOT TESTED: there is no dbus-daemon; install the package dbus")
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "bus.conf")
	if err := os.WriteFile(config, []byte(strings.ReplaceAll(busConfig, "PLACE", filepath.Join(dir, "bus"))), 0o600); err != nil {
		t.Fatal(err)
	}
	b := &bus{t: t, daemon: exec.Command(program, "--config-file="+config, "--nofork", "--nopidfile", "--print-address")}
	out, err := b.daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.kill)
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	b.dial = func(o ...dbus.ConnOption) (*dbus.Conn, error) { return dbus.Dial(strings.TrimSpace(address), o...) }
	return b
}

func (b *bus) kill() {
	_ = b.daemon.Process.Kill()
	_ = b.daemon.Wait()
}

// serve puts v on the bus as the service name and returns how to take it away.
func (b *bus) serve(name string, path dbus.ObjectPath, iface string, v any) (leave func()) {
	b.t.Helper()
	conn, _, err := open(b.t.Context(), b.dial)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = conn.Close() })
	if err := conn.Export(v, path, iface); err != nil {
		b.t.Fatal(err)
	}
	if got, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || got != dbus.RequestNameReplyPrimaryOwner {
		b.t.Fatal(got, err)
	}
	return func() { _ = conn.Close() }
}

// loginManager is a logind: it hands out the writing end of a pipe, and its reading
// end ends when nobody holds the other.
type loginManager struct {
	mu      sync.Mutex
	denied  string // what it allows nobody
	asked   [][4]string
	reading *os.File
	writing *os.File
	hang    chan struct{}
}

func (l *loginManager) Inhibit(what, who, why, mode string) (dbus.UnixFD, *dbus.Error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.hang != nil {
		<-l.hang
	}
	l.asked = append(l.asked, [4]string{what, who, why, mode})
	if what == l.denied {
		return 0, dbus.NewError(accessDenied, []any{"Permission denied"})
	}
	var err error
	if l.reading, l.writing, err = os.Pipe(); err != nil {
		return 0, dbus.MakeFailedError(err)
	}
	return dbus.UnixFD(l.writing.Fd()), nil
}

func (l *loginManager) heard() [][4]string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.asked)
}

// letGo closes the manager's own copy, which was sent by now.
func (l *loginManager) letGo(t *testing.T) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.writing.Close(); err != nil {
		t.Error(err)
	}
	t.Cleanup(func() { _ = l.reading.Close() })
}

// held reports whether somebody still holds the file.
func (l *loginManager) held(t *testing.T) bool {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	fd := int(l.reading.Fd()) // once: it makes the file block again
	if err := syscall.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	n, err := syscall.Read(fd, make([]byte, 1))
	return n != 0 || errors.Is(err, syscall.EAGAIN)
}

const loginPath = "/org/freedesktop/login1"

func TestTheLoginManagerKeepsItAwakeUntilTheRelease(t *testing.T) {
	t.Parallel()
	b, l := newBus(t), &loginManager{}
	b.serve("org.freedesktop.login1", loginPath, "org.freedesktop.login1.Manager", l)
	i := &Inhibitor{ways: []way{logind(b.dial)}}
	ctx, cancel := context.WithCancel(t.Context())
	release, err := i.Inhibit(ctx, "A post is due at 18:30")
	if err != nil {
		t.Fatal(err)
	}
	cancel() // the hold outlives the call
	if want := [4]string{"sleep:idle", "Cuedrop", "A post is due at 18:30", "block"}; !slices.Equal(l.heard(), [][4]string{want}) {
		t.Errorf("asked %v", l.heard())
	}
	l.letGo(t)
	b.kill() // it outlives the bus, too
	if !l.held(t) {
		t.Error("not kept awake")
	}
	release()
	release()
	if l.held(t) {
		t.Error("still kept awake after the release")
	}
}

// TestOverSSHItIsAtLeastNotIdle: there the login manager lets nobody block sleep.
func TestOverSSHItIsAtLeastNotIdle(t *testing.T) {
	t.Parallel()
	b, l := newBus(t), &loginManager{denied: "sleep:idle"}
	b.serve("org.freedesktop.login1", loginPath, "org.freedesktop.login1.Manager", l)
	release, err := (&Inhibitor{ways: []way{logind(b.dial)}}).Inhibit(t.Context(), "posts")
	if err != nil {
		t.Fatal(err)
	}
	l.letGo(t)
	if got := l.heard(); len(got) != 2 || got[1][0] != "idle" || !l.held(t) {
		t.Errorf("asked %v", got)
	}
	release()
}

type saver struct {
	taken  chan string
	undone chan uint32
}

func newSaver() *saver { return &saver{make(chan string, 1), make(chan uint32, 1)} }

func (s *saver) Inhibit(who, why string) (uint32, *dbus.Error) {
	s.taken <- who + ": " + why
	return 77, nil
}

func (s *saver) UnInhibit(cookie uint32) *dbus.Error {
	s.undone <- cookie
	return nil
}

type portalInhibit struct {
	flags   chan uint32
	options map[string]dbus.Variant
}

const requestPath = dbus.ObjectPath("/org/freedesktop/portal/desktop/request/1/t")

func (p *portalInhibit) Inhibit(_ string, flags uint32, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	p.options = options
	p.flags <- flags
	return requestPath, nil
}

func TestWithoutALoginManagerTheDesktopIsAsked(t *testing.T) {
	t.Parallel()
	b := newBus(t)
	s := newSaver()
	b.serve("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", s)
	i := &Inhibitor{lost: func() { t.Error("reported as lost") }, ways: []way{logind(b.dial), screenSaver(b.dial), portal(b.dial)}}
	release, err := i.Inhibit(t.Context(), "posts")
	if err != nil {
		t.Fatal(err)
	}
	release()
	if taken, undone := <-s.taken, <-s.undone; undone != 77 || taken != "Cuedrop: posts" {
		t.Errorf("taken %s, undone %d", taken, undone)
	}
}

func TestThePortalIsAskedLast(t *testing.T) {
	t.Parallel()
	b := newBus(t)
	p := &portalInhibit{flags: make(chan uint32, 1)}
	b.serve("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Inhibit", p)
	i := &Inhibitor{ways: []way{logind(b.dial), screenSaver(b.dial), portal(b.dial)}}
	release, err := i.Inhibit(t.Context(), "posts")
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if got := <-p.flags; got != 12 || p.options["reason"].Value() != "posts" {
		t.Errorf("flags %d, options %v", got, p.options)
	}
}

func TestAServiceThatLeavesIsReported(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(b *bus, leave func()){
		"service": func(_ *bus, leave func()) { leave() },
		"bus":     func(b *bus, _ func()) { b.kill() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBus(t)
			leave := b.serve("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", newSaver())
			lost := make(chan struct{}, 2)
			i := &Inhibitor{lost: func() { lost <- struct{}{} }, ways: []way{screenSaver(b.dial)}}
			release, err := i.Inhibit(t.Context(), "posts")
			if err != nil {
				t.Fatal(err)
			}
			end(b, leave)
			select {
			case <-lost:
			case <-time.After(patience):
				t.Error("nobody noticed")
			}
			release()
		})
	}
}

func TestServicesThatHangCostNoMoreThanTheirTime(t *testing.T) {
	t.Parallel()
	b, l := newBus(t), &loginManager{hang: make(chan struct{})}
	b.serve("org.freedesktop.login1", loginPath, "org.freedesktop.login1.Manager", l)
	b.serve("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", hanging{l.hang})
	t.Cleanup(func() { close(l.hang) })
	mute, err := net.Listen("unix", filepath.Join(t.TempDir(), "mute")) // a daemon that accepts and says nothing
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mute.Close() })
	muteDial := func(o ...dbus.ConnOption) (*dbus.Conn, error) {
		return dbus.Dial("unix:path="+mute.Addr().String(), o...)
	}
	for _, w := range []way{logind(b.dial), screenSaver(b.dial), logind(muteDial), screenSaver(muteDial)} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if release, err := w.take(ctx, "posts", func() {}); err == nil {
			t.Errorf("%s: no error", w.name)
			release()
		}
		cancel()
	}
	if got := metered(shortly(t), muteDial); got != Unknown {
		t.Errorf("metered: %v", got)
	}
}

type hanging struct{ until chan struct{} }

func (h hanging) Inhibit(string, string) (uint32, *dbus.Error) { <-h.until; return 0, nil }

func shortly(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

func TestWithoutABusThereIsAnError(t *testing.T) {
	t.Parallel()
	nowhere := func(o ...dbus.ConnOption) (*dbus.Conn, error) {
		return dbus.Dial("unix:path="+filepath.Join(t.TempDir(), "none"), o...)
	}
	for _, w := range []way{logind(nowhere), screenSaver(nowhere), portal(nowhere)} {
		if _, err := w.take(t.Context(), "posts", func() {}); err == nil {
			t.Errorf("%s: no error", w.name)
		}
	}
	if got := metered(t.Context(), nowhere); got != Unknown {
		t.Errorf("metered: %v", got)
	}
}

// networkManager answers the one property that is asked for.
type networkManager struct{ metered any }

func (n networkManager) Get(iface, name string) (dbus.Variant, *dbus.Error) {
	if iface != "org.freedesktop.NetworkManager" || name != "Metered" {
		return dbus.Variant{}, dbus.MakeFailedError(io.EOF)
	}
	return dbus.MakeVariant(n.metered), nil
}

func TestNetworkManagerIsAskedWhetherTheConnectionIsMetered(t *testing.T) {
	t.Parallel()
	for want, says := range map[Answer]any{Yes: uint32(1), No: uint32(4), Unknown: "a word"} {
		b := newBus(t)
		b.serve("org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager", "org.freedesktop.DBus.Properties", networkManager{says})
		if got := metered(t.Context(), b.dial); got != want {
			t.Errorf("%v: %v, want %v", says, got, want)
		}
	}
}
