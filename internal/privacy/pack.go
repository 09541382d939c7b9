package privacy

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/mail"
	"net/url"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// RedirectURI is what is registered at TikTok, exactly as TikTok compares it: any
// port, and the last slash (tiktok-open-api.md 1.1).
const RedirectURI = "http://127.0.0.1:*/callback/"

//go:embed packtext/page.html packtext/page.css packtext/data-flow.svg
var packTemplates embed.FS

// PackFile is one file of the approval pack.
type PackFile struct {
	Name string
	Data []byte
}

// CheckRegistrant returns r without surplus space, or Invalid "policy.registrant": the
// pack is published under a name, with a way to reach it.
func CheckRegistrant(r Registrant) (Registrant, error) {
	r = r.flat()
	for _, s := range []string{r.Name, r.Contact} {
		if s == "" || len(s) > 200 || strings.IndexFunc(s, unprintable) >= 0 {
			return Registrant{}, fault.New(fault.Invalid, "policy.registrant", "Give the name of who registers the app, and a contact: an e-mail address or a web page.")
		}
	}
	if link(r.Contact) == "" {
		return Registrant{}, fault.New(fault.Invalid, "policy.registrant", "The contact is an e-mail address or the address of a web page, beginning with https://.")
	}
	return r, nil
}

// link is where a contact leads, or "".
func link(contact string) string {
	if a, err := mail.ParseAddress(contact); err == nil && a.Address == contact {
		return "mailto:" + contact
	}
	if u, err := url.Parse(contact); err == nil && u.Scheme == "https" && u.Host != "" {
		return contact
	}
	return ""
}

// Pack makes what whoever registers a TikTok app of their own needs for its review: the
// policy and the terms as web pages in all languages, the reasons of the scopes, where
// data goes, the composer's rules one by one, a script for the demo, and the texts to
// paste. at is the date that the pages show. Invalid as CheckRegistrant has it.
func Pack(who Registrant, at time.Time) ([]PackFile, error) {
	who, err := CheckRegistrant(who)
	if err != nil {
		return nil, err
	}
	p := &packer{who: who, at: at}
	if p.page, err = template.New("page.html").ParseFS(packTemplates, "packtext/page.html"); err != nil {
		return nil, fmt.Errorf("parse page: %w", err)
	}
	style, err := packTemplates.ReadFile("packtext/page.css")
	if err != nil {
		return nil, err
	}
	p.style = template.CSS(style) //nolint:gosec // our own file, embedded
	picture, err := packTemplates.ReadFile("packtext/data-flow.svg")
	if err != nil {
		return nil, err
	}
	p.files = append(p.files, PackFile{"data-flow.svg", picture})
	for _, d := range Documents {
		for _, l := range Languages {
			if err := p.document(d, l); err != nil {
				return nil, err
			}
		}
	}
	for _, s := range []sheet{scopeSheet(), checklistSheet(), demoSheet(), flowSheet(), indexSheet()} {
		if err := p.sheet(s); err != nil {
			return nil, err
		}
	}
	p.files = append(p.files, PackFile{"app-registration.txt", []byte(registrationText(who))})
	return p.files, nil
}

type packer struct {
	who   Registrant
	at    time.Time
	page  *template.Template
	style template.CSS
	files []PackFile
}

// sheet is a page of the pack that is no policy. It is in English: TikTok's reviewers
// read it.
type sheet struct {
	file, title, lead string
	head              []string
	rows              [][]string
	steps             []string
	links             [][2]string // file, words
	picture           string
}

// pageData is what page.html shows.
type pageData struct {
	Style                 template.CSS
	Lang, Title, Lead     string
	Name, Contact         string
	ContactLink           template.URL
	Date, Version, Digest string
	Text                  *Text
	Languages             [][2]string
	Head                  []string
	Rows                  [][]string
	Steps                 []string
	Links                 [][2]string
	Picture               string
}

func (p *packer) data() pageData {
	now := Current()
	return pageData{
		Style: p.style, Lang: string(English), Name: p.who.Name, Contact: p.who.Contact,
		ContactLink: template.URL(link(p.who.Contact)), //nolint:gosec // CheckRegistrant lets mailto and https only
		Date:        p.at.Format("2 January 2006"), Version: now.Version, Digest: now.Digest[:12],
	}
}

// documentName is the file of a document; English has no suffix, so that its address
// is the plain one.
func documentName(d Document, l Language) string {
	name := map[Document]string{PrivacyPolicy: "privacy-policy", Terms: "terms"}[d]
	if l != English {
		name += "." + string(l)
	}
	return name + ".html"
}

func (p *packer) document(d Document, l Language) error {
	t, err := Policy(d, l, p.who)
	if err != nil {
		return err
	}
	data := p.data()
	data.Lang, data.Title, data.Text = htmlLang(l), t.Title, &t
	data.Date = p.at.Format(time.DateOnly)
	for _, other := range Languages {
		if other != l {
			data.Languages = append(data.Languages, [2]string{documentName(d, other), languageNames[other]})
		}
	}
	return p.write(documentName(d, l), data)
}

func (p *packer) sheet(s sheet) error {
	data := p.data()
	data.Title, data.Lead, data.Head, data.Rows = s.title, s.lead, s.head, s.rows
	data.Steps, data.Links, data.Picture = s.steps, s.links, s.picture
	return p.write(s.file, data)
}

func (p *packer) write(name string, data pageData) error {
	var b bytes.Buffer
	if err := p.page.Execute(&b, data); err != nil {
		return fmt.Errorf("make %s: %w", name, err)
	}
	p.files = append(p.files, PackFile{name, b.Bytes()})
	return nil
}

var languageNames = map[Language]string{English: "English", Spanish: "Español", Indonesian: "Bahasa Indonesia", Chinese: "简体中文"}

func htmlLang(l Language) string {
	if l == Chinese {
		return "zh-Hans"
	}
	return string(l)
}

func scopeSheet() sheet {
	s := sheet{
		file: "scopes.html", title: "Scopes and why each is needed",
		lead: "Cuedrop asks for the first three at every sign-in, because publishing needs them. The others are asked for only after the user has switched the feature on, with the reason shown before the browser opens. Nothing else is ever asked for.",
		head: []string{"Scope", "Needed", "When it is asked for", "Where it is used"},
	}
	for _, scope := range cuedrop.BaseScopes {
		s.rows = append(s.rows, []string{scope, upper(cuedrop.ScopeReason(scope)), "At every sign-in", scopeUse[scope]})
	}
	for _, f := range cuedrop.Features {
		s.rows = append(s.rows, []string{f.Scope(), upper(cuedrop.ScopeReason(f.Scope())), "Only when the user switches it on; off by default", scopeUse[f.Scope()]})
	}
	return s
}

// scopeUse says which calls a scope is used in, and what the user sees of them.
var scopeUse = map[string]string{
	cuedrop.ScopeUserBasic:    "/v2/user/info/: nickname and picture of the account, on the post screen and in every list.",
	cuedrop.ScopeVideoPublish: "/v2/post/publish/creator_info/query/ for the post screen's options, /v2/post/publish/video/init/ and the upload, /v2/post/publish/status/fetch/.",
	cuedrop.ScopeVideoUpload:  "/v2/post/publish/inbox/video/init/ and the upload: the creator finishes the post in the TikTok app.",
	cuedrop.ScopeVideoList:    "/v2/video/list/ and /v2/video/query/: the link of a published post, and whether a post that could not be confirmed is there.",
	cuedrop.ScopeUserProfile:  "/v2/user/info/: the handle, shown beside the nickname.",
	cuedrop.ScopeUserStats:    "/v2/user/info/: followers and likes of the account, shown to its owner.",
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func flowSheet() sheet {
	return sheet{
		file: "data-flow.html", title: "Where data goes", picture: "data-flow.svg",
		lead: "Clips, words and tokens stay in one folder of the user's computer. One transport lets requests through to TikTok's addresses and to no other, follows no redirect to another host, and notes each request in a list that the user can read.",
		head: []string{"From", "To", "What", "When"},
		rows: [][]string{
			{"Cuedrop", "www.tiktok.com, in the system's browser", "Client key, scopes, a one-time challenge (PKCE)", "The user signs in"},
			{"Browser", "Cuedrop, on 127.0.0.1", "A one-time code", "The user has agreed at TikTok"},
			{"Cuedrop", "open.tiktokapis.com", "Code, tokens", "Sign-in, renewal, disconnect"},
			{"Cuedrop", "open.tiktokapis.com", "Caption, audience, settings of one post", "After consent to that post, at its time"},
			{"Cuedrop", "The upload address that TikTok gave", "The video file", "After consent to that post, at its time"},
			{"Cuedrop", "Anybody else", "Nothing", "Never"},
		},
	}
}

func indexSheet() sheet {
	return sheet{
		file: "index.html", title: "Approval pack",
		lead: "What TikTok's review of an app asks for. Put the pages on a website of yours, enter their addresses in TikTok's developer portal, and record the demo by the script. TikTok looks for the policy links on the sign-in screen; Cuedrop shows them there.",
		links: [][2]string{
			{"privacy-policy.html", "Privacy policy, in four languages"}, {"terms.html", "Terms, in four languages"},
			{"scopes.html", "Scopes and why each is needed"}, {"data-flow.html", "Where data goes"},
			{"composer-checklist.html", "The composer's 27 rules"}, {"demo-script.html", "A script for the demo video"},
			{"app-registration.txt", "Texts to paste into the developer portal"},
		},
	}
}

// registrationText is what is pasted into TikTok's form. The name must not contain
// TikTok's; the description names what each product is used for.
func registrationText(who Registrant) string {
	var b strings.Builder
	fmt.Fprintf(&b, `Texts for TikTok's developer portal

Platform
  Desktop

Products
  Login Kit
  Content Posting API, with Direct Post switched on

Redirect URI (exactly this, with the star and the last slash)
  %s

Scopes
`, RedirectURI)
	for _, s := range cuedrop.BaseScopes {
		fmt.Fprintf(&b, "  %-18s %s\n", s, cuedrop.ScopeReason(s))
	}
	fmt.Fprintf(&b, `  Only if you switch the feature on:
`)
	for _, f := range cuedrop.Features {
		fmt.Fprintf(&b, "  %-18s %s\n", f.Scope(), cuedrop.ScopeReason(f.Scope()))
	}
	fmt.Fprintf(&b, `
Description of the app
  A desktop program for creators. They drop their own videos on it, write the
  caption, choose audience and settings for each post, agree to it, and set a
  time. The program publishes from the creator's own computer. It has no server,
  and sends data to TikTok only.

How each product and scope is used
  Login Kit signs the creator in through the system's browser, with PKCE and a
  loopback address. user.info.basic shows whose account it is. video.publish
  reads what the creator may choose (creator_info), starts the post and asks for
  its status. video.upload sends a clip to the creator's inbox instead, to be
  finished in the TikTok app.

Responsible
  %s, %s
`, who.Name, who.Contact)
	return b.String()
}
