package sandbox_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/sandbox"
)

const oneMB = `"source_info":{"source":"FILE_UPLOAD","video_size":1000000,"chunk_size":1000000,"total_chunk_count":1}`

func TestInitReply(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	tok := b.signIn()
	id, up := b.begin(initPath, tok.Access, `{"post_info":{"privacy_level":"SELF_ONLY","future_field":{"a":1}},"more":[],`+oneMB+`}`)
	if !strings.HasPrefix(id, "v_pub_file~v2-1.") || len(id) > 64 {
		t.Errorf("publish_id %q", id)
	}
	if !strings.HasPrefix(up, b.srv.URL()+"/upload?upload_id=") || !strings.Contains(up, "&upload_token=") || len(up) > 256 {
		t.Errorf("upload_url %q", up)
	}
	id, _ = b.begin(inboxPath, tok.Access, `{"post_info":{"title":"ignored"},`+oneMB+`}`)
	if !strings.HasPrefix(id, "v_inbox_file~v2.") {
		t.Errorf("inbox publish_id %q", id)
	}
	if got := b.srv.Received(); len(got) != 2 || got[1].Caption != "" || got[1].Mode != "inbox" {
		t.Errorf("received %+v", got)
	}
}

func TestInitRecordsWhatWasSent(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	tok := b.signIn()
	b.begin(initPath, tok.Access, `{"post_info":{"privacy_level":"MUTUAL_FOLLOW_FRIENDS","title":"a #b","disable_comment":true,
		"disable_duet":true,"disable_stitch":true,"brand_content_toggle":true,"brand_organic_toggle":true,"is_aigc":true,
		"video_cover_timestamp_ms":1500},`+oneMB+`}`)
	got := b.srv.Received()[0]
	if got.Caption != "a #b" || got.PrivacyLevel != "MUTUAL_FOLLOW_FRIENDS" || !got.DisableComment || !got.DisableDuet || !got.DisableStitch ||
		!got.BrandContent || !got.BrandOrganic || !got.AIGC || got.CoverTimestampMs != 1500 || got.Username != "practice.creator" ||
		got.Nickname != "Practice creator" || got.OpenID != tok.OpenID || got.VideoSize != 1000000 || got.Mode != "direct" ||
		got.Status != "PROCESSING_UPLOAD" || !got.CreatedAt.Equal(b.clock.Now()) || !got.CompletedAt.IsZero() || got.PostIDs == nil {
		t.Errorf("received %+v", got)
	}
}

func TestInitRefusesBadBodies(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{Limits: sandbox.Limits{NoRates: true}})
	tok := b.signIn()
	post := func(info string) string { return `{"post_info":{` + info + `},` + oneMB + `}` }
	long := func(s string, n int) string {
		return post(`"privacy_level":"SELF_ONLY","title":"` + strings.Repeat(s, n) + `"`)
	}
	for name, tc := range map[string]struct {
		body   string
		status int
		code   string
	}{
		"empty":                  {"", 400, "invalid_params"},
		"not JSON":               {"{", 400, "invalid_params"},
		"trailing text":          {`{}{}`, 400, "invalid_params"},
		"no post_info":           {`{` + oneMB + `}`, 400, "invalid_params"},
		"no privacy":             {post(`"title":"x"`), 400, "invalid_params"},
		"empty privacy":          {post(`"privacy_level":""`), 400, "invalid_params"},
		"unknown privacy":        {post(`"privacy_level":"PUBLIC"`), 400, "invalid_params"},
		"privacy of another":     {post(`"privacy_level":"FOLLOWER_OF_CREATOR"`), 403, "privacy_level_option_mismatch"},
		"caption at the limit":   {long("x", 2200), 200, "ok"},
		"caption too long":       {long("x", 2201), 400, "invalid_params"},
		"emoji at the limit":     {long("😀", 1100), 200, "ok"},
		"emoji count twice":      {long("😀", 1101), 400, "invalid_params"},
		"umlauts count once":     {long("ü", 2200), 200, "ok"},
		"bool as text":           {post(`"privacy_level":"SELF_ONLY","is_aigc":"true"`), 400, "invalid_params"},
		"cover as text":          {post(`"privacy_level":"SELF_ONLY","video_cover_timestamp_ms":"1"`), 400, "invalid_params"},
		"cover not int32":        {post(`"privacy_level":"SELF_ONLY","video_cover_timestamp_ms":3000000000}`), 400, "invalid_params"},
		"negative cover":         {post(`"privacy_level":"SELF_ONLY","video_cover_timestamp_ms":-5`), 200, "ok"},
		"no source_info":         {`{"post_info":{"privacy_level":"SELF_ONLY"}}`, 400, "invalid_params"},
		"no source":              {`{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"video_size":1}}`, 400, "invalid_params"},
		"pull":                   {`{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"source":"PULL_FROM_URL","video_url":"https://a.test/v.mp4"}}`, 403, "url_ownership_unverified"},
		"pull without a url":     {`{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"source":"PULL_FROM_URL"}}`, 400, "invalid_params"},
		"size as text":           {`{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"source":"FILE_UPLOAD","video_size":"1","chunk_size":1,"total_chunk_count":1}}`, 400, "invalid_params"},
		"no chunk count":         {`{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"source":"FILE_UPLOAD","video_size":1,"chunk_size":1}}`, 400, "invalid_params"},
		"chunks before privacy":  {`{"post_info":{"privacy_level":"FOLLOWER_OF_CREATOR"},` + source(100, 50, 2) + `}`, 400, "invalid_params"},
		"more than a megabyte":   {`{"x":"` + strings.Repeat("x", 1<<20) + `"}`, 400, "invalid_params"},
		"fraction for a size":    {`{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"source":"FILE_UPLOAD","video_size":1.5,"chunk_size":1,"total_chunk_count":1}}`, 400, "invalid_params"},
		"PHOTO sort of source":   {`{"post_info":{"privacy_level":"SELF_ONLY"},"source_info":{"source":"file_upload","video_size":1,"chunk_size":1,"total_chunk_count":1}}`, 400, "invalid_params"},
		"both brand toggles":     {post(`"privacy_level":"PUBLIC_TO_EVERYONE","brand_content_toggle":true,"brand_organic_toggle":true`), 200, "ok"},
		"everything left out ok": {post(`"privacy_level":"SELF_ONLY"`), 200, "ok"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b.post(initPath, tok.Access, tc.body).want(t, tc.status, tc.code)
		})
	}
	r := b.do(http.MethodPost, initPath, map[string]string{"Authorization": "Bearer " + tok.Access, "Content-Type": "text/plain"}, strings.NewReader(directBody(1, 1, 1)))
	r.want(t, 400, "invalid_params")
}

func TestChunkPlans(t *testing.T) {
	t.Parallel()
	const mib, mb = 1 << 20, 1_000_000
	b := setup(t, sandbox.Scenario{Limits: sandbox.Limits{NoRates: true, PendingDrafts: 1000}})
	narrow := setup(t, sandbox.Scenario{Limits: sandbox.Limits{NoRates: true, PendingDrafts: 1000, NarrowMB: true}})
	tok, narrowTok := b.signIn(), narrow.signIn()
	for name, tc := range map[string]struct {
		size, chunk, count int64
		ok, narrowOK       bool
		message            string
	}{
		"the documents' example": {50_000_123, 10 * mb, 5, true, true, ""},
		"captured, binary 5 MB":  {158_008_374, 5 * mib, 30, true, true, ""},
		"captured, binary 10 MB": {70_000_000, 10 * mib, 6, true, true, ""},
		"ceil instead of floor":  {50_000_123, 10 * mb, 6, false, false, "The total chunk count is invalid"},
		"one too few":            {50_000_123, 10 * mb, 4, false, false, "The total chunk count is invalid"},
		"tiny":                   {55_000, 55_000, 1, true, true, ""},
		"tiny, other chunk size": {55_000, 10 * mb, 1, false, false, "The chunk size is invalid"},
		"tiny, two chunks":       {4 * mb, 2 * mb, 2, false, false, "The chunk size is invalid"},
		"one chunk, not equal":   {15 * mb, 10 * mb, 1, false, false, "The chunk size is invalid"},
		"one chunk, no chunks":   {15 * mb, 15 * mb, 0, false, false, "The total chunk count is invalid"},
		"decimal 64 MB whole":    {64 * mb, 64 * mb, 1, true, true, ""},
		"between the readings":   {66_259_900, 66_259_900, 1, true, false, "The chunk size is invalid"},
		"binary 64 MB whole":     {64 * mib, 64 * mib, 1, true, false, "The chunk size is invalid"},
		"one byte more":          {64*mib + 1, 64*mib + 1, 1, false, false, "The chunk size is invalid"},
		"decimal 5 MB chunks":    {50 * mb, 5 * mb, 10, true, false, "The chunk size is invalid"},
		"below 5 MB chunks":      {50 * mb, 5*mb - 1, 10, false, false, "The chunk size is invalid"},
		"last chunk 127.9 MB":    {128*mb - 1 + 64*mb, 64 * mb, 2, true, true, ""},
		"last chunk 128 MiB - 1": {128*mib - 1 + 64*mib, 64 * mib, 2, true, false, "The chunk size is invalid"},
		"thousand chunks":        {5000 * mib / 5 * 4, 5 * mib, 800, true, false, ""},
		"too many chunks":        {1001 * 4 * mib, 4 * mib, 1001, false, false, ""},
		"4 GiB":                  {4 << 30, 64 * mib, 64, true, false, ""},
		"more than 4 GiB":        {4<<30 + 1, 64 * mib, 64, false, false, "The request source info is empty or incorrect"},
		"nothing":                {0, 0, 0, false, false, "The request source info is empty or incorrect"},
		"negative":               {-1, -1, 1, false, false, "The request source info is empty or incorrect"},
		"no chunk size":          {10 * mb, 0, 1, false, false, "The chunk size is invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check := func(b *bundle, token string, ok bool) {
				r := b.post(inboxPath, token, "{"+source(tc.size, tc.chunk, tc.count)+"}")
				if ok {
					r.want(t, 200, "ok")
					return
				}
				r.want(t, 400, "invalid_params")
				if !strings.Contains(r.body, tc.message) {
					t.Errorf("message in %s, want %q", r.body, tc.message)
				}
			}
			check(b, tok.Access, tc.ok)
			check(narrow, narrowTok.Access, tc.narrowOK)
		})
	}
}

// TestReadingsOfMB: each reading alone refuses what the other one lets through.
func TestReadingsOfMB(t *testing.T) {
	t.Parallel()
	const mib, mb = 1 << 20, 1_000_000
	for name, tc := range map[string]struct {
		size, chunk, count int64
		decimal, binary    int // HTTP status
	}{
		"decimal 5 MB chunks": {50 * mb, 5 * mb, 10, 200, 400},
		"binary 64 MB whole":  {64 * mib, 64 * mib, 1, 400, 200},
		"captured plan":       {158_008_374, 5 * mib, 30, 200, 200},
		"neither reading":     {68 * mb, 68 * mb, 1, 400, 400},
		"4 GiB":               {4 << 30, 64 * mb, 67, 400, 200},
	} {
		for reading, want := range map[string]int{"decimal": tc.decimal, "binary": tc.binary} {
			b := setup(t, sandbox.Scenario{Limits: sandbox.Limits{Megabyte: reading}})
			if r := b.post(inboxPath, b.signIn().Access, "{"+source(tc.size, tc.chunk, tc.count)+"}"); r.status != want {
				t.Errorf("%s, %s: %d %s", name, reading, r.status, r.body)
			}
		}
	}
}

func TestTokenAndScopeComeFirst(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	basic := b.signIn("scope", "user.info.basic")
	for _, path := range []string{initPath, inboxPath, statusPath, infoPath, "/v2/post/publish/cancel/", "/v2/video/list/", "/v2/video/query/"} {
		b.post(path, "act.unknown", "nonsense").want(t, 401, "access_token_invalid")
		b.post(path, basic.Access, "nonsense").want(t, 401, "scope_not_authorized")
		if r := b.post(strings.TrimSuffix(path, "/"), basic.Access, "{}"); r.status != http.StatusNotFound {
			t.Errorf("%s without the last slash: %d", path, r.status)
		}
	}
	r := b.do(http.MethodPost, infoPath, map[string]string{"Authorization": basic.Access}, nil)
	r.want(t, 401, "access_token_invalid")
	upload := b.signIn("scope", "user.info.basic,video.upload")
	b.post(initPath, upload.Access, directBody(1000, 1000, 1)).want(t, 401, "scope_not_authorized")
	b.post(inboxPath, upload.Access, inboxBody(1000)).want(t, 200, "ok")
}

func TestErrorDataComesAndGoes(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	with := 0
	for range 6 {
		if strings.Contains(b.post(infoPath, "", "").body, `"data":{}`) {
			with++
		}
	}
	if with != 3 {
		t.Errorf("%d of 6 errors had data", with)
	}
}

func TestRatesPerMinute(t *testing.T) {
	t.Parallel()
	for path, tc := range map[string]struct {
		limit int
		body  string
	}{
		infoPath:   {20, "{}"},
		initPath:   {6, directBody(1000, 1000, 1)},
		inboxPath:  {6, inboxBody(1000)},
		statusPath: {30, `{"publish_id":"x"}`},
	} {
		b := setup(t, sandbox.Scenario{Limits: sandbox.Limits{PendingDrafts: 100}})
		tok, other := b.signIn(), b.signIn()
		for range tc.limit {
			if r := b.post(path, tok.Access, tc.body); r.status == http.StatusTooManyRequests {
				t.Fatalf("%s: refused too early", path)
			}
			b.clock.advance(time.Second)
		}
		b.post(path, tok.Access, tc.body).want(t, 429, "rate_limit_exceeded")
		if r := b.post(path, other.Access, tc.body); r.status == http.StatusTooManyRequests {
			t.Errorf("%s: the limit is not per token", path)
		}
		// The window slides: when the first request is a minute old there is room for one.
		b.clock.advance(time.Minute - time.Duration(tc.limit)*time.Second)
		if r := b.post(path, tok.Access, tc.body); r.status == http.StatusTooManyRequests {
			t.Errorf("%s: refused a minute later", path)
		}
		b.post(path, tok.Access, tc.body).want(t, 429, "rate_limit_exceeded")
	}
}

func TestDraftsCap(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{
		Limits:     sandbox.Limits{NoRates: true},
		Creators:   []sandbox.Creator{{Username: "busy", PendingDrafts: 2}},
		Processing: sandbox.Processing{Polls: new(0), InboxFinishedAfterPolls: 1},
	})
	tok := b.signIn()
	data := testBytes(100)
	id := b.publish(inboxPath, tok.Access, inboxBody(100), data)
	b.begin(inboxPath, tok.Access, inboxBody(100))
	b.begin(inboxPath, tok.Access, inboxBody(100))
	b.post(inboxPath, tok.Access, inboxBody(100)).want(t, 403, "spam_risk_too_many_pending_share")
	b.status(tok.Access, id)
	if st := b.status(tok.Access, id); st.Status != "PUBLISH_COMPLETE" {
		t.Fatalf("the creator finished the draft: %+v", st)
	}
	b.post(inboxPath, tok.Access, inboxBody(100)).want(t, 200, "ok")
	b.post(inboxPath, tok.Access, inboxBody(100)).want(t, 403, "spam_risk_too_many_pending_share")
	b.clock.advance(24 * time.Hour)
	b.post(inboxPath, b.signIn().Access, inboxBody(100)).want(t, 200, "ok")
}

func TestPostsCap(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{Limits: sandbox.Limits{NoRates: true}, Creators: []sandbox.Creator{{Username: "busy", PostedToday: 13}}})
	tok := b.signIn()
	data := testBytes(100)
	body := directBody(100, 100, 1)
	_, early := b.begin(initPath, tok.Access, body)
	b.publish(initPath, tok.Access, body, data)
	b.begin(initPath, tok.Access, body) // no bytes, so it does not count
	b.publish(initPath, tok.Access, body, data)
	b.post(infoPath, tok.Access, "").want(t, 200, "spam_risk_too_many_posts")
	b.post(initPath, tok.Access, body).want(t, 403, "spam_risk_too_many_posts")
	if r := b.put(early, data, 0, 99); r.status != http.StatusCreated {
		t.Fatalf("upload of an earlier init: %d", r.status)
	}
	id := b.srv.Received()[0].PublishID
	b.status(tok.Access, id)
	if st := b.status(tok.Access, id); st.FailReason != "spam_risk_too_many_posts" {
		t.Errorf("the 16th post: %+v", st)
	}
	b.post(inboxPath, tok.Access, inboxBody(100)).want(t, 200, "ok") // another cap
}

func TestRefusedCreators(t *testing.T) {
	t.Parallel()
	for code, inbox := range map[string]string{
		"spam_risk_too_many_posts":           "ok",
		"spam_risk_user_banned_from_posting": "spam_risk_user_banned_from_posting",
		"reached_active_user_cap":            "ok",
	} {
		b := setup(t, sandbox.Scenario{Creators: []sandbox.Creator{{Username: "creator", Refuse: code}}})
		tok := b.signIn()
		b.post(infoPath, tok.Access, "").want(t, 200, code)
		b.post(initPath, tok.Access, directBody(100, 100, 1)).want(t, 403, code)
		if got := b.post(inboxPath, tok.Access, inboxBody(100)).code(t); got != inbox {
			t.Errorf("%s: inbox says %q", code, got)
		}
	}
}

func TestUnauditedApp(t *testing.T) {
	t.Parallel()
	sc := sandbox.Scenario{App: sandbox.App{Audited: new(false)}}
	for i := range 7 {
		sc.Creators = append(sc.Creators, sandbox.Creator{Username: "private." + strconv.Itoa(i), Private: true})
	}
	sc.Creators = append(sc.Creators, sandbox.Creator{Username: "public"})
	b := setup(t, sc)
	public := b.signInAs(sc, "public")
	b.post(infoPath, public.Access, "").want(t, 200, "ok")
	b.post(initPath, public.Access, directBody(100, 100, 1)).want(t, 403, "unaudited_client_can_only_post_to_private_accounts")
	b.post(inboxPath, public.Access, inboxBody(100)).want(t, 200, "ok")
	first := b.signInAs(sc, "private.0")
	b.post(initPath, first.Access, `{"post_info":{"privacy_level":"FOLLOWER_OF_CREATOR"},`+oneMB+`}`).want(t, 403, "privacy_level_option_mismatch")
	for i := range 5 {
		b.post(initPath, b.signInAs(sc, "private."+strconv.Itoa(i)).Access, directBody(100, 100, 1)).want(t, 200, "ok")
	}
	sixth := b.signInAs(sc, "private.5")
	b.post(initPath, sixth.Access, directBody(100, 100, 1)).want(t, 403, "reached_active_user_cap")
	b.post(infoPath, sixth.Access, "").want(t, 200, "reached_active_user_cap")
	b.post(initPath, first.Access, directBody(100, 100, 1)).want(t, 200, "ok")
	b.clock.advance(24 * time.Hour)
	b.post(initPath, b.signInAs(sc, "private.5").Access, directBody(100, 100, 1)).want(t, 200, "ok")
}
