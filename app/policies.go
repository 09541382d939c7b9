package app

import (
	"context"
	"path/filepath"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"cuedrop/internal/privacy"
)

// Policy returns the privacy policy ("privacy") or the terms ("terms") in a language.
func (s *System) Policy(document, language string) (out PolicyText, err error) {
	defer s.a.call("System.Policy").end(&err)
	text, err := privacy.Policy(privacy.Document(document), privacy.LanguageOf(language), privacy.Registrant{})
	if err != nil {
		return PolicyText{Sections: []PolicySection{}}, err
	}
	return toPolicyText(text), nil
}

// PolicyChanges returns what has changed since the version that was accepted, a
// sentence each; nothing when none was.
func (s *System) PolicyChanges(language string) (out []string, err error) {
	defer s.a.call("System.PolicyChanges").end(&err)
	accepted, err := s.a.deps().Welcome.Policies.Accepted(s.a.context())
	if err != nil || accepted == nil {
		return []string{}, err
	}
	return append([]string{}, privacy.ChangesSince(accepted.Digest, privacy.LanguageOf(language))...), nil
}

// AcceptPolicy notes that the user agreed to the version with this digest, as read in a
// language. Another version than that in force is refused.
func (s *Settings) AcceptPolicy(digest, language string) (err error) {
	defer s.a.call("Settings.AcceptPolicy").end(&err)
	return s.a.changed(s.a.deps().Welcome.Policies.Accept(s.a.context(), digest, privacy.LanguageOf(language)))
}

// packName is the folder that SavePack makes.
const packName = "cuedrop-approval-pack"

// SavePack writes the approval pack to a folder in the one that the user chooses in the
// system's dialog. False when none was chosen.
func (s *Settings) SavePack(name, contact string) (saved bool, err error) {
	defer s.a.call("Settings.SavePack").end(&err)
	s.a.mustShow()
	files, err := privacy.Pack(privacy.Registrant{Name: name, Contact: contact}, s.a.now())
	if err != nil {
		return false, err
	}
	dir, err := runtime.OpenDirectoryDialog(s.a.context(), runtime.OpenDialogOptions{Title: s.a.word("savePack"), CanCreateDirectories: true})
	if err != nil || dir == "" {
		return false, err
	}
	return true, privacy.WritePack(filepath.Join(dir, packName), files, false)
}

// welcomePreferences adds what the first run and the settings show.
func (a *App) welcomePreferences(ctx context.Context, p *Preferences) error {
	w := a.deps().Welcome
	who, err := w.People.Person(ctx)
	if err != nil {
		return err
	}
	accepted, err := w.Policies.Accepted(ctx)
	if err != nil {
		return err
	}
	welcomed, err := a.deps().Settings.Setting(ctx, keyWelcomed)
	if err != nil {
		return err
	}
	if p.CacheMB, err = w.CacheMB(ctx); err != nil {
		return err
	}
	now := privacy.Current()
	p.Profile, p.Welcomed = Profile{Name: who.Name, Email: who.Email}, welcomed != ""
	p.Policy = PolicyState{Version: now.Version, Date: now.Date, Digest: now.Digest}
	if accepted != nil {
		p.Policy.AcceptedVersion, p.Policy.AcceptedAt = accepted.Version, stamp(accepted.At)
		p.Policy.Accepted = accepted.Digest == now.Digest
	}
	return nil
}

func toPolicyText(t privacy.Text) PolicyText {
	out := PolicyText{
		Document: string(t.Document), Language: string(t.Language), Title: t.Title,
		Version: t.Revision.Version, Date: t.Revision.Date, Digest: t.Revision.Digest,
		Sections: []PolicySection{{Blocks: toPolicyBlocks(t.Intro)}},
	}
	for _, s := range t.Sections {
		out.Sections = append(out.Sections, PolicySection{Heading: s.Heading, Blocks: toPolicyBlocks(s.Blocks)})
	}
	return out
}

func toPolicyBlocks(all []privacy.Block) []PolicyBlock {
	out := []PolicyBlock{}
	for _, b := range all {
		block := PolicyBlock{Kind: string(b.Kind), Text: b.Text, Items: append([]string{}, b.Items...), Facts: []PolicyFact{}}
		for _, f := range b.Facts {
			block.Facts = append(block.Facts, PolicyFact(f))
		}
		out = append(out, block)
	}
	return out
}
