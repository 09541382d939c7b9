package power

import (
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sys/windows"
)

// Flags of SetThreadExecutionState (winbase.h).
const (
	esContinuous     = 0x80000000
	esSystemRequired = 0x00000001
)

var (
	kernel32                = windows.NewLazySystemDLL("kernel32.dll")
	setThreadExecutionState = kernel32.NewProc("SetThreadExecutionState")
)

func ways() []way { return []way{{name: "SetThreadExecutionState", take: holdThread}} }

// holdThread keeps a thread that says the system is required. The state is the
// thread's: it must be the same one that takes it back, and Windows takes it back when
// the thread ends.
func holdThread(_ context.Context, _ string, _ func()) (func(), error) {
	taken, end, over := make(chan error, 1), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := setExecutionState(esContinuous | esSystemRequired)
		taken <- err
		if err != nil {
			return
		}
		<-end
		_ = setExecutionState(esContinuous)
	}()
	if err := <-taken; err != nil {
		return nil, err
	}
	return func() { close(end); <-over }, nil
}

func setExecutionState(flags uintptr) error {
	if err := setThreadExecutionState.Find(); err != nil {
		return err
	}
	if before, _, err := setThreadExecutionState.Call(flags); before == 0 {
		return fmt.Errorf("set execution state %#x: %w", flags, err)
	}
	return nil
}
