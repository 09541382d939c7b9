package platform_test

import (
	"context"
	"errors"
	"os/exec"
	"testing"

	"cuedrop/internal/platform"
)

// TestWatchNetworkHearsOfANewAddress: a real address comes to a real interface.
func TestWatchNetworkHearsOfANewAddress(t *testing.T) {
	t.Parallel()
	ip, err := exec.LookPath("ip")
	if err != nil {
		t.Skip("NOT TESTED: there is no ip; install the package iproute2")
	}
	const address = "127.77.0.9/32"
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	heard := make(chan struct{}, 1)
	ended := make(chan error, 1)
	go func() {
		ended <- platform.WatchNetwork(ctx, func() {
			select {
			case heard <- struct{}{}:
			default:
			}
		})
	}()
	// The watch may begin after the first address: they come until it has heard one.
	for told := false; !told; {
		if out, err := exec.Command(ip, "address", "add", address, "dev", "lo").CombinedOutput(); err != nil {
			t.Skipf("NOT TESTED: this process may not change addresses: %s", out)
		}
		if out, err := exec.Command(ip, "address", "del", address, "dev", "lo").CombinedOutput(); err != nil {
			t.Fatalf("take the address away: %s", out)
		}
		select {
		case <-heard:
			told = true
		case err := <-ended:
			t.Fatalf("the watch ended: %v", err)
		default:
		}
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the watch ended with %v", err)
	}
}
