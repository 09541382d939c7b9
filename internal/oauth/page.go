package oauth

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"
)

// page names one of the static pages.
type page int

const (
	pageDone page = iota
	pageRefused
	pageUsed
	pageStrange
)

// pages are the ready bytes of one language.
type pages map[page][]byte

type text struct{ Lang, Title, Body string }

var texts = map[string]map[page]text{
	"en": {
		pageDone:    {"en", "TikTok has answered", "You can close this window and go back to Cuedrop."},
		pageRefused: {"en", "Not signed in", "Cuedrop says what happened. You can close this window."},
		pageUsed:    {"en", "Already used", "This sign-in has already been answered. You can close this window."},
		pageStrange: {"en", "Not the expected answer", "This didn't come from the sign-in that Cuedrop started. You can close this window."},
	},
	"es": {
		pageDone:    {"es", "TikTok ha respondido", "Puedes cerrar esta ventana y volver a Cuedrop."},
		pageRefused: {"es", "No se ha iniciado sesión", "Cuedrop explica lo ocurrido. Puedes cerrar esta ventana."},
		pageUsed:    {"es", "Ya se ha usado", "Este inicio de sesión ya tiene respuesta. Puedes cerrar esta ventana."},
		pageStrange: {"es", "No es la respuesta esperada", "Esto no viene del inicio de sesión que empezó Cuedrop. Puedes cerrar esta ventana."},
	},
	"id": {
		pageDone:    {"id", "TikTok sudah menjawab", "Anda dapat menutup jendela ini dan kembali ke Cuedrop."},
		pageRefused: {"id", "Belum masuk", "Cuedrop menjelaskan apa yang terjadi. Anda dapat menutup jendela ini."},
		pageUsed:    {"id", "Sudah digunakan", "Proses masuk ini sudah dijawab. Anda dapat menutup jendela ini."},
		pageStrange: {"id", "Bukan jawaban yang diharapkan", "Ini bukan dari proses masuk yang dimulai Cuedrop. Anda dapat menutup jendela ini."},
	},
	"zh": {
		pageDone:    {"zh-Hans", "TikTok 已回应", "您可以关闭此窗口，返回 Cuedrop。"},
		pageRefused: {"zh-Hans", "未登录", "Cuedrop 会说明原因。您可以关闭此窗口。"},
		pageUsed:    {"zh-Hans", "已使用", "此次登录已有结果。您可以关闭此窗口。"},
		pageStrange: {"zh-Hans", "不是预期的回应", "这不是来自 Cuedrop 发起的登录。您可以关闭此窗口。"},
	},
}

const style = `:root{color-scheme:light dark}body{font:1.1rem/1.6 system-ui,sans-serif;margin:18vh auto;max-width:32rem;padding:0 1.5rem;text-align:center}h1{font-size:1.5rem}`

var layout = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Cuedrop</title><style>` + style + `</style></head>
<body><main><h1>{{.Title}}</h1><p>{{.Body}}</p></main></body></html>
`))

// policy forbids everything but the one style sheet above.
var policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}()

// pagesFor returns the pages in a language given as a tag such as "es" or "zh-CN".
func pagesFor(language string) pages {
	base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(language, "_", "-")), "-")
	set, ok := texts[base]
	if !ok {
		set = texts["en"]
	}
	out := pages{}
	for p, t := range set {
		var b bytes.Buffer
		if err := layout.Execute(&b, t); err != nil {
			panic(err) // the layout and the texts are constants
		}
		out[p] = b.Bytes()
	}
	return out
}

func setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}
