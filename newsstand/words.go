package newsstand

import (
	"strconv"
	"strings"
	"time"
)

// words are what a house's pages say around its articles.
type words struct {
	Dir                                          string // of writing
	Latest, Related, Popular, Comments           string
	Share, Print, Updated, Published, Source, By string
	Newsletter, NewsletterText, Subscribe, Ad    string
	Home, About, AboutText, Cookies              string
	Missing, MissingText                         string
	Consent, ConsentText, Accept, Reject         string
	minutes, hours                               [2]string // one, many; the many with a # for the number
	Views, Readers                               string    // with a #
	Ads                                          []string
	Weather                                      string
}

// ago says how long since, as the words of the language have it.
func (w words) ago(d time.Duration) string {
	n, unit := int(d.Minutes()), w.minutes
	if n >= 60 {
		n, unit = n/60, w.hours
	}
	if n <= 1 {
		return unit[0]
	}
	return count(unit[1], n)
}

func count(text string, n int) string { return strings.ReplaceAll(text, "#", strconv.Itoa(n)) }

func wordsOf(lang string) words {
	switch lang[:2] {
	case "de":
		return german
	case "fr":
		return french
	case "ru":
		return russian
	case "ar":
		return arabic
	case "zh":
		return chinese
	default:
		return english
	}
}

var english = words{
	Dir: "ltr", Latest: "Latest", Related: "More stories", Popular: "Most read", Comments: "Comments",
	Share: "Share", Print: "Print", Updated: "Updated", Published: "Published", Source: "Source", By: "By",
	Newsletter: "The morning letter", NewsletterText: "Our editors' choice in your inbox at seven, free of charge.",
	Subscribe: "Sign up", Ad: "Advertisement", Home: "Home", About: "About us",
	AboutText:   "We are a small newsroom. Write to the desk if you find a mistake, and we will look into it the same day.",
	Cookies:     "We use cookies to count our readers. You can change your choice at any time.",
	Missing:     "Page not found",
	MissingText: "The page you are looking for does not exist or has been taken down. These stories may be of interest.",
	Consent:     "Your privacy is important to us",
	ConsentText: "We and our 214 partners store and access information on your device. Please choose before you read on.",
	Accept:      "Accept all", Reject: "Manage options",
	minutes: [2]string{"a minute ago", "# minutes ago"}, hours: [2]string{"an hour ago", "# hours ago"},
	Views: "# views", Readers: "# people are reading this now",
	Ads: []string{
		"Boots for every weather, from 59.90", "Winter tyres fitted while you wait", "Home insurance in three minutes",
		"Two nights by the lake for the price of one", "The new electric van: book a test drive",
	},
	Weather: "Rain at times, #°",
}

var german = words{
	Dir: "ltr", Latest: "Neueste Meldungen", Related: "Mehr zum Thema", Popular: "Meistgelesen", Comments: "Kommentare",
	Share: "Teilen", Print: "Drucken", Updated: "Aktualisiert", Published: "Veröffentlicht",
	Source: "Quelle", By: "Von", Newsletter: "Der Morgenbrief",
	NewsletterText: "Das Wichtigste aus dem Ahltal, jeden Morgen um sechs in Ihrem Postfach.",
	Subscribe:      "Anmelden", Ad: "Anzeige", Home: "Startseite", About: "Impressum",
	AboutText:   "Verantwortlich für den Inhalt ist die Redaktion. Hinweise auf Fehler nehmen wir gern entgegen.",
	Cookies:     "Diese Seite verwendet Cookies, um Zugriffe zu zählen.",
	Missing:     "Seite nicht gefunden",
	MissingText: "Die gewünschte Seite gibt es nicht oder nicht mehr. Vielleicht interessieren Sie diese Beiträge.",
	Consent:     "Wir schätzen Ihre Privatsphäre",
	ConsentText: "Wir und unsere 187 Partner verarbeiten Daten auf Ihrem Gerät. Bitte stimmen Sie zu, bevor Sie weiterlesen.",
	Accept:      "Alle akzeptieren", Reject: "Einstellungen",
	minutes: [2]string{"vor einer Minute", "vor # Minuten"}, hours: [2]string{"vor einer Stunde", "vor # Stunden"},
	Views: "# Aufrufe", Readers: "# Leser sind gerade auf dieser Seite",
	Ads: []string{
		"Wärmepumpen vom Fachbetrieb im Tal", "Herbstmarkt der Gärtnereien, Eintritt frei", "Zahnzusatz schon ab 9 Euro",
		"Fenstertausch mit Förderung", "Brillenwochen beim Optiker am Markt",
	},
	Weather: "Wolkig, #°",
}

var french = words{
	Dir: "ltr", Latest: "Dernières nouvelles", Related: "Sur le même sujet", Popular: "Les plus lus",
	Comments: "Commentaires", Share: "Partager", Print: "Imprimer", Updated: "Mis à jour le",
	Published: "Publié le", Source: "Source", By: "Par", Newsletter: "La lettre du matin",
	NewsletterText: "L’essentiel de l’actualité locale, chaque matin à sept heures.",
	Subscribe:      "S’inscrire", Ad: "Publicité", Home: "Accueil", About: "Qui sommes-nous",
	AboutText:   "Une rédaction de douze personnes. Signalez-nous une erreur, nous la vérifierons dans la journée.",
	Cookies:     "Ce site utilise des cookies pour mesurer son audience.",
	Missing:     "Page introuvable",
	MissingText: "La page que vous cherchez n’existe pas ou a été retirée. Ces articles pourraient vous intéresser.",
	Consent:     "Votre vie privée nous importe",
	ConsentText: "Nos 163 partenaires et nous stockons des informations sur votre appareil. Faites votre choix avant de poursuivre.",
	Accept:      "Tout accepter", Reject: "Paramétrer",
	minutes: [2]string{"il y a une minute", "il y a # minutes"}, hours: [2]string{"il y a une heure", "il y a # heures"},
	Views: "# lectures", Readers: "# personnes lisent cet article",
	Ads: []string{
		"Le chauffage au bois, devis gratuit", "Portes ouvertes chez votre pépiniériste", "Une mutuelle qui vous écoute",
		"Week-end au bord du lac dès 89 €", "Vérandas et pergolas sur mesure",
	},
	Weather: "Averses, # °C",
}

var russian = words{
	Dir: "ltr", Latest: "Лента новостей", Related: "Читайте также", Popular: "Самое читаемое", Comments: "Комментарии",
	Share: "Поделиться", Print: "Версия для печати", Updated: "Обновлено", Published: "Опубликовано",
	Source: "Источник", By: "Автор:", Newsletter: "Утреннее письмо",
	NewsletterText: "Главные новости города каждое утро на вашу почту.", Subscribe: "Подписаться", Ad: "Реклама",
	Home: "Главная", About: "О редакции", AboutText: "Заметили ошибку? Напишите в редакцию, мы проверим в тот же день.",
	Cookies: "Сайт использует файлы cookie для подсчёта посещений.", Missing: "Страница не найдена",
	MissingText: "Запрошенная страница не существует или была удалена. Посмотрите другие материалы.",
	Consent:     "Мы заботимся о ваших данных", ConsentText: "Прежде чем продолжить, подтвердите согласие на обработку данных.",
	Accept: "Принять", Reject: "Настроить",
	minutes: [2]string{"минуту назад", "# мин. назад"}, hours: [2]string{"час назад", "# ч. назад"},
	Views: "Просмотров: #", Readers: "Сейчас читают: #",
	Ads: []string{
		"Окна и балконы под ключ", "Лодочные моторы со склада", "Такси «Лесоозёрье»: подача за пять минут",
		"Курсы вождения, группа выходного дня", "Дрова берёзовые с доставкой",
	},
	Weather: "Небольшой снег, #°",
}

var arabic = words{
	Dir: "rtl", Latest: "آخر الأخبار", Related: "اقرأ أيضا", Popular: "الأكثر قراءة", Comments: "التعليقات",
	Share: "مشاركة", Print: "طباعة", Updated: "آخر تحديث", Published: "نشر في", Source: "المصدر", By: "بقلم",
	Newsletter: "رسالة الصباح", NewsletterText: "أهم أخبار المدينة في بريدك كل صباح.", Subscribe: "اشترك", Ad: "إعلان",
	Home: "الرئيسية", About: "من نحن", AboutText: "إذا وجدتم خطأ فاكتبوا إلى التحرير وسنراجعه في اليوم نفسه.",
	Cookies: "يستخدم هذا الموقع ملفات تعريف الارتباط لقياس الزيارات.", Missing: "الصفحة غير موجودة",
	MissingText: "الصفحة التي تبحث عنها غير موجودة أو أزيلت. قد تهمك هذه المواضيع.",
	Consent:     "خصوصيتك تهمنا", ConsentText: "نخزن نحن وشركاؤنا معلومات على جهازك. يرجى الاختيار قبل متابعة القراءة.",
	Accept: "قبول الكل", Reject: "الإعدادات",
	minutes: [2]string{"قبل دقيقة", "قبل # دقيقة"}, hours: [2]string{"قبل ساعة", "قبل # ساعة"},
	Views: "# مشاهدة", Readers: "يقرأ هذا الخبر الآن #",
	Ads: []string{
		"عروض الأجهزة المنزلية هذا الأسبوع", "رحلات بحرية إلى الجزر", "تأمين السيارات في دقائق", "شقق للإيجار قرب الميناء",
		"دورات اللغة المسائية",
	},
	Weather: "غائم جزئيا #°",
}

var chinese = words{
	Dir: "ltr", Latest: "最新消息", Related: "相关新闻", Popular: "热门排行", Comments: "评论",
	Share: "分享到", Print: "打印", Updated: "更新时间", Published: "发布时间", Source: "来源", By: "记者",
	Newsletter: "晚报早读", NewsletterText: "每天清晨七点，把本地要闻送到您的信箱。", Subscribe: "订阅", Ad: "广告",
	Home: "首页", About: "关于我们", AboutText: "如发现差错，请致信编辑部，我们当日核查。",
	Cookies: "本站使用缓存文件统计访问量。", Missing: "页面不存在",
	MissingText: "您访问的页面不存在或已被删除，请浏览其他内容。",
	Consent:     "我们重视您的隐私", ConsentText: "我们与合作伙伴会在您的设备上存储信息，请先作出选择再继续阅读。",
	Accept: "全部同意", Reject: "设置",
	minutes: [2]string{"1分钟前", "#分钟前"}, hours: [2]string{"1小时前", "#小时前"},
	Views: "阅读 #", Readers: "#人正在阅读",
	Ads:     []string{"秋季家装节全场八折", "湖畔新居开放参观", "少儿书法班招生", "老字号月饼预订", "周末温泉两日游"},
	Weather: "多云 #℃",
}
