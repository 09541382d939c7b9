//go:build linux || darwin

package platform

import (
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// readAnnouncements calls changed for whatever arrives at fd, which does not block and
// is closed in the end. What the kernel says is not read: whether TikTok can be reached
// is found out by trying.
func readAnnouncements(ctx context.Context, fd int, changed func()) error {
	f := os.NewFile(uintptr(fd), "network announcements")
	stop := context.AfterFunc(ctx, func() { _ = f.Close() })
	defer func() {
		stop()
		_ = f.Close()
	}()
	buf := make([]byte, 64<<10)
	for {
		_, err := f.Read(buf)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil, errors.Is(err, unix.ENOBUFS): // more than the buffer held: news too
			changed()
		default:
			return fmt.Errorf("read network announcements: %w", err)
		}
	}
}
