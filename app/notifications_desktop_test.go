//go:build linux && desktop && production

package app

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/google/go-cmp/cmp"
	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	wruntime "github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/notify"
)

// In this build the tests run beside a real window of Wails' on a private session
// bus, so that what is tested is what runs on a Linux desktop. It needs a display:
//
//	build/headless.sh go test -tags desktop,production,webkit2_41 -run RealBus ./app

// windowCtx is the window's context, or nil where there is no display.
var windowCtx context.Context

func init() { runtime.LockOSThread() } // GTK wants the first thread

func TestMain(m *testing.M) {
	if os.Getenv("DISPLAY") == "" {
		os.Exit(m.Run())
	}
	code := 1
	end, err := privateSession()
	if err == nil {
		err = wails.Run(&options.App{
			Title: "test", AssetServer: &assetserver.Options{Handler: http.NotFoundHandler()},
			OnStartup: func(ctx context.Context) {
				windowCtx = ctx
				go func() {
					code = m.Run()
					wruntime.Quit(ctx)
				}()
			},
		})
	}
	end()
	if err != nil {
		fmt.Println("open a window:", err)
	}
	os.Exit(code)
}

// privateSession gives this process a home and a session bus that nobody else uses.
func privateSession() (end func(), err error) {
	home, err := os.MkdirTemp("", "")
	if err != nil {
		return func() {}, err
	}
	// Without service folders: the bus must not start this computer's own service.
	config := filepath.Join(home, "bus.conf")
	if err := os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>unix:dir=`+home+`</listen>`+
		`<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600); err != nil {
		return func() { _ = os.RemoveAll(home) }, err
	}
	bus := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address")
	bus.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	end = func() {
		if bus.Process != nil {
			_ = bus.Process.Kill()
			_ = bus.Wait()
		}
		_ = os.RemoveAll(home)
	}
	out, err := bus.StdoutPipe()
	if err != nil {
		return end, err
	}
	if err := bus.Start(); err != nil {
		return end, err
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return end, err
	}
	// Wails writes what buttons there are into the user's configuration.
	for name, value := range map[string]string{"DBUS_SESSION_BUS_ADDRESS": strings.TrimSpace(address), "XDG_CONFIG_HOME": filepath.Join(home, "config")} {
		if err := os.Setenv(name, value); err != nil {
			return end, err
		}
	}
	return end, nil
}

// notification is what a desktop was asked to show.
type notification struct {
	id          uint32
	title, body string
	actions     []string
}

// shell is a desktop's notification service.
type shell struct {
	conn   *dbus.Conn
	next   uint32
	shown  chan notification
	known  chan struct{} // by Wails
	closed chan uint32
}

func (s *shell) Notify(_ string, _ uint32, _, title, body string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	s.next++
	s.shown <- notification{s.next, title, body, actions}
	return s.next, nil
}

func (s *shell) CloseNotification(id uint32) *dbus.Error {
	s.closed <- id
	_ = s.conn.Emit(path, service+".NotificationClosed", id, uint32(3))
	return nil
}

const (
	service = "org.freedesktop.Notifications"
	path    = dbus.ObjectPath("/org/freedesktop/Notifications")
)

func startShell(t *testing.T) *shell {
	t.Helper()
	if windowCtx == nil {
		t.Skip("NOT TESTED: no display. Run build/headless.sh go test -tags desktop,production,webkit2_41 -run RealBus ./app")
	}
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	s := &shell{conn: conn, shown: make(chan notification, 10), known: make(chan struct{}, 10), closed: make(chan uint32, 10)}
	if err := conn.Export(s, path, service); err != nil {
		t.Fatal(err)
	}
	if reply, err := conn.RequestName(service, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatal(reply, err)
	}
	return s
}

// notice returns the next one shown.
func (s *shell) notice(t *testing.T) notification {
	t.Helper()
	next(t, "end of sending", s.known)
	return next(t, "notification", s.shown)
}

// press is a click on a button, or on the notice itself.
func (s *shell) press(t *testing.T, n notification, action string) {
	t.Helper()
	if err := s.conn.Emit(path, service+".ActionInvoked", n.id, action); err != nil {
		t.Fatal(err)
	}
}

func next[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(20 * time.Second):
		t.Fatalf("no %s came", what)
		panic("unreachable")
	}
}

// inWindow starts an app up in the real window, and has the test hear what the page
// would hear of notices. A notice is shown once Wails knows its number: no user is quicker than that,
// and a test is.
func inWindow(t *testing.T, s *shell) (*bundle, <-chan sent) {
	t.Helper()
	b, events := setup(t), make(chan sent, 100)
	send := b.desktop.api.send
	b.desktop.api.send = func(ctx context.Context, o wruntime.NotificationOptions) error {
		err := send(ctx, o)
		s.known <- struct{}{}
		return err
	}
	b.emit.emit = func(_ context.Context, name string, payload ...any) {
		if name == EventPostOpen || name == EventAccountOpen {
			events <- sent{name, payload[0]}
		}
	}
	b.Startup(windowCtx)
	if err := (&System{b.App}).Drawn(); err != nil {
		t.Fatal(err)
	}
	b.beginning.Wait() // publishing and notifications run from here on
	t.Cleanup(func() { b.Shutdown(windowCtx) })
	return b, events
}

// TestOnARealBusAQuestionIsAnswered goes the whole way: a post becomes uncertain, the
// desktop shows the question, and its buttons settle it or open the window.
func TestOnARealBusAQuestionIsAnswered(t *testing.T) {
	s := startShell(t)
	b, events := inWindow(t, s)
	p := b.uncertain()
	first := s.notice(t)
	want := notification{
		1, "Is this post on TikTok?", "“\u2068Sunset ‹3\u2069” could not be confirmed. Look on TikTok, then say whether it is there.",
		[]string{"default", "Default", "default", "Open", "there", "It's there", "not_there", "It's not there", "leave", "Leave it"},
	}
	if diff := cmp.Diff(want, first, cmp.AllowUnexported(notification{})); diff != "" {
		t.Errorf("notification (-want +got):\n%s", diff)
	}
	s.press(t, first, "not_there")
	if e := next(t, "event", events); e.Name != EventPostOpen || e.Payload != (PostOpen{ID: string(p.ID), Ask: true}) {
		t.Errorf("event %+v", e)
	}
	if got := b.state(p.ID); got != cuedrop.Uncertain {
		t.Fatalf("the post is %s", got)
	}
	// Another one, whose answer is that it is there.
	p = b.uncertain()
	published := make(chan cuedrop.PostID, 1)
	defer b.bus.Subscribe(func(f event.Fact) {
		if f, ok := f.(event.PostChanged); ok && f.Post.State == cuedrop.Published {
			published <- f.Post.ID
		}
	})()
	s.press(t, s.notice(t), "there")
	if id := next(t, "publication", published); id != p.ID || len(events) != 0 {
		t.Errorf("%s is published, want %s; %d events", id, p.ID, len(events))
	}
}

// TestOnARealBusADismissalOpensNothing, and a click does, although Wails by itself
// takes one for the other.
func TestOnARealBusADismissalOpensNothing(t *testing.T) {
	s := startShell(t)
	b, events := inWindow(t, s)
	b.uncertain()
	n := s.notice(t)
	const byUser = uint32(2)
	if err := s.conn.Emit(path, service+".NotificationClosed", n.id, byUser); err != nil {
		t.Fatal(err)
	}
	p := b.uncertain()
	n = s.notice(t) // ten seconds later
	s.press(t, n, "default")
	if e := next(t, "event", events); e.Name != EventPostOpen || e.Payload != (PostOpen{ID: string(p.ID)}) {
		t.Errorf("the first event is %+v", e)
	}
}

// TestOnARealBusANoticeIsWithdrawn when its post moves on.
func TestOnARealBusANoticeIsWithdrawn(t *testing.T) {
	s := startShell(t)
	b, _ := inWindow(t, s)
	p := b.uncertain()
	n := s.notice(t)
	if _, err := b.deps().Queue.Resolve(t.Context(), p.ID, false); err != nil {
		t.Fatal(err)
	}
	if id := next(t, "withdrawal", s.closed); id != n.id {
		t.Errorf("notification %d was withdrawn, want %d", id, n.id)
	}
}

// TestOnARealBusWithoutAServiceNothingBreaks: a bus, and nobody who shows anything.
func TestOnARealBusWithoutAServiceNothingBreaks(t *testing.T) {
	if windowCtx == nil {
		startShell(t) // skips
	}
	b := setup(t)
	b.ctx = windowCtx
	defer b.desktop.close()
	for range 2 {
		if err := b.desk().Send(notify.Notice{ID: "x", Title: "Sunset", Category: notify.CategoryUncertain}); err == nil {
			t.Error("a notice was shown")
		}
		b.desk().Withdraw("x")
	}
	// What Wails leaves behind holds no word of a post.
	left, err := filepath.Glob(filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "*", "*"))
	if err != nil || len(left) != 1 {
		t.Fatal(left, err)
	}
	if raw, err := os.ReadFile(left[0]); err != nil || strings.Contains(string(raw), "Sunset") {
		t.Errorf("%s: %s %v", left[0], raw, err)
	}
}
