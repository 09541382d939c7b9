package app

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"

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

// call is one bound method that was called. Every bound method begins with
//
//	defer x.a.call("Struct.Method").end(&err)
type call struct {
	app  *App
	name string
	on   *session // the one shown when it began, which is not closed before it has ended; may be nil
}

func (a *App) call(name string) *call {
	c := &call{app: a, name: name}
	if s := a.sessions.current(); s != nil && s.calls.enter() {
		c.on = s
	}
	return c
}

// leave lets the workspace be closed: what is still to be done is the window's.
func (c *call) leave() {
	if c.on != nil {
		c.on.calls.leave()
		c.on = nil
	}
}

// end turns a panic of a bound method into an internal error: Wails would leave the
// window's promise pending for ever. It logs every internal error once, here, where it
// leaves the program. What failed because its workspace was locked meanwhile says that, and
// alarms nobody.
func (c *call) end(err *error) {
	r := recover()
	shut := c.on != nil && c.on.calls.ended()
	defer c.leave()
	refused, _ := r.(*fault.Error)
	switch {
	case refused != nil && (refused == errLocked || refused == errTurned):
		*err = refused
	case r != nil:
		stack := debug.Stack()
		c.app.log.Error("panic", "in", c.name, "value", fmt.Sprint(r), "stack", string(stack))
		crash.Caught(c.name, r, stack)
		*err = fault.New(fault.Internal, "internal", fault.InternalMessage)
	case shut && cutShort(*err):
		*err = errLocked
	case fault.Is(*err, fault.Internal):
		c.app.log.Error("call", "in", c.name, "err", *err)
	}
}

// cutShort reports whether the end of a workspace may be why a call failed.
func cutShort(err error) bool {
	return err != nil && slices.Contains([]fault.Kind{fault.Canceled, fault.Internal, fault.Unavailable, fault.Uncertain}, fault.KindOf(err))
}
