package sandbox

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	approveWithin    = 10 * time.Second
	approveRedirects = 5
)

// Approve opens the address of a sign-in as the first creator would who has agreed
// before: the consent page is passed over, and the redirects are followed to the
// program that waits. It goes nowhere but loopback.
func Approve(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	if err := onLoopback(u); err != nil {
		return err
	}
	q := u.Query()
	q.Del("disable_auto_auth")
	u.RawQuery = q.Encode()
	client := &http.Client{
		Timeout:   approveWithin,
		Transport: &http.Transport{DisableKeepAlives: true}, // and no proxy
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > approveRedirects {
				return fmt.Errorf("too many redirects")
			}
			return onLoopback(req.URL)
		},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
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
	if h := u.Hostname(); u.Scheme != "http" || (h != "127.0.0.1" && h != "localhost") {
		return fmt.Errorf("practice visits no other computer")
	}
	return nil
}
