package privacy

import (
	"context"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"cuedrop/internal/fault"
)

// Person is who uses a workspace: category Profile. Both fields may be empty. They
// never leave the computer but in what the user exports.
type Person struct {
	Name  string
	Email string
}

// What a person may type, in characters and bytes. RFC 5321 allows an address no more.
const (
	nameMost  = 100
	emailMost = 254
)

// Clean returns p without surplus space, or Invalid "profile.name" or "profile.email".
func (p Person) Clean() (Person, error) {
	p.Name, p.Email = strings.Join(strings.Fields(p.Name), " "), strings.TrimSpace(p.Email)
	if !utf8.ValidString(p.Name) || utf8.RuneCountInString(p.Name) > nameMost || strings.IndexFunc(p.Name, unprintable) >= 0 {
		return Person{}, fault.Newf(fault.Invalid, "profile.name", "A name has %d characters at most, all of them printable.", nameMost)
	}
	if p.Email == "" {
		return p, nil
	}
	a, err := mail.ParseAddress(p.Email)
	if err != nil || a.Address != p.Email || a.Name != "" || len(p.Email) > emailMost || strings.IndexFunc(p.Email, unprintable) >= 0 {
		return Person{}, fault.New(fault.Invalid, "profile.email", "That is no e-mail address. Write it like name@example.com, or leave it empty.")
	}
	return p, nil
}

func unprintable(r rune) bool {
	return !unicode.IsPrint(r) || unicode.Is(unicode.Bidi_Control, r)
}

type personStore interface {
	Person(ctx context.Context) (name, email string, err error)
	SetPerson(ctx context.Context, name, email string) error
}

// People keeps the profile of a workspace.
type People struct {
	Store personStore
	// Corrected is called after a change. It may be nil.
	Corrected func(context.Context)
}

// Person returns the profile; its fields are empty where nothing was given.
func (p *People) Person(ctx context.Context) (Person, error) {
	name, email, err := p.Store.Person(ctx)
	return Person{Name: name, Email: email}, err
}

// SetPerson stores the profile, and erases what is empty for good. Invalid as Clean.
func (p *People) SetPerson(ctx context.Context, who Person) error {
	who, err := who.Clean()
	if err != nil {
		return err
	}
	was, err := p.Person(ctx)
	if err != nil || was == who {
		return err
	}
	if err := p.Store.SetPerson(ctx, who.Name, who.Email); err != nil {
		return err
	}
	if p.Corrected != nil {
		p.Corrected(ctx)
	}
	return nil
}
