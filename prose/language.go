package prose

import "github.com/abadojack/whatlanggo"

// enoughToTell is how many bytes of text the detector needs: below it mixes up neighbours such as Spanish and Italian.
const enoughToTell = 60

// mostToRead bounds the characters that are looked at; more do not make the answer better.
const mostToRead = 1000

// Language gives the language that a text is most likely written in as its BCP 47 tag ("de"), or "" when unsure.
func Language(text string) string {
	if len(text) < enoughToTell {
		return ""
	}
	info := whatlanggo.Detect(beginning(text))
	if !info.IsReliable() {
		return ""
	}
	return info.Lang.Iso6391()
}

func beginning(text string) string {
	n := 0
	for i := range text {
		if n == mostToRead {
			return text[:i]
		}
		n++
	}
	return text
}
