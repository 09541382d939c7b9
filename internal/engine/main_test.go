//go:build unix

package engine_test

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain doubles as the program that the crash tests kill: a child with
// envChild set publishes from a workspace and stops dead where it is told to.
func TestMain(m *testing.M) {
	if os.Getenv(envChild) != "" {
		work := publishUntilIdle
		if os.Getenv(envErase) != "" {
			work = eraseInChild
		}
		if os.Getenv(envFleet) != "" {
			work = actInChild
		}
		if os.Getenv(envIncident) != "" {
			work = revokeInChild
		}
		if err := work(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m,
		goleak.Cleanup(func(code int) {
			removeProgram()
			os.Exit(code)
		}),
		// SQLite's pool ends its opener a moment after Close returns.
		goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener"),
		// Kept-alive connections to the test's own servers.
		goleak.IgnoreTopFunction("internal/poll.runtime_pollWait"),
		goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"),
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"),
		// The keyring's library keeps its connection to the session's bus.
		goleak.IgnoreAnyFunction("github.com/godbus/dbus/v5.newConn.func1"))
}
