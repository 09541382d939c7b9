package proof_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// TestNoSecretIsLeftAnywhere takes a workspace through a life: signing in, a clip that is
// converted, an upload that is killed in its middle, a start after that, an export. No
// byte of a secret is then in a file, in what was printed or logged, or in the arguments
// or the environment of any process that the program started. The tokens are those that
// the practice TikTok made, read from the wire. The workspace has a passphrase, so that the
// words of the post are searched for too: they may be in what the user asked to be printed
// and exported, and nowhere else.
func TestNoSecretIsLeftAnywhere(t *testing.T) {
	t.Parallel()
	needStrace(t)
	s := newSpace(t)
	s.connect()
	j := newJourney(t, s)
	clip := j.clip("a clip with a name.mov", true)
	watched := s.watch()
	j.openTikTok(map[string]any{"faults": []any{map[string]any{"on": "chunk", "nth": 1, "do": "stall"}}})
	var traces []trace
	traced := func(name string, run func()) {
		j.trace = filepath.Join(j.out, "trace-"+name)
		run()
		traces = append(traces, readTrace(t, j.trace))
		j.trace = ""
	}
	traced("connect", func() { j.run("account", "connect", "--json") })
	traced("add", func() {
		j.run("post", "add", clip, "--account", "practice.creator", "--caption", j.caption+` "é" #`+j.hashtag, "--privacy", "self", "--now", "--consent", "--json")
	})
	traced("killed", func() { j.killWhileUploading(watched) })
	killed := j.files()
	var states struct{ States map[string]int }
	traced("again", func() { j.decode(&states, "run", "--until-idle", "--for", "50s", "--json") })
	if states.States["published"] != 1 {
		t.Fatalf("after the kill: %v\n%s", states.States, j.said.String())
	}
	exported := filepath.Join("home", "taken along.zip")
	j.run("data", "export", filepath.Join(j.dir, exported), "--json")
	j.run("doctor")
	ended := j.files()

	said := streams(t, watched.end())
	secrets, printed := j.secretsOnTheWire(said), j.said.Bytes()
	for name, word := range map[string]string{"caption": j.caption, "hashtag": j.hashtag} {
		secrets[name] = word
		if !j.published(said, word) || !bytes.Contains(printed, []byte(word)) {
			t.Errorf("the %s was not published or not printed: the test looks for the wrong words", name)
		}
	}
	for name, secret := range secrets {
		users, shown := name == "caption" || name == "hashtag", printed
		if users {
			shown = j.logged.Bytes()
		}
		for how, text := range spellings(secret) {
			for when, files := range map[string]map[string][]byte{"after the kill": killed, "at the end": ended} {
				for path, raw := range files {
					if users && path == exported {
						continue
					}
					if bytes.Contains(raw, text) || strings.Contains(path, string(text)) {
						t.Errorf("%s: %s has the %s (%s)", when, path, name, how)
					}
				}
			}
			if bytes.Contains(shown, text) {
				t.Errorf("a command printed or logged the %s (%s)", name, how)
			}
			for _, tr := range traces {
				for _, child := range tr.children {
					if strings.Contains(child, string(text)) {
						program, _, _ := strings.Cut(child, ",")
						t.Errorf("%s was started with the %s (%s)", program, name, how)
					}
				}
			}
		}
	}

	// What is there on purpose is found by the same search, so that it searches.
	all := bytes.Join([][]byte{ended["data/workspaces/default/cuedrop.db"], ended["data/workspaces/default/cuedrop.db-wal"]}, nil)
	if !bytes.Contains(all, []byte("a clip with a name.mov")) {
		t.Errorf("the search does not find the clip's name in the database: %v", names(ended))
	}
	if wal := killed["data/workspaces/default/cuedrop.db-wal"]; len(wal) == 0 {
		t.Errorf("the kill left no log of the database to search: %v", names(killed))
	}
	ffmpeg, browser, children := 0, 0, 0
	for _, tr := range traces {
		ffmpeg, browser, children = ffmpeg+tr.started("ffmpeg"), browser+tr.started("browser"), children+len(tr.children)
	}
	if ffmpeg == 0 || browser != 1 {
		t.Errorf("the trace saw ffmpeg %d times and the browser %d times", ffmpeg, browser)
	}
	if t.Failed() {
		return
	}
	t.Logf("%d secrets in %d files after the kill, %d at the end, %d bytes of output, %d processes: none found",
		len(secrets), len(killed), len(ended), len(printed), children)
}

// killWhileUploading starts the scheduler, waits until the clip is on its way to TikTok,
// and kills the program.
func (j *journey) killWhileUploading(watched *capture) {
	j.t.Helper()
	cmd := j.command(j.t.Context(), "run")
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := j.space.start(cmd); err != nil {
		j.t.Fatal(err)
	}
	wait(j.t, "the upload", func() bool { return watched.saw("PUT /upload") })
	pid, err := strconv.Atoi(readTrace(j.t, j.trace).pid)
	if err == nil {
		err = syscall.Kill(pid, syscall.SIGKILL)
	}
	if err != nil {
		j.t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	j.said.Write(said.Bytes())
	j.logged.Write(said.Bytes())
}

// published reports whether TikTok was sent a word.
func (j *journey) published(said map[way][]byte, word string) bool {
	j.t.Helper()
	for _, text := range said {
		if bytes.Contains(text, []byte("POST /v2/post/publish/video/init/")) && bytes.Contains(text, []byte(word)) {
			return true
		}
	}
	return false
}

// files reads every file that the program may have written, by its name below its folder.
func (j *journey) files() map[string][]byte {
	j.t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(j.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, j.dir+"/")] = raw
		return err
	})
	if err != nil {
		j.t.Fatal(err)
	}
	return all
}

func names(files map[string][]byte) (all []string) {
	for name := range files {
		all = append(all, name)
	}
	return all
}

// minted is what TikTok hands out and what a sign-in is proven with.
var minted = map[string]*regexp.Regexp{
	"access token":       regexp.MustCompile(`"access_token": ?"([^"]+)"`),
	"refresh token":      regexp.MustCompile(`"refresh_token": ?"([^"]+)"`),
	"upload token":       regexp.MustCompile(`upload_token=([A-Za-z0-9._~-]+)`),
	"authorization code": regexp.MustCompile(`[?&]code=([^& ]+)`),
	"code verifier":      regexp.MustCompile(`code_verifier=([^& ]+)`),
}

// secretsOnTheWire are the secrets of the journey, those that were given and those that
// went over the wire. A kind that did not appear fails the test.
func (j *journey) secretsOnTheWire(said map[way][]byte) map[string]string {
	j.t.Helper()
	secrets := map[string]string{"passphrase": j.passphrase, "client secret": j.clientSecret}
	for kind, find := range minted {
		seen := 0
		for _, text := range said {
			for _, m := range find.FindAllSubmatch(text, -1) {
				seen++
				secret, err := url.QueryUnescape(string(m[1]))
				if err != nil || len(secret) < 8 {
					j.t.Errorf("%s on the wire: %d bytes, %v", kind, len(secret), err)
					continue
				}
				secrets[kind+" "+secret[len(secret)-3:]] = secret
			}
		}
		if seen == 0 {
			j.t.Errorf("no %s went over the wire: the test looks in the wrong place", kind)
		}
	}
	return secrets
}

// spellings are the ways in which a secret may have been written down.
func spellings(secret string) map[string][]byte {
	var wide bytes.Buffer
	for _, b := range []byte(secret) { // all of them are ASCII
		wide.Write([]byte{b, 0})
	}
	all := map[string][]byte{
		"as it is": []byte(secret), "in hexadecimal": []byte(hex.EncodeToString([]byte(secret))),
		"in base64": []byte(base64.StdEncoding.EncodeToString([]byte(secret)[:len(secret)/3*3])), // whatever follows
		"in UTF-16": wide.Bytes(),
	}
	if escaped := url.QueryEscape(secret); escaped != secret {
		all["escaped"] = []byte(escaped)
	}
	return all
}
