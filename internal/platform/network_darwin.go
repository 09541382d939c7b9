package platform

import (
	"context"
	"fmt"

	"golang.org/x/sys/unix"
)

func watchNetwork(ctx context.Context, changed func()) error {
	fd, err := unix.Socket(unix.AF_ROUTE, unix.SOCK_RAW, unix.AF_UNSPEC)
	if err != nil {
		return fmt.Errorf("open routing socket: %w", err)
	}
	unix.CloseOnExec(fd)
	if err := unix.SetNonblock(fd, true); err != nil {
		_ = unix.Close(fd)
		return fmt.Errorf("open routing socket: %w", err)
	}
	return readAnnouncements(ctx, fd, changed)
}
