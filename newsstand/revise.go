package newsstand

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma/news"
)

// A block is one piece of an article with the name that its script calls it by.
type block struct {
	key  string
	kind news.BlockKind
	text string

	words, target string // words of the text that are a link, and where it leads; empty for none
}

// A revision is what one op did: the edit without its time and place, and the names of the blocks it touched.
type revision struct {
	kind          string
	block         news.BlockKind
	meaning       news.Meaning
	before, after string
	from, to      string // of a link that leads elsewhere
	keys          []string
}

// revise does one op and gives the new blocks; the old ones stay as they were.
func revise(blocks []block, o op, meaning news.Meaning) ([]block, revision, error) {
	if o.verb == '+' {
		return insertBlock(blocks, o)
	}
	at := place(blocks, o.key)
	if at < 0 {
		return nil, revision{}, fmt.Errorf("no block %q", o.key)
	}
	old := blocks[at]
	r := revision{block: old.kind, meaning: meaning, before: old.text, after: old.text, keys: []string{o.key}}
	next := slices.Clone(blocks)
	switch o.verb {
	case ':':
		if strings.Count(old.text, o.old) != 1 {
			return nil, r, fmt.Errorf("block %q has %q not just once", o.key, o.old)
		}
		next[at].text = strings.Replace(old.text, o.old, o.text, 1)
		r.kind, r.after = string(news.Replace), next[at].text
	case '@':
		if !strings.Contains(old.text, old.words) || old.words == "" {
			return nil, r, fmt.Errorf("block %q has no link", o.key)
		}
		next[at].target = o.text
		r.kind, r.from, r.to = string(news.Replace), old.target, o.text
	case '=':
		next[at].text = o.text
		r.kind, r.after = string(news.Replace), o.text
	case '-':
		next = slices.Delete(next, at, at+1)
		r.kind, r.meaning, r.after = string(news.Delete), news.MeansRemoved, ""
	case '^':
		return moveBlock(next, at, o, r)
	case '/':
		return splitBlock(next, at, o, r)
	case '&':
		return mergeBlocks(next, at, o, r)
	}
	return next, r, nil
}

func insertBlock(blocks []block, o op) ([]block, revision, error) {
	at := len(blocks)
	if o.other != "" {
		if at = place(blocks, o.other) + 1; at == 0 {
			return nil, revision{}, fmt.Errorf("no block %q to come after", o.other)
		}
	}
	r := revision{kind: string(news.Insert), block: o.kind, meaning: news.MeansAdded, after: o.text, keys: []string{o.key}}
	if o.kind == news.Notice {
		r.meaning = news.MeansNotice
	}
	return slices.Insert(slices.Clone(blocks), at, block{key: o.key, kind: o.kind, text: o.text}), r, nil
}

func moveBlock(next []block, at int, o op, r revision) ([]block, revision, error) {
	moved := next[at]
	next = slices.Delete(next, at, at+1)
	to := place(next, o.other)
	if to < 0 {
		return nil, r, fmt.Errorf("no block %q to move after", o.other)
	}
	r.kind, r.meaning = string(news.Move), ""
	return slices.Insert(next, to+1, moved), r, nil
}

func splitBlock(next []block, at int, o op, r revision) ([]block, revision, error) {
	first, second, ok := strings.Cut(next[at].text, o.text)
	if !ok || first == "" {
		return nil, r, fmt.Errorf("block %q cannot be split at %q", o.key, o.text)
	}
	next[at].text = strings.TrimSpace(first)
	rest := block{key: o.key + "+", kind: next[at].kind, text: o.text + second, words: next[at].words, target: next[at].target}
	r.kind, r.meaning, r.after = string(news.Split), "", next[at].text+"\n"+rest.text
	r.keys = append(r.keys, rest.key)
	return slices.Insert(next, at+1, rest), r, nil
}

func mergeBlocks(next []block, at int, o op, r revision) ([]block, revision, error) {
	other := place(next, o.other)
	if other != at+1 {
		return nil, r, fmt.Errorf("block %q does not follow %q", o.other, o.key)
	}
	space := " "
	if strings.HasSuffix(next[at].text, "。") {
		space = ""
	}
	r.kind, r.meaning, r.before = string(news.Merge), "", next[at].text+"\n"+next[other].text
	next[at].text += space + next[other].text
	r.after = next[at].text
	r.keys = append(r.keys, o.other)
	return slices.Delete(next, other, other+1), r, nil
}

func place(blocks []block, key string) int {
	return slices.IndexFunc(blocks, func(b block) bool { return b.key == key })
}

func textOf(blocks []block, key string) string {
	if at := place(blocks, key); at >= 0 {
		return blocks[at].text
	}
	return ""
}

var hole = regexp.MustCompile(`\{([a-z]+)(?:\.([1-9]))?\}`)

// A filling says which words stand in a script's holes.
type filling map[string][]string

// fill picks one option of each choice: turn counts up, so that neighbours differ.
func (s *script) fill(turn int) filling {
	f := filling{}
	pick := 0
	for i, c := range s.choices {
		if !c.bound {
			pick = turn + i*(turn/len(c.options))
		}
		f[c.key] = strings.Split(c.options[pick%len(c.options)], "/")
	}
	return f
}

// in puts the words into a text. A hole without words stays: the tests of the scripts look for them.
func (f filling) in(text string) string {
	return hole.ReplaceAllStringFunc(text, func(h string) string {
		m := hole.FindStringSubmatch(h)
		form := 1
		if m[2] != "" {
			form, _ = strconv.Atoi(m[2])
		}
		if words := f[m[1]]; form <= len(words) {
			return strings.TrimSpace(words[form-1])
		}
		return h
	})
}

// filled gives the script with words in all its holes.
func (s *script) filled(f filling) *script {
	t := *s
	t.test = f.in(s.test)
	t.blocks = slices.Clone(s.blocks)
	for i := range t.blocks {
		t.blocks[i].text = f.in(t.blocks[i].text)
	}
	t.steps = slices.Clone(s.steps)
	for i, st := range t.steps {
		t.steps[i].ops = slices.Clone(st.ops)
		for j, o := range t.steps[i].ops {
			o.old, o.text = f.in(o.old), f.in(o.text)
			t.steps[i].ops[j] = o
		}
	}
	return &t
}
