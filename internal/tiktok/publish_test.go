package tiktok

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func directRequest() cuedrop.InitRequest {
	return cuedrop.InitRequest{
		Mode:     cuedrop.ModeDirect,
		Settings: cuedrop.Settings{Caption: "Hi <b> & \"you\" 😀\n#fun", Privacy: cuedrop.PrivacySelf, AllowDuet: true, YourBrand: true, AIGenerated: true, CoverMs: 1500},
		Plan:     cuedrop.ChunkPlan{Size: 70_000_000, ChunkSize: 10 << 20, Count: 6},
	}
}

const initOK = `{"publish_id":"v_pub_file~v2-1.123456789","upload_url":"http://127.0.0.1:9/upload?upload_id=67890&upload_token=Xza123"}`

func TestInitSendsExactlyTheDocumentedFields(t *testing.T) {
	t.Parallel()
	source := map[string]any{"source": "FILE_UPLOAD", "video_size": 70_000_000.0, "chunk_size": 10485760.0, "total_chunk_count": 6.0}
	direct := map[string]any{"post_info": map[string]any{
		"privacy_level": "SELF_ONLY", "title": "Hi <b> & \"you\" 😀\n#fun", "disable_duet": false, "disable_stitch": true, "disable_comment": true,
		"video_cover_timestamp_ms": 1500.0, "brand_content_toggle": false, "brand_organic_toggle": true, "is_aigc": true,
	}, "source_info": source}
	plain := directRequest()
	plain.Settings = cuedrop.Settings{Privacy: cuedrop.PrivacyPublic, AllowComment: true, AllowStitch: true, BrandedContent: true}
	bare := map[string]any{"post_info": map[string]any{
		"privacy_level": "PUBLIC_TO_EVERYONE", "disable_duet": true, "disable_stitch": false, "disable_comment": false,
		"brand_content_toggle": true, "brand_organic_toggle": false, "is_aigc": false,
	}, "source_info": source}
	inbox := directRequest()
	inbox.Mode = cuedrop.ModeInbox
	for _, tt := range []struct {
		req  cuedrop.InitRequest
		path string
		want map[string]any
	}{
		{directRequest(), "/v2/post/publish/video/init/", direct},
		{plain, "/v2/post/publish/video/init/", bare},
		{inbox, "/v2/post/publish/inbox/video/init/", map[string]any{"source_info": source}},
	} {
		b := setup(t, saying(200, ok(initOK)))
		got, err := b.Init(t.Context(), "act.1", tt.req)
		if err != nil || got.PublishID != "v_pub_file~v2-1.123456789" || got.UploadURL.Reveal() != "http://127.0.0.1:9/upload?upload_id=67890&upload_token=Xza123" {
			t.Errorf("%+v, %v", got, err)
		}
		r := b.last(t)
		var body map[string]any
		if err := json.Unmarshal([]byte(r.Body), &body); err != nil || mustJSON(body) != mustJSON(tt.want) {
			t.Errorf("sent %s, want %s", r.Body, mustJSON(tt.want))
		}
		if r.Method != "POST" || r.Path != tt.path || r.Header.Get("Authorization") != "Bearer act.1" ||
			r.Header.Get("Content-Type") != "application/json; charset=UTF-8" || r.Length != int64(len(r.Body)) {
			t.Errorf("request %+v", r)
		}
	}
}

func mustJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestInitRefusesWhatTikTokWould(t *testing.T) {
	t.Parallel()
	b := setup(t, saying(200, ok(initOK)))
	change := func(f func(*cuedrop.InitRequest)) cuedrop.InitRequest {
		r := directRequest()
		f(&r)
		return r
	}
	for name, req := range map[string]cuedrop.InitRequest{
		"no audience":    change(func(r *cuedrop.InitRequest) { r.Settings.Privacy = "" }),
		"wrong audience": change(func(r *cuedrop.InitRequest) { r.Settings.Privacy = "PUBLIC" }),
		"long caption":   change(func(r *cuedrop.InitRequest) { r.Settings.Caption = strings.Repeat("😀", 1101) }),
		"no mode":        change(func(r *cuedrop.InitRequest) { r.Mode = "" }),
		"ceil count":     change(func(r *cuedrop.InitRequest) { r.Plan.Count = 7 }),
		"one chunk": change(func(r *cuedrop.InitRequest) {
			r.Plan = cuedrop.ChunkPlan{Size: 15 << 20, ChunkSize: 10 << 20, Count: 1}
		}),
		"no plan": change(func(r *cuedrop.InitRequest) { r.Plan = cuedrop.ChunkPlan{} }),
	} {
		if _, err := b.Init(t.Context(), "act.1", req); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
	if b.count() != 0 {
		t.Errorf("%d requests were sent", b.count())
	}
}

func TestInitAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]struct {
		kind   fault.Kind
		reason string
	}{
		ok(`{}`):                    {fault.Unavailable, "tiktok.bad_answer"},
		ok(`{"publish_id":"p"}`):    {fault.Unavailable, "tiktok.bad_answer"},
		ok(`{"upload_url":"http"}`): {fault.Unavailable, "tiktok.bad_answer"},
		`{"error":{"code":"ok"}}`:   {fault.Unavailable, "tiktok.bad_answer"},
		ok(`{"publish_id":"a b","upload_url":"http://127.0.0.1:9/"}`):                              {fault.Unavailable, "tiktok.bad_answer"},
		ok(`{"publish_id":"p\u202e","upload_url":"http://127.0.0.1:9/"}`):                          {fault.Unavailable, "tiktok.bad_answer"},
		ok(`{"publish_id":"` + longText(publishIDMax+1) + `","upload_url":"http://127.0.0.1:9/"}`): {fault.Unavailable, "tiktok.bad_answer"},
		ok(`{"publish_id":"p","upload_url":"https://evil.com/"}`):                                  {fault.Rejected, "tiktok.upload_url_refused"},
		ok(`{"publish_id":"p","upload_url":"https://open-upload.tiktokapis.com/"}`):                {fault.Rejected, "tiktok.upload_url_refused"},
	} {
		b := setup(t, saying(200, body))
		_, err := b.Init(t.Context(), "act.1", directRequest())
		wantFault(t, body, err, want.kind, want.reason)
		if b.count() != 1 {
			t.Errorf("%s: %d requests, want 1", body, b.count())
		}
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	tests := []struct {
		data string
		want cuedrop.RemoteStatus
	}{
		{`{"status":"PROCESSING_UPLOAD","uploaded_bytes":10485760}`, cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: 10485760}},
		{`{"status":"PROCESSING_UPLOAD","uploaded_bytes":"12"}`, cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: 12}},
		{`{"status":"PROCESSING_DOWNLOAD"}`, cuedrop.RemoteStatus{State: cuedrop.RemotePending, Uploaded: -1}},
		{`{"status":"SEND_TO_USER_INBOX","fail_reason":""}`, cuedrop.RemoteStatus{State: cuedrop.RemoteInbox, Uploaded: -1}},
		{`{"status":"PROCESSING"}`, cuedrop.RemoteStatus{State: cuedrop.RemotePending, Uploaded: -1}},
		{`{"status":"EXPIRED"}`, cuedrop.RemoteStatus{State: cuedrop.RemotePending, Uploaded: -1}},
		{`{}`, cuedrop.RemoteStatus{State: cuedrop.RemotePending, Uploaded: -1}},
		{`{"status":"FAILED","fail_reason":"file_format_check_failed"}`, cuedrop.RemoteStatus{State: cuedrop.RemoteFailed, FailReason: "file_format_check_failed", Uploaded: -1}},
		{`{"status":"FAILED"}`, cuedrop.RemoteStatus{State: cuedrop.RemoteFailed, FailReason: "unknown", Uploaded: -1}},
		{`{"status":"PUBLISH_COMPLETE"}`, cuedrop.RemoteStatus{State: cuedrop.RemoteComplete, Uploaded: -1}},
		{`{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":[7678907398077074696]}`, cuedrop.RemoteStatus{State: cuedrop.RemoteComplete, PostIDs: []string{"7678907398077074696"}, Uploaded: -1}},
		{`{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":["7678907398077074697",7678907398077074698]}`, cuedrop.RemoteStatus{State: cuedrop.RemoteComplete, PostIDs: []string{"7678907398077074697", "7678907398077074698"}, Uploaded: -1}},
		{`{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":"7678907398077074699"}`, cuedrop.RemoteStatus{State: cuedrop.RemoteComplete, PostIDs: []string{"7678907398077074699"}, Uploaded: -1}},
		{`{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":7678907398077074691}`, cuedrop.RemoteStatus{State: cuedrop.RemoteComplete, PostIDs: []string{"7678907398077074691"}, Uploaded: -1}},
		{`{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":18446744073709551615}`, cuedrop.RemoteStatus{State: cuedrop.RemoteComplete, PostIDs: []string{"18446744073709551615"}, Uploaded: -1}},
		{`{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":[7.678907398077074696e18]}`, cuedrop.RemoteStatus{State: cuedrop.RemoteComplete, PostIDs: []string{"7678907398077074696"}, Uploaded: -1}},
		{`{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":["",0,null,"0",{},1.5,1e999999999,"a b"]}`, cuedrop.RemoteStatus{State: cuedrop.RemoteComplete, Uploaded: -1}},
		{`{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":[]}`, cuedrop.RemoteStatus{State: cuedrop.RemoteComplete, Uploaded: -1}},
		{`{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":null}`, cuedrop.RemoteStatus{State: cuedrop.RemoteComplete, Uploaded: -1}},
	}
	for _, tt := range tests {
		b := setup(t, saying(200, ok(tt.data)))
		got, err := b.Status(t.Context(), "act.1", "v_pub_file~v2-1.1")
		if err != nil || got.State != tt.want.State || got.FailReason != tt.want.FailReason || got.Uploaded != tt.want.Uploaded || !slices.Equal(got.PostIDs, tt.want.PostIDs) {
			t.Errorf("%s: %+v, %v, want %+v", tt.data, got, err, tt.want)
		}
		if r := b.last(t); r.Method != "POST" || r.Path != "/v2/post/publish/status/fetch/" || r.Body != `{"publish_id":"v_pub_file~v2-1.1"}` {
			t.Errorf("request %+v", r)
		}
	}
}

func TestFailureOf(t *testing.T) {
	t.Parallel()
	for _, w := range []string{
		"file_format_check_failed", "duration_check_failed", "frame_rate_check_failed", "picture_size_check_failed", "internal",
		"video_pull_failed", "photo_pull_failed", "publish_cancelled", "auth_removed", "spam_risk_too_many_posts",
		"spam_risk_user_banned_from_posting", "spam_risk_text", "spam_risk", "privacy_level_not_authorized", "something_internal", "",
	} {
		f, retryable := FailureOf(w)
		want := "tiktok." + w
		if w == "" {
			want = "tiktok.unknown"
		}
		if f.Reason != want || f.Message == "" || retryable != (w == "internal") {
			t.Errorf("FailureOf(%q) = %+v, %v", w, f, retryable)
		}
	}
}
