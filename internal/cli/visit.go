package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// visit is the demo's browser: it opens address, follows the redirects to the
// loopback listener, and goes nowhere but loopback.
func visit(ctx context.Context, address string) error {
	client := &http.Client{
		Timeout: 10 * time.Second,
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > 5 {
				return fmt.Errorf("too many redirects")
			}
			return onLoopback(req.URL)
		},
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	if err := onLoopback(u); err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	// What a browser sends for a page that the user opened.
	req.Header.Set("Sec-Fetch-Site", "none")
	req.Header.Set("Sec-Fetch-Mode", "navigate")
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	if closeErr := res.Body.Close(); err == nil {
		err = closeErr
	}
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("page answered %d", res.StatusCode)
	}
	return err
}

func onLoopback(u *url.URL) error {
	if h := u.Hostname(); h != "127.0.0.1" && h != "localhost" {
		return fmt.Errorf("the demo visits no other computer")
	}
	return nil
}
