package platform

import (
	"context"
	"fmt"

	"golang.org/x/sys/unix"
)

// networkGroups are the kernel's announcements of links, addresses and routes.
const networkGroups = unix.RTMGRP_LINK | unix.RTMGRP_IPV4_IFADDR | unix.RTMGRP_IPV6_IFADDR | unix.RTMGRP_IPV4_ROUTE | unix.RTMGRP_IPV6_ROUTE

func watchNetwork(ctx context.Context, changed func()) error {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_ROUTE)
	if err != nil {
		return fmt.Errorf("open netlink: %w", err)
	}
	if err := unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: networkGroups}); err != nil {
		_ = unix.Close(fd)
		return fmt.Errorf("bind netlink: %w", err)
	}
	return readAnnouncements(ctx, fd, changed)
}
