package power

import (
	"context"
	"fmt"
	"sync"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// What PowerRegisterSuspendResumeNotification wants and tells (powrprof.h, winuser.h).
const (
	deviceNotifyCallback      = 2
	pbtAPMResumeSuspend       = 7
	pbtAPMResumeAutomatic     = 18
	registeredSuccessfully    = 0
	subscribeParametersFields = 2
)

var (
	powrprof           = windows.NewLazySystemDLL("powrprof.dll")
	registerSuspend    = powrprof.NewProc("PowerRegisterSuspendResumeNotification")
	unregisterSuspend  = powrprof.NewProc("PowerUnregisterSuspendResumeNotification")
	resumeListeners    = map[chan struct{}]bool{}
	resumeListenersMux sync.Mutex
)

// resumed is one callback for all: it can't be given back to the runtime.
var resumed = sync.OnceValue(func() uintptr {
	return syscall.NewCallback(func(_, what, _ uintptr) uintptr {
		if what != pbtAPMResumeSuspend && what != pbtAPMResumeAutomatic {
			return 0
		}
		resumeListenersMux.Lock()
		defer resumeListenersMux.Unlock()
		for tell := range resumeListeners {
			select {
			case tell <- struct{}{}:
			default:
			}
		}
		return 0
	})
})

func watchResume(ctx context.Context, woke func()) error {
	if err := registerSuspend.Find(); err != nil {
		return err
	}
	tell := make(chan struct{}, 1)
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
		return fmt.Errorf("watch for waking: %w", syscall.Errno(code))
	}
	defer func() { _, _, _ = unregisterSuspend.Call(handle) }()
	for {
		select {
		case <-tell:
			woke()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
