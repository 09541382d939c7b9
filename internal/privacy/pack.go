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
	for _, s := range []packSheet{scopeSheet(), checklistSheet(), demoSheet(), flowSheet(), indexSheet()} {
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

// packSheet is a page of the pack that is no policy. It is in English: TikTok's reviewers
// read it.
type packSheet struct {
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

func (p *packer) sheet(s packSheet) error {
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

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
