package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/prose"
)

// What newsrooms write around an article, in the languages that they write in. Every pattern wants the whole line or
// its beginning, so that an article about newsletters keeps its sentences.

// labels are lines that say nothing but what stands beside them.
var labels = labelSet(`advertisement|advertising|ad|ads|sponsored|sponsored content|promoted content|paid content|anzeige|werbung|
	publicité|publicidad|pubblicità|publicidade|реклама|реклама:|広告|广告|廣告|إعلان|إعلانات|reklam|reklama|reklame|annonce|annons|
	advertentie|mainos|reklám|διαφήμιση|quảng cáo|광고|iklan|विज्ञापन|share|share this|share this article|share this story|teilen|partager|
	compartir|condividi|поделиться|分享|شارك|paylaş|dela|del|print|drucken|imprimer|imprimir|stampa|email|e-mail|facebook|twitter|whatsapp|telegram|copy link|
	link copied|save|like|comment|comments|loading|loading…|loading...|close|caption|hide caption|show caption|toggle caption|
	enlarge|enlarge this image|view gallery|gallery|play|play video|watch|video|listen|image|photo|photos|read more|more|see more|
	show more|mehr lesen|weiterlesen|mehr anzeigen|lire la suite|leer más|continua a leggere|читать далее|continue reading|
	story continues below|story continues below advertisement|article continues below|article continues below advertisement|
	article continues after advertisement|continue reading below|scroll to continue|end of content|weitere videos|
	skip|skip advertisement|tags|tag|topics|themen|schlagworte|follow us|follow|subscribe|sign up|log in|login|menu|back to top|nach oben|
	no comments|add a comment|leave a comment|leave a reply|kommentare|image source|image caption|media caption|embed|credit|source|quelle|
	error loading|by|quellen ausblenden|quellen anzeigen|javascript is disabled|table of contents|contents|inhaltsverzeichnis|inhalt|edited by|jump to recipe|jump to video|skip to recipe|sponsor|promo|trending|liveblog|live|
	story continues after advertisement|story continues after this ad|article continues below this ad|scroll down to continue|
	nach der anzeige weiterlesen|weiterlesen nach der anzeige|artikel wird nach der anzeige fortgesetzt|lees verder onder de advertentie|
	artikel gaat verder onder de advertentie|la suite après la publicité|la suite après cette publicité|la suite après la pub|
	continúa después de la publicidad|continúa debajo de la publicidad|sigue leyendo|continua depois da publicidade|
	continua após a publicidade|continua a leggere dopo la pubblicità|l'articolo prosegue dopo la pubblicità|
	artikeln fortsätter efter annonsen|artiklen fortsætter efter annoncen|artikkelen fortsetter under annonsen|saken fortsetter under annonsen|
	dalsza część artykułu pod reklamą|dalsza część tekstu pod reklamą|článek pokračuje pod reklamou|продолжение после рекламы|
	haberin devamı|スポンサーリンク|シェア|シェアする|ツイート|ポスト|保存|印刷|コメント|分享到|点赞|收藏|评论|举报|공유|공유하기|댓글|인쇄|बुकमार्क|शेयर करें|शेयर`)

func labelSet(list string) map[string]bool {
	set := map[string]bool{}
	for label := range strings.SplitSeq(list, "|") {
		set[strings.TrimSpace(label)] = true
	}
	return set
}

// isLabel says that a line only names what stands beside it.
func isLabel(text string) bool {
	return len(text) < 60 && labels[strings.ToLower(strings.Trim(text, " .:!»«>›<‹→-–—|[]()+"))]
}

var relatedCues = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*(` +
	`(you may|you might|we think you.ll) (also )?(like|be interested|enjoy|check)|also check ?:|more (great |top |latest |related )?([\w'’]+ )?(stories|news|articles|posts|coverage)|more (on|from|about|in)[ :]|related( |$|:)|` +
	`(read|see|watch|learn|find out) (also|more|next)|also (read|see|watch|on)|don.t miss|must.read|most (read|popular|viewed|shared)|top stories|latest (news|stories|from)|recommended|trending|popular|up next|` +
	`what to read next|further reading|recent (posts|stories|articles)|editor.s picks?|in other news|` +
	`mehr (zum thema|zu diesem thema|dazu|aus|von|über|lesen|artikel|nachrichten)|mehr zu[mr]? |lesen sie (auch|mehr|hier|weiter|dazu)|auch (interessant|lesen)|das könnte|weitere (artikel|themen|nachrichten|meldungen|informationen|beiträge)|ähnliche (artikel|beiträge|themen)|verwandte|empfohlen|meistgelesen|passend zum thema|zum thema|lesetipp|` +
	`(à|a) lire( aussi|$|:)|lire (aussi|également)|sur le même (sujet|thème)|dans la même|voir aussi|articles? (liés?|similaires?)|les plus lus|vous aimerez|` +
	`(lee|leer|lea|ver|mira|vea) (también|más|además)|te puede interesar|(noticias|artículos|notas) relacionad|relacionad|más (noticias|información|sobre|leíd)|para saber más|` +
	`leggi anche|potrebbe interessarti|articoli correlati|ti potrebbe|(leia|veja) (também|mais)|saiba mais|lees (ook|meer|verder)|meer over|läs (också|mer|även)|les (også|mer)|læs (også|mere)|lue myös|` +
	`czytaj (też|także|więcej)|zobacz (też|także|również)|polecamy|čtěte (také|více)|přečtěte|čítajte|` +
	`читайте (также|также:|ещё|еще|далее)|по теме|(смотрите|см\.) также|материалы по теме|другие новости|похожие|` +
	`関連(記事|ニュース|リンク)|あわせて読|おすすめ|合わせて|【関連|相关(新闻|阅读|文章|推荐|报道)|相關|延伸閱讀|推荐阅读|推薦|更多(新闻|报道)|您可能|관련(기사| 기사|뉴스)|` +
	`اقرأ (أيضا|أيضًا|ايضا|المزيد)|مواضيع|أخبار ذات|قد يعجبك|إقرأ|شاهد أيضا|` +
	`(bunları|ilgili) |dowiedz się|puedes ver|mehr themen|zum weiterlesen|weiterführende (links|informationen|artikel)|auch auf |(das )?(thema|diese \w+) könnte (dich|sie)|ilgili haber|daha fazla|διαβάστε (επίσης|ακόμ)|xem thêm|tin liên quan|baca juga|simak juga|` +
	`(यह|ये|इसे) भी (पढ़|देख)|संबंधित (खबर|समाचार)|আরও পড়ুন|بیشتر بخوانید|همچنین بخوانید|مزید پڑھ|مواد مرتبط|קרא(ו|י)? (גם|עוד)|ראו גם|อ่าน(เพิ่ม|ต่อ|ข่าว)|ข่าวที่เกี่ยวข้อง|` +
	`читайте також|дивіться також|(вижте|прочетете) (още|също)|cite[sș]te [sș]i|citi[tț]i [sș]i|vezi [sș]i|olvas(s|d|sa)\S* (el|is|tovább)|kapcsolódó (cikk|hír)|` +
	`pročitajte (i|još|više)|vezane vijesti|llegeix també|lue lisää|ayrıca (oku|bak)\S*)`)

// isRelatedCue says that a line announces other articles.
func isRelatedCue(text string) bool { return len(text) < 160 && relatedCues.MatchString(text) }

var (
	promotionStart = regexp.MustCompile(`(?i)^[^\p{L}\p{N}©(]*(` +
		`(to (view|read|see) the (full|whole|entire)|(subscribe|register|sign up|log in)\b.{0,60}\b(full|whole) (story|article))|` +
		`(tags?|topics?|filed under|posted in|categor(y|ies)|keywords|themen|schlagwörter|schlagworte|stichworte|étiquettes|etiquetas|теги|метки|标签|关键词|タグ|キーワード)\s?[:：]|` +
		`(sign up|subscribe|register|join|get|receive|download|follow|like) (now |today )?(for|to|our|us|the|more|all|here|on|with)\b.*(newsletter|inbox|e?mail|app\b|facebook|twitter|telegram|whatsapp|youtube|instagram|updates|channel|breaking news|podcast)|` +
		`(click|tap) here (to|for)\b|` +
		`(log ?in|sign in|register|anmelden|einloggen|inloggen|se connecter|connectez-vous|inicia(r)? sesión|accedi|войдите)\b.{0,40}\b(to|um|zu|om|te|pour|para|per|чтобы) (zu |te |dejar |lasciare )?(post|leave|write|reply|comment|kommentieren|reageren|commenter|comentar|commentare|un comentario|un commento|комментировать|оставить)|` +
		`(follow|find|like) (us|him|her|me|them) on (facebook|twitter|instagram|x\b|telegram|whatsapp)|` +
		`(do you )?have (a )?(a story|tip|news tip|something to share)|` +
		`(reach|contact) (the (reporter|author|writer)s?|him|her|us)\b|e-?mail:? \S+@\S+$|` +
		`this (article|story|post|piece|report) (was |has been )?(first |originally )(appeared|published|posted)|` +
		`(a version of )?this (article|story|column|review) (appears|appeared|ran) in (print|the .{0,30}(print|edition))|` +
		`our standards ?:|warning: .{5,160} in /\S+|fatal error: .{5,160} in /\S+|` +
		`(this (entry|post) was (posted|filed) (on|in|under|by)|(dieser|der) (beitrag|eintrag) wurde .{0,60}(veröffentlicht|abgelegt)|this (content|article|post) (is|was) (brought to you|sponsored) by)|` +
		`(diese[sn]? )?\S+ (script|skript|artikel|text|dokument) als pdf|(download|print) (this|the|as) .{0,30}pdf|` +
		`©\s?(copyright )?\d{4}\b|all rights reserved|copyright ?(©|\(c\)|\d{4})|©? ?\d{4} .{0,40}all rights reserved|` +
		`(folgen|folge) (sie )?(uns|mir)\b|(jetzt|hier) .{0,30}(abonnieren|anmelden|herunterladen|bestellen)|` +
		`(dieses thema im programm|sendung:|über dieses thema berichtet)|(abonnez|inscrivez)[- ]vous|` +
		`suivez[- ](nous|toute)|(suscríbete|suscríbase|síguenos|siga(nos)?|inscreva-se|iscriviti|seguici|seguite)\b|` +
		`(подписывайтесь|подпишитесь|присоединяйтесь)|(关注|订阅|扫码|扫描)|(تابعوا|تابعنا|اشترك)|` +
		`(følg|följ|volg|seuraa) (oss|ons|os|meitä)\b` +
		`)`)
	promotionInside = regexp.MustCompile(`(?i)(` +
		`sign up (to|for) (our|the|his|her)?[\w’'. ]{0,40}newsletter|` +
		`subscribe to [\w’'. ]{0,40}(newsletter|podcast|channel)|bookmark our (home|website)|newsletter(s)? here\b|` +
		`(may|can) be (reached|contacted) (at|on|via) \S+@|` +
		`sign(ing)? up (to|for) .{0,30}newsletter|download .{0,40}\bapps?\b .{0,12}(ios|android|store|play)|already a subscriber.{0,60}log ?in|` +
		`\b(canal|channel|kanal) (de |on |auf )?(youtube|telegram|whatsapp)|(youtube|telegram|whatsapp)[- ](canal|channel|kanal)|` +
		`(may|might|will|could) (earn|receive|get) .{0,30}commission|earns? .{0,30}(commission|from qualifying purchases)|(contains?|through|using|enthält|sind|sogenannte) .{0,24}(affiliate|provisions?)[- ]?links?|` +
		`prices (were|are) accurate at the time|brought to you by .{0,40}partners|` +
		`newsletter.{0,40}(anmelden|abonnieren|bestellen|registrieren)|(abonnieren|bestellen) sie .{0,60}newsletter|` +
		`(we.d (like|love|be glad) to hear (what you|from you|your)|(send|share) (us )?your (thoughts|views|letters?|feedback) (to|at|with) ).{0,90}@|` +
		`ihre meinung ist uns wichtig|(takip edin|abone ol)` +
		`)`)
)

// promotionHeads are the first letters of what promotionStart matches: looking at them is much cheaper.
var promotionHeads = headSet(`to subscribe register sign log anmelden einloggen inloggen se connectez inicia accedi войдите tags tag topics topic filed posted categories keywords themen schlagwörter stichworte
	étiquettes etiquetas теги метки 标签 关键 タグ キー join get receive download follow like click tap find do have reach contact email e
	this a all copyright c 0 folge our warning fatal der dieser diese dieses print jetzt hier dieses sendung über abonnez inscrivez suivez suscríbete síguenos siganos siga inscreva iscriviti seguici
	подписывайтесь подпишитесь присоединяйтесь 关注 订阅 扫码 扫描 تابعوا اشترك følg följ volg seuraa`)

// startWords are what every line has that promotionStart matches, see promotionHeads.
var startWords = []string{
	"full", "whole", "entire", ":", "：", "newsletter", "inbox", "mail", "app", "facebook", "twitter", "telegram", "whatsapp",
	"youtube", "instagram", "updates", "channel", "breaking news", "podcast", " here ", " on x", "a story", " tip",
	"something to share", "comment", " comentar", " reageren", "kommentieren", " reply", "комментир", "оставить", " leave ", " post ", " write ", "reach ", "contact ", "@", "posted", "published", "appears", "ran in ", "filed", "abgelegt", "veröffentlicht",
	"brought to you", "sponsored", "pdf", "©", "rights reserved", "copyright", "folge", "abonnieren", "anmelden", "herunterladen",
	"bestellen", "thema im programm", "thema berichtet", "abonnez", "inscrivez", "suivez", "suscr", "síguenos", "siga", "inscreva",
	"iscriviti", "seguici", "seguite", "подпи", "присоединяйтесь", "关注", "订阅", "扫码", "扫描", "تابعوا", "تابعنا", "اشترك",
	"følg", "följ", "volg", "seuraa",
}

// insideWords are what every line has that promotionInside matches, all of one row: looking for them is much cheaper.
var insideWords = [][]string{
	{"newsletter"},
	{"subscribe to", "podcast"},
	{"subscribe to", "channel"},
	{"youtube"},
	{"telegram"},
	{"whatsapp"},
	{"bookmark our"},
	{"be reached", "@"},
	{"be contacted", "@"},
	{"download", "app"},
	{"already a subscriber"},
	{"commission"},
	{"qualifying purchases"},
	{"affiliate"},
	{"provision"},
	{"accurate at the time"},
	{"brought to you by"},
	{"hear", "@"},
	{"your ", "@"},
	{"ihre meinung"},
	{"takip edin"},
	{"abone ol"},
}

// hasAny says that a text has one of these words in it, in whatever place.
func hasAny(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// hasAll says that a text has all of these words in it.
func hasAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// promotes says that a piece advertises the outlet itself.
func (t *tidier) promotes(p *piece) bool {
	if p.letters >= 320 {
		return false
	}
	lower := strings.ToLower(p.text)
	return startsLike(p.text, promotionHeads) && hasAny(lower, startWords) && promotionStart.MatchString(p.text) ||
		p.letters < 260 && slices.ContainsFunc(insideWords, func(row []string) bool { return hasAll(lower, row) }) && promotionInside.MatchString(p.text)
}

var bylineWords = regexp.MustCompile(`^(?i:` + writtenBy + `|by|von|vom|par|por|di|door|av|af|od|przez|autor|autorin|author|auteur|text|作者|记者|記者|撰文)(?:\s?[:：]\s*| )(\S+( |$)){1,7}$`)

// isBylineText says that a short line names who wrote: "By Ann Lee and Bo Ek".
func isBylineText(text string) bool {
	if len(text) > 90 || !bylineWords.MatchString(text) {
		return false
	}
	names := bylineHead.ReplaceAllString(text, "")
	capitals := 0
	fields := strings.Fields(names)
	for _, word := range fields {
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(r) || unicode.IsLetter(r) && !unicode.IsLower(r) {
			capitals++
		}
	}
	return capitals*3 >= len(fields)*2
}

// isDatedByline says that a line names who wrote and when: "By Ann Lee, May 3, 2020 at 4 p.m."
func isDatedByline(text string) bool {
	return len(text) < 160 && strings.ContainsAny(text, "0123456789") && letters(text) < 110 &&
		bylineHead.MatchString(text) && !readDate(text, false).IsZero()
}

var (
	clock    = regexp.MustCompile(`\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2} ?[ap]\.?m\b`)
	calendar = regexp.MustCompile(`\b(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{4}年|(19|20)\d\d)\b|\d{4}年\d{1,2}月`)
	ago      = regexp.MustCompile(`(?i)\b\d+ ?(min(ute)?s?|hours?|hrs?|h|days?|weeks?|months?)\.? (ago|read)\b|^vor \d+|^il y a \d+|^hace \d+|\d+ (мин|час|дн)\S* назад|lesezeit|reading time|min\.? read|\d+ ?(小时|分钟|天)前`)
	dateWord = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*(stand|updated|last updated|published|posted|created|modified|aktualisiert|veröffentlicht|mis à jour|publié|publicado|actualizado|pubblicato|aggiornato|uppdaterad|publicerad|publisert|oppdatert|обновлено|опубликовано|إنشئت|تاريخ)([^\p{L}\p{N}]|$)|^[^\p{L}\p{N}]*(更新|发布|公開)`)
)

var counters = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*(\d[\d.,]*[kKmM]?\s*(views?|shares?|comments?|reads|likes|reactions|votes|visits|aufrufe|kommentare?|leser|vues|partages|commentaires?|lecturas|comentarios?|compartidos|visualizzazioni|commenti|просмотр\S*|комментари\S*|浏览|阅读|评论|次浏览|次阅读|مشاهدة|تعليق\S*)|(views?|shares?|comments?|reads|aufrufe|vues|просмотр\S*|浏览|阅读|阅读量|点击|مشاهدات)\s*[:：(]?\s*\d[\d.,]*[kKmM]?)[^\p{L}\p{N}]*$`)

// isCounter says that a line only counts readers, comments, shares: it is another at every visit.
func isCounter(text string) bool { return len(text) < 60 && counters.MatchString(text) }

// isDateLine says that a short line tells when the page was made, and nothing else.
func isDateLine(text string) bool {
	if len(text) > 90 || !hasAny(text, dateSigns) || letters(text) > 60 {
		return false
	}
	if ago.MatchString(text) && letters(text) < 40 {
		return true
	}
	dated := calendar.MatchString(text) || clock.MatchString(text)
	if !dated {
		return false
	}
	return dateWord.MatchString(text) || letters(text) < 36 && !endsSentence(text) && digits(text)*5 >= letters(text)
}

// dateSigns are what every line has that tells a time, or how long it takes to read.
var dateSigns = strings.Fields("0 1 2 3 4 5 6 7 8 9 ead EAD zeit ZEIT")

func digits(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

var creditStart = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*(©|\(c\) |photo(graph|s)?( by| credit)?[:/]|image( credit)?s?[:/]|picture:|credit:|foto(s)?( by)?[:/]|bild(er|rechte|quelle)?[:/]|getty images|afp/|reuters/|ap photo\b|photo (by|via|courtesy)|crédits?( photo)?[ :]|фото[: ]|图片|ljósmynd/|kuva:|zdjęcie:|fotó:)`)

// creditSigns are what every line has, in lower case, that creditStart matches: most lines have none of them, and are
// spared the search.
var creditSigns = []string{"©", "(c) ", ":", "/", "getty", "photo", "crédit", "фото", "图片"}

// isCreditLine says that a short line credits a picture.
func isCreditLine(l *line) bool {
	return l.letters < 110 && hasAny(strings.ToLower(l.text), creditSigns) && creditStart.MatchString(l.text) &&
		!strings.Contains(l.text, "Rechte am Artikel")
}

var creditText = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*((quellen?|source|sources|bron|fonte|fuente|kilde|källa|lähde|źródło|forrás|kaynak|источник|来源|來源|المصدر)\s?[:：]|(mit|with|avec|con) (material|reports?|agenc\w+|dpa|afp|reuters|ap|files?)\b|` +
	`\(?(dpa|afp|ap|reuters|sid|sda|apa|ansa|efe|belga|anp|ritzau|ntb|tt|pap|čtk|mti|aa|dha|iha|tass|xinhua|kna|epd)\b[\w/ .,-]{0,24}\)?$)|^[—–-] ?(additional |with )?report|^\(?(additional )?report(ing|ed)( by|:)|contributed to this (report|story|article)\.?$|^[A-ZÄÖÜ]{2,6}( \([\p{L}, ./-]{2,40}\)|/[\p{L}/.-]{2,20})$`)

// isCreditText says that a line at the end tells where the text is from.
func isCreditText(text string) bool {
	return len(text) < 260 && creditText.MatchString(text) && !strings.Contains(text, "://")
}

// claims are what the page says of the article outside of its text.
type claims struct {
	descriptions []string // folded
	authors      []string // folded
	titles       []wordSet
}

func (s *sheet) claims(art thing, authors []string) claims {
	var c claims
	for _, title := range s.titleClaims(art) {
		if set := wordsOf(title); len(set) > 3 {
			c.titles = append(c.titles, set)
		}
	}
	for _, d := range []string{art.text("description", "abstract"), s.head.first("og:description"), s.head.first("description"), s.head.first("twitter:description")} {
		if d = prose.Fold(prose.Key(d)); letters(d) > 25 {
			c.descriptions = append(c.descriptions, d)
		}
	}
	for _, a := range authors {
		if a = prose.Fold(a); len(a) > 4 {
			c.authors = append(c.authors, a)
		}
	}
	return c
}

// describes says that a line is the page's description, or begins it or begins with it.
func (c claims) describes(text string) bool {
	if len(c.descriptions) == 0 || len(text) < 25 {
		return false
	}
	folded := strings.TrimRight(prose.Fold(prose.Key(text)), ". ")
	for _, d := range c.descriptions {
		d = strings.TrimRight(d, ". ")
		if len(folded) > 25 && strings.HasPrefix(d, folded) || strings.HasPrefix(folded, d) && len(folded) < len(d)+len(d)/2 {
			return true
		}
	}
	return false
}

// isAuthor says that a line is an author's name and little more.
func (c claims) isAuthor(text string) bool {
	return c.namesAuthor(text) && letters(text) < 60 && !endsSentence(text) && func() bool {
		rest := prose.Fold(text)
		for _, a := range c.authors {
			rest = strings.Replace(rest, a, "", 1)
		}
		return letters(rest) < 25
	}()
}

func (c claims) namesAuthor(text string) bool {
	if len(text) > 200 {
		return false
	}
	folded := prose.Fold(text)
	for _, a := range c.authors {
		if strings.Contains(folded, a) {
			return true
		}
	}
	return false
}

// introducesAuthor says that a paragraph tells readers who the author is: "Ann Lee is a reporter in Lowmere."
func (c claims) introducesAuthor(text string) bool {
	folded := prose.Fold(text)
	for _, a := range c.authors {
		rest, found := strings.CutPrefix(folded, a)
		if !found {
			first, _, _ := strings.Cut(a, " ")
			if rest, found = strings.CutPrefix(folded, first); !found || len(first) < 3 {
				continue
			}
		}
		if introduces.MatchString(rest) {
			return true
		}
	}
	return false
}

var introduces = regexp.MustCompile(`^,? (is|was|has been|are|covers|writes|works|reports|joined|ist|war|schreibt|arbeitet|berichtet|est|ecrit|couvre|es|escribe|cubre|e una?|scrive|is een|schrijft|ar|er|jest|pise) (an? |the |our |eine?r? |seit |als |fur |un |une |una |uno |journaliste |periodista |giornalista |currently |also |based |about |for |as |een |en |et )`)
