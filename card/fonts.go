package card

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/font"
)

// The letters, in fonts/OFL.txt with their licence: Latin with all its accents, Greek, Cyrillic, Hebrew and Arabic in two
// weights (0.8 MB), and the 7,000 most used Chinese characters in one (2.0 MB). Whole Chinese, Japanese and Korean would
// be 20 MB more: a card that cannot write its words says in English what happened.
//
//go:embed fonts/*.woff fonts/*.ttf
var fontFiles embed.FS

// Fonts are the letters of all cards. They may be shared.
type Fonts struct {
	regular, bold []*font.Font
}

// LoadFonts reads the built-in fonts, which takes some 50 ms and 10 MB: do it once.
func LoadFonts() (*Fonts, error) {
	var f Fonts
	files, err := fontFiles.ReadDir("fonts")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		data, err := fontFiles.ReadFile(path.Join("fonts", file.Name()))
		if err != nil {
			return nil, err
		}
		face, err := font.ParseTTF(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("read font %s: %w", file.Name(), err)
		}
		f.add(file.Name(), face.Font)
	}
	return &f, nil
}

// add puts a font where its name says. Chinese, which has a weight of its own for all, stands last: its Latin letters are
// nobody's first choice.
func (f *Fonts) add(name string, one *font.Font) {
	switch {
	case strings.Contains(name, "-400-") || strings.Contains(name, "-Regular"):
		f.regular = append([]*font.Font{one}, f.regular...)
	case strings.Contains(name, "-600-") || strings.Contains(name, "-Bold"):
		f.bold = append([]*font.Font{one}, f.bold...)
	default:
		f.regular, f.bold = append(f.regular, one), append(f.bold, one)
	}
}

// covers says whether a text can be written: at most one of a hundred of its characters is missing.
func (f *Fonts) covers(text string) bool {
	all, missing := 0, 0
	for _, r := range text {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		all++
		if !f.has(r) {
			missing++
		}
	}
	return missing*100 <= all
}

func (f *Fonts) has(r rune) bool {
	for _, one := range f.regular {
		if _, ok := one.NominalGlyph(r); ok {
			return true
		}
	}
	return false
}

// faces gives fonts as what one painter may use.
func faces(fonts []*font.Font) facesOf {
	var all facesOf
	for _, one := range fonts {
		all = append(all, font.NewFace(one))
	}
	return all
}

// facesOf finds the face that has a character.
type facesOf []*font.Face

// ResolveFace implements [shaping.Fontmap].
func (f facesOf) ResolveFace(r rune) *font.Face {
	for _, face := range f {
		if _, ok := face.NominalGlyph(r); ok {
			return face
		}
	}
	return f[0]
}
