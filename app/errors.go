package app

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"

	"cuedrop/internal/crash"
	"cuedrop/internal/fault"
)

// wireError is what a failed call looks like to the window.
type wireError struct {
	Kind    string `json:"kind"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// FormatError is Wails' ErrorFormatter. It returns a JSON string: an object would
// arrive as "[object Object]", and an empty string would count as success
// (docs/decisions/0001-errors-cross-the-wire-as-json.md).
func FormatError(err error) any {
	raw, encodeErr := json.Marshal(wireError{string(fault.KindOf(err)), fault.ReasonOf(err), fault.MessageOf(err)})
	if encodeErr != nil {
		return `{"kind":"internal","reason":"internal","message":"` + fault.InternalMessage + `"}`
	}
	return string(raw)
}

func message(err error) string { return fault.MessageOf(err) }

// guard turns a panic of a bound method into an internal error: Wails would leave
// the window's promise pending for ever. It logs every internal error once, here,
// where it leaves the program. Every bound method starts with it.
func guard(log *slog.Logger, call string, err *error) {
	if r := recover(); r != nil {
		if refused, ok := r.(*fault.Error); ok && (refused == errLocked || refused == errTurned) {
			*err = refused
			return
		}
		stack := debug.Stack()
		log.Error("panic", "in", call, "value", fmt.Sprint(r), "stack", string(stack))
		crash.Caught(call, r, stack)
		*err = fault.New(fault.Internal, "internal", fault.InternalMessage)
		return
	}
	if fault.Is(*err, fault.Internal) {
		log.Error("call", "in", call, "err", *err)
	}
}
