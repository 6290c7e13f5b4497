package newsstand

// A remark is what a reader may say under any story.
type remark struct{ author, text string }

// remarks are the readers' comments by language. They fit any local story.
var remarks = map[string][]remark{
	"en": {
		{"harbourlight", "I was there this morning and it took the better part of an hour before anybody told us anything at all."},
		{"J. Pettifer", "Credit where it is due: the people on the ground did their best with what they were given."},
		{"saltmarsh_sue", "My late father wrote to the council about exactly this in the nineties. I still have the reply somewhere."},
		{"Old Tom", "And who pays for it in the end? The same people as always."},
		{"mwarrender", "Could the paper please publish the full report instead of three sentences from it?"},
		{"Kittiwake", "You left out that the meeting was moved twice and that nobody was told about the second time."},
		{"R. Fennimore", "I disagree with most of what has been said here, but at least people are talking about it calmly."},
		{"gannetbay4ever", "The figure cannot be right. I counted them myself from the kitchen window."},
		{"Dora Whin", "Thank you for reporting this. None of the bigger papers has written a word about it."},
		{"northpier", "It is always the night shift that has to put up with it. Ask my brother-in-law."},
		{"Quentin S.", "If I remember rightly the same promise was made before the last election and then quietly dropped."},
		{"the_other_anna", "Has anyone asked the people who live on the far side of the bridge? We hear about things last, as usual."},
		{"bramble", "Moderators, please keep an eye on this thread, it was getting personal last time."},
		{"H. Lockyer", "There is a simple answer: open the old road on market days and see what happens."},
		{"eel_catcher", "Nobody I know believes a word of it. Wait until the accounts are published in spring."},
		{"Prudence V.", "Very balanced article. I would have liked to read more about the costs, though."},
	},
	"de": {
		{"Ahltaler", "Ich wohne direkt daneben und habe davon erst aus der Zeitung erfahren. So geht das nicht."},
		{"K. Brömmel", "Danke für den sachlichen Bericht. Die Zahlen hätte ich gern noch etwas genauer gehabt."},
		{"Wanderfreundin", "Das wurde vor acht Jahren schon einmal beschlossen und dann stillschweigend vergessen."},
		{"Rentner Egon", "Und bezahlen dürfen es am Ende wieder die Anlieger."},
		{"m.sievers", "Wer gestern in der Sitzung war, weiß, dass es dort ganz anders geklungen hat."},
		{"Lindenplatz 4", "Man sollte erst einmal abwarten, was das Gutachten sagt, bevor man sich aufregt."},
		{"Frau Holle", "Mein Mann fährt die Strecke jeden Tag, der kann Ihnen dazu einiges erzählen."},
		{"T. Ockenfels", "Gut, dass jetzt endlich etwas geschieht. Zehn Jahre Stillstand waren genug."},
		{"unterstadt", "Warum steht im Artikel nichts über die Kosten der ersten Planung?"},
		{"Birkenweg", "Ich sehe das anders als die meisten hier, aber der Ton könnte freundlicher sein."},
	},
	"fr": {
		{"La Gazelle", "J’habite juste en face et personne ne nous a prévenus, ni la mairie ni l’entreprise."},
		{"Odilon", "Merci pour cet article clair. On aimerait lire la suite quand le rapport sera publié."},
		{"mireille_b", "La même promesse avait été faite il y a huit ans, puis on n’en a plus entendu parler."},
		{"Le Père Tranquille", "Et qui va payer, au bout du compte ? Toujours les mêmes."},
		{"R. Vasseur", "Le chiffre me paraît faux : nous étions bien plus nombreux sur la place ce matin-là."},
		{"truite_du_vallon", "Il faudrait demander leur avis à ceux qui empruntent cette route tous les jours."},
		{"Hortense", "Je ne suis pas d’accord avec tout, mais le ton du débat est agréable, pour une fois."},
		{"Jean-de-l’Ornay", "Mon grand-père racontait déjà la même histoire, avec les mêmes responsables."},
		{"Colette M.", "On oublie de dire que la réunion avait été déplacée deux fois sans prévenir les riverains."},
	},
	"ar": {
		{"ابن الميناء", "كنت هناك هذا الصباح ولم يخبرنا أحد بشيء قبل مرور ساعة كاملة."},
		{"أم سليم", "شكرا على التقرير الواضح، ونرجو نشر الأرقام كاملة حين تصدر."},
		{"قارئ قديم", "سمعنا الوعد نفسه قبل ثماني سنوات ثم نسيه الجميع."},
		{"سمير ع.", "ومن سيدفع الثمن في النهاية؟ الناس أنفسهم كالعادة."},
		{"نورس", "الرقم المذكور غير صحيح، فقد عددتهم بنفسي من نافذة بيتي."},
		{"هدى م.", "لماذا لم يسأل أحد سكان الضفة الأخرى عن رأيهم في الأمر؟"},
		{"بحار متقاعد", "الحل بسيط: افتحوا الطريق القديم في أيام السوق وانظروا ما يحدث."},
		{"ليلى", "أختلف مع أكثر ما كتب هنا، لكن الحديث هادئ على الأقل."},
	},
}
