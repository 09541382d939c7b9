package instance

import "golang.org/x/sys/windows"

// letItRaiseItself passes this program's right to come to the front on: Windows gives
// it to the one that the user has just started only.
func letItRaiseItself() {
	const anyProcess = ^uintptr(0) // ASFW_ANY
	allow := windows.NewLazySystemDLL("user32.dll").NewProc("AllowSetForegroundWindow")
	if allow.Find() == nil {
		_, _, _ = allow.Call(anyProcess)
	}
}
