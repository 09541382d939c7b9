package power

import (
	"context"
	"unsafe"
)

var getSystemPowerStatus = kernel32.NewProc("GetSystemPowerStatus")

// systemPowerStatus is SYSTEM_POWER_STATUS of winbase.h.
type systemPowerStatus struct {
	ACLineStatus, BatteryFlag, BatteryLifePercent, SystemStatusFlag byte
	BatteryLifeTime, BatteryFullLifeTime                            uint32
}

// Current returns how the computer is powered now. Whether the connection is metered
// is unknown: Windows tells that over COM only.
func Current(context.Context) State {
	var s systemPowerStatus
	if getSystemPowerStatus.Find() != nil {
		return State{Percent: unknownPercent}
	}
	if ok, _, _ := getSystemPowerStatus.Call(uintptr(unsafe.Pointer(&s))); ok == 0 {
		return State{Percent: unknownPercent}
	}
	return fromPowerStatus(s.ACLineStatus, s.BatteryFlag, s.BatteryLifePercent)
}
