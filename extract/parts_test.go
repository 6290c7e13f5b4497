package extract

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReadDate(t *testing.T) {
	for _, test := range []struct {
		text       string
		monthFirst bool
		want       string
	}{
		{"2020-03-14", false, "2020-03-14"},
		{"Stand: 14.03.2020, 09:10 Uhr", false, "2020-03-14"},
		{"3/4/2020", true, "2020-03-04"},
		{"3/4/2020", false, "2020-04-03"},
		{"12/28/2017 - 16:51", false, "2017-12-28"},
		{"March 14th, 2020", false, "2020-03-14"},
		{"14. März 2020", false, "2020-03-14"},
		{"le 1er juin 2020", false, "2020-06-01"},
		{"9 juillet 2020", false, "2020-07-09"},
		{"14 de marzo de 2020", false, "2020-03-14"},
		{"14 марта 2020 г.", false, "2020-03-14"},
		{"2020年3月14日", false, "2020-03-14"},
		{"14 مارس 2020", false, "2020-03-14"},
		{"8.Dezember 2010 um 09:43", false, "2010-12-08"},
		{"14. - 20. Januar 2022", false, "2022-01-14"},
		{"Jan 04 09:34 2021", false, "2021-01-04"},
		{"2022-11-23T08:10+02:00", false, "2022-11-23"},
		{"03-09-2026", true, "2026-03-09"},
		{"31 February 2020", false, ""},
		{"version 2.10.3", false, ""},
	} {
		got := ""
		if d := readDate(test.text, test.monthFirst); !d.IsZero() {
			got = d.Format(time.DateOnly)
		}
		if got != test.want {
			t.Errorf("readDate(%q, %v) = %q, want %q", test.text, test.monthFirst, got, test.want)
		}
	}
}

func TestNamesIn(t *testing.T) {
	for _, test := range []struct {
		byline string
		want   []string
	}{
		{"By Ann Lee and Bo Ek", []string{"Ann Lee", "Bo Ek"}},
		{"Von Dr. Jörg Mohn, Berlin-Korrespondent", []string{"Jörg Mohn"}},
		{"Par Odile Vermeer, publié le 3 mai", []string{"Odile Vermeer"}},
		{"Ann Lee | Lowmere Gazette", []string{"Ann Lee"}},
		{"Carrow Wire", []string{"Carrow Wire"}},
		{"Автор: Анна Лесная и Олег Мост", []string{"Анна Лесная", "Олег Мост"}},
		{"admin", nil},
		{"https://social.example/ann", nil},
	} {
		if diff := cmp.Diff(test.want, namesIn(test.byline)); diff != "" {
			t.Errorf("namesIn(%q): -want +got\n%s", test.byline, diff)
		}
	}
}

func TestCues(t *testing.T) {
	for _, test := range []struct {
		name string
		is   func(string) bool
		yes  []string
		no   []string
	}{
		{
			"notice", isNotice,
			[]string{"Correction: the fire broke out on Sunday.", "Korrektur: In einer früheren Fassung stand Montag.", "Rectificatif : le feu a pris dimanche.", "Исправление: пожар начался в воскресенье.", "更正：火灾发生在星期日，不是星期一。", "تصحيح: اندلع الحريق يوم الأحد.", "This article was amended on 3 May to say that nobody was hurt."},
			[]string{"Corrections officers went on strike.", "The update was late.", "Editors met on Monday."},
		},
		{
			"related", isRelatedCue,
			[]string{"Read also: the mill", "Lesen Sie auch", "À lire aussi :", "Читайте также:", "— Читайте также: пожар", "相关阅读", "Mehr zum Thema"},
			[]string{"The mill burned.", "Reading is taught at the mill.", "Мы читаем по теме пожара", "说相关报道不多", "قال شاهد أيضا إن الجسر أغلق"},
		},
		{
			"date line", isDateLine,
			[]string{"Updated 3 May 2020, 14:10", "Stand: 24.04.2024 22:58 Uhr", "2 hours ago", "Обновлено 3 мая 2020 года в 14:10", "更新：2020年5月3日 14:10"},
			[]string{"In 2020 the mill burned down.", "The bell rang at 14:10 and all fled."},
		},
		{"counter", isCounter, []string{"1,204 views", "3 comments", "Просмотров: 12", "12 просмотров"}, []string{"12 dead", "3 votes decided the matter", "12 комментариев дали жители", "Утром 12 просмотров"}},
		{
			"source", sourceLine.MatchString,
			[]string{"Source: County paper", "• Источник: Вестник", "（来源：河港日报）", "المصدر: صحيفة"},
			[]string{"Наш источник: Вестник", "据来源：河港日报", "قال المصدر: صحيفة"},
		},
		{
			"agency's line", agencyLine.MatchString,
			[]string{"(dpa)", "AFP/Reuters", "— TASS."},
			[]string{"Как сообщило TASS", "AFP сообщает", "据Xinhua", "قال Reuters"},
		},
		{"byline", isBylineText, []string{"By Ann Lee", "Von Jörg Mohn und Ann Lee"}, []string{"By noon the fire was out", "Von hier aus sieht man das Meer"}},
		{"label", isLabel, []string{"Advertisement", "ANZEIGE", "Реклама:"}, []string{"An advertisement was found."}},
	} {
		for _, text := range test.yes {
			if !test.is(text) {
				t.Errorf("%q is no %s", text, test.name)
			}
		}
		for _, text := range test.no {
			if test.is(text) {
				t.Errorf("%q is a %s", text, test.name)
			}
		}
	}
}

func TestSplitNames(t *testing.T) {
	for name, want := range map[string][]string{
		"post-related__title":  {"post", "related", "title"},
		"ArticleBody_root__x1": {"article", "body", "root", "x"},
		"readMore2":            {"read", "more"},
		"":                     nil,
	} {
		if diff := cmp.Diff(want, split(name)); diff != "" {
			t.Errorf("split(%q): -want +got\n%s", name, diff)
		}
	}
}

func TestNamesThatSayWhatAnElementHas(t *testing.T) {
	for name, furniture := range map[string]bool{"related-posts": true, "has-sidebar": false, "no-ads": false, "advice": false, "adslot-1": true, "print-full": false, "printbutton": true, "offer-popup": true} {
		if got := markName(name).has(surely | likely); got != furniture {
			t.Errorf("markName(%q) is furniture: %v, want %v", name, got, furniture)
		}
	}
}

func TestPromotions(t *testing.T) {
	for text, want := range map[string]bool{
		"Sign up for our newsletter and never miss a thing":                                      true,
		"Never miss the news by signing up to our newsletter today!":                             true,
		"Our standards: the principles of the Gazette.":                                          true,
		"We may earn a small commission when you buy through links on this page.":                true,
		"Warning: Undefined variable $x in /var/www/a.php on line 3":                             true,
		"This entry was posted in Politics and tagged bridge.":                                   true,
		"This entry was posted on Monday" + strings.Repeat(", 2 May 2020, in Roads, Bridges", 8): true,
		"© 2022, The Gazette. No part of this may be printed elsewhere.":                         true,
		"Подпишитесь на наш канал":                                                               true,
		"Мы узнали об этом вчера. Подпишитесь на наш канал, сказал он и ушёл.":                   false,
		"The newsletter of the parish was found in the mill.":                                    false,
		"The commission may decide on Monday.":                                                   false,
		"The shop earned a prize.":                                                               false,
	} {
		tidier := &tidier{}
		if got := tidier.promotes(&piece{line: &line{text: text, letters: letters(text)}}); got != want {
			t.Errorf("promotes(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestWhoTheAuthorIs(t *testing.T) {
	c := claims{authors: []string{"ann lee"}}
	for text, want := range map[string]bool{
		"Ann Lee is a reporter in Lowmere. She has three cats.":  true,
		"Ann Lee covers the county for the Gazette.":             true,
		"Ann is a writer from Carrow, who studied there.":        true,
		"Ann Lee was hurt when the bridge fell, the police said": false,
		"Annual meetings are held in May.":                       false,
	} {
		if got := c.introducesAuthor(text); got != want {
			t.Errorf("introducesAuthor(%q) = %v, want %v", text, got, want)
		}
	}
}
