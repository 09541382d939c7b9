package sandbox_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"cuedrop/internal/sandbox"
)

func TestPageEscapesCaptions(t *testing.T) {
	t.Parallel()
	const nasty = `<script>alert(1)</script>"><img src=x onerror=alert(2)>`
	b := setup(t, sandbox.Scenario{Creators: []sandbox.Creator{{Username: "creator", Nickname: "<i>Nick</i>"}}})
	tok := b.signIn()
	title, _ := json.Marshal(nasty)
	body := `{"post_info":{"privacy_level":"SELF_ONLY","is_aigc":true,"brand_content_toggle":true,"disable_duet":true,"title":` + string(title) + `},` + source(1000, 1000, 1) + `}`
	id := b.publish(initPath, tok.Access, body, smallVideo)
	r := b.get("/")
	for _, bad := range []string{"<script>alert", "<img src=x", "<i>Nick"} {
		if strings.Contains(r.body, bad) {
			t.Errorf("the page contains %q", bad)
		}
	}
	for _, want := range []string{"&lt;script&gt;alert(1)", "&lt;i&gt;Nick", shaHex(smallVideo), "1.0 kB", "/received/" + id + "/video", "Paid partnership", "AI-generated", "Duet off", "Comments on"} {
		if !strings.Contains(r.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if b.srv.Received()[0].Caption != nasty {
		t.Errorf("caption %q", b.srv.Received()[0].Caption)
	}
	csp := r.header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("policy %q", csp)
	}
	if again := b.get("/").header.Get("Content-Security-Policy"); again == csp {
		t.Error("the nonce is not new for each page")
	}
}

// TestThePhoneShowsThePost: the clip's frame has what a viewer sees in TikTok.
func TestThePhoneShowsThePost(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{Processing: sandbox.Processing{Polls: new(0)}})
	tok := b.signIn()
	show := func(info string) string {
		id := b.publish(initPath, tok.Access, `{"post_info":{`+info+`},`+source(1000, 1000, 1)+`}`, smallVideo)
		b.status(tok.Access, id)
		_, page, _ := strings.Cut(b.get("/").body, `id="`+id)
		page, _, _ = strings.Cut(page, "</article>")
		return page
	}
	for name, tc := range map[string]struct {
		info  string
		shows []string
		not   []string
	}{
		"tags": {
			`"privacy_level":"PUBLIC_TO_EVERYONE","title":"#one two#three\n@four <5"`,
			[]string{`<b class="tag">#one</b> two#three` + "\n" + `<b class="tag">@four</b> &lt;5`, ">Everyone<", ">Posted<"},
			[]string{"Paid", "Promotional", "AI-generated"},
		},
		"promotional": {`"privacy_level":"SELF_ONLY","brand_organic_toggle":true`, []string{`<span class="label">Promotional content`, ">Only me<", "No caption"}, []string{"Paid"}},
		"both brands": {`"privacy_level":"MUTUAL_FOLLOW_FRIENDS","brand_content_toggle":true,"brand_organic_toggle":true`, []string{`<span class="label">Paid partnership`, ">Friends<"}, []string{"Promotional"}},
		"made by AI":  {`"privacy_level":"SELF_ONLY","is_aigc":true,"disable_comment":true`, []string{`<span class="label">Creator labeled as AI-generated`, "Comments off", "Stitch on"}, nil},
	} {
		page := show(tc.info)
		for _, want := range tc.shows {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page lacks %q:\n%s", name, want, page)
			}
		}
		for _, bad := range tc.not {
			if strings.Contains(page, bad) {
				t.Errorf("%s: the page has %q", name, bad)
			}
		}
	}
	b.act(`{"do":"add_fault","fault":{"on":"init","nth":1,"do":"fail:internal"}}`)
	if page := show(`"privacy_level":"SELF_ONLY"`); !strings.Contains(page, `bad">Failed <code>internal</code>`) {
		t.Errorf("a failed post: %s", page)
	}
}

func TestPageListsNewestFirst(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	if r := b.get("/"); !strings.Contains(r.body, "Nothing received yet") {
		t.Errorf("empty page: %s", r.body)
	}
	if r := b.get("/received"); r.body != "[]\n" {
		t.Errorf("empty list: %q", r.body)
	}
	tok := b.signIn()
	older := b.publish(inboxPath, tok.Access, inboxBody(1000), smallVideo)
	newer, _ := b.begin(initPath, tok.Access, directBody(3_000_000_000, 60_000_000, 50))
	page := b.get("/").body
	if o, n := strings.Index(page, `id="`+older), strings.Index(page, `id="`+newer); n < 0 || o < n {
		t.Errorf("order of articles: newer at %d, older at %d", n, o)
	}
	if !strings.Contains(page, "Inbox draft") || !strings.Contains(page, "3.00 GB") {
		t.Error("the page lacks the inbox draft or the size")
	}
	r := b.get("/received")
	var list []map[string]any
	r.decode(t, &list)
	if len(list) != 2 || list[0]["publishId"] != older || list[1]["publishId"] != newer {
		t.Fatalf("list %v", list)
	}
	if _, has := list[1]["completedAt"]; has || list[1]["createdAt"] != "2026-11-23T09:30:00Z" || list[0]["postIds"] == nil {
		t.Errorf("list %v", list)
	}
	tag := r.header.Get("ETag")
	b.begin(inboxPath, tok.Access, inboxBody(5))
	if b.get("/received").header.Get("ETag") == tag {
		t.Error("the ETag did not change with the list")
	}
	for _, path := range []string{"/received/" + newer + "/video", "/received/nothing/video", "/nothing"} {
		if r := b.get(path); r.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.status)
		}
	}
}
