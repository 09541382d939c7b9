package power

import (
	"context"
	"fmt"

	"github.com/godbus/dbus/v5"
)

// dialFunc connects to a bus, without a word said on it yet.
type dialFunc func(...dbus.ConnOption) (*dbus.Conn, error)

// The system's buses. A session bus is looked for and never launched: one of our own
// would hold nothing (reliability-security.md H10).
var (
	systemBus  dialFunc = dbus.SystemBusPrivate
	sessionBus dialFunc = dbus.SessionBusPrivateNoAutoStartup
)

// open connects to a bus. The end of ctx closes the connection until established is
// called, and with it whatever waits for an answer. The caller closes conn.
func open(ctx context.Context, dial dialFunc) (conn *dbus.Conn, established func() bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	conn, err = dial()
	if err != nil {
		return nil, nil, fmt.Errorf("find bus: %w", err)
	}
	established = context.AfterFunc(ctx, func() { _ = conn.Close() })
	if err = conn.Auth(nil); err == nil {
		err = conn.Hello()
	}
	if err != nil {
		established()
		_ = conn.Close()
		return nil, nil, fmt.Errorf("greet bus: %w", err)
	}
	return conn, established, nil
}
