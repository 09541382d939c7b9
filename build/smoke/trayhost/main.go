//go:build linux

// Command trayhost is a panel that shows tray icons, as far as a program can tell: the
// watcher and host of StatusNotifierItem on the session bus. It prints "item" for every
// icon that registers, and clicks the menu entry whose label comes on standard input.
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

const watcher = "org.kde.StatusNotifierWatcher"

type host struct {
	conn *dbus.Conn
	mu   sync.Mutex
	item string // the last one's owner
}

// RegisterStatusNotifierItem is called by programs that have an icon.
func (h *host) RegisterStatusNotifierItem(_ string, sender dbus.Sender) *dbus.Error {
	h.mu.Lock()
	h.item = string(sender)
	h.mu.Unlock()
	fmt.Fprintln(os.Stdout, "item", sender)
	return nil
}

// layout is one entry of a com.canonical.dbusmenu menu.
type layout struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

func (h *host) click(ctx context.Context, label string) error {
	h.mu.Lock()
	menu := h.conn.Object(h.item, "/StatusNotifierItem/menu")
	h.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var revision uint32
	var root layout
	if err := menu.CallWithContext(ctx, "com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root); err != nil {
		return err
	}
	for _, child := range root.Children {
		var entry layout
		if err := dbus.Store([]any{child.Value()}, &entry); err != nil {
			return err
		}
		if text, _ := entry.Properties["label"].Value().(string); text == label {
			fmt.Fprintln(os.Stdout, "click", label)
			return menu.CallWithContext(ctx, "com.canonical.dbusmenu.Event", 0, entry.ID, "clicked", dbus.MakeVariant(int32(0)), uint32(0)).Err
		}
	}
	return fmt.Errorf("no entry %q", label)
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "trayhost:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	h := &host{conn: conn}
	if err := conn.Export(h, "/StatusNotifierWatcher", watcher); err != nil {
		return err
	}
	_, err = prop.Export(conn, "/StatusNotifierWatcher", prop.Map{watcher: {
		"IsStatusNotifierHostRegistered": {Value: true, Emit: prop.EmitFalse},
		"ProtocolVersion":                {Value: int32(0), Emit: prop.EmitFalse},
	}})
	if err != nil {
		return err
	}
	if _, err := conn.RequestName(watcher, dbus.NameFlagDoNotQueue); err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, "ready")
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		if err := h.click(ctx, in.Text()); err != nil {
			fmt.Fprintln(os.Stderr, "trayhost:", err)
		}
	}
	return in.Err()
}
