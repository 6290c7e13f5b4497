package extract

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A mark is a set of things that an element's names (class, id, role …) say that it is.
type mark uint32

const (
	isHidden      mark = 1 << iota
	isFurniture        // of the site, not of the article: menu, share buttons, advertisement, newsletter box …
	isRelated          // other articles
	isSide             // beside the article
	isFooter           // below the page
	isComments         // readers' comments, as a whole
	isComment          // one of them
	isByline           // who wrote it
	isDate             // when, and other particulars of the article
	isBio              // about who wrote it
	isTags             // topics
	isCaption          // of a picture
	isStandfirst       // below the headline
	isBody             // the article's text
	isHeadline         // the article's headline
	isEmbed            // a post of a social network
	isEntry            // an entry of a live blog
	isArticle          // a whole article, in name
	isConsent          // about cookies
	isPaywall          // about subscribing; its text may be the article's all the same
	isMedia            // a player, a gallery
	isPicture          // a picture and what stands with it
	isOverlay          // a window over the page
	isIngredients      // what a recipe takes
	isFacts            // a box of facts that belongs to the text
	isButton           // to press
)

func (m mark) has(any mark) bool { return m&any != 0 }

// words are the names that say something when they stand as a word of their own in a class or an id.
var words = vocabulary(map[mark]string{
	isHidden: `sronly visuallyhidden screenreader screenreadertext screenreaderonly offscreen assistive dnone hidden
		visuallyhide uhidden hiddentext`,
	isFurniture: `nav navbar navigation menu submenu topnav breadcrumb breadcrumbs crumb crumbs breadcrump pagination pager paging
		toc tableofcontents share sharing shares social socials sharebar addthis sharedaddy addtoany shareaholic
		socialshare socialmedia ad ads adv advert adverts advertisement advertisements advertising advertorial adslot adsense
		adbox adunit adwrapper adcontainer dfp gpt banner banners sponsor sponsored sponsors promo promos promotion
		promoted promobox taboola outbrain anzeige anzeigen werbung publicidad publicite reklama reklam reclame
		newsletter newsletters signup mailchimp optin toolbar toolbox tools login signin register
		tooltip rating ratings vote votes voting poll polls survey feedback skip skiplink skiptocontent search searchform donate
		donation donations follow followus following counter views viewcount masthead sitehead topbar
		likes reactions print printbutton copyright disclaimer spinner loading jobs shop
		appdownload download subscribebox subscribeform postnav postnavigation
		widget widgets secondary nextprev prevnext permalink whatsapp telegram cta calltoaction inpagepromo
		disclosure weather horoscope quiz crossword ticker stockticker audioplayer listen texttospeech
		readingtime sns bookmark favorite favourite reportbug report editlink`,
	isRelated: `related relateds relatedposts relatedarticles relatedcontent recommend recommended recommendation recommendations recommends recirc recirculation
		similar popular trending mostread mostviewed mostpopular readmore readnext readalso alsoread teaser teasers seealso morestories
		morefrom moreon morenews moreposts upnext nextarticle nextpost othernews othernews latestnews latest toppicks
		topstories headlines topnews furtherreading yarpp jprelatedposts youmaylike
		youmightlike editorspicks whattoread aussi lireaussi weiterlesen`,
	isSide:   `sidebar sidebars rail rightrail leftrail rightcol rightcolumn leftcolumn leftcol sidecol sidecolumn complementary`,
	isFooter: `footer foot sitefooter pagefooter contentinfo colophon bottombar imprint`,
	isComments: `comments commentlist commentslist commentarea commentsarea commentsection disqus disqusthread kommentare kommentar
		commentaires comentarios commenti respond commentform commentrespond livefyre responses discussion commentthread usercomments
		commentswrapper comentario leserkommentare fbcomments`,
	isComment: `comment commentbody commentitem`,
	isByline: `submitted byline bylines author authors authorname writer reporter contributor contributors autor autoren auteur
		autore journalist vcard postedby writtenby credits`,
	isDate: `date dates time timestamp dateline datetime published pubdate publishdate publisheddate postdate postmeta postmetadata entrymeta articlemeta
		metadata meta posted postedon updated modified lastmodified entrydate articleinfo datum kicker
		category categories overline eyebrow dachzeile rubric rubrik articledate storymeta postinfo`,
	isBio: `bio biography authorbio aboutauthor abouttheauthor authorbox authorinfo authordescription authorcard
		aboutwriter profile`,
	isTags: `tags tag taglist tagcloud keywords topics topiclist hashtags hashtag labels tagged posttags entrytags
		articletags termlist`,
	isCaption: `caption figcaption captions imagecaption photocaption wpcaption wpcaptiontext picturecaption
		imagecredit photocredit piccaption mediacaption bildunterschrift legende podpis tushuo tuzhu credit copyrightholder`,
	isStandfirst: `standfirst subtitle subheadline subheading dek deck intro lede lead leadtext articlelead summary abstract chapo
		sapo vorspann excerpt perex ingress ingres sottotitolo subhead subtitulo bajada entradilla teasertext
		articlesummary articledescription postexcerpt introduction manchet summaryy occhiello catenaccio tagline lid zhaiyao daoyu`,
	isBody: `articlebody articlecontent articletext articlemain articlecopy entrycontent postcontent postbody
		posttext storybody storycontent storytext bodytext bodycopy maincontent textbody newstext newsbody newscontent
		articlefulltext contentbody articlestory fulltext richtext articlecontents textcontent detailcontent pagecontent
		bodycontent articlecontainer storyfull`,
	isHeadline: `headline articletitle posttitle entrytitle storytitle pagetitle articleheadline newstitle storyheadline`,
	isEmbed: `twittertweet twittervideo instagrammedia tiktokembed fbpost facebookpost blueskyembed mastodonembed
		telegrampost redditembed socialembed tweet embeddedtweet threadsembed`,
	isEntry: `liveblogpost liveblogentry liveentry livepost liveupdate liveblogupdate keyevent liveitem`,
	isConsent: `cookie cookies consent gdpr cookiebanner cookieconsent cookienotice onetrust cookiebot usercentrics
		didomi cookiebar`,
	isIngredients: `ingredients ingredient ingredientlist zutaten ingredientes ingredienti skladniki`,
	isOverlay:     `popup popover modal dialog alertdialog snackbar pum popmake toast`,
	isPaywall: `paywall subscribe subscription subscriber subscribers premium regwall piano paygate meter registerwall abo
		offer offers`,
	isPicture: `image images img bild foto photo picture pictures photos absatzbild mediainfo imagedescription articleimage contentimage
		imagewrapper photobox bildtext imageinfo mainimage heroimage leadimage featuredimage featuredmedia topmedia`,
	isButton: `button buttons btn btns`,
	isFacts:  `factbox factsbox keyfacts faktenbox faktabox faktaruta faktaboks faktboks infokasten infobox encadre`,
	isMedia: `video videos player videoplayer gallery galleries slideshow slider carousel lightbox podcast audio mediaplayer photogallery
		imagegallery swiper`,
})

func vocabulary(m map[mark]string) map[string]mark {
	words := map[string]mark{}
	for mark, list := range m {
		for word := range strings.FieldsSeq(list) {
			words[word] |= mark
		}
	}
	return words
}

// negators open a name that tells what an element has or has not, not what it is.
var negators = map[string]bool{
	"has": true, "no": true, "with": true, "without": true, "not": true, "hide": true, "show": true, "js": true, "non": true,
	"enable": true, "disable": true, "is": true, "print": true,
}

// marksOf gives what an element's tag and names say.
func (s *sheet) marksOf(n *html.Node) mark {
	m := tagMarks(n.DataAtom)
	if n.DataAtom == 0 && strings.Contains(n.Data, "-") { // an element of the site's own making is called what it is
		m |= s.named(n.Data) &^ isHidden
	}
	whole := wholeArticle(n)
	for _, a := range n.Attr {
		switch a.Key {
		case "class", "id", "role", "itemprop", "data-testid", "data-component", "data-module", "data-type":
			named := s.named(a.Val)
			if a.Key == "id" && (isHeading(n.DataAtom) || n.DataAtom == atom.P || strings.Count(a.Val, "-") > 4) {
				continue // made of the words of a heading, for links to it
			}
			if whole { // its names tell what it is about: "tag-sport", "category-related"
				named &= isHidden | isBody | isComment | isArticle | isEntry | isEmbed
			}
			m |= named
		case "style":
			if hides(a.Val) {
				m |= isHidden
			}
		case "hidden":
			if !strings.HasPrefix(attr(n, "id"), "S:") { // React sends late parts of a page so, and shows them by script
				m |= isHidden
			}
		case "aria-hidden":
			if a.Val == "true" && !isInline(n.DataAtom) && n.DataAtom != atom.Div {
				m |= isHidden
			}
		case "itemtype":
			m |= typeMarks(a.Val)
		}
	}
	if m.has(isFacts) && n.DataAtom == atom.Aside {
		m &^= isSide
	}
	return m
}

func tagMarks(a atom.Atom) mark {
	switch a {
	case atom.Nav, atom.Menu:
		return isFurniture
	case atom.Footer:
		return isFooter
	case atom.Aside:
		return isSide
	case atom.Figcaption:
		return isCaption
	case atom.Article:
		return isArticle
	case atom.Address:
		return isByline
	default:
		return 0
	}
}

func typeMarks(itemtype string) mark {
	switch {
	case strings.HasSuffix(itemtype, "/Comment"), strings.HasSuffix(itemtype, "/UserComments"):
		return isComment
	case strings.HasSuffix(itemtype, "Article"), strings.HasSuffix(itemtype, "/BlogPosting"):
		return isArticle
	case strings.HasSuffix(itemtype, "/SiteNavigationElement"), strings.HasSuffix(itemtype, "/BreadcrumbList"):
		return isFurniture
	case strings.HasSuffix(itemtype, "/WPSideBar"):
		return isSide
	case strings.HasSuffix(itemtype, "/WPFooter"):
		return isFooter
	default:
		return 0
	}
}

// wholeArticle says that an element holds a page or an article, so that its names tell what that is about.
func wholeArticle(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Html, atom.Body, atom.Main, atom.Article:
		return true
	default:
		return false
	}
}

func hides(style string) bool {
	style = strings.ToLower(strings.Join(strings.Fields(style), ""))
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

// named gives what one attribute's value says; pages repeat the same values over and over, so it is kept.
func (s *sheet) named(value string) mark {
	if m, known := s.names[value]; known {
		return m
	}
	var m mark
	responsive := strings.Contains(value, ":block") || strings.Contains(value, ":flex") ||
		strings.Contains(value, ":inline") || strings.Contains(value, ":grid")
	for name := range strings.FieldsSeq(value) {
		if len(name) < 80 && !strings.ContainsAny(name, ":[") {
			m |= markName(name)
		}
	}
	if responsive {
		m &^= isHidden
	}
	s.names[value] = m
	return m
}

// markName looks at one name: "post-related__title" is "post", "related", "title".
func markName(name string) mark {
	parts := split(name)
	if len(parts) == 0 || len(parts) > 7 || negators[parts[0]] && len(parts) > 1 {
		return 0
	}
	var m mark
	for i, part := range parts {
		if one := words[part]; one != 0 && (one != isHidden || len(parts) == 1 || len(part) > 6) {
			m |= one
		}
		joined := part
		for _, next := range parts[i+1 : min(i+3, len(parts))] {
			joined += next
			m |= words[joined]
		}
	}
	return m
}

// split parts a name into lower-case words at hyphens, underscores and humps, and drops the digits at their ends.
func split(name string) []string {
	var parts []string
	from := 0
	add := func(to int) {
		if part := strings.TrimRight(strings.ToLower(name[from:to]), "0123456789"); part != "" {
			parts = append(parts, part)
		}
	}
	lower := false
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			add(i)
			from, lower = i+len(string(r)), false
		case unicode.IsUpper(r):
			if lower {
				add(i)
				from = i
			}
			lower = false
		default:
			lower = true
		}
	}
	add(len(name))
	return parts
}
