//go:build linux

// Bench measures what README promises as ratios against a named baseline in the
// same run: the upload of 1 GiB against curl, and the sizes of the binaries. The
// full conversion against bare ffmpeg is a Go benchmark in internal/media, because
// only that package knows the arguments.
//
// It drives the built programs as a user would and knows none of our packages.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"time"
)

const (
	cuedrop = "bin/cuedrop"
	desktop = "build/bin/cuedrop"
	rounds  = 3
	gib     = 1 << 30
	chunk   = 10 << 20 // bytes; what the publisher sends, so that both do the same work
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "cuedrop-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	clip := filepath.Join(dir, "clip.mp4")
	if err := makeClip(clip); err != nil {
		return fmt.Errorf("make clip: %w", err)
	}
	s, err := startSandbox(dir)
	if err != nil {
		return err
	}
	defer s.stop()
	w, err := newWorkspace(dir, s)
	if err != nil {
		return err
	}
	var ratios []float64
	var peak int64
	for i := range rounds {
		// In turn, so that a machine whose speed drifts slows both alike.
		base, err := s.curl(clip)
		if err != nil {
			return fmt.Errorf("curl: %w", err)
		}
		ours, rss, err := w.publish(clip, i)
		if err != nil {
			return fmt.Errorf("publish: %w", err)
		}
		ratios = append(ratios, base.Seconds()/ours.Seconds())
		peak = max(peak, rss)
		fmt.Printf("upload 1 GiB, round %d: curl %.2f s, cuedrop %.2f s, ratio %.2f\n", i+1, base.Seconds(), ours.Seconds(), ratios[i])
	}
	sort.Float64s(ratios)
	fmt.Printf("upload speed against curl, median of %d: %.2f (goal: at least 0.70)\n", rounds, ratios[rounds/2])
	fmt.Printf("peak memory of the publisher: %.0f MB (goal: at most 100 MB)\n", float64(peak)/1e6)
	for _, b := range []struct {
		path string
		goal int64
	}{{cuedrop, 30}, {desktop, 35}} {
		info, err := os.Stat(b.path)
		if err != nil {
			return err
		}
		fmt.Printf("size of %s: %.1f MB (goal: at most %d MB)\n", b.path, float64(info.Size())/1e6, b.goal)
	}
	return nil
}

// makeClip writes a conforming clip of 1 GiB: a second of picture and a free box
// that players skip.
func makeClip(path string) error {
	cmd := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=720x1280:r=30:d=4",
		"-f", "lavfi", "-i", "sine=sample_rate=48000:duration=4", "-ac", "2", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
		"-profile:v", "main", "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv",
		"-c:a", "aac", "-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", path)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	free := make([]byte, 8)
	binary.BigEndian.PutUint32(free, uint32(gib-info.Size()))
	copy(free[4:], "free")
	if _, err := f.Write(free); err != nil {
		return err
	}
	left := gib - info.Size() - 8
	block := make([]byte, 1<<20)
	_, _ = rand.Read(block)
	for left > 0 {
		n := min(left, int64(len(block)))
		if _, err := f.Write(block[:n]); err != nil {
			return err
		}
		left -= n
	}
	return f.Close()
}

// server is a `cuedrop sandbox` in a process of its own.
type server struct {
	cmd         *exec.Cmd
	URL         string `json:"url"`
	Key         string `json:"clientKey"`
	Secret      string `json:"clientSecret"`
	accessToken string
}

func startSandbox(dir string) (*server, error) {
	scenario := filepath.Join(dir, "scenario.json")
	if err := os.WriteFile(scenario, []byte(`{"authorize":{"always":"approve"},"limits":{"noRates":true,"postsPerDay":1000},"processing":{"polls":0}}`), 0o600); err != nil {
		return nil, err
	}
	s := &server{cmd: exec.Command(cuedrop, "sandbox", "--json", "--scenario", scenario)}
	s.cmd.Env = append(os.Environ(), "TMPDIR="+dir)
	s.cmd.Stderr = os.Stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	return s, json.NewDecoder(out).Decode(s)
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	_ = s.cmd.Wait()
}

// signIn gets a token for curl's uploads.
func (s *server) signIn() error {
	const verifier = "a-verifier-that-is-long-enough-for-the-rules-of-pkce"
	const redirect = "http://127.0.0.1:9/callback/"
	sum := sha256.Sum256([]byte(verifier))
	q := url.Values{
		"client_key": {s.Key}, "response_type": {"code"}, "scope": {"user.info.basic,video.publish"}, "redirect_uri": {redirect},
		"state": {"bench"}, "code_challenge": {hex.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(s.URL + "/v2/auth/authorize/?" + q.Encode())
	if err != nil {
		return err
	}
	_ = res.Body.Close()
	back, err := res.Location()
	if err != nil {
		return err
	}
	res, err = client.PostForm(s.URL+"/v2/oauth/token/", url.Values{
		"client_key": {s.Key}, "client_secret": {s.Secret}, "grant_type": {"authorization_code"},
		"code": {back.Query().Get("code")}, "redirect_uri": {redirect}, "code_verifier": {verifier},
	})
	if err != nil {
		return err
	}
	defer res.Body.Close()
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&token); err != nil {
		return err
	}
	s.accessToken = token.AccessToken
	return nil
}

func (s *server) init(size int64) (uploadURL string, err error) {
	if s.accessToken == "" {
		if err := s.signIn(); err != nil {
			return "", err
		}
	}
	body := fmt.Sprintf(`{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"source":"FILE_UPLOAD","video_size":%d,"chunk_size":%d,"total_chunk_count":%d}}`, size, chunk, size/chunk)
	req, err := http.NewRequest(http.MethodPost, s.URL+"/v2/post/publish/video/init/", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+s.accessToken)
	req.Header.Set("Content-Type", "application/json; charset=UTF-8")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var reply struct {
		Data struct {
			UploadURL string `json:"upload_url"`
		} `json:"data"`
	}
	raw, err := io.ReadAll(res.Body)
	if err == nil {
		err = json.Unmarshal(raw, &reply)
	}
	if err == nil && reply.Data.UploadURL == "" {
		err = fmt.Errorf("init answered %s", raw)
	}
	return reply.Data.UploadURL, err
}

// curl uploads the clip with `curl -T`, chunk after chunk over one connection: the
// same requests as the publisher's, without hashing and without a journal. Cutting
// the file into parts is not timed.
func (s *server) curl(clip string) (time.Duration, error) {
	parts, err := os.MkdirTemp(filepath.Dir(clip), "parts-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(parts)
	upload, err := s.init(gib)
	if err != nil {
		return 0, err
	}
	f, err := os.Open(clip)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var config bytes.Buffer
	for i, first := 0, int64(0); first < gib; i++ {
		last := first + chunk - 1
		if i == gib/chunk-1 {
			last = gib - 1
		}
		part := filepath.Join(parts, fmt.Sprint(i))
		out, err := os.Create(part)
		if err != nil {
			return 0, err
		}
		_, err = io.Copy(out, io.NewSectionReader(f, first, last-first+1))
		if err := errors.Join(err, out.Close()); err != nil {
			return 0, err
		}
		if i > 0 {
			config.WriteString("next\n")
		}
		fmt.Fprintf(&config, "silent\nshow-error\nfail\noutput = /dev/null\nupload-file = %q\nurl = %q\nheader = \"Expect:\"\nheader = \"Content-Type: video/mp4\"\nheader = \"Content-Range: bytes %d-%d/%d\"\n", part, upload, first, last, int64(gib))
		first = last + 1
	}
	cmd := exec.Command("curl", "--config", "-")
	cmd.Stdin, cmd.Stderr = &config, os.Stderr
	start := time.Now()
	err = cmd.Run()
	return time.Since(start), err
}

// workspace is a signed-in workspace of the plain build.
type workspace struct {
	env     []string
	account string
}

func newWorkspace(dir string, s *server) (*workspace, error) {
	// A passphrase costs Argon2id's memory in each start, which is not the
	// publisher's; but a keyring is not on every machine that measures.
	w := &workspace{env: append(os.Environ(), "CUEDROP_DATA_DIR="+filepath.Join(dir, "data"), "CUEDROP_TIKTOK_URL="+s.URL,
		"CUEDROP_CLIENT_KEY="+s.Key, "CUEDROP_CLIENT_SECRET="+s.Secret, "CUEDROP_PASSPHRASE=bench")}
	browser := filepath.Join(dir, "browser")
	if err := os.WriteFile(browser, []byte("#!/bin/sh\nexec curl -sSL -o /dev/null \"$1\"\n"), 0o700); err != nil {
		return nil, err
	}
	w.env = append(w.env, "CUEDROP_BROWSER="+browser)
	var a struct {
		ID string `json:"id"`
	}
	err := w.json(&a, "account", "connect")
	w.account = a.ID
	return w, err
}

func (w *workspace) json(into any, args ...string) error {
	cmd := exec.Command(cuedrop, append(args, "--json")...)
	cmd.Env, cmd.Stderr = w.env, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return err
	}
	return json.Unmarshal(out, into)
}

// publish adds the clip, runs the scheduler until idle and returns how long the
// upload took, from the durable publish_id to the last byte's acknowledgement, and
// the peak memory of the publishing process in bytes.
func (w *workspace) publish(clip string, round int) (time.Duration, int64, error) {
	var p struct {
		ID      string `json:"id"`
		State   string `json:"state"`
		Journal []struct {
			At         time.Time `json:"at"`
			Transition string    `json:"transition"`
		} `json:"journal"`
	}
	if err := w.json(&p, "post", "add", clip, "--account", w.account, "--privacy", "SELF_ONLY", "--now", "--consent", "--caption", fmt.Sprint("round ", round)); err != nil {
		return 0, 0, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, cuedrop, "run", "--until-idle", "--json")
	cmd.Env = w.env
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, 0, fmt.Errorf("%w: %s", err, out)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0, 0, errors.New("no resource usage on this system")
	}
	if err := w.json(&p, "post", "show", p.ID); err != nil {
		return 0, 0, err
	}
	var from, to time.Time
	for _, e := range p.Journal {
		switch e.Transition {
		case "accept_init":
			from = e.At
		case "finish_upload":
			to = e.At
		}
	}
	if p.State != "published" || !to.After(from) {
		return 0, 0, fmt.Errorf("post %s is %s", p.ID, p.State)
	}
	return to.Sub(from), int64(usage.Maxrss) * 1024, nil // Linux counts in KiB
}
