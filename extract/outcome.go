package extract

import (
	"regexp"
	"strings"

	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/news"
)

// judged sets the outcome: whether the page shows an article at all. Pages that stand in for an article are short and
// say so; an article that only speaks of such things is longer, or claims to be one.
func (s *sheet) judged(d news.Document, root int) news.Document {
	size := bodyLetters(d.Blocks)
	names := headOfLine(d.Headline) + "\n" + headOfLine(s.head.title)
	claimed := s.claimsArticle || strings.EqualFold(s.head.first("og:type"), "article")
	telling := func() bool { return s.title >= 0 && size >= 200 && !asksForData(d.Blocks) }
	for _, stand := range standIns {
		if size >= stand.below || claimed && stand.outcome != news.Paywall {
			continue
		}
		signs := names
		switch {
		case stand.outcome == news.Paywall:
			signs = s.around(root)
		case size < 60 || stand.outcome == news.Consent && s.fewer(stand.below) && !telling(): // whatever the page says, it says it outside of what was taken for its text
			signs += "\n" + s.beginning(4000)
		case size < 300 || stand.outcome == news.Consent:
			signs += "\n" + news.BodyText(d.Blocks)
		}
		if stand.says.MatchString(signs) {
			d.Outcome, d.Reason = stand.outcome, stand.reason
			return d
		}
	}
	switch {
	case !claimed && s.fewer(1200) && s.behindWall() && !telling():
		d.Outcome, d.Reason = news.Consent, "the page asks for consent first"
	case size < 700 && s.challenged():
		d.Outcome, d.Reason = news.Blocked, "a script asks whether a person is there"
	case s.linksOnly(d, root):
		d.Outcome, d.Reason = news.Listing, "the page lists other pages"
	case size < 160 && strings.Contains(strings.ToLower(s.head.first("refresh")), "url="):
		d.Outcome, d.Reason = news.Empty, "the page only sends the browser on"
	case size < 20:
		d.Outcome, d.Reason = news.Empty, "the page has no text to read"
	}
	return d
}

// A standIn is a kind of page that comes instead of an article.
type standIn struct {
	outcome news.Outcome
	reason  string
	below   int // letters of body that such a page has at most
	says    *regexp.Regexp
}

var standIns = []standIn{
	{news.Blocked, "the page asks whether a person is there, or refuses", 900, regexp.MustCompile(`(?im)` +
		`^(just a moment|attention required!|access denied|access to this page has been denied|pardon our interruption|request blocked|blocked$|forbidden$|403 forbidden|429 too many|too many requests|` +
		`error: the request could not be satisfied|security check|robot check|are you a robot|human verification|ddos-guard|please wait\.\.\. \| cloudflare|bot verification|verification required|captcha)|` +
		`verify(ing)? (that )?you are (a )?human|prove (that )?you.re (a )?human|(are|you.re) not a (ro)?bot|checking (if the site connection is secure|your browser before)|enable javascript and cookies to continue|` +
		`complete the (captcha|security check)|unusual (traffic|activity) from your|you have been blocked|why have i been blocked|incapsula incident id|reference #\d+\.[0-9a-f]+\.|performance (&|and) security by cloudflare|` +
		`bestätigen sie,? dass sie (kein roboter|ein mensch)|zugriff (verweigert|blockiert)|ungewöhnliche(r|n)? (datenverkehr|aktivität)|vérifi(ez|er|ons) que vous (n'êtes pas un robot|êtes (un )?humain)|accès refusé|` +
		`verifique que (es|usted es) (un )?humano|no (soy|eres) un robot|acceso denegado|подтвердите,? что (вы|запросы)|вы не робот|доступ (запрещен|запрещён|ограничен)|проверка браузера|` +
		`请(完成|进行)(安全)?验证|人机验证|安全验证|访问(被拒绝|受限|验证)|滑动验证|ロボットではありません|アクセスが拒否|로봇이 아닙니다|تحقق من أنك (إنسان|لست)|لست روبوت|تم رفض الوصول`)},
	{news.SoftGone, "the page says that the article is not there", 900, regexp.MustCompile(`(?im)` +
		`^[^\p{L}\p{N}]*(error|fehler|erreur|http)? ?404\W*($|error|fehler|erreur|not found|page|file|seite|página|страница)|^(oops!?,? ?)?(the |this )?(page|article|story|content|file|document)( you (requested|were looking for|are looking for))? ?((was|is|could|has|can)( been| not|n.t|not)* ?)?(be )?(not found|found$|removed|deleted|no longer (available|exists?)|unavailable|not available)|` +
		`(page|article|story|post) (not found|does(n.t| not) exist|is no longer available|has been (removed|deleted)|could not be found|cannot be found|you (requested|are looking for) (could not|cannot|was not|does not))|` +
		`(we|sorry)[^.\n]{0,30} (can.t|cannot|couldn.t|could not) find (the|that|this) (page|article|story)|^not found$|^410 gone|nothing (was )?found|` +
		`seite (wurde )?(leider )?nicht gefunden|(artikel|seite|beitrag|inhalt) (ist |wurde )?(leider )?(nicht (mehr )?(verfügbar|vorhanden|gefunden)|existiert nicht|gelöscht)|` +
		`page (introuvable|non trouvée|inexistante)|(article|page) (demandée?|que vous cherchez)? ?(n.existe (pas|plus)|n.est plus disponible|est introuvable|a été supprimée?)|` +
		`página no (encontrada|existe|disponible)|(artículo|página) (ya )?no (existe|está disponible)|no se ha encontrado la página|página não encontrada|pagina non trovata|pagina niet gevonden|siden (blev )?ikke fun|sidan (hittades|finns) inte|sivua ei löy|` +
		`nie znaleziono strony|strona nie (istnieje|została znaleziona)|stránka (nebyla )?nenalezena|sayfa bulunamadı|` +
		`страница не (найдена|существует)|(материал|статья|новость|страница) (не найден|удален|удалён|больше не)|页面(不存在|未找到|已删除)|(文章|内容)(不存在|已被?删除)|找不到(该|您|頁|页)|ページが(見つかりません|存在しません)|お探しのページ|페이지를 찾을 수 없|` +
		`الصفحة (غير موجودة|المطلوبة غير)|لم يتم العثور`)},
	{news.Consent, "the page asks for consent first", 1200, regexp.MustCompile(`(?im)` +
		`^(before you continue|bevor sie (fortfahren|weiter)|avant (de continuer|d.accéder)|antes de continuar|prima di continuare|voordat je verdergaat|your privacy|privacy (choices|settings|gate|notice)|we value your privacy|cookie(s)? ?(consent|wall|settings|einstellungen|hinweis|policy)?$|consent|` +
		`datenschutz ?-? ?einstellungen|wir (brauchen|benötigen) ihre (zustimmung|einwilligung)|gestion (de vos|des) (cookies|consentement)|согласие на)|` +
		`(weiter|weiterlesen|lesen) mit werbung|mit werbung (und tracking )?(nutzen|weiter|lesen)|(accept|agree to|zustimm|akzeptier|accepter|aceptar|accetta)[^.\n]{0,60}(to continue|um fortzufahren|pour continuer|para continuar|per continuare)|continuer sans accepter|` +
		`\b(wir und unsere|nous et nos|nosotros y nuestros|noi e i nostri|wij en onze|nós e (os )?nossos|vi och våra|vi og våre|мы и наши)( \d+)? (partner|partenaires|socios|партн)|(bitte )?stimmen sie (bitte )?(zu|der)\b|veuillez (accepter|donner votre)|` +
		`您的隐私|隐私(设置|偏好|选择)|(我们|本站)(和|与|及)(我们的)?(\s*\d+\s*家)?合作伙伴|プライバシー(設定|を尊重)|クッキーの(使用|設定)|쿠키 (설정|사용)|خصوصيتك|نحن وشركا|ваша конфиденциальность|настройки (файлов )?cookie|` +
		`we (and our (\d+ )?partners )?(use|store (and/or|and|or) access)[^.\n]{0,60}(cookies|information on (a|your) device)`)},
	{news.Paywall, "the page asks for money or a login first", 500, regexp.MustCompile(`(?im)` +
		`(subscribe|sign in|log in|register|create (a|an) (free )?account|become a member|start your (free )?trial)[^.\n]{0,50}(to (continue|keep|read|finish|unlock|access|view)|for (full|unlimited) access)|(this|the) (article|story|content|post) is (only |exclusively )?(available |reserved )?(to|for) (our )?(paid |paying )?(subscribers|members|registered)|` +
		`(subscriber|member)s?[- ](only|exclusive)|already (a |an )?(subscribe(d|r)|member)\?|you have (reached|read|used)[^.\n]{0,40}(limit|free articles)|unlock (this|the) (article|story)|to read the full (article|story)|continue reading (with|by) (a |an )?(subscription|subscribing)|` +
		`(nur|exklusiv) für (abonnenten|registrierte|mitglieder)|jetzt (abonnieren|anmelden|registrieren|freischalten)[^.\n]{0,30}(weiter|lesen)?|weiterlesen mit|sie sind bereits (abonnent|registriert)|bereits (abonnent|registriert|kunde)\?|testen sie [^.\n]{0,40}(monat|wochen|gratis|kostenlos)|um (diesen artikel|weiter)[^.\n]{0,20}(zu )?lesen|diesen artikel (weiter)?lesen sie mit|` +
		`(article|contenu) (est )?réservé (à nos|aux) abonn|(abonnez|inscrivez|connectez)-vous pour (lire|continuer|accéder)|il vous reste \d+|déjà abonné|la suite est réservée|` +
		`(contenido|artículo) (exclusivo|solo) para (suscriptores|registrados)|suscríb(ete|ase) (para|y) (seguir|continuar|leer|sigue)|(inicia|inicie) sesión para|conteúdo exclusivo|assine para|contenuto riservato|abbonati per|(artikel|artikeln) (är )?(endast )?för (prenumeranter|abonnenter)|logga in för|logg inn for|kun for abonnenter|alleen voor abonnees|` +
		`(доступ|материал|статья)[^.\n]{0,30}(только (для|по) подписч|по подписке)|оформите подписку|订阅(后)?(继续|阅读|解锁)|付费(阅读|内容)|登录后(阅读|查看)|会員限定|この記事は(会員|有料)|続きを読むには|유료 ?회원|구독자 전용|للمشتركين فقط|اشترك لمتابعة`)},
	{news.Empty, "the page needs a browser that runs scripts", 220, regexp.MustCompile(`(?i)(please )?(enable|turn on|activate) (javascript|js)\b|javascript (is )?(required|disabled|must be enabled)|(aktivieren sie|bitte) javascript|activez javascript|habilit[ae] javascript|включите javascript|you (should|will|are) be(ing)? redirected|redirecting (you )?(to|\.\.\.)|sie werden (weitergeleitet|umgeleitet)|vous allez être redirigé|perform(ing)? a redirect|page is loading`)},
}

// behindWall says that most of what the page shows stands in a box that by its name asks for consent.
func (s *sheet) behindWall() bool {
	all, asking := 0, 0
	for i := range s.lines {
		l := &s.lines[i]
		all += l.letters
		if s.up(l.box, func(b *box) bool { return b.node != nil && s.marksOf(b.node).has(isConsent) }) >= 0 {
			asking += l.letters
		}
	}
	return asking*2 > all
}

// beginning gives the page's first lines up to so many bytes, for what a stand-in page says of itself.
func (s *sheet) beginning(limit int) string {
	var b strings.Builder
	for i := range s.lines {
		if b.Len() > limit {
			break
		}
		b.WriteString(headOfLine(s.lines[i].text))
		b.WriteByte('\n')
	}
	return b.String()
}

// headOfLine gives a line's beginning: a stand-in page says in it what it is, and a line may be as long as the page.
func headOfLine(text string) string { return strings.ToValidUTF8(text[:min(len(text), 2000)], "") }

// around gives the last lines of the chosen box, furniture too, and those that follow: where a page asks for money.
func (s *sheet) around(root int) string {
	if root < 0 {
		return s.beginning(4000)
	}
	var b strings.Builder
	from, to := max(s.boxes[root].from, s.boxes[root].to-30), min(s.boxes[root].to+10, len(s.lines))
	for i := from; i < to && b.Len() < 8000; i++ {
		l := &s.lines[i]
		if s.up(l.box, func(b *box) bool { return b.marks.has(isFooter) || b.tag == atom.Nav || b.tag == atom.Header }) < 0 {
			b.WriteString(headOfLine(l.text))
			b.WriteByte('\n')
		}
	}
	return b.String()
}

var challenges = regexp.MustCompile(`(?i)challenge-platform|captcha-delivery|px-captcha|_pxappid|geo\.captcha|awswaf|challenge\.js|acw_sc__v2|turnstile/v0|hcaptcha\.com/1|_incapsula_resource|datadome|kpsdk|ddos-guard`)

// challenged says that the scripts of a page without text are those that keep robots out.
func (s *sheet) challenged() bool {
	if len(s.lines) > 40 {
		return false
	}
	for _, n := range s.scripts {
		if challenges.MatchString(attr(n, "src")) || n.FirstChild != nil && len(n.FirstChild.Data) < 100_000 && challenges.MatchString(n.FirstChild.Data) {
			return true
		}
	}
	return false
}

// linksOnly says that a page leads to articles and is none: many headlines that are links, and hardly a paragraph that
// does not belong to one of them.
func (s *sheet) linksOnly(d news.Document, root int) bool {
	if strings.EqualFold(s.head.first("og:type"), "article") || s.claimsArticle {
		return false
	}
	teasers, inRoot := 0, 0
	for i := range s.lines {
		l := &s.lines[i]
		if l.letters < 20 || l.linked*10 < l.letters*8 || s.boxes[l.box].dropped {
			continue
		}
		if s.up(l.box, func(b *box) bool { return isHeading(b.tag) || b.marks.has(isHeadline) }) < 0 && l.letters < 40 {
			continue
		}
		teasers++
		if root >= 0 && s.within(l.box, root) {
			inRoot++
		}
	}
	paragraphs := 0
	for _, b := range d.Blocks {
		if b.Kind == news.Paragraph && letters(b.Text) > 150 {
			paragraphs++
		}
	}
	return teasers >= 10 && paragraphs*3 < teasers && (inRoot*2 > teasers || paragraphs < 3)
}
