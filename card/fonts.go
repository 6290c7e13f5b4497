package card

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/go-text/typesetting/font"
)

// The letters, in fonts/OFL.txt with their licence: Latin with all its accents, Greek, Cyrillic, Hebrew and Arabic in two
// weights (0.8 MB); Thai, Devanagari, Bengali, Tamil, Georgian, Armenian (0.7 MB), the 7,000 most used Chinese characters
// with the Japanese syllables (2.0 MB) and Korean (2.4 MB) in one. A card whose words have letters of other scripts says in
// English what happened.
//
//go:embed fonts/*.woff fonts/*.ttf
var fontFiles embed.FS

// Fonts are the letters of all cards. They may be shared.
type Fonts struct {
	regular, bold []*font.Font
	hangul        func() (*font.Font, error) // read when the first Korean card is drawn
}

const koreanFont = "noto-serif-kr-korean-500-normal.woff"

// LoadFonts reads the built-in fonts, which takes some 50 ms and 10 MB: do it once. Those of Korean take twice as much
// again, when they are needed.
func LoadFonts() (*Fonts, error) {
	f := Fonts{hangul: sync.OnceValues(func() (*font.Font, error) { return readFont(koreanFont) })}
	files, err := fontFiles.ReadDir("fonts")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if file.Name() == koreanFont {
			continue
		}
		one, err := readFont(file.Name())
		if err != nil {
			return nil, err
		}
		f.add(file.Name(), one)
	}
	return &f, nil
}

func readFont(name string) (*font.Font, error) {
	data, err := fontFiles.ReadFile(path.Join("fonts", name))
	if err != nil {
		return nil, err
	}
	face, err := font.ParseTTF(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("read font %s: %w", name, err)
	}
	return face.Font, nil
}

// add puts a font where its name says. Those that have one weight for all stand last: their Latin letters are nobody's first
// choice.
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

// covers says whether a text can be written: all its letters, marks and digits. Other signs, such as pictures of faces, are
// left out where they are missing.
func (f *Fonts) covers(text string) bool {
	for _, r := range text {
		if unicode.In(r, unicode.L, unicode.M, unicode.N) && !unicode.Is(unicode.Variation_Selector, r) && !f.has(r) {
			return false
		}
	}
	return true
}

// has says whether a character can be written in either weight.
func (f *Fonts) has(r rune) bool {
	if unicode.Is(unicode.Hangul, r) {
		one, err := f.hangul()
		return err == nil && hasGlyph([]*font.Font{one}, r)
	}
	return hasGlyph(f.regular, r) && hasGlyph(f.bold, r)
}

func hasGlyph(fonts []*font.Font, r rune) bool {
	return slices.ContainsFunc(fonts, func(one *font.Font) bool {
		_, ok := one.NominalGlyph(r)
		return ok
	})
}

// faces gives fonts as what one painter may use.
func (f *Fonts) faces(fonts []*font.Font) facesOf {
	all := facesOf{hangul: sync.OnceValue(func() *font.Face {
		one, err := f.hangul()
		if err != nil {
			return nil
		}
		return font.NewFace(one)
	})}
	for _, one := range fonts {
		all.faces = append(all.faces, font.NewFace(one))
	}
	return all
}

// facesOf finds the face that has a character.
type facesOf struct {
	faces  []*font.Face
	hangul func() *font.Face
}

// ResolveFace implements [shaping.Fontmap].
func (f facesOf) ResolveFace(r rune) *font.Face {
	if unicode.Is(unicode.Hangul, r) {
		if face := f.hangul(); face != nil {
			return face
		}
	}
	for _, face := range f.faces {
		if _, ok := face.NominalGlyph(r); ok {
			return face
		}
	}
	return f.faces[0]
}
