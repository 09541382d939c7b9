package sandbox_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"cuedrop/internal/sandbox"
)

type videoPage struct {
	Data struct {
		Videos []struct {
			ID          string `json:"id"`
			CreateTime  int64  `json:"create_time"`
			Description string `json:"video_description"`
			Views       int64  `json:"view_count"`
		} `json:"videos"`
		Cursor  int64 `json:"cursor"`
		HasMore bool  `json:"has_more"`
	} `json:"data"`
}

func TestVideoList(t *testing.T) {
	t.Parallel()
	sc := sandbox.Scenario{Limits: sandbox.Limits{NoRates: true, PostsPerDay: 100}, Processing: sandbox.Processing{Polls: new(0)}}
	b := setup(t, sc)
	tok := b.signIn()
	for range 12 { // all in the same millisecond
		b.status(tok.Access, b.publish(initPath, tok.Access, publicBody(1000), smallVideo))
	}
	b.status(tok.Access, b.publish(initPath, tok.Access, directBody(1000, 1000, 1), smallVideo)) // not public
	b.publish(initPath, tok.Access, publicBody(1000), smallVideo)                                // still processing
	list := func(fields, body string) (out videoPage) {
		b.post("/v2/video/list/?fields="+fields, tok.Access, body).decode(t, &out)
		return out
	}
	first := list("id,create_time,video_description,view_count", "")
	if len(first.Data.Videos) != 10 || !first.Data.HasMore {
		t.Fatalf("first page %+v", first)
	}
	seen := map[string]bool{}
	for _, v := range first.Data.Videos {
		seen[v.ID] = true
	}
	rest := list("id", fmt.Sprintf(`{"cursor":%d,"max_count":20}`, first.Data.Cursor))
	for _, v := range rest.Data.Videos {
		seen[v.ID] = true
	}
	if len(rest.Data.Videos) != 2 || rest.Data.HasMore || len(seen) != 12 {
		t.Errorf("second page %+v, %d seen", rest, len(seen))
	}
	v := first.Data.Videos[0]
	if now := b.clock.Now(); v.CreateTime != now.Unix() || len(v.ID) != 19 || v.Description != "hello #world" || v.Views != 0 {
		t.Errorf("video %+v", v)
	}
	b.clock.advance(90 * time.Minute)
	if v := list("id,view_count", "{}").Data.Videos[0]; v.Views < 89 {
		t.Errorf("views after 90 minutes: %d", v.Views)
	}
	for _, tc := range [][2]string{{"", "{}"}, {"id,fps", "{}"}, {"id", `{"max_count":21}`}, {"id", `{"max_count":0}`}, {"id", `{"cursor":"1"}`}} {
		b.post("/v2/video/list/?fields="+tc[0], tok.Access, tc[1]).want(t, 400, "invalid_params")
	}
	other := b.signInAs(sc, "quiet.corner")
	var none videoPage
	b.post("/v2/video/list/?fields=id", other.Access, "{}").decode(t, &none)
	if none.Data.Videos == nil || len(none.Data.Videos) != 0 {
		t.Errorf("another creator sees %+v", none)
	}
}

func TestVideoQuery(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{Processing: sandbox.Processing{Polls: new(0), PostIDsAfterPolls: new(0)}})
	tok := b.signIn()
	id := b.status(tok.Access, b.publish(initPath, tok.Access, publicBody(1000), smallVideo)).PostIDs[0].String()
	r := b.post("/v2/video/query/?fields=id,title,share_url,embed_link,embed_html,cover_image_url,duration,width,height,like_count,comment_count,share_count",
		tok.Access, `{"filters":{"video_ids":["`+id+`","1"]}}`)
	var out struct {
		Data struct {
			Videos []map[string]any `json:"videos"`
		} `json:"data"`
	}
	r.decode(t, &out)
	if len(out.Data.Videos) != 1 || out.Data.Videos[0]["id"] != id || len(out.Data.Videos[0]) != 12 {
		t.Errorf("videos %+v", out)
	}
	if got := b.get(out.Data.Videos[0]["embed_link"].(string)).body; got != string(smallVideo) {
		t.Errorf("embed_link gives %d bytes", len(got))
	}
	ids := `"1"`
	for i := range 20 {
		ids += `,"` + strconv.Itoa(i) + `"`
	}
	for _, body := range []string{"", "{}", `{"filters":{"video_ids":[]}}`, `{"filters":{"video_ids":[1]}}`, `{"filters":{"video_ids":[` + ids + `]}}`} {
		b.post("/v2/video/query/?fields=id", tok.Access, body).want(t, 400, "invalid_params")
	}
	b.post("/v2/video/query/", tok.Access, `{"filters":{"video_ids":["1"]}}`).want(t, 400, "invalid_params")
	var user struct {
		Data struct {
			User struct {
				Count int64 `json:"video_count"`
			} `json:"user"`
		} `json:"data"`
	}
	b.do("GET", "/v2/user/info/?fields=video_count", bearer(tok.Access), nil).decode(t, &user)
	if user.Data.User.Count != 1 {
		t.Errorf("video_count %d", user.Data.User.Count)
	}
}
