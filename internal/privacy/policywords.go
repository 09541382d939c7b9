package privacy

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// said is what a policy says of a category.
type said struct {
	name       string // in the language
	Name       string `json:"name"`
	What       string `json:"what"`
	Source     string `json:"source"`
	Purpose    string `json:"purpose"`
	Protection string `json:"protection"`
	Retention  string `json:"retention"`
	// Of is the digest of the English sentences that were translated: when the registry
	// changes, the translation is known to be old.
	Of string `json:"of"`
}

// Translations of the registry's sentences, by category. English is the registry.
//
//go:embed policytext/categories.*.json
var translations embed.FS

var translated = sync.OnceValues(func() (map[Language]map[ID]said, error) {
	out := map[Language]map[ID]said{}
	for _, l := range Languages[1:] {
		raw, err := translations.ReadFile("policytext/categories." + string(l) + ".json")
		if err != nil {
			return nil, err
		}
		byID := map[ID]said{}
		if err := json.Unmarshal(raw, &byID); err != nil {
			return nil, fmt.Errorf("categories in %s: %w", l, err)
		}
		out[l] = byID
	}
	return out, nil
})

// sentences returns what is said of a category. A sentence of the registry that has
// changed since it was translated is said in English: old words would be untrue.
func sentences(c Category, l Language) (said, error) {
	out := said{What: c.What, Source: c.Source, Purpose: c.Purpose, Protection: c.Protection, Retention: c.Retention, name: names[c.ID]}
	if l == English {
		return out, nil
	}
	all, err := translated()
	if err != nil {
		return said{}, err
	}
	t, ok := all[l][c.ID]
	if !ok {
		return said{}, fmt.Errorf("category %s is not translated to %s", c.ID, l)
	}
	if t.Of == fingerprint(c) {
		out = t
	}
	out.name = t.Name
	return out, nil
}

// fingerprint is of the sentences that a translation follows.
func fingerprint(c Category) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{c.What, c.Source, c.Purpose, c.Protection, c.Retention}, "\n")))
	return hex.EncodeToString(sum[:6])
}

// names are the English names of the categories.
var names = map[ID]string{
	Profile: "Profile", Account: "TikTok account", Credentials: "Credentials", Content: "Content", Record: "Publishing record",
	Insights: "Insights", Advertising: "Advertising", Technical: "Technical", Requests: "Requests about your data",
}

// labels are the words around what the registry says.
type labels struct {
	what, source, purpose, protection, retention, recipient string

	leaves map[Recipient]string

	eea, eeaWho, us, elsewhere, elsewhereWho string
}

const (
	eeaEntity   = "TikTok Technology Limited"
	ukEntity    = "TikTok Information Technologies UK Limited"
	worldEntity = "TikTok Pte. Ltd."
)

var words = map[Language]labels{
	English: {
		what: "What", source: "From", purpose: "What for", protection: "Protection", retention: "Kept", recipient: "Goes to",
		leaves: map[Recipient]string{
			Nobody: "Nobody: it never leaves this computer.", TikTokAlways: "TikTok, as part of the calls that you ask for.",
			TikTokPublished: "TikTok, when you publish.", TikTokChanged: "TikTok, when you change a campaign.",
		},
		eea: "European Economic Area, United Kingdom, Switzerland", eeaWho: eeaEntity + " (Ireland), together with " + ukEntity,
		us: "United States", elsewhere: "Everywhere else", elsewhereWho: worldEntity + " (Singapore)",
	},
	Spanish: {
		what: "Qué", source: "De dónde", purpose: "Para qué", protection: "Protección", retention: "Se conserva", recipient: "Va a",
		leaves: map[Recipient]string{
			Nobody: "Nadie: no sale nunca de este ordenador.", TikTokAlways: "TikTok, como parte de las llamadas que pides.",
			TikTokPublished: "TikTok, cuando publicas.", TikTokChanged: "TikTok, cuando cambias una campaña.",
		},
		eea: "Espacio Económico Europeo, Reino Unido, Suiza", eeaWho: eeaEntity + " (Irlanda), junto con " + ukEntity,
		us: "Estados Unidos", elsewhere: "En los demás países", elsewhereWho: worldEntity + " (Singapur)",
	},
	Indonesian: {
		what: "Apa", source: "Dari", purpose: "Untuk", protection: "Perlindungan", retention: "Disimpan", recipient: "Dikirim ke",
		leaves: map[Recipient]string{
			Nobody: "Tidak ke siapa pun: tidak pernah meninggalkan komputer ini.", TikTokAlways: "TikTok, sebagai bagian dari panggilan yang Anda minta.",
			TikTokPublished: "TikTok, ketika Anda menerbitkan.", TikTokChanged: "TikTok, ketika Anda mengubah kampanye.",
		},
		eea: "Wilayah Ekonomi Eropa, Britania Raya, Swiss", eeaWho: eeaEntity + " (Irlandia), bersama " + ukEntity,
		us: "Amerika Serikat", elsewhere: "Di tempat lain", elsewhereWho: worldEntity + " (Singapura)",
	},
	Chinese: {
		what: "内容", source: "来源", purpose: "用途", protection: "保护", retention: "保存期限", recipient: "发送给",
		leaves: map[Recipient]string{
			Nobody: "不发送给任何人：从不离开这台电脑。", TikTokAlways: "TikTok，作为您所要求的调用的一部分。",
			TikTokPublished: "TikTok，在您发布时。", TikTokChanged: "TikTok，在您更改广告系列时。",
		},
		eea: "欧洲经济区、英国、瑞士", eeaWho: eeaEntity + "（爱尔兰）与 " + ukEntity,
		us: "美国", elsewhere: "其他地区", elsewhereWho: worldEntity + "（新加坡）",
	},
}

// Pages are TikTok's own texts, by the names under which the window opens them.
var Pages = map[string]string{
	"tiktok-privacy-eea":   "https://www.tiktok.com/legal/page/eea/privacy-policy/en",
	"tiktok-privacy-us":    "https://www.tiktok.com/legal/page/us/privacy-policy/en",
	"tiktok-privacy-world": "https://www.tiktok.com/legal/page/row/privacy-policy/en",
}

// Page is the address that a fact leads to, or "".
func (f Fact) Page() string { return Pages[f.Link] }

// sharing names the company of TikTok by region (spec/privacy.md section 3).
func sharing(l Language) []Fact {
	w := words[l]
	return []Fact{
		{Label: w.eea, Text: w.eeaWho, Link: "tiktok-privacy-eea"},
		{Label: w.us, Text: "TikTok Inc.", Link: "tiktok-privacy-us"},
		{Label: w.elsewhere, Text: w.elsewhereWho, Link: "tiktok-privacy-world"},
	}
}
