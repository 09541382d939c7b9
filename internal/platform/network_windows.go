package platform

import (
	"context"
	"fmt"
	"sync"
	"syscall"

	"golang.org/x/sys/windows"
)

// listeners are who is told of changes. A callback can't be given back to the runtime,
// so there is one for all of them.
var listeners = struct {
	sync.Mutex
	tell map[chan struct{}]bool
}{tell: map[chan struct{}]bool{}}

var addressChanged = sync.OnceValue(func() uintptr {
	return syscall.NewCallback(func(_, _, _ uintptr) uintptr {
		listeners.Lock()
		defer listeners.Unlock()
		for tell := range listeners.tell {
			select {
			case tell <- struct{}{}:
			default:
			}
		}
		return 0
	})
})

func watchNetwork(ctx context.Context, changed func()) error {
	tell := make(chan struct{}, 1)
	listeners.Lock()
	listeners.tell[tell] = true
	listeners.Unlock()
	defer func() {
		listeners.Lock()
		delete(listeners.tell, tell)
		listeners.Unlock()
	}()
	var handle windows.Handle
	if err := windows.NotifyUnicastIpAddressChange(windows.AF_UNSPEC, addressChanged(), nil, false, &handle); err != nil {
		return fmt.Errorf("watch addresses: %w", err)
	}
	defer func() { _ = windows.CancelMibChangeNotify2(handle) }()
	for {
		select {
		case <-tell:
			changed()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
