package meaning

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// facts finds what one wording says and the other does not. Spoken are the quotations that were only cut, only grew or
// became others: of what stands in them that is said already.
func (j *judge) facts(m *marked, spoken requotes) []finding {
	before := m.near(m.untold(outside(unspoken(m.before, j.read(m.before)), m.gone), spoken.before, false), false)
	after := m.near(m.untold(outside(unspoken(m.after, j.read(m.after)), m.come), spoken.after, true), true)
	gone, come := without(before, after), without(after, before)
	pick := func(kind news.Meaning) (g, c []fact) { return of(gone, kind), of(come, kind) }
	var found []finding
	numbers := numberFindings(m.pairs(pick(news.MeansNumber)))
	if len(numbers) == 0 {
		numbers = numberFindings(m.swapped(of(before, news.MeansNumber), of(after, news.MeansNumber)))
	}
	found = append(found, numbers...)
	found = append(found, dateFindings(m.pairs(pick(news.MeansDate)))...)
	found = append(found, j.nameFindings(m, before, after)...)
	g, c := pick(news.MeansNegation)
	found = append(found, j.negationFindings(m, g, c)...)
	g, c = pick(news.MeansAttribution)
	said := attributionFindings(m, g, c)
	found = append(found, said...)
	g, c = pick(news.MeansHedging)
	return append(found, hedgingFindings(m, g, c, len(said) > 0)...)
}

// untold drops the facts in quotations that were only cut, only grew or became others, but for a "not" that came or went
// almost alone: it turns what is left.
func (m *marked) untold(facts []fact, requoted []prose.Piece, come bool) []fact {
	return slices.DeleteFunc(facts, func(f fact) bool {
		return masked(requoted, f.start) && (f.kind != news.MeansNegation || !m.inFewWords(f, come))
	})
}

// inFewWords says that a fact stands in a change of a word or two that is no clause of its own.
func (m *marked) inFewWords(f fact, come bool) bool {
	g, ok := m.at(f.start, come)
	own, _ := g.sides(come)
	return ok && !startsWithMark(own) && len(bare(own)) <= contextWords
}

// unspoken drops the words of speaking within quotations: "she told me" there attributes nothing to anyone here.
func unspoken(text string, facts []fact) []fact {
	spoken := quotations(text)
	return slices.DeleteFunc(facts, func(f fact) bool { return f.kind == news.MeansAttribution && masked(spoken, f.start) })
}

// near keeps the facts that a change touches.
func (m *marked) near(facts []fact, come bool) []fact {
	return slices.DeleteFunc(facts, func(f fact) bool { return m.touched(f, come) < 0 })
}

// at gives the change that lies at an offset of the new wording or the old.
func (m *marked) at(offset int, come bool) (group, bool) {
	n := m.next(offset+1, come)
	if n < len(m.groups) && m.groups[n].side(come).Start <= offset {
		return m.groups[n], true
	}
	return group{}, false
}

// A turn is a fact that became another; one of them is missing where it only came or only went.
type turn struct{ from, to *fact }

// pairs joins the facts that stand in the same change, in their order; and those that are the only ones left.
func (m *marked) pairs(gone, come []fact) []turn {
	var turns []turn
	used := make([]bool, len(come))
	for i := range gone {
		t := turn{from: &gone[i]}
		for k := range come {
			alone := len(gone) == 1 && len(come) == 1 && gone[i].noun == come[k].noun && !gone[i].soft && !come[k].soft
			if !used[k] && (alone || m.touched(gone[i], false) == m.touched(come[k], true)) {
				t.to, used[k] = &come[k], true
				break
			}
		}
		turns = append(turns, t)
	}
	for k := range come {
		if !used[k] {
			turns = append(turns, turn{to: &come[k]})
		}
	}
	return turns
}

// touched gives the number of the first change that overlaps a fact or lies right beside it, -1 when none does.
func (m *marked) touched(f fact, come bool) int {
	n := m.next(f.start-1, come)
	if n < len(m.groups) && m.groups[n].side(come).Start <= f.end+1 {
		return n
	}
	return -1
}

// numberFindings tells the numbers that changed, came or went; soft ones only where one became another.
func numberFindings(turns []turn) []finding {
	var found []finding
	for _, t := range turns {
		switch {
		case t.from == nil && t.to.soft, t.to == nil && t.from.soft:
		case t.from == nil:
			found = append(found, finding{news.MeansNumber, 0.45, "a number was added: " + quote(counted(*t.to))})
		case t.to == nil:
			found = append(found, finding{news.MeansNumber, 0.5, "a number was removed: " + quote(counted(*t.from))})
		default:
			found = append(found, finding{news.MeansNumber, 0.6 + 0.3*distance(*t.from, *t.to), became(*t.from, *t.to)})
		}
	}
	return found
}

func counted(f fact) string {
	first, _ := utf8.DecodeRuneInString(f.noun)
	if unicode.Is(unicode.Han, first) {
		return f.spelled() + f.unit + f.noun
	}
	return strings.TrimSpace(f.spelled() + f.unit + " " + f.noun)
}

// spelled gives the words of a number as they stand within a sentence.
func (f fact) spelled() string {
	if strings.ContainsFunc(f.text, unicode.IsDigit) {
		return f.text
	}
	first, size := utf8.DecodeRuneInString(f.text)
	return string(unicode.ToLower(first)) + f.text[size:]
}

// countsOut says that a number tells how many there are: not which one ("3rd", "first"), nor how many more.
func (f fact) countsOut() bool {
	digits := strings.ContainsFunc(f.text, unicode.IsDigit)
	ordinal := digits && strings.ContainsFunc(f.text, unicode.IsLetter) && !strings.Contains(f.text, " ")
	return f.noun != "" && !f.soft && !ordinal && f.noun != "others"
}

// became says how a number changed, and of what, where both wordings count the same.
func became(from, to fact) string {
	if from.countsOut() && to.countsOut() && strings.EqualFold(from.noun, to.noun) {
		return "the number of " + from.noun + " went from " + from.spelled() + " to " + to.spelled()
	}
	return quote(counted(from)) + " became " + quote(counted(to))
}

// distance says from 0 to 1 how far apart two numbers are.
func distance(a, b fact) float64 {
	most := max(math.Abs(a.value), math.Abs(b.value))
	if math.IsNaN(most) || most == 0 {
		return 0.5
	}
	return min(1, math.Abs(a.value-b.value)/most)
}

func dateFindings(turns []turn) []finding {
	var found []finding
	for _, t := range turns {
		switch {
		case t.from == nil && t.to.soft, t.to == nil && t.from.soft:
		case t.from == nil:
			found = append(found, finding{news.MeansDate, 0.35, "the date " + quote(t.to.text) + " came"})
		case t.to == nil:
			found = append(found, finding{news.MeansDate, 0.4, "the date " + quote(t.from.text) + " went"})
		default:
			found = append(found, finding{news.MeansDate, 0.5, "the date went from " + quote(t.from.text) + " to " + quote(t.to.text)})
		}
	}
	return found
}

// nameFindings compares which names the wordings have at all: one that is only named more often is no news.
func (j *judge) nameFindings(m *marked, before, after []fact) []finding {
	bent := j.lex.language == "ru" && !m.onlyNames(before, after)
	gone := strangers(of(before, news.MeansName), of(after, news.MeansName), m.after, bent)
	come := strangers(of(after, news.MeansName), of(before, news.MeansName), m.before, bent)
	if len(gone)+len(come) == 0 {
		return j.exchanged(m, of(before, news.MeansName), of(after, news.MeansName))
	}
	var went, came *finding
	for _, t := range m.pairs(gone, come) {
		switch {
		case t.from != nil && t.to != nil:
			from, to := nameRun(gone, *t.from), nameRun(come, *t.to)
			return []finding{{news.MeansName, 0.7, "the name went from " + quote(from) + " to " + quote(to)}}
		case t.from != nil && went == nil:
			went = &finding{news.MeansName, 0.5, "a name was removed: " + quote(nameRun(gone, *t.from))}
		case t.to != nil && came == nil:
			came = &finding{news.MeansName, 0.4, "a name was added: " + quote(nameRun(come, *t.to))}
		}
	}
	var found []finding
	for _, f := range []*finding{went, came} {
		if f != nil {
			found = append(found, *f)
		}
	}
	return found
}

// strangers gives the names that the others do not have, nor the other text without the capital; where names are bent
// by their case, not in another case either.
func strangers(names, others []fact, text string, bent bool) []fact {
	known := map[string]bool{}
	for _, w := range bare(text) {
		known[w] = true
	}
	for _, f := range others {
		known[f.key] = true
		if bent {
			known[unbent(f.key)] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(names), func(f fact) bool { return known[f.key] || bent && known[unbent(f.key)] })
}

// nameRun gives a name with those right behind it.
func nameRun(names []fact, name fact) string {
	text, end := name.text, name.end
	for _, next := range names {
		if next.start == end+1 {
			text, end = text+" "+next.text, next.end
		}
	}
	return text
}

// negationFindings finds words that turned into their opposite, and a "not" that came or went.
func (j *judge) negationFindings(m *marked, gone, come []fact) []finding {
	if from, to, ok := m.otherSide(gone, come); ok {
		return []finding{{news.MeansNegation, 0.9, quote(from.text) + " became " + quote(to.text)}}
	}
	for _, g := range m.groups {
		if g.long() {
			continue
		}
		if from, to, ok := j.turned(bare(g.removed), bare(g.added)); ok {
			return []finding{{news.MeansNegation, 0.9, quote(from) + " became " + quote(to)}}
		}
	}
	opposite := func(f fact) bool { return f.reversal && !f.denies() }
	gone = m.within(slices.DeleteFunc(gone, opposite), false)
	come = m.within(slices.DeleteFunc(come, opposite), true)
	switch {
	case len(come) == 1 && len(gone) == 1 && come[0].denies() != gone[0].denies(): // "said it was not so", "denied it"
		return nil
	case len(come) > 0:
		return []finding{{news.MeansNegation, 0.85, m.inContext(come[0], true)}}
	case len(gone) > 0:
		return []finding{{news.MeansNegation, 0.85, m.inContext(gone[0], false)}}
	default:
		return nil
	}
}

// denies says that the fact is a word of denying, which turns what is said even where no admission stood in its place.
// The first line of each list of opposites has them on its second side.
func (f fact) denies() bool { return f.reversal && f.group == 0 && f.side == 1 }

// turns says that two words stand for each other: in one change that is no rewriting, or in an edit of few words.
func (m *marked) turns(gone, come fact) bool {
	at := m.touched(gone, false)
	return m.changedWords() <= 2*longClause || at == m.touched(come, true) && !m.groups[at].long()
}

// changedWords counts the words that came or went, up to a number that is many.
func (m *marked) changedWords() int {
	words := 0
	for _, g := range m.groups {
		if words += len(bare(g.removed)) + len(bare(g.added)); words > 2*longClause {
			break
		}
	}
	return words
}

// long says that so many words changed in one place that it is a rewriting.
func (g group) long() bool {
	return len(bare(g.removed))+len(bare(g.added)) > 4*longClause
}

// turned finds a word that got a beginning that makes it its opposite, or lost it.
func (j *judge) turned(removed, added []string) (from, to string, ok bool) {
	for _, r := range removed {
		for _, a := range added {
			for _, start := range j.lex.negatives {
				if (start+r == a || start+a == r) && min(len(r), len(a)) > 3 {
					return r, a, true
				}
			}
		}
	}
	return "", "", false
}

// longClause is how many words make a clause that came or went more than a turn of what was said: a "not" in it says
// something about the clause. Twice as many rewrite it.
const longClause = 6

// within drops the facts that lie in a long clause which only came or only went, or in one that was rewritten.
func (m *marked) within(facts []fact, come bool) []fact {
	return slices.DeleteFunc(slices.Clone(facts), func(f fact) bool {
		g, ok := m.at(f.start, come)
		own, other := g.sides(come)
		n := len(bare(own))
		return ok && (n > longClause && len(bare(other)) == 0 || n > 2*longClause)
	})
}

// sides gives the words of the new wording and those of the old, or the other way round.
func (g group) sides(come bool) (own, other string) {
	if come {
		return g.added, g.removed
	}
	return g.removed, g.added
}

// around gives a fact with the words that changed with it, if they are few.
func (m *marked) around(f fact, come bool) string {
	g, ok := m.at(f.start, come)
	if own, _ := g.sides(come); ok && len(prose.Words(own)) <= mostOfSpeaker {
		side, text := g.before, m.before
		if come {
			side, text = g.after, m.after
		}
		return clause(text[side.Start:max(side.Start, min(f.end, side.End))], text[min(f.end, side.End):side.End])
	}
	return f.text
}

// clause gives the words up to the end of a phrase with those behind it that belong to it: up to the next mark, and no
// article or the like at the end.
func clause(upTo, behind string) string {
	for _, w := range prose.Words(behind) {
		if isMark(w.In(behind)) && strings.TrimSpace(behind[:w.Start]) != "" {
			return trim(upTo + behind[:w.Start])
		}
	}
	words := strings.Fields(behind)
	for len(words) > 0 && isArticle(fold(words[len(words)-1])) {
		words = words[:len(words)-1]
	}
	return trim(upTo + " " + strings.Join(words, " "))
}

// inContext gives the change that a fact stands in, in both wordings with the words around it: a "not" alone says
// nothing.
func (m *marked) inContext(f fact, come bool) string {
	n := m.touched(f, come)
	if n < 0 || m.groups[n].long() {
		return quote(f.text) + map[bool]string{true: " came", false: " went"}[come]
	}
	g := m.groups[n]
	return quote(widened(m.before, g.before)) + " became " + quote(widened(m.after, g.after))
}

// contextWords is how many words around a change are quoted with it.
const contextWords = 2

// widened gives a piece of a text with a few words more on either side, but nothing beyond its sentence.
func widened(text string, p prose.Piece) string {
	words := prose.Words(text)
	from, _ := slices.BinarySearchFunc(words, p.Start, func(w prose.Piece, at int) int { return w.Start - at })
	to := from
	for to < len(words) && words[to].End <= p.End {
		to++
	}
	ends := func(i int) bool { return strings.ContainsAny(words[i].In(text), ".!?。！？؟") }
	for n := contextWords; n > 0 && from > 0 && !ends(from-1); n-- {
		from--
	}
	for n := contextWords; n > 0 && to < len(words) && !ends(to); n-- {
		to++
	}
	if from >= to {
		return ""
	}
	return text[words[from].Start:words[to-1].End]
}

// attributionFindings finds who says it, and how surely.
func attributionFindings(m *marked, gone, come []fact) []finding {
	switch {
	case len(gone) == 0 && len(come) == 0:
		return nil
	case len(gone) > 0 && len(come) > 0:
		weight := 0.6
		if come[0].key == string(claims) {
			weight = 0.7
		}
		return []finding{{news.MeansAttribution, weight, quote(gone[0].text) + " became " + quote(come[0].text)}}
	case len(come) > 0:
		return []finding{{news.MeansAttribution, 0.45, "an attribution was added: " + quote(m.around(come[0], true))}}
	default:
		return []finding{{news.MeansAttribution, 0.65, "an attribution was removed: " + quote(m.around(gone[0], false))}}
	}
}

// hedgingFindings finds a "reportedly" that came or went, a "may" that became "is expected to", and a verb that tells now
// what someone says, unless who says it came with it: "Er hat", "er habe".
func hedgingFindings(m *marked, gone, come []fact, said bool) []finding {
	if from, to, ok := m.otherSide(gone, come); ok && !said {
		weight := map[bool]float64{true: 0.5, false: 0.6}[from.side < to.side]
		return []finding{{news.MeansHedging, weight, quote(from.text) + " became " + quote(to.text)}}
	}
	mood := func(f fact) bool { return f.reversal }
	gone, come = slices.DeleteFunc(gone, mood), slices.DeleteFunc(come, mood)
	gone, come = m.within(gone, false), m.within(come, true)
	switch {
	case len(come) > 0 && len(gone) > 0:
		return []finding{{news.MeansHedging, 0.45, "how surely it is put: " + quote(gone[0].text) + " became " + quote(come[0].text)}}
	case len(come) > 0:
		return []finding{{news.MeansHedging, 0.5, "it is put less surely: " + m.inContext(come[0], true)}}
	case len(gone) > 0:
		return []finding{{news.MeansHedging, 0.6, "it is put more surely: " + m.inContext(gone[0], false)}}
	default:
		return nil
	}
}

// otherSide gives a word that became its opposite, or a verb another mood of itself.
func (m *marked) otherSide(gone, come []fact) (from, to fact, ok bool) {
	for _, g := range gone {
		for _, c := range come {
			if g.reversal && c.reversal && g.group == c.group && g.side != c.side && m.turns(g, c) {
				return g, c, true
			}
		}
	}
	return fact{}, fact{}, false
}
