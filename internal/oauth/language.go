package oauth

import (
	"net/http"
	"strings"

	"golang.org/x/text/language"
)

const (
	fallback  = "en"
	acceptMax = 1 << 10 // bytes; a browser with a dozen languages sends 150
)

// supported returns the name under which the pages have the language of a tag such
// as "es", "id_ID" or "zh-Hant-TW", or "". All Chinese readers get the one Chinese.
func supported(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	return known(t)
}

func known(t language.Tag) string {
	base, _ := t.Base()
	if _, ok := languages[base.String()]; !ok {
		return ""
	}
	return base.String()
}

// negotiate returns the language that a browser's Accept-Language prefers among those
// of the pages. Each language is read by itself, so that one in a spelling of its own
// does not cost the others; of equal ones the first counts (RFC 9110, 12.5.4).
func negotiate(h http.Header) string {
	accept := strings.Join(h.Values("Accept-Language"), ",")
	best, weight := fallback, float32(0)
	if len(accept) > acceptMax {
		return best
	}
	for entry := range strings.SplitSeq(accept, ",") {
		tags, weights, err := language.ParseAcceptLanguage(entry)
		if err != nil || len(tags) != 1 {
			continue
		}
		if name := known(tags[0]); name != "" && weights[0] > weight {
			best, weight = name, weights[0]
		}
	}
	return best
}
