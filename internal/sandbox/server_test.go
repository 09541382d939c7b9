package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuedrop/internal/sandbox"
)

func TestListenRefusesOtherAddresses(t *testing.T) {
	t.Parallel()
	srv, err := sandbox.New(sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = srv.Close() }()
	for _, addr := range []string{":0", "0.0.0.0:0", "192.0.2.1:0", "example.com:80", "[::]:0", "127.0.0.1", "nonsense"} {
		if err := srv.Listen(addr); err == nil {
			t.Errorf("%q was accepted", addr)
		}
	}
	if srv.URL() != "" {
		t.Errorf("URL before Listen: %q", srv.URL())
	}
	if err := srv.Listen("localhost:0"); err != nil {
		t.Fatal(err)
	}
	if err := srv.Listen("127.0.0.1:0"); err == nil {
		t.Error("a second Listen was accepted")
	}
	if err := srv.Close(); err != nil {
		t.Error(err)
	}
	if err := srv.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
}

func TestTemporaryFolderIsRemoved(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	t.Setenv("TMP", tmp)
	b := setupConfig(t, sandbox.Config{})
	tok := b.signIn()
	b.publish(initPath, tok.Access, directBody(1000, 1000, 1), smallVideo)
	if files, _ := filepath.Glob(filepath.Join(tmp, "*", "*.mp4")); len(files) != 1 {
		t.Errorf("files while running: %v", files)
	}
	if err := b.srv.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(tmp); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestOwnFolderStays(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "b")
	b := setupConfig(t, sandbox.Config{Dir: dir})
	tok := b.signIn()
	b.publish(initPath, tok.Access, directBody(1000, 1000, 1), smallVideo)
	if err := b.srv.Close(); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.mp4"))
	if len(files) != 1 {
		t.Fatalf("files %v", files)
	}
	if data, err := os.ReadFile(files[0]); err != nil || string(data) != string(smallVideo) {
		t.Errorf("file: %d bytes, %v", len(data), err)
	}
	if _, err := sandbox.New(sandbox.Config{Dir: filepath.Join(files[0], "x")}); err == nil {
		t.Error("a folder inside a file was accepted")
	}
}

func TestHandlerOnAnotherServer(t *testing.T) {
	t.Parallel()
	srv, err := sandbox.New(sandbox.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(srv.Handler())
	b := &bundle{t: t, srv: srv, client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if r := b.get(web.URL + "/healthz"); r.status != 200 || strings.TrimSpace(r.body) != "ok" {
		t.Errorf("healthz: %d %q", r.status, r.body)
	}
	q := b.get(web.URL + authQuery()).callback(t)
	var tok tokens
	b.form(web.URL+tokenPath, exchange(q.Get("code"))).decode(t, &tok)
	if _, up := b.begin(web.URL+initPath, tok.Access, directBody(1000, 1000, 1)); !strings.HasPrefix(up, web.URL+"/upload?") {
		t.Errorf("upload_url %q is not at %s", up, web.URL)
	}
	if err := srv.Close(); err != nil {
		t.Fatal(err)
	}
	if r := b.get(web.URL + "/healthz"); r.status != http.StatusServiceUnavailable {
		t.Errorf("after Close: %d", r.status)
	}
	web.Close()
	if err := srv.Listen("127.0.0.1:0"); err == nil {
		t.Error("Listen after Close was accepted")
	}
}

// A web page may point its own name at this computer; its requests carry that
// name.
func TestForeignHostIsRefused(t *testing.T) {
	t.Parallel()
	srv, err := sandbox.New(sandbox.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = srv.Close() }()
	for host, want := range map[string]int{
		"127.0.0.1:80": 200, "localhost": 200, "[::1]:80": 200, "evil.test": 421, "127.0.0.1.evil.test:80": 421, "192.0.2.1:80": 421,
	} {
		r := httptest.NewRequest(http.MethodGet, "/received", nil)
		r.Host = host
		w := httptest.NewRecorder()
		srv.Handler().ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", host, w.Code, want)
		}
	}
}
