package extract

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma/news"
)

var noticeStart = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*((` +
	`corrections?( and clarifications?)?|clarifications?|updates?|updated|editor.?s.? note|note to readers|amendment|amended|erratum|errata|retraction|` +
	`korrektur|richtigstellung|berichtigung|aktualisierung|aktualisiert|anmerkung der redaktion|anm\. d\. red\.|hinweis der redaktion|transparenzhinweis|nachtrag|` +
	`rectificatif|rectification|correctif|mise à jour|mis à jour|précision|note de la rédaction|` +
	`corrección|fe de erratas?|fe de errores|rectificación|aclaración|actualización|nota del editor|nota de la redacción|` +
	`rettifica|correzione|aggiornamento|nota della redazione|correção|atualização|nota da redação|` +
	`rectificatie|correctie|rättelse|rettelse|oikaisu|korjaus|sprostowanie|aktualizacja|oprava|aktualizace|düzeltme|güncelleme|` +
	`исправление|уточнение|поправка|обновление|обновлено|дополнение|от редакции|виправлення|оновлено|` +
	`تصحيح|تنويه|توضيح|تحديث|إيضاح` +
	`)(\s?[:：.–—-]|\s+(\(|\d|on\b|at\b|vom\b|am\b|du\b|del\b|from\b))|(更正|勘误|勘誤|更新|訂正|お詫び|정정|編者按|编者按)[:：】（(])|` +
	`^[^\p{L}\p{N}]*(this|an earlier version of this|a previous version of this) (article|story|post|piece|report|headline|column|page)[^.]{0,60} (was|has been|is) (since )?(amended|updated|corrected|edited|changed|revised|clarified|modified)|^[^\p{L}\p{N}]*(an earlier|a previous) version of this (article|story|post|report|headline)|` +
	`^[^\p{L}\p{N}]*(in einer früheren (version|fassung)|diese[rs]? (artikel|text|beitrag|meldung) wurde (nachträglich |am )?.{0,40}(korrigiert|aktualisiert|geändert|ergänzt))|^[^\p{L}\p{N}]*(cet article a été (modifié|corrigé|mis à jour)|une (première|précédente) version)|^[^\p{L}\p{N}]*(este artículo (ha sido|fue) (actualizado|corregido|modificado)|una versión anterior)`)

// noticeHeads are the first letters with which notices begin: looking at them is much cheaper than the pattern.
var noticeHeads = headSet(`corrections corrección correzione correção clarification updates editors note amended errata retraction this an a
	korrektur richtigstellung berichtigung aktualisiert anmerkung anm hinweis transparenzhinweis nachtrag in dieser rectification mise mis
	précision cet une fe aclaración actualización este nota rettifica aggiornamento atualização rättelse oikaisu korjaus sprostowanie
	oprava düzeltme güncelleme исправление уточнение поправка обновлено дополнение от виправлення оновлено
	تصحيح تنويه توضيح تحديث إيضاح 更正 勘误 勘誤 更新 訂正 お詫び 정정 編者按 编者按`)

// headSet makes a set of beginnings, each cut to what startsLike looks at.
func headSet(list string) map[string]bool {
	set := map[string]bool{}
	for head := range strings.FieldsSeq(list) {
		first, _ := headOf(head)
		set[first] = true
	}
	return set
}

// headOf gives the first four letters of a text's first word, and the first two, in lower case; "0" for a number.
func headOf(text string) (four, two string) {
	start := strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
	if start < 0 {
		return "", ""
	}
	if '0' <= text[start] && text[start] <= '9' {
		return "0", ""
	}
	end, count := len(text), 0
	for i, r := range text[start:] {
		if count == 4 || !unicode.IsLetter(r) {
			end = start + i
			break
		}
		if count == 2 {
			two = text[start : start+i]
		}
		count++
	}
	return strings.ToLower(text[start:end]), strings.ToLower(two)
}

// startsLike says that the first word of a text begins as one of the set does.
func startsLike(text string, heads map[string]bool) bool {
	four, two := headOf(text)
	return heads[four] || two != "" && heads[two]
}

// isNotice says that a paragraph tells of a correction or an update of the article itself.
func isNotice(text string) bool {
	return startsLike(text, noticeHeads) && noticeStart.MatchString(text) && letters(text) > 15
}

// notices gives the texts of the notices among the blocks.
func notices(blocks []news.Block) []string {
	texts := []string{}
	for _, b := range blocks {
		if b.Kind == news.Notice {
			texts = append(texts, b.Text)
		}
	}
	return texts
}

var (
	sourceLine = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*(sources?|quellen?|bron|fonte|fuente|kilde|källa|lähde|źródło|zdroj|forrás|kaynak|источник|джерело|来源|來源|المصدر|出典)\s?[:：]\s*(.{2,80})$`)
	submitted  = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*(?:submitted|authored|posted|written|republished|reposted|by)\b(?: by)? ?(.{2,60}?),? (?:via|of|for|from|courtesy of) (.{2,60}?)[,.:]?$`)
	appeared   = regexp.MustCompile(`(?i)\b(?:this (?:article|story|piece|post) )?(?:was )?(?:originally|first) (?:appeared|published|posted) (?:on|in|at|by|as [^.]{1,30} (?:on|in)) ([^.,;]{2,60})`)
	dateline   = regexp.MustCompile(`^[^.()]{0,70}\(([A-Z][\w&./ -]{1,30})\)\s*[-–—:]`)
	supplied   = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*(?:this|the) (?:article|story|piece|report|text) (?:was|is) (?:supplied|provided|written|reported|produced|distributed) by (?:the )?([^.]{2,60}?)\.?$`)
	agencyLine = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*((?:dpa|afp|ap|reuters|sid|sda|apa|ansa|efe|belga|anp|ritzau|ntb|tt|pap|čtk|ctk|mti|aa|dha|iha|tass|xinhua|kna|epd|upi|pti|ians|interfax|sana|eirns|bloomberg)(?:[-/ ][\w-]{1,12}){0,3})[^\p{L}\p{N}]*$`)
)

// credit gives whose text it is where the page says so: in a line "Source: …", in "submitted by … via …", in the
// dateline, by an agency's mark at the end.
func credit(pieces []piece) string {
	first := true
	for i := range pieces {
		p := &pieces[i]
		if p.kind == news.Caption || i > 6 && i < len(pieces)-8 {
			continue
		}
		if from := creditIn(p); from != "" {
			return from
		}
		if p.prose && first {
			first = false
			if m := dateline.FindStringSubmatch(p.text); m != nil {
				return m[1]
			}
		}
	}
	return ""
}

// creditBelow gives whose text it is where a line says so right below the chosen box, in a box of its own.
func (s *sheet) creditBelow(root int) string {
	end := s.boxes[root].to
	for i := end; i < min(end+4, len(s.lines)); i++ {
		l := &s.lines[i]
		if m := sourceLine.FindStringSubmatch(l.text); m != nil && l.letters < 90 && !s.outside(l.box, root, surely|isPicture) {
			return strings.Trim(m[len(m)-1], " .,;()")
		}
		if m := supplied.FindStringSubmatch(l.text); m != nil && l.letters < 90 {
			return m[1]
		}
	}
	return ""
}

// creditAbove gives whose text it is where an element between headline and text says so, beside author and date.
func (s *sheet) creditAbove(root int) string {
	for i := max(s.title+1, 0); s.title >= 0 && i < min(s.bodyStart(root), s.title+12); i++ {
		part := s.partOf(&s.lines[i], sourceLine.MatchString)
		if m := sourceLine.FindStringSubmatch(part); m != nil && !s.outside(s.lines[i].box, root, surely|isPicture|isCaption) {
			return strings.Trim(m[len(m)-1], " .,;()")
		}
	}
	return ""
}

// creditIn gives whose text it is as far as one line says it.
func creditIn(p *piece) string {
	if p.letters < 90 {
		for _, re := range []*regexp.Regexp{sourceLine, submitted, supplied, agencyLine} {
			if m := re.FindStringSubmatch(p.text); m != nil {
				return strings.Trim(m[len(m)-1], " .,;()")
			}
		}
	}
	if p.letters < 160 && hasAny(p.text, []string{"originally", "first"}) {
		if m := appeared.FindStringSubmatch(p.text); m != nil {
			return strings.TrimSpace(m[1])
		}
	}
	return ""
}
