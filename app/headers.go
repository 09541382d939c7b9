package app

import (
	"net/http"

	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
)

// SecureHeaders adds the policy that the window runs under to every answer of the
// asset server. index.html carries a copy with a wider media-src, because the
// preview listener's port is not known when it is built.
func SecureHeaders(a *App) assetserver.Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "no-referrer")
			h.Set("Content-Security-Policy", a.policy())
			next.ServeHTTP(w, r)
		})
	}
}

// policy lets the window run its own scripts and styles, show its own pictures, and
// play media from itself and from the preview listener. The two web-socket origins are
// those of Wails' dev server.
func (a *App) policy() string {
	media := "'self' blob:"
	if origin := a.preview.origin(); origin != "" {
		media += " " + origin
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src " + media +
		"; font-src 'self'; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
}
