package power

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// What PowerRegisterSuspendResumeNotification wants and tells (powrprof.h, winuser.h).
const (
	deviceNotifyCallback      = 2
	pbtAPMSuspend             = 4
	pbtAPMResumeSuspend       = 7
	pbtAPMResumeAutomatic     = 18
	registeredSuccessfully    = 0
	subscribeParametersFields = 2
)

var (
	powrprof           = windows.NewLazySystemDLL("powrprof.dll")
	registerSuspend    = powrprof.NewProc("PowerRegisterSuspendResumeNotification")
	unregisterSuspend  = powrprof.NewProc("PowerUnregisterSuspendResumeNotification")
	resumeListeners    = map[chan uintptr]bool{}
	resumeListenersMux sync.Mutex
)

// resumed is one callback for all: it can't be given back to the runtime.
var resumed = sync.OnceValue(func() uintptr {
	return syscall.NewCallback(func(_, what, _ uintptr) uintptr {
		resumeListenersMux.Lock()
		defer resumeListenersMux.Unlock()
		for tell := range resumeListeners {
			select {
			case tell <- what:
			default:
			}
		}
		return 0
	})
})

func watchResume(ctx context.Context, woke func()) error {
	return watchPower(ctx, woke, pbtAPMResumeSuspend, pbtAPMResumeAutomatic)
}

func watchSleep(ctx context.Context, asleep func()) error {
	return watchPower(ctx, asleep, pbtAPMSuspend)
}

// watchPower calls tell for each event that is one of which.
func watchPower(ctx context.Context, told func(), which ...uintptr) error {
	if err := registerSuspend.Find(); err != nil {
		return err
	}
	tell := make(chan uintptr, 8)
	resumeListenersMux.Lock()
	resumeListeners[tell] = true
	resumeListenersMux.Unlock()
	defer func() {
		resumeListenersMux.Lock()
		delete(resumeListeners, tell)
		resumeListenersMux.Unlock()
	}()
	parameters := [subscribeParametersFields]uintptr{resumed(), 0} // callback, context
	var handle uintptr
	code, _, _ := registerSuspend.Call(deviceNotifyCallback, uintptr(unsafe.Pointer(&parameters)), uintptr(unsafe.Pointer(&handle)))
	if code != registeredSuccessfully {
		return fmt.Errorf("watch for sleep: %w", syscall.Errno(code))
	}
	defer func() { _, _, _ = unregisterSuspend.Call(handle) }()
	for {
		select {
		case what := <-tell:
			if slices.Contains(which, what) {
				told()
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
