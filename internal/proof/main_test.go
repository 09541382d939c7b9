package proof_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"testing"
)

// envBrowser makes the test binary a browser that visits its last argument.
const envBrowser = "PROOF_BROWSER"

// browserAgent is how the browser names itself.
const browserAgent = "proof-browser"

func TestMain(m *testing.M) {
	if os.Getenv(envBrowser) != "" {
		if err := browse(os.Args[len(os.Args)-1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if code, ran := asRoot(); ran {
		os.Exit(code)
	}
	code := m.Run()
	removeProgram()
	os.Exit(code)
}

func browse(url string) error {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("User-Agent", browserAgent)
	res, err := (&http.Client{}).Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the page answered %d", res.StatusCode)
	}
	return nil
}
