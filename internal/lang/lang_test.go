package lang

import (
	"strings"
	"testing"
)

// stories are a few sentences each, written for this test.
var stories = map[string]string{
	"en": "The city council voted on Thursday to close the old harbour bridge for repairs. The mayor said that drivers would have to use the tunnel until spring, and that the work would cost less than expected. Shopkeepers near the harbour were not convinced.",
	"de": "Der Stadtrat hat am Donnerstag beschlossen, die alte Hafenbrücke für Reparaturen zu sperren. Die Bürgermeisterin sagte, die Fahrer müssten bis zum Frühjahr den Tunnel benutzen, und die Arbeiten würden weniger kosten als erwartet.",
	"fr": "Le conseil municipal a voté jeudi la fermeture du vieux pont du port pour des réparations. La maire a déclaré que les automobilistes devraient emprunter le tunnel jusqu’au printemps et que les travaux coûteraient moins que prévu.",
	"es": "El ayuntamiento votó el jueves cerrar el viejo puente del puerto para repararlo. La alcaldesa dijo que los conductores tendrían que usar el túnel hasta la primavera y que las obras costarían menos de lo esperado.",
	"it": "Il consiglio comunale ha votato giovedì la chiusura del vecchio ponte del porto per riparazioni. La sindaca ha detto che gli automobilisti dovranno usare la galleria fino alla primavera e che i lavori costeranno meno del previsto.",
	"pt": "A câmara municipal votou na quinta-feira o encerramento da velha ponte do porto para reparações. A presidente disse que os condutores terão de usar o túnel até à primavera e que as obras vão custar menos do que o esperado.",
	"nl": "De gemeenteraad heeft donderdag besloten de oude havenbrug te sluiten voor reparaties. De burgemeester zei dat automobilisten tot het voorjaar de tunnel moeten gebruiken en dat het werk minder zal kosten dan verwacht.",
	"pl": "Rada miasta zdecydowała w czwartek o zamknięciu starego mostu portowego z powodu naprawy. Burmistrz powiedziała, że kierowcy będą musieli do wiosny korzystać z tunelu, a prace będą kosztować mniej, niż oczekiwano.",
	"sv": "Kommunfullmäktige beslutade på torsdagen att stänga den gamla hamnbron för reparationer. Borgmästaren sade att bilisterna måste använda tunneln fram till våren och att arbetet kostar mindre än väntat.",
	"fi": "Kaupunginvaltuusto päätti torstaina sulkea vanhan satamasillan korjausten ajaksi. Pormestari sanoi, että autoilijoiden on käytettävä tunnelia kevääseen asti ja että työ maksaa odotettua vähemmän.",
	"tr": "Belediye meclisi perşembe günü eski liman köprüsünü onarım için kapatma kararı aldı. Belediye başkanı, sürücülerin bahara kadar tüneli kullanmak zorunda kalacağını ve işin beklenenden daha ucuza geleceğini söyledi.",
	"ru": "Городской совет проголосовал в четверг за закрытие старого портового моста на ремонт. Мэр заявила, что водителям придётся до весны пользоваться тоннелем, а работы обойдутся дешевле, чем ожидалось.",
	"uk": "Міська рада проголосувала в четвер за закриття старого портового мосту на ремонт. Міська голова заявила, що водіям доведеться до весни користуватися тунелем, а роботи коштуватимуть менше, ніж очікувалося.",
	"bg": "Общинският съвет гласува в четвъртък старият пристанищен мост да бъде затворен за ремонт. Кметицата заяви, че шофьорите ще трябва да използват тунела до пролетта и че работата ще струва по-малко от очакваното.",
	"ar": "صوت مجلس المدينة يوم الخميس على إغلاق جسر الميناء القديم للإصلاح وقالت رئيسة البلدية إن السائقين سيضطرون إلى استخدام النفق حتى الربيع",
	"fa": "شورای شهر روز پنجشنبه رأی داد که پل قدیمی بندر برای تعمیر بسته شود و شهردار گفت رانندگان باید تا بهار از تونل استفاده کنند",
	"he": "מועצת העיר החליטה ביום חמישי לסגור את גשר הנמל הישן לצורך תיקונים וראש העיר אמרה כי הנהגים יצטרכו להשתמש במנהרה עד האביב",
	"el": "Το δημοτικό συμβούλιο ψήφισε την Πέμπτη να κλείσει η παλιά γέφυρα του λιμανιού για επισκευές, είπε η δήμαρχος.",
	"zh": "市议会星期四投票决定关闭旧港口大桥进行维修。市长说，司机在春天之前必须使用隧道，工程费用将低于预期，港口附近的店主对此并不相信。",
	"ja": "市議会は木曜日、古い港の橋を修理のため閉鎖することを決めた。市長は、運転手は春までトンネルを使わなければならず、工事費は予想より少ないと述べた。",
	"ko": "시의회는 목요일에 수리를 위해 오래된 항구 다리를 폐쇄하기로 결정했다. 시장은 운전자들이 봄까지 터널을 이용해야 한다고 말했다.",
	"hi": "नगर परिषद ने गुरुवार को मरम्मत के लिए पुराने बंदरगाह पुल को बंद करने का फैसला किया। महापौर ने कहा कि चालकों को वसंत तक सुरंग का उपयोग करना होगा।",
}

func TestDetectStories(t *testing.T) {
	for want, s := range stories {
		for _, text := range []string{s, strings.Repeat(s+"\n\n", 40), strings.ToUpper(s)} {
			if got, sure := Detect(text, ""); got != want || !sure {
				t.Errorf("%s: got %q, sure %v for %.60q (%d bytes)", want, got, sure, text, len(text))
			}
		}
	}
}

// A page template that says "en" on every page does not make a story English.
func TestWrongPrior(t *testing.T) {
	for _, code := range []string{"de", "fr", "ru", "zh", "tr"} {
		if got, sure := Detect(stories[code], "en-US"); got != code || !sure {
			t.Errorf("%s with prior en: %q, %v", code, got, sure)
		}
	}
}

func TestMixed(t *testing.T) {
	credit := "\nИсточник: https://example.org/ru/novosti — Городская служба новостей, перепечатка разрешена"
	nav := strings.Repeat("Новости Политика Экономика ", 4) + "\n"
	for name, text := range map[string]string{
		"credit line":            stories["en"] + credit,
		"long, with credit line": strings.Repeat(stories["en"]+"\n", 10) + credit,
		"menu and credit":        nav + strings.Repeat(stories["en"]+"\n", 10) + credit,
		"a quotation":            stories["en"] + " “" + stories["fr"][:90] + "”, she said. " + stories["en"],
		"addresses":              "https://example.org/sehr/lange/adresse " + stories["en"] + " @bürgermeisterin #straße",
	} {
		if got, _ := Detect(text, ""); got != "en" {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got, _ := Detect(stories["ru"]+"\nRead more at Example News", ""); got != "ru" {
		t.Errorf("Russian with an English line: %q", got)
	}
}

func TestShort(t *testing.T) {
	for _, c := range []struct{ text, prior, want string }{
		{"Mayor resigns after vote", "", "en"},
		{"BRIDGE TO BE CLOSED", "", "en"},
		{"Brücke gesperrt", "de", "de"},
		{"Mayor resigns", "en-GB", "en"},
		{"Pont fermé", "fr_FR", "fr"},
		{"Мэр ушла в отставку", "en", "ru"}, // the prior can't be: other letters
		{"Мер пішла у відставку: її заява", "", "uk"},
		{"Мост закрыт", "", "ru"},
		{"Мост закрыт", "bg", "bg"},
		{"橋を閉鎖", "", "ja"},
		{"关闭大桥", "", "zh"},
		{"Γέφυρα", "", "el"},
		{"12 345 – 67.8 %", "", ""},
		{"12 345", "de", "de"},
		{"", "", ""},
		{"…", "xx-what", "xx"},
	} {
		got, sure := Detect(c.text, c.prior)
		if got != c.want || sure {
			t.Errorf("Detect(%q, %q) = %q, %v; want %q, unsure", c.text, c.prior, got, sure, c.want)
		}
	}
}

func TestPriorDecidesBetweenSiblings(t *testing.T) {
	norwegian := "Bystyret vedtok torsdag å stenge den gamle havnebroen for reparasjoner. Ordføreren sa at bilistene må bruke tunnelen frem til våren."
	for prior, want := range map[string]string{"nb": "no", "nn-NO": "no", "da": "da"} {
		if got, _ := Detect(norwegian, prior); got != want {
			t.Errorf("prior %s: %q", prior, got)
		}
	}
	estonian := "Linnavolikogu otsustas neljapäeval sulgeda vana sadamasilla remondiks. Linnapea ütles, et autojuhid peavad kevadeni kasutama tunnelit."
	if got, sure := Detect(estonian, "et"); got != "et" || !sure {
		t.Errorf("a language known from the prior alone: %q, %v", got, sure)
	}
}

func TestDetectIsStable(t *testing.T) {
	for _, text := range []string{"aaa bbb ccc ddd eee fff ggg hhh iii jjj kkk lll mmm nnn", "ana ene ini ono unu", stories["en"]} {
		first, sure := Detect(text, "")
		for range 20 {
			if code, again := Detect(text, ""); code != first || again != sure {
				t.Fatalf("%q: %q and %q", text, first, code)
			}
		}
	}
}

func TestName(t *testing.T) {
	for code, want := range map[string]string{
		"ru": "Russian", "en-US": "English", "zh": "Chinese", "nb": "Norwegian", "et": "Estonian", "uk": "Ukrainian",
		"ca": "Catalan", "tlh": "tlh", "": "an unknown language",
	} {
		if got := Name(code); got != want {
			t.Errorf("Name(%q) = %q, want %q", code, got, want)
		}
	}
}

func FuzzDetect(f *testing.F) {
	for _, s := range stories {
		f.Add(s, "en")
		f.Add(strings.Repeat(s, 5), "")
	}
	f.Fuzz(func(t *testing.T, text, prior string) {
		code, sure := Detect(text, prior)
		if code == "" && sure {
			t.Fatal("sure of nothing")
		}
		if code != canonical(code) {
			t.Fatalf("%q is no code", code)
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	for _, code := range []string{"en", "ru", "zh"} {
		text := strings.Repeat(stories[code]+"\n", 20)
		b.Run(code, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Detect(text, "")
			}
		})
	}
}
