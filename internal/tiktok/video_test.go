package tiktok

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const wantVideoFields = "fields=id,create_time,share_url,title,video_description,duration,view_count,like_count,comment_count,share_count"

func TestVideoListOnTheWire(t *testing.T) {
	t.Parallel()
	video := `{"id":"7678907398077074696","create_time":1764000000,"share_url":"https://www.tiktok.com/@ann/video/7678907398077074696?x=1",
		"title":"Hi","video_description":"Hi #fun","duration":61,"view_count":9007199254740993,"like_count":3,"comment_count":2,"share_count":1}`
	b := setup(t, saying(200, ok(`{"videos":[`+video+`],"cursor":1763999999000,"has_more":true}`)))
	page, err := b.VideoList(t.Context(), "act.1", 1764000001000, 7)
	want := cuedrop.Video{
		ID: "7678907398077074696", CreatedAt: time.Unix(1764000000, 0).UTC(), ShareURL: "https://www.tiktok.com/@ann/video/7678907398077074696?x=1",
		Title: "Hi", Description: "Hi #fun", Duration: 61 * time.Second, Views: 9007199254740993, Likes: 3, Comments: 2, Shares: 1,
	}
	if err != nil || !page.More || page.Cursor != 1763999999000 || !slices.Equal(page.Videos, []cuedrop.Video{want}) {
		t.Errorf("page %+v, %v", page, err)
	}
	r := b.last(t)
	if r.Method != "POST" || r.Path != "/v2/video/list/" || r.Query != wantVideoFields || r.Body != `{"cursor":1764000001000,"max_count":7}` ||
		r.Header.Get("Authorization") != "Bearer act.1" || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		t.Errorf("request %+v", r)
	}
	for limit, body := range map[int]string{0: `{"max_count":20}`, -1: `{"max_count":20}`, 1: `{"max_count":1}`, 21: `{"max_count":20}`} {
		b := setup(t, saying(200, ok(`{"videos":[],"cursor":0,"has_more":false}`)))
		page, err := b.VideoList(t.Context(), "act.1", 0, limit)
		if err != nil || page.More || len(page.Videos) != 0 || b.last(t).Body != body {
			t.Errorf("limit %d: %+v, %v, sent %s", limit, page, err, b.last(t).Body)
		}
	}
}

func TestOddVideos(t *testing.T) {
	t.Parallel()
	none := cuedrop.Video{ID: "7", Views: -1, Likes: -1, Comments: -1, Shares: -1}
	with := func(change func(*cuedrop.Video)) []cuedrop.Video {
		v := none
		change(&v)
		return []cuedrop.Video{v}
	}
	tests := map[string][]cuedrop.Video{
		`{"id":"7"}`:                      {none},
		`{"id":7}`:                        {none},
		`{"id":7.0}`:                      {none},
		`{"id":"7"},{"id":"7"}`:           {none},
		`1,null,[],"x",{"id":"7"}`:        {none},
		`{"id":""},{"id":"a b"},{"id":0}`: {},
		`{}`:                              {},
		`{"id":"7","create_time":0,"duration":-3,"view_count":-1,"like_count":"x"}`: {none},
		`{"id":"7","create_time":1764000000000}`:                                    {none}, // milliseconds
		`{"id":"7","create_time":"1764000000"}`:                                     with(func(v *cuedrop.Video) { v.CreatedAt = time.Unix(1764000000, 0).UTC() }),
		`{"id":"7","view_count":"12","like_count":1.2e1,"share_count":0}`:           with(func(v *cuedrop.Video) { v.Views, v.Likes, v.Shares = 12, 12, 0 }),
		`{"id":"7","duration":9e30}`:                                                with(func(v *cuedrop.Video) { v.Duration = (1<<31 - 1) * time.Second }),
		`{"id":"7","share_url":"https://evil.com/"}`:                                {none},
		`{"id":"7","share_url":"https://tiktok.com/@a/video/7"}`:                    with(func(v *cuedrop.Video) { v.ShareURL = "https://tiktok.com/@a/video/7" }),
	}
	for list, want := range tests {
		b := setup(t, saying(200, ok(`{"videos":[`+list+`],"has_more":false}`)))
		page, err := b.VideoList(t.Context(), "act.1", 0, 0)
		if err != nil || !slices.Equal(page.Videos, want) {
			t.Errorf("%s: %+v, %v, want %+v", list, page.Videos, err, want)
		}
	}
	for _, data := range []string{`{}`, `null`, `[]`, `"x"`, `{"videos":{}}`} {
		_, err := setup(t, saying(200, ok(data))).VideoList(t.Context(), "act.1", 0, 0)
		wantFault(t, data, err, fault.Unavailable, "tiktok.bad_answer")
		_, err = setup(t, saying(200, ok(data))).VideoQuery(t.Context(), "act.1", []string{"1"})
		wantFault(t, data, err, fault.Unavailable, "tiktok.bad_answer")
	}
}

func TestShareURLsLeadToTikTok(t *testing.T) {
	t.Parallel()
	tiktok := New(Config{HTTP: http.DefaultClient, Now: testClock})
	loopback := New(Config{HTTP: http.DefaultClient, Now: testClock, Loopback: &url.URL{Scheme: "http", Host: "127.0.0.1:1"}})
	for raw, want := range map[string][2]bool{ // allowed at TikTok, in sandbox mode
		"https://www.tiktok.com/@a/video/1":       {true, true},
		"https://tiktok.com:443/x":                {true, true},
		"https://vm.tiktok.com/x":                 {true, true},
		"http://www.tiktok.com/x":                 {false, false},
		"https://www.tiktok.com:8443/x":           {false, false},
		"https://u@www.tiktok.com/x":              {false, false},
		"https://www.tiktok.com.evil.com/":        {false, false},
		"https://xtiktok.com/":                    {false, false},
		"javascript:alert(1)":                     {false, false},
		"https:www.tiktok.com":                    {false, false},
		"//www.tiktok.com/x":                      {false, false},
		"http://127.0.0.1:9/v/1":                  {false, true},
		"http://localhost:9/v/1":                  {false, true},
		"http://10.0.0.1/v/1":                     {false, false},
		"https://www.tiktok.com/\x00":             {false, false},
		"":                                        {false, false},
		"https://www.tiktok.com/" + longText(5e3): {false, false},
	} {
		if got := [2]bool{tiktok.shareURL(raw) != "", loopback.shareURL(raw) != ""}; got != want {
			t.Errorf("%.60q: %v, want %v", raw, got, want)
		}
	}
}

func longText(n int) string { return strings.Repeat("x", n) }

func TestVideoQueryAsksInTwenties(t *testing.T) {
	t.Parallel()
	var asked []int
	b := setup(t, nil)
	b.answer = func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Filters struct {
				IDs []string `json:"video_ids"`
			} `json:"filters"`
		}
		_ = json.Unmarshal([]byte(b.last(t).Body), &in)
		asked = append(asked, len(in.Filters.IDs))
		if len(asked) == 3 {
			saying(429, `{"error":{"code":"rate_limit_exceeded","message":""}}`)(w, r)
			return
		}
		saying(200, ok(`{"videos":[{"id":"`+in.Filters.IDs[1]+`","view_count":5},{"id":"999999"}]}`))(w, r)
	}
	ids := []string{"", "0", "a b", "1", "1"}
	for i := range 44 {
		ids = append(ids, strconv.Itoa(i+1))
	}
	b.pace = newPace(stepping())
	videos, err := b.VideoQuery(t.Context(), "act.1", ids)
	wantFault(t, "third request", err, fault.RateLimited, "tiktok.rate_limit_exceeded")
	if !slices.Equal(asked, []int{20, 20, 4}) || len(videos) != 2 || videos[0].ID != "2" || videos[1].ID != "22" || videos[1].Views != 5 {
		t.Errorf("asked %v, got %+v", asked, videos)
	}
	if r := b.last(t); r.Path != "/v2/video/query/" || r.Query != wantVideoFields || r.Body != `{"filters":{"video_ids":["41","42","43","44"]}}` {
		t.Errorf("request %+v", r)
	}
	before := b.count()
	if videos, err := b.VideoQuery(t.Context(), "act.1", []string{""}); err != nil || len(videos) != 0 || b.count() != before {
		t.Errorf("no ids: %+v, %v", videos, err)
	}
}

// stepping is a clock that jumps two seconds each time it is read, so that pages need
// no wait.
func stepping() func() time.Time {
	at := testNow
	return func() time.Time { at = at.Add(2 * time.Second); return at }
}

func TestVideosSince(t *testing.T) {
	t.Parallel()
	day := func(n int) int64 { return testNow.AddDate(0, 0, -n).Unix() }
	video := func(n int) string { return fmt.Sprintf(`{"id":"%d","create_time":%d}`, 100+n, day(n)) }
	page := func(more bool, cursor int64, days ...int) string {
		var list []string
		for _, n := range days {
			list = append(list, video(n))
		}
		return ok(fmt.Sprintf(`{"videos":[%s],"cursor":%d,"has_more":%v}`, strings.Join(list, ","), cursor, more))
	}
	tests := []struct {
		name    string
		answers []string
		pages   int
		want    string // ids
		whole   bool
		calls   int
	}{
		{"ends", []string{page(true, day(2)*1000, 1, 2), page(false, 0, 3)}, 9, "101 102 103", true, 2},
		{"reaches the time", []string{page(true, day(2)*1000, 1, 2), page(true, day(12)*1000, 3, 12)}, 9, "101 102 103", true, 2},
		{"an old one pinned to the top", []string{page(true, day(1)*1000, 30, 1), page(false, 0, 2)}, 9, "101 102", true, 2},
		{"pages run out", []string{page(true, day(2)*1000, 1, 2), page(true, day(3)*1000, 3)}, 2, "101 102 103", false, 2},
		{"no pages", nil, 0, "", false, 0},
		{"the cursor stands still", []string{page(true, day(2)*1000, 1, 2), page(true, day(2)*1000, 1, 2)}, 9, "101 102", false, 2},
		{"the cursor goes forward", []string{page(true, day(2)*1000, 1, 2), page(true, day(1)*1000, 2)}, 9, "101 102", false, 2},
		{"more without a cursor", []string{page(true, 0, 1)}, 9, "101", false, 1},
		{"a negative cursor", []string{page(true, -5, 1)}, 9, "101", false, 1},
		{"an empty page in between", []string{page(true, day(2)*1000), page(false, 0, 3)}, 9, "103", true, 2},
		{"the same video twice", []string{page(true, day(2)*1000, 1, 2), page(false, 0, 2, 3)}, 9, "101 102 103", true, 2},
		{"refused in between", []string{page(true, day(2)*1000, 1), `{"error":{"code":"scope_not_authorized"}}`}, 9, "101", false, 2},
	}
	for _, tt := range tests {
		n := 0
		b := setup(t, func(w http.ResponseWriter, _ *http.Request) {
			n++
			_, _ = io.WriteString(w, tt.answers[min(n, len(tt.answers))-1])
		})
		b.pace = newPace(stepping())
		videos, whole, err := b.VideosSince(t.Context(), "act.1", testNow.AddDate(0, 0, -10), tt.pages)
		var ids []string
		for _, v := range videos {
			ids = append(ids, v.ID)
		}
		if got := strings.Join(ids, " "); got != tt.want || whole != tt.whole || n != tt.calls || (err != nil) != strings.HasPrefix(tt.name, "refused") {
			t.Errorf("%s: %q, whole %v, %d calls, %v", tt.name, got, whole, n, err)
		}
	}
}
