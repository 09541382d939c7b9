package power

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// What WTSQuerySessionInformation wants and tells (wtsapi32.h). SessionFlags has this
// meaning from Windows 8 on; Windows 7 says the opposite, and is not supported by WebView2.
const (
	wtsCurrentServer    = 0
	wtsCurrentSession   = 0xFFFFFFFF
	wtsSessionInfoEx    = 25
	wtsSessionStateLock = 0
	sessionInfoLevel    = 1
)

// sessionInfo is the beginning of WTSINFOEXW with WTSINFOEX_LEVEL1_W.
type sessionInfo struct {
	level, _  uint32 // the second aligns what follows
	sessionID uint32
	state     uint32
	flags     int32
}

var (
	wtsapi           = windows.NewLazySystemDLL("wtsapi32.dll")
	querySession     = wtsapi.NewProc("WTSQuerySessionInformationW")
	freeSessionInfo  = wtsapi.NewProc("WTSFreeMemory")
	errSessionUnread = errors.New("this session does not say whether it is locked")
)

// asksEvery is how often Windows is asked: only programs with a window procedure are told.
const asksEvery = 3 * time.Second

func watchLock(ctx context.Context, locked func()) error {
	before, err := sessionLocked()
	if err != nil {
		return err
	}
	t := time.NewTicker(asksEvery)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		now, err := sessionLocked()
		if err == nil && now && !before {
			locked()
		}
		if err == nil {
			before = now
		}
	}
}

func sessionLocked() (bool, error) {
	if err := querySession.Find(); err != nil {
		return false, err
	}
	var info *sessionInfo
	var size uint32
	ok, _, err := querySession.Call(wtsCurrentServer, wtsCurrentSession, wtsSessionInfoEx, uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&size)))
	if ok == 0 {
		return false, fmt.Errorf("ask for the session: %w", err)
	}
	defer func() { _, _, _ = freeSessionInfo.Call(uintptr(unsafe.Pointer(info))) }()
	if uintptr(size) < unsafe.Sizeof(sessionInfo{}) || info.level != sessionInfoLevel {
		return false, errSessionUnread
	}
	return info.flags == wtsSessionStateLock, nil
}
