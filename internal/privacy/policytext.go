package privacy

import (
	"fmt"
	"strings"
	"text/template"
)

// render makes a document of its template. The markup is one line a block: “# ” the
// title, “## ” a heading, “- ” an item of a list, “[name]” what is made from the
// registry, anything else a paragraph.
func render(d Document, l Language, who Registrant, r Revision) (Text, error) {
	raw, err := texts.ReadFile("policytext/" + string(l) + "." + string(d) + ".txt")
	if err != nil {
		return Text{}, fmt.Errorf("read %s in %s: %w", d, l, err)
	}
	t, err := template.New(string(d)).Option("missingkey=error").Parse(string(raw))
	if err != nil {
		return Text{}, fmt.Errorf("parse %s in %s: %w", d, l, err)
	}
	var filled strings.Builder
	if err := t.Execute(&filled, who.flat()); err != nil {
		return Text{}, fmt.Errorf("fill %s in %s: %w", d, l, err)
	}
	out := Text{Document: d, Language: l, Revision: r}
	for line := range strings.Lines(filled.String()) {
		if err := out.add(strings.TrimSpace(line)); err != nil {
			return Text{}, fmt.Errorf("%s in %s: %w", d, l, err)
		}
	}
	return out, nil
}

// flat keeps what a registrant types from passing for markup: it stays within its line.
func (r Registrant) flat() Registrant {
	return Registrant{Name: strings.Join(strings.Fields(r.Name), " "), Contact: strings.Join(strings.Fields(r.Contact), " ")}
}

func (t *Text) add(line string) error {
	switch {
	case line == "":
	case strings.HasPrefix(line, "# "):
		t.Title = line[2:]
	case strings.HasPrefix(line, "## "):
		t.Sections = append(t.Sections, Section{Heading: line[3:]})
	case strings.HasPrefix(line, "- "):
		blocks := t.blocks()
		if n := len(*blocks); n == 0 || (*blocks)[n-1].Kind != List {
			*blocks = append(*blocks, Block{Kind: List})
		}
		last := &(*blocks)[len(*blocks)-1]
		last.Items = append(last.Items, line[2:])
	case line == "[categories]":
		made, err := categoryFacts(t.Language)
		if err != nil {
			return err
		}
		blocks := t.blocks()
		*blocks = append(*blocks, made...)
	case line == "[sharing]":
		blocks := t.blocks()
		*blocks = append(*blocks, Block{Kind: Links, Facts: sharing(t.Language)})
	case strings.HasPrefix(line, "["):
		return fmt.Errorf("there is no %s", line)
	default:
		blocks := t.blocks()
		*blocks = append(*blocks, Block{Kind: Paragraph, Text: line})
	}
	return nil
}

// blocks are those that the next line belongs to.
func (t *Text) blocks() *[]Block {
	if n := len(t.Sections); n > 0 {
		return &t.Sections[n-1].Blocks
	}
	return &t.Intro
}

// Plain is the document as lines of text, for a terminal and for the digest.
func (t Text) Plain() string {
	var b strings.Builder
	fmt.Fprintln(&b, t.Title)
	plainBlocks(&b, t.Intro)
	for _, s := range t.Sections {
		fmt.Fprintf(&b, "\n%s\n", s.Heading)
		plainBlocks(&b, s.Blocks)
	}
	return b.String()
}

func plainBlocks(b *strings.Builder, all []Block) {
	for _, x := range all {
		if x.Text != "" {
			fmt.Fprintf(b, "\n%s\n", x.Text)
		}
		for _, i := range x.Items {
			fmt.Fprintf(b, "- %s\n", i)
		}
		for _, f := range x.Facts {
			fmt.Fprintf(b, "  %s: %s\n", f.Label, f.Text)
			if f.Link != "" {
				fmt.Fprintf(b, "    %s\n", Pages[f.Link])
			}
		}
	}
}

// categoryFacts are the rows of the registry in words.
func categoryFacts(l Language) ([]Block, error) {
	var out []Block
	for _, c := range Registry() {
		said, err := sentences(c, l)
		if err != nil {
			return nil, err
		}
		w := words[l]
		out = append(out, Block{Kind: Facts, Text: said.name, Facts: []Fact{
			{Label: w.what, Text: said.What}, {Label: w.source, Text: said.Source}, {Label: w.purpose, Text: said.Purpose},
			{Label: w.protection, Text: said.Protection}, {Label: w.retention, Text: said.Retention},
			{Label: w.recipient, Text: w.leaves[c.Leaves]},
		}})
	}
	return out, nil
}
