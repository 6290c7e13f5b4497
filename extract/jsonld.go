package extract

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/prose"
)

// A thing is an object of schema.org as the page's scripts give it.
type thing map[string]any

// things reads every application/ld+json script of the page and gives all objects in them that have a type, in order.
func (s *sheet) things() []thing {
	var all []thing
	for _, n := range s.scripts {
		if !strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
			continue
		}
		if text := textOf(n); s.takeJSON(text) {
			all = collect(lenientJSON(text), all, 0)
		}
	}
	return all
}

// takeJSON says that a script's data may be read, and takes the memory that its values need, about: the data that are
// read take no more than a few times the page's size.
func (s *sheet) takeJSON(text string) bool {
	need := jsonNeeds(text)
	if s.data+need > jsonGranted*len(s.source)+bytesFree {
		return false
	}
	s.data += need
	return true
}

// jsonGranted is how many bytes values read from JSON may take for each byte of the page.
const jsonGranted = 8

// jsonNeeds gives how many bytes the values of a JSON text take, about.
func jsonNeeds(text string) int {
	return 2*len(text) + 420*strings.Count(text, "{") + 50*strings.Count(text, ",") + 30*strings.Count(text, "[")
}

// lenientJSON parses JSON as pages write it: in comments, with raw line breaks in strings, with a semicolon at the end.
// It gives nil for what cannot be read.
func lenientJSON(text string) any {
	text = strings.TrimSpace(text)
	for _, wrapper := range []string{"<!--", "-->", "//<![CDATA[", "//]]>", "/*<![CDATA[*/", "/*]]>*/", "<![CDATA[", "]]>"} {
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, wrapper), wrapper))
	}
	text = strings.TrimRight(text, "; \n\t")
	var v any
	if json.Unmarshal([]byte(text), &v) == nil {
		return v
	}
	text = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, text)
	if json.NewDecoder(strings.NewReader(text)).Decode(&v) == nil {
		return v
	}
	return nil
}

// collect walks a value for typed objects. What nests deeper than a dozen levels is no description of an article.
func collect(v any, all []thing, depth int) []thing {
	if depth > 12 {
		return all
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			all = collect(e, all, depth+1)
		}
	case map[string]any:
		if v["@type"] != nil {
			all = append(all, v)
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "liveBlogUpdate"} {
			if inner, ok := v[key]; ok {
				all = collect(inner, all, depth+1)
			}
		}
	}
	return all
}

// isA says that the thing's type ends in one of these names.
func (t thing) isA(names ...string) bool {
	for _, kind := range list(t["@type"]) {
		kind, _ := kind.(string)
		for _, name := range names {
			if strings.HasSuffix(kind, name) {
				return true
			}
		}
	}
	return false
}

// text gives a property's text in normal form: the first, where there are several; the name, where it is an object.
func (t thing) text(keys ...string) string {
	for _, key := range keys {
		for _, v := range list(t[key]) {
			switch v := v.(type) {
			case string:
				if text := prose.Normal(html.UnescapeString(v)); text != "" {
					return text
				}
			case map[string]any:
				if text := thing(v).text("name", "@value", "@id", "url"); text != "" {
					return text
				}
			}
		}
	}
	return ""
}

func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

// article gives what the scripts say of the page's article: of several things the one that says most.
func article(things []thing) thing {
	var best thing
	most := 0
	for _, t := range things {
		score := 0
		switch {
		case t.isA("Article", "BlogPosting", "Posting", "Report", "Review"):
			score = 10
		case t.isA("WebPage", "VideoObject", "Recipe", "Event", "Product"):
			score = 1
		default:
			continue
		}
		for _, key := range []string{"headline", "datePublished", "author", "articleBody", "dateModified"} {
			if t[key] != nil {
				score++
			}
		}
		if score > most {
			best, most = t, score
		}
	}
	return best
}

// sortedKeys gives the keys in order, so that one page is read the same way each time.
func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
