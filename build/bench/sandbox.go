//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"cuedrop/internal/sandbox"
)

// postsEach is how many posts one account gets: TikTok takes six a minute, the client
// keeps to that, and what is measured here is not the waiting.
const postsEach = 5

// server is the practice TikTok in a process of its own.
type server struct {
	cmd     *exec.Cmd
	URL     string `json:"url"`
	Control string `json:"control"` // POST a user name there: who signs in next
}

func startSandbox(ctx context.Context, dir string, posts int) (*server, error) {
	s := &server{cmd: again(ctx, "sandbox")}
	s.cmd.Stdin = strings.NewReader(fmt.Sprintf(`{"Dir":%q,"Creators":%d}`, filepath.Join(dir, "sandbox"), posts/postsEach+1))
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, s)
	}
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("start the sandbox: %w", err)
	}
	return s, nil
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	_ = s.cmd.Wait()
}

// again is this program in another role.
func again(ctx context.Context, role string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "/proc/self/exe", role)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Stderr = os.Stderr
	return cmd
}

// serveSandbox is the role "sandbox": it takes what comes, hashes it as TikTok's side
// would, and keeps nothing.
func serveSandbox(ctx context.Context) error {
	var job struct {
		Dir      string
		Creators int
	}
	if err := json.NewDecoder(os.Stdin).Decode(&job); err != nil {
		return err
	}
	none := 0
	scenario := sandbox.Scenario{
		Authorize:  sandbox.Authorize{Always: "approve", Creator: creator(0)},
		Limits:     sandbox.Limits{NoRates: true, PostsPerDay: 1_000_000},
		Processing: sandbox.Processing{Polls: &none},
	}
	for i := range job.Creators {
		scenario.Creators = append(scenario.Creators, sandbox.Creator{Username: creator(i)})
	}
	s, err := sandbox.New(sandbox.Config{Dir: job.Dir, Scenario: scenario, Discard: true})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Listen("127.0.0.1:0"); err != nil { //nolint:contextcheck // Close ends it
		return err
	}
	control, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() {
		_ = http.Serve(control, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			name, _ := io.ReadAll(r.Body)
			next := scenario
			next.Authorize.Creator = string(name)
			s.SetScenario(next)
		}))
	}()
	if err := json.NewEncoder(os.Stdout).Encode(server{URL: s.URL(), Control: "http://" + control.Addr().String()}); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func creator(i int) string { return fmt.Sprint("creator.", i) }

// next says who signs in next.
func next(ctx context.Context, control string, i int) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, control, strings.NewReader(creator(i)))
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// follow is a browser that approves at once.
func follow(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}
