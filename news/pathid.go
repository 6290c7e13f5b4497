package news

import (
	"regexp"
	"slices"
	"strings"
)

var (
	uuid       = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	hexID      = regexp.MustCompile(`^[0-9a-f]{16,64}$`)
	numberID   = regexp.MustCompile(`^[a-z]{0,10}([0-9]{5,19})$`)
	dateNumber = regexp.MustCompile(`^(19|20)[0-9]{2}(0[1-9]|1[0-2])([0-3][0-9])?([0-2][0-9][0-5][0-9]([0-5][0-9])?)?$|` +
		`^[0-3]?[0-9](0[1-9]|1[0-2])(19|20)[0-9]{2}$`)
)

// PathID gives the number or id in a clean URL's path by which its outlet tells articles apart whatever the slug says,
// with the host before it: two URLs with one PathID are one article whose slug changed with its headline. It is empty
// where no id can be told from a date or from a number in a headline.
func PathID(clean string) string {
	host, path, _ := strings.Cut(URLKey(clean), "/")
	path, _, _ = strings.Cut(strings.ToLower(path), "?")
	segments := strings.Split(path, "/")
	slices.Reverse(segments)
	for _, segment := range segments[:min(len(segments), 2)] { // further up stand the ids of sections
		if id := segmentID(segment); id != "" {
			return host + "#" + id
		}
	}
	return ""
}

// segmentID finds the id in one part of a path: alone, or at either end of a slug, where it must be longer than the
// numbers of headlines.
func segmentID(segment string) string {
	if id := uuid.FindString(segment); id != "" {
		return id
	}
	for _, ending := range []string{".html", ".htm", ".shtml", ".php", ".aspx", ".amp"} {
		segment = strings.TrimSuffix(segment, ending)
	}
	if id := plainID(segment); id != "" {
		return id
	}
	words := strings.FieldsFunc(segment, func(r rune) bool { return strings.ContainsRune("-_.,;~", r) })
	if len(words) < 2 {
		return ""
	}
	for _, word := range []string{words[len(words)-1], words[0]} {
		if id := plainID(word); id != "" && !headlineNumber(id) {
			return id
		}
	}
	return ""
}

func plainID(word string) string {
	if m := numberID.FindStringSubmatch(word); m != nil && !dateNumber.MatchString(m[1]) {
		return word
	}
	if hexID.MatchString(word) && strings.ContainsAny(word, "0123456789") && strings.ContainsAny(word, "abcdef") {
		return word
	}
	return ""
}

// headlineNumber says that a number may stand in a headline: it is short or round.
func headlineNumber(id string) bool {
	return len(id) < 6 || strings.HasSuffix(id, "000")
}
