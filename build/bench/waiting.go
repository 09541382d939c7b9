//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"cuedrop/internal/sandbox"
)

// start begins a run of the program. The caller ends it with stopProgram.
func (j job) start(ctx context.Context, args ...string) (*exec.Cmd, error) {
	cmd := again(ctx, "cuedrop")
	cmd.Args = append(cmd.Args, args...)
	cmd.Env = j.environment()
	cmd.Stderr = nil
	return cmd, cmd.Start()
}

func stopProgram(cmd *exec.Cmd) error {
	_ = cmd.Process.Signal(os.Interrupt)
	return cmd.Wait()
}

// work is what a process has cost so far.
type work struct {
	processor time.Duration
	wakes     int64 // times that one of its threads was put on a processor
}

// workOf sums the threads of a process (proc(5), schedstat).
func workOf(pid int) (w work, err error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(tasks) == 0 {
		return w, fmt.Errorf("this kernel does not say what process %d costs: %w", pid, err)
	}
	for _, task := range tasks {
		raw, err := os.ReadFile(task)
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			continue // the thread has ended
		}
		var ran, waited, times int64
		if err == nil {
			_, err = fmt.Sscan(string(raw), &ran, &waited, &times)
		}
		if err != nil {
			return w, err
		}
		w.processor += time.Duration(ran)
		w.wakes += times
	}
	return w, nil
}

// measureIdle watches two programs at once that have nothing to do, one of them on the
// long queue.
func measureIdle(ctx context.Context, _ string, long, empty job, s sizes) ([]figure, error) {
	var costs []work
	var running []*exec.Cmd
	defer func() {
		for _, cmd := range running {
			_ = stopProgram(cmd)
		}
	}()
	for _, j := range []job{long, empty} {
		cmd, err := j.start(ctx, "run")
		if err != nil {
			return nil, err
		}
		running = append(running, cmd)
	}
	if err := sleep(ctx, 5*time.Second); err != nil { // starting is another figure
		return nil, err
	}
	for _, after := range []bool{false, true} {
		for i, cmd := range running {
			w, err := workOf(cmd.Process.Pid)
			if err != nil {
				return nil, err
			}
			if after {
				costs[i] = work{w.processor - costs[i].processor, w.wakes - costs[i].wakes}
			} else {
				costs = append(costs, w)
			}
		}
		if !after {
			if err := sleep(ctx, s.idle); err != nil {
				return nil, err
			}
		}
	}
	share := func(w work) float64 { return 100 * w.processor.Seconds() / s.idle.Seconds() }
	wakes := func(w work) float64 { return float64(w.wakes) / s.idle.Seconds() }
	return []figure{
		{
			name: fmt.Sprintf("processor while %d posts wait", s.queue), measured: fmt.Sprintf("%.3f %%", share(costs[0])), baseline: fmt.Sprintf("%.3f %% (empty workspace)", share(costs[1])),
			ratio: share(costs[0]) / share(costs[1]), goal: "<= 0.2 %", ok: share(costs[0]) <= 0.2,
		},
		{
			name: "wake-ups meanwhile", measured: fmt.Sprintf("%.1f a second", wakes(costs[0])), baseline: fmt.Sprintf("%.1f a second (empty workspace)", wakes(costs[1])),
			ratio: wakes(costs[0]) / wakes(costs[1]), goal: "<= 20 a second", ok: wakes(costs[0]) <= 20,
		},
	}, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// measureLateness compares when posts were due with when TikTok's side had their inits.
func measureLateness(ctx context.Context, _ string, long, _ job, _ sizes) ([]figure, error) {
	soon := long
	soon.Posts, soon.Soon = 0, 8
	r, err := ask(ctx, "fill", soon)
	if err != nil {
		return nil, err
	}
	var first time.Time
	for _, at := range r.Due {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	if time.Until(first) < 2*time.Second {
		return nil, errors.New("the machine is too slow: the posts were due before the program was started")
	}
	cmd, err := long.start(ctx, "run")
	if err != nil {
		return nil, err
	}
	err = sleep(ctx, time.Until(first.Add(20*time.Second)))
	if err := errors.Join(err, stopProgram(cmd)); err != nil {
		return nil, err
	}
	all, err := received(ctx, long.URL)
	if err != nil {
		return nil, err
	}
	var late []time.Duration
	for _, post := range all {
		if due, ok := r.Due[post.Caption]; ok {
			late = append(late, post.CreatedAt.Sub(due))
		}
	}
	if len(late) != soon.Soon {
		return nil, fmt.Errorf("%d of %d posts went out", len(late), soon.Soon)
	}
	most := late[0]
	for _, d := range late {
		if most = max(most, d); d < 0 {
			return nil, fmt.Errorf("a post went out %v early", -d)
		}
	}
	return []figure{{
		name: fmt.Sprintf("from due to init, the latest of %d posts", len(late)), measured: millis(most), baseline: millis(median(late)) + " (median)",
		ratio: most.Seconds() / median(late).Seconds(), goal: "<= 2 s", ok: most <= 2*time.Second,
	}}, nil
}

// received is what the practice TikTok has.
func received(ctx context.Context, origin string) (all []sandbox.Received, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, origin+"/received", nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	return all, json.NewDecoder(res.Body).Decode(&all)
}

// measureResent kills the program in the middle of an upload and counts, in front of
// TikTok, the bytes that arrive in all.
func measureResent(ctx context.Context, dir string, long, _ job, _ sizes) ([]figure, error) {
	const size, chunk = 200_000_000, 10 << 20
	clip := filepath.Join(dir, "resent.mp4")
	if err := makeFile(clip, "resent", size); err != nil {
		return nil, err
	}
	var worst int64
	for i, share := range []int64{20, 45, 80} {
		again, err := resent(ctx, long, filepath.Join(dir, fmt.Sprint("resent-", i)), clip, size*share/100)
		if err != nil {
			return nil, err
		}
		if again -= size; again < 0 {
			return nil, fmt.Errorf("%d bytes of the clip never arrived", -again)
		}
		worst = max(worst, again)
	}
	return []figure{{
		name: "sent again after kill -9 in an upload", measured: fmt.Sprintf("%.1f MB", float64(worst)/1e6), baseline: fmt.Sprintf("%.1f MB (a chunk)", float64(chunk)/1e6),
		ratio: float64(worst) / chunk, goal: "<= 1 chunk", ok: worst <= chunk,
	}}, nil
}

// resent publishes a clip, kills the program once so many bytes have arrived, lets it go
// on, and returns how many arrived in all.
func resent(ctx context.Context, j job, data, clip string, killAt int64) (int64, error) {
	target, err := url.Parse(j.URL)
	if err != nil {
		return 0, err
	}
	var arrived atomic.Int64
	reached := make(chan struct{})
	proxy := &httputil.ReverseProxy{
		Rewrite:  func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host },
		ErrorLog: nil,
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/upload") {
			r.Body = counting{r.Body, func(n int) {
				if total := arrived.Add(int64(n)); total >= killAt && total-int64(n) < killAt {
					close(reached)
				}
			}}
		}
		proxy.ServeHTTP(w, r)
	}))
	defer front.Close()
	j.URL, j.Data, j.Clips, j.Posts, j.Soon = front.URL, data, []string{clip}, 0, -1
	if _, err := ask(ctx, "fill", j); err != nil {
		return 0, err
	}
	cmd, err := j.start(ctx, "run", "--until-idle")
	if err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-reached:
		_ = cmd.Process.Kill()
		<-ended
	case err := <-ended:
		return 0, fmt.Errorf("the program ended before it was killed: %w", err)
	}
	if cmd, err = j.start(ctx, "run", "--until-idle"); err != nil {
		return 0, err
	}
	if err := cmd.Wait(); err != nil {
		return 0, fmt.Errorf("go on after the kill: %w", err)
	}
	return arrived.Load(), nil
}

type counting struct {
	io.ReadCloser
	count func(int)
}

func (c counting) Read(b []byte) (int, error) {
	n, err := c.ReadCloser.Read(b)
	c.count(n)
	return n, err
}
