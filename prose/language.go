package prose

import "github.com/abadojack/whatlanggo"

// enoughToTell is how many bytes of text the detector needs: below it mixes up neighbours such as Spanish and Italian.
const enoughToTell = 60

// mostToRead bounds what is looked at; more does not make the answer better.
const mostToRead = 2000

// Language gives the language that a text is most likely written in as its BCP 47 tag ("de"), or "" when unsure.
func Language(text string) string {
	if len(text) < enoughToTell {
		return ""
	}
	if len(text) > mostToRead {
		text = text[:mostToRead]
	}
	info := whatlanggo.Detect(text)
	if !info.IsReliable() {
		return ""
	}
	return info.Lang.Iso6391()
}
