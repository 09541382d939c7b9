package instance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
)

// handOver gives a message to the program that has the window and returns its answer.
func handOver(ctx context.Context, dir string, message []byte) (answer string, err error) {
	ctx, cancel := context.WithTimeout(ctx, answersWithin)
	defer cancel()
	a, err := readAddress(filepath.Join(dir, addressName))
	if err != nil {
		return "", err
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp4", a.Address)
	if err != nil {
		return "", fmt.Errorf("reach window: %w", err)
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if word, err := readLine(conn, wordMax); err != nil || string(word) != greeting {
		return "", fmt.Errorf("hear greeting: %w", errors.Join(errors.New("there is none"), err))
	}
	letItRaiseItself()
	if _, err := conn.Write(append([]byte(a.Token+"\n"), message...)); err != nil {
		return "", fmt.Errorf("hand over: %w", err)
	}
	line, err := readLine(conn, wordMax)
	if err != nil {
		return "", fmt.Errorf("hear answer: %w", err)
	}
	return string(line), nil
}

// readAddress reads where the program that has the window listens.
func readAddress(path string) (a address, err error) {
	f, err := os.Open(path)
	if err != nil {
		return a, fmt.Errorf("find window: %w", err)
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(io.LimitReader(f, addressMax))
	if err != nil {
		return a, fmt.Errorf("find window: %w", err)
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		return a, fmt.Errorf("find window: %w", err)
	}
	// Names of files are nobody's business but this computer's.
	if at, err := netip.ParseAddrPort(a.Address); err != nil || !at.Addr().IsLoopback() {
		return a, errors.New("the window's address is not on this computer")
	}
	return a, nil
}
