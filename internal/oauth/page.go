package oauth

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"sync"
)

// page names one of the static pages, one for each way in which a sign-in or a
// request can end.
type page int

const (
	pageDone        page = iota
	pageDeclined         // the person refused
	pageNotTarget        // TikTok refused the account
	pageApp              // TikTok refused the app
	pageScope            // TikTok refused a permission
	pageUnavailable      // TikTok's own trouble
	pageDenied           // TikTok refused, nobody knows why
	pageUnreadable
	pageUsed
	pageStrange
	pageStopped // before the answer came
	pageCount
)

const style = `:root{color-scheme:light dark}body{font:1.1rem/1.6 system-ui,sans-serif;margin:18vh auto;max-width:32rem;padding:0 1.5rem;text-align:center}h1{font-size:1.5rem}`

var layout = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="{{.Tag}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Cuedrop</title><style>` + style + `</style></head>
<body><main><h1>{{.Title}}</h1><p>{{.Body}}</p><p>{{.Close}}</p></main></body></html>
`))

// policy forbids everything but the one style sheet above.
var policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}()

// pages returns the ready bytes of every page by language. Nothing of a request goes
// into them.
var pages = sync.OnceValue(func() map[string]map[page][]byte {
	out := map[string]map[page][]byte{}
	for name, l := range languages {
		out[name] = map[page][]byte{}
		for p, t := range l.texts {
			var b bytes.Buffer
			if err := layout.Execute(&b, struct{ Tag, Title, Body, Close string }{l.tag, t.title, t.body, l.closing}); err != nil {
				panic(err) // the layout and the texts are constants
			}
			out[name][p] = b.Bytes()
		}
	}
	return out
})

func setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}
