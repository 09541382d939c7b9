package power

import (
	"context"

	"github.com/godbus/dbus/v5"
)

const busName = "org.freedesktop.DBus"

// screenSaver asks the desktop not to take the user for away. It lasts as long as the
// connection and the service.
func screenSaver(bus dialFunc) way {
	const name = "org.freedesktop.ScreenSaver"
	return way{name: "screen saver", take: func(ctx context.Context, why string, lost func()) (func(), error) {
		return whileConnected(ctx, bus, name, lost, func(conn *dbus.Conn) (func(), error) {
			saver := conn.Object(name, "/org/freedesktop/ScreenSaver")
			var cookie uint32
			if err := saver.Call(name+".Inhibit", 0, ourName, why).Store(&cookie); err != nil {
				return nil, err
			}
			return func() { tell(saver, name+".UnInhibit", cookie) }, nil
		})
	}}
}

// portal asks the desktop portal, which sandboxed programs and newer desktops have.
func portal(bus dialFunc) way {
	const (
		name          = "org.freedesktop.portal.Desktop"
		suspend, idle = uint32(4), uint32(8) // flags of org.freedesktop.portal.Inhibit
	)
	return way{name: "portal", take: func(ctx context.Context, why string, lost func()) (func(), error) {
		return whileConnected(ctx, bus, name, lost, func(conn *dbus.Conn) (func(), error) {
			desktop := conn.Object(name, "/org/freedesktop/portal/desktop")
			options := map[string]dbus.Variant{"reason": dbus.MakeVariant(why)}
			var handle dbus.ObjectPath
			if err := desktop.Call("org.freedesktop.portal.Inhibit.Inhibit", 0, "", suspend|idle, options).Store(&handle); err != nil {
				return nil, err
			}
			return func() { tell(conn.Object(name, handle), "org.freedesktop.portal.Request.Close") }, nil
		})
	}}
}

// tell calls a method and waits for no answer. godbus' Call would wait for ever on a
// connection that is closed.
func tell(o dbus.BusObject, method string, args ...any) {
	o.Go(method, dbus.FlagNoReplyExpected, nil, args...)
}

// whileConnected takes with ask what ends with the connection or with the service
// name, and reports either end.
func whileConnected(ctx context.Context, bus dialFunc, name string, lost func(), ask func(*dbus.Conn) (func(), error)) (func(), error) {
	conn, established, err := open(ctx, bus)
	if err != nil {
		return nil, err
	}
	signals := make(chan *dbus.Signal, 8) // of few: a service that comes and goes
	conn.Signal(signals)
	undo, err := func() (func(), error) {
		if err := conn.AddMatchSignal(dbus.WithMatchSender(busName), dbus.WithMatchInterface(busName),
			dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, name)); err != nil {
			return nil, err
		}
		return ask(conn)
	}()
	if !established() && err == nil {
		err = ctx.Err() // the connection is already closed
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for s := range signals { // closed with the connection
			if serviceLeft(s, name) {
				break
			}
		}
		_ = conn.Close() // of no use any more
		lost()
	}()
	return func() {
		undo()
		_ = conn.Close()
		<-ended
	}, nil
}

// serviceLeft reports whether s says that the owner of name is no longer who it was.
func serviceLeft(s *dbus.Signal, name string) bool {
	var who, before, after string
	return s.Name == busName+".NameOwnerChanged" && dbus.Store(s.Body, &who, &before, &after) == nil && who == name && before != ""
}
