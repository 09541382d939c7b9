package tiktok

import (
	"fmt"
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/sandbox"
)

// TestSandboxCodesMeanWhatTheTableSays puts every code on every call, with the HTTP
// statuses under which it could come.
func TestSandboxCodesMeanWhatTheTableSays(t *testing.T) {
	t.Parallel()
	for on, call := range stageCalls {
		t.Run(on, func(t *testing.T) {
			t.Parallel()
			s := signedIn(t, sandbox.Scenario{Limits: calmLimits})
			source := SourceAPI
			if on == "token" || on == "refresh" || on == "revoke" {
				source = SourceOAuth
			}
			for _, m := range Meanings() {
				if m.Source != source {
					continue
				}
				for _, status := range []int{200, 400, 401, 403, 429, 500} {
					s.srv.SetScenario(when(on, fmt.Sprintf("code:%s:%d", m.Code, status)))
					wantMeaning(t, fmt.Sprint(m.Code, " ", status), call(t.Context(), s), m)
				}
			}
			own, _ := meaningOf(map[Source]string{SourceAPI: "internal_error", SourceOAuth: "server_error"}[source], source)
			for odd, want := range map[string]Meaning{
				"status:500": own, "status:502": own, "html:503": refused("internal_error"), "empty:500": refused("internal_error"),
			} {
				s.srv.SetScenario(when(on, odd))
				wantMeaning(t, odd, call(t.Context(), s), want)
			}
			s.srv.SetScenario(when(on, "html"))
			wantFault(t, "html", call(t.Context(), s), fault.Unavailable, "network.portal")
			if on != "revoke" { // whose success is empty (1.8)
				s.srv.SetScenario(when(on, "empty"))
				wantFault(t, "empty", call(t.Context(), s), fault.Unavailable, "tiktok.bad_answer")
			}
			s.srv.SetScenario(when(on, "drop_before"))
			wantFault(t, "drop_before", call(t.Context(), s), fault.Unavailable, "network.unreachable")
		})
	}
}

// TestSandboxCodesInTheirPlace uses the sandbox's own HTTP status for each code that
// the reference lists for an endpoint.
func TestSandboxCodesInTheirPlace(t *testing.T) {
	t.Parallel()
	places := map[string][]string{
		"2": {"userinfo", "video_list", "video_query"}, "3.1": {"creator_info"}, "3.2": {"init"}, "3.3": {"inbox_init"},
		"3.5": {"status"}, "1.7": {"token", "refresh", "revoke"},
	}
	s := signedIn(t, sandbox.Scenario{Limits: calmLimits})
	for _, l := range listedCodes(t) {
		if l.source != string(SourceAPI) && l.source != string(SourceOAuth) {
			continue
		}
		for _, on := range places[l.section] {
			s.srv.SetScenario(when(on, "code:"+l.code))
			wantMeaning(t, on+" "+l.code, stageCalls[on](t.Context(), s), meanings[wordKey{Source(l.source), canonical(l.code)}])
		}
	}
}

func TestSandboxFailReasons(t *testing.T) {
	t.Parallel()
	s := signedIn(t, sandbox.Scenario{Limits: calmLimits})
	for _, m := range Meanings() {
		if m.Source != SourceFailReason {
			continue
		}
		for _, mode := range []cuedrop.Mode{cuedrop.ModeDirect, cuedrop.ModeInbox} {
			on := map[cuedrop.Mode]string{cuedrop.ModeDirect: "init", cuedrop.ModeInbox: "inbox_init"}[mode]
			sc := when(on, "fail:"+m.Code)
			sc.Processing.Polls = new(0)
			s.srv.SetScenario(sc)
			status := s.state(t, s.post(t, small(mode)))
			f, _ := FailureOf(status.FailReason)
			if status.State != cuedrop.RemoteFailed || status.FailReason != m.Code || f.Message != m.Message() || len(status.PostIDs) != 0 {
				t.Errorf("%s %s: %+v, %+v", on, m.Code, status, f)
			}
		}
	}
	sc := sandbox.Scenario{Limits: calmLimits, Processing: sandbox.Processing{Polls: new(0), FailReason: "internal"}}
	s.srv.SetScenario(sc)
	if status := s.state(t, s.post(t, small(cuedrop.ModeDirect))); status.FailReason != "internal" {
		t.Errorf("failReason: %+v", status)
	}
}

// half is the size of one of two chunks, the least that is allowed (3.4).
const half = 5 << 20

func TestSandboxUploadStatuses(t *testing.T) {
	t.Parallel()
	s := signedIn(t, sandbox.Scenario{Limits: calmLimits})
	for status, want := range map[int]Meaning{
		400: meanings[wordKey{SourceUpload, "400"}], 403: meanings[wordKey{SourceUpload, "403"}], 404: meanings[wordKey{SourceUpload, "404"}],
		416: meanings[wordKey{SourceUpload, "416"}], 429: refused("rate_limit_exceeded"),
		500: meanings[wordKey{SourceUpload, "5xx"}], 502: meanings[wordKey{SourceUpload, "5xx"}], 503: meanings[wordKey{SourceUpload, "5xx"}],
	} {
		for _, on := range []string{"chunk", "last_chunk"} {
			s.srv.SetScenario(when(on, fmt.Sprintf("status:%d", status)))
			_, err := s.put(t, s.begin(t, small(cuedrop.ModeDirect)).UploadURL, 0, 999, 1000)
			wantMeaning(t, fmt.Sprint(on, status), err, want)
		}
	}
	for do, reason := range map[string]string{
		"html": "network.portal", "html:502": "tiktok.upload_unavailable", "empty:502": "tiktok.upload_unavailable", "expire": "tiktok.upload_expired",
		"drop_before": "network.unreachable", "drop_mid": "network.unreachable", "drop_after": "network.unreachable", "reply:500": "tiktok.upload_unavailable",
	} {
		s.srv.SetScenario(when("chunk", do))
		up := s.begin(t, small(cuedrop.ModeDirect))
		got, err := s.put(t, up.UploadURL, 0, 999, 1000)
		if fault.ReasonOf(err) != reason || got.Complete {
			t.Errorf("%s: %+v, %v, want %s", do, got, err, reason)
		}
		s.srv.SetScenario(sandbox.Scenario{Limits: calmLimits})
		// Only TikTok knows what arrived.
		kept := do == "drop_after" || do == "reply:500"
		if status := s.state(t, up.PublishID); (status.Uploaded == 1000) != kept && do != "expire" {
			t.Errorf("%s: %+v afterwards", do, status)
		}
	}
	s.srv.SetScenario(sandbox.Scenario{Limits: calmLimits})
	up := s.begin(t, small(cuedrop.ModeDirect)).UploadURL.Reveal()
	_, err := s.put(t, cuedrop.Secret(strings.Replace(up, "upload_id=", "upload_id=9", 1)), 0, 999, 1000)
	wantMeaning(t, "unknown upload", err, meanings[wordKey{SourceUpload, "404"}])
	for _, status := range []int{200, 201, 206} {
		s.srv.SetScenario(when("last_chunk", fmt.Sprintf("reply:%d", status)))
		if got, err := s.put(t, s.begin(t, small(cuedrop.ModeDirect)).UploadURL, 0, 999, 1000); err != nil || got.Complete != (status != 206) {
			t.Errorf("reply %d: %+v, %v", status, got, err)
		}
	}
}

// TestSandboxProgress sends two chunks, one of them twice, in both readings of the
// progress header, and with halves of chunks kept or not.
func TestSandboxProgress(t *testing.T) {
	t.Parallel()
	const total = 2*half + 1
	for _, exclusive := range []bool{false, true} {
		s := signedIn(t, sandbox.Scenario{Limits: calmLimits, ExclusiveProgress: exclusive, Processing: sandbox.Processing{Polls: new(0)}})
		up := s.begin(t, sized(cuedrop.PrivacySelf, total, half))
		got, err := s.put(t, up.UploadURL, 0, half-1, total)
		if err != nil || got.Complete || got.Received != half {
			t.Errorf("exclusive %v: first %+v, %v", exclusive, got, err)
		}
		got, err = s.put(t, up.UploadURL, 0, half-1, total)
		wantMeaning(t, "first again", err, meanings[wordKey{SourceUpload, "416"}])
		if got.Received != half {
			t.Errorf("exclusive %v: first again %+v", exclusive, got)
		}
		if status := s.state(t, up.PublishID); status.State != cuedrop.RemoteUploading || status.Uploaded != half {
			t.Errorf("exclusive %v: between %+v", exclusive, status)
		}
		got, err = s.put(t, up.UploadURL, half, total-1, total)
		if err != nil || !got.Complete || got.Received != total {
			t.Errorf("exclusive %v: last %+v, %v", exclusive, got, err)
		}
		if status := s.state(t, up.PublishID); status.State != cuedrop.RemoteComplete || len(status.PostIDs) != 0 {
			t.Errorf("exclusive %v: after %+v", exclusive, status)
		}
	}
	for _, keep := range []bool{false, true} {
		sc := when("chunk", "drop_mid")
		sc.KeepPartialChunks = keep
		s := signedIn(t, sc)
		up := s.begin(t, sized(cuedrop.PrivacySelf, total, half))
		if _, err := s.put(t, up.UploadURL, 0, half-1, total); !fault.Is(err, fault.Unavailable) {
			t.Errorf("keep %v: %v", keep, err)
		}
		s.srv.SetScenario(sandbox.Scenario{Limits: calmLimits})
		if status := s.state(t, up.PublishID); (status.Uploaded > 0) != keep || status.Uploaded >= half {
			t.Errorf("keep %v: %+v", keep, status)
		}
	}
}
