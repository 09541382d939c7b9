// Package instance sees to it that one program at a time has the window on a
// data folder: the first one locks it, and every other start hands over the files it was
// opened with, and the workspace it was asked for, and leaves. The system's lock alone decides who is first, so that nothing
// a crash leaves behind is in the way. Wails has a lock of its own, which lets a second
// window through whenever the bus is not well and waits for ever for a first one that
// hangs (reliability-security.md H17). It knows fault only; main imports it.
package instance
