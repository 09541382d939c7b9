package oauth

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"testing"

	"cuedrop/internal/fault"
)

const fuzzState = "s-0123456789_state"

// FuzzCallback sends any query to the callback. Whatever is in it: only the exact
// state ends the sign-in, once; and every answer is one of the fixed ones, byte for
// byte, so that nothing of the query can be in it.
func FuzzCallback(f *testing.F) {
	for _, tt := range redirects {
		f.Add(tt.query+"&state="+fuzzState, "es")
	}
	f.Add("code=abc%2A0%216410&scopes=user.info.basic%2Cvideo.publish&state="+fuzzState, "zh-TW,en;q=0.9")
	f.Add("code=c&state="+fuzzState+"&state="+fuzzState, "id;q=0.1")
	f.Add("code=c&state="+fuzzState+"&a=%zz", "")
	f.Add("code=c;state="+fuzzState, "*")
	f.Fuzz(func(t *testing.T, query, accept string) {
		h := newHandler("127.0.0.1:1", "/callback/", fuzzState, "")
		send := func(path, query string) *httptest.ResponseRecorder {
			r := &http.Request{
				Method: http.MethodGet, Host: "127.0.0.1:1", URL: &url.URL{Path: path, RawQuery: query},
				Header: http.Header{"Accept-Language": {accept}},
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			return w
		}
		first := send("/callback/", query)
		states, ours := exactState(query)
		switch first.Code {
		case http.StatusSeeOther:
			if states != 1 || !ours {
				t.Fatal("accepted without the state")
			}
			fixed(t, first, nil)
		case http.StatusBadRequest:
			if states == 1 && ours {
				t.Fatal("refused with the state")
			}
			fixed(t, first, []page{pageStrange})
			if len(h.result) > 0 || send(donePath, query).Code != http.StatusNotFound {
				t.Fatal("a refused callback ended the sign-in")
			}
			return
		default:
			t.Fatalf("status %d", first.Code)
		}

		again := send("/callback/", query)
		if again.Code != http.StatusGone {
			t.Fatalf("second callback: status %d", again.Code)
		}
		fixed(t, again, []page{pageUsed})
		r := <-h.result
		if len(h.result) > 0 {
			t.Fatal("two results")
		}
		if (r.err == nil) == (r.code == "") || len(r.code) > codeMax || r.err != nil && fault.MessageOf(r.err) == fault.InternalMessage {
			t.Fatalf("result %+v", r)
		}
		shown := send(donePath, query)
		want := []page{pageDone}
		if r.err != nil {
			want = []page{pageDeclined, pageNotTarget, pageApp, pageScope, pageUnavailable, pageDenied, pageUnreadable}
		}
		if fixed(t, shown, want); shown.Code != http.StatusOK {
			t.Fatalf("result page: status %d", shown.Code)
		}
	})
}

// exactState counts the states of a query and reports whether the last is ours. A
// query that can't be parsed whole has none.
func exactState(query string) (n int, ours bool) {
	q, err := url.ParseQuery(query)
	if err != nil {
		return 0, false
	}
	for _, s := range q["state"] {
		n, ours = n+1, s == fuzzState
	}
	return n, ours
}

// fixed fails unless an answer consists of constants: without a page a redirect to
// the result, and otherwise one of the pages.
func fixed(t *testing.T, w *httptest.ResponseRecorder, of []page) {
	t.Helper()
	want := http.Header{}
	setHeaders(want)
	body := w.Body.Bytes()
	if of == nil {
		want.Set("Location", donePath)
		if len(body) > 0 {
			t.Fatalf("a redirect with a body: %s", body)
		}
	} else {
		want.Set("Content-Type", "text/html; charset=utf-8")
		want.Set("Content-Length", strconv.Itoa(len(body)))
		if !slices.ContainsFunc(of, func(p page) bool {
			for name := range languages {
				if bytes.Equal(body, pages()[name][p]) {
					return true
				}
			}
			return false
		}) {
			t.Fatalf("not one of our pages: %s", body)
		}
	}
	if len(w.Header()) != len(want) {
		t.Fatalf("headers %v, want %v", w.Header(), want)
	}
	for name := range want {
		if !slices.Equal(w.Header()[name], want[name]) {
			t.Fatalf("header %s: %v, want %v", name, w.Header()[name], want[name])
		}
	}
}
