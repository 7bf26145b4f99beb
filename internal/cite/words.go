package cite

import "strings"

// class is a set of uses that a word has in credits.
type class uint64

const (
	reports   class = 1 << iota // verb of an outlet that gives its word: "reported"
	says                        // verb that outlets share with everybody: "said"
	between                     // may stand between an outlet and its verb: "has also first"
	works                       // what an outlet makes: "analysis", "report"
	polls                       // "poll"
	talks                       // "interview"
	shows                       // "town hall", "podcast"
	staff                       // "reporter"
	hosts                       // "anchor", whose words are their own
	describes                   // noun for an outlet: "newspaper"
	qualifies                   // may stand before such a noun: "state-run"
	plural                      // nouns for several outlets: "media", "newspapers"
	madeBy                      // participle before "by": "reported by"
	saidTo                      // verb or noun before "to": "spoke to"
	saidIn                      // before "in": "wrote in", "op-ed in"
	foundIn                     // before "in" too, of what an outlet found: "report in"
	saidOn                      // before "on": "appeared on"
	saidWith                    // before "with": "interview with"
	madeFor                     // before "for": "wrote for"
	gotFrom                     // before "from": "figures from"
	tells                       // "told"
	cites                       // "citing"
	nameEnd                     // last word of many names of outlets: "Gazette"
	nameBegin                   // first word of many: "Radio"
	showEnd                     // last word of programmes: "Show"
	lowName                     // name written small: "dpa"
	sides                       // before "of" and a programme: "episode"
	story                       // "article", "story", of this text itself
	days                        // "Monday", "yesterday"
	noName                      // opens sentences, and is no part of a name
	halves                      // before a people: "South Korean"
	scoops                      // verb of hardly anybody but outlets: "reported"
	hands                       // "provided" before an outlet and what it is given
	passes                      // before "to" and "with", of what an outlet is given
	corporate                   // behind "said", of an outlet that speaks of itself
)

// wordLists gives the words of each class. Source: written for this project
// (CC0 1.0).
var wordLists = map[class]string{
	reports: `report reports reported reporting wrote writes noted notes revealed reveals reveal found finds learned
		learns learnt quoted quotes quoting cited cites citing published publishes obtained broke estimated estimates
		calculated calculates projected projects detailed details observed observes described describes uncovered
		disclosed documented tweeted reckons editorialized opined counted tallied identified analyzed analysed
		verified fact-checked highlighted chronicled recounted relayed unearthed ran speculated summarized
		carried claimed claims suggests suggested recalled reckoned states stated adds added explains explained
		pointed points concluded concludes asserts asserted alleges alleged confirms predicts predicted warns
		showed indicated indicates put puts declares rated scooped posted posts specifies specified clarifies declared
		write claim quote cite gathered gathers established understands reviewed lists listed ranks ranked deemed characterized pegged`,
	says: `said says say saying confirmed called calls argued argues blamed blames accused accuses`,
	between: `has have had also first recently later earlier previously itself separately exclusively originally then now
		further even once each both is are was were been just still similarly initially reportedly subsequently already only
		newly today yesterday last this week month year night on in monday tuesday wednesday thursday friday saturday
		sunday january february march april may june july august september october november december
		could not independently 's both all again rightly correctly`,
	days: `monday tuesday wednesday thursday friday saturday sunday today yesterday tonight`,
	works: `analysis investigation report reports reporting tally count review calculation calculations story stories
		article articles editorial editorials fact-check fact-checker exposé expose profile examination estimate
		estimates projection projections account accounts transcript study feature piece dispatch headline tabulation
		database scoop obituary documentary average forecast`,
	polls: `poll polls survey surveys polling tracker pollster`,
	talks: `interview interviews q&a sit-down`,
	shows: `show program programme podcast broadcast segment forum debate panel appearance special newscast webcast livestream`,
	staff: `reporter reporters journalist journalists correspondent correspondents columnist writer writers witness witnesses team editor crew photographer blogger bureau`,
	hosts: `host hosts anchor contributor analyst commentator personality pundit moderator co-host presenter`,
	describes: `newspaper paper daily weekly tabloid broadsheet magazine agency newswire website site outlet broadcaster
		channel station network portal publication journal blog podcast wire television tv radio program
		programme show newsletter`,
	qualifies: `news press state state-run state-owned state-controlled state-backed government-run official semi-official
		local regional national domestic foreign international independent public private business financial
		conservative liberal left-leaning right-wing left-wing right-leaning leading influential respected popular
		pro-government pro-kremlin opposition online satirical sports technology trade political cable german-language
		english-language arabic-language spanish-language russian-language satellite evening morning medical scientific
		london-based us-based u.s.-based moscow-based qatar-based investigative nonprofit government western various
		several other some many numerous multiple major mainstream media party military religious student community
		city commercial privately-owned dissident exiled hebrew arabic kazakh uzbek kyrgyz tajik turkmen u.s. us uk u.k. eu saudi state-affiliated`,
	plural: `media agencies newspapers outlets broadcasters channels websites sites tabloids stations networks press
		television tv radio papers dailies agency broadcaster newspaper`,
	madeBy: `reported published cited quoted carried released obtained seen reviewed viewed broadcast aired revealed
		compiled verified noted uncovered unearthed posted shared written produced circulated analyzed analysed
		examined contacted reached report reports analysis investigation story article count tally calculations review
		estimate estimates interviewed interview asked pressed questioned conducted commissioned poll survey
		sponsored translated flagged highlighted heard through accounts account transcript documented confirmed
		relayed picked detailed piece editorial study recorded captured filmed estimated projected calculated
		profile leaked rated polling polls surveys tracker quizzed provided run spotted reporting research`,
	saidTo: `speaking spoke spoken speaks talking talked talks interview interviews comment comments remarks
		statement statements email e-mail letter said says confirmed leaked revealed disclosed admitted explained
		complained described provided confided insisted told indicated insists given gave granted suggested
		acknowledged lamented recounted boasted confided declared stressed emphasized reiterated denied wrote
		message note testified vented explains tells confirms emailed sent passed handed shared recalled remarked
		mentioned informed`,
	saidIn: `wrote writes writing op-ed column columns essay letter commentary interview opinion quoted profile penned
		written said argued editorialized blog interviewed says`,
	foundIn: `report reports reported story stories article articles published publication appeared appearing appears investigation
		editorial study ran piece printed research figures paper headlines account detailed described exposé
		expose revealed excerpted`,
	saidOn: `said says saying appeared appearing appearance appears interview interviewed speaking spoke told asked aired airing
		broadcast discussion comments remarks argued claimed declared insisted suggested repeated explained defended
		acknowledged admitted added talking talked vowed called discussing stated maintained warned conceded denied
		boasted joked praised criticized blasted went debuted contended echoed dismissed telling predicted noted`,
	saidWith: `interview interviews conversation spoke speaking talked talking discussion sat q&a appearance down exchange
		interviewed shared call chat discussing session teleconference`,
	madeFor: `writing wrote writes written op-ed column interview poll survey conducted commissioned polling piece article
		essay commentary blogging carried story recorded`,
	gotFrom: `report reports story stories analysis article articles figures data footage video poll polls survey news
		reporting estimates question questions transcript numbers information investigation quote journalist
		reporter correspondent editorial according coverage headline headlines piece dispatch scoop op-ed column excerpt`,
	tells: `told tells tell telling informed informs`,
	cites: `citing quoting referencing crediting per via cites cited quotes quoted`,
	nameEnd: `times post journal news herald tribune gazette chronicle observer telegraph courier examiner
		inquirer bulletin dispatch sentinel radio tv television magazine weekly daily broadcasting
		online insider digest mercury argus ledger zeitung bote nachrichten tagblatt
		star-tribune sun-times post-gazette times-news news-press tidning reporter trumpet today telegram newswire
		pravda gazeta lantern`,
	nameBegin: `radio tv channel diário diario jornal correio gazeta periódico`,
	showEnd:   `show program programme tonight podcast hour radio today morning report news live daily week press`,
	lowName:   `dpa epd taz n-tv ntv btv tagesschau eldiario.es news.com.au opendemocracy bdnews24.com detik.com heise nytimes.com washingtonpost.com latimes.com azcentral.com nymag.com theguardian.com`,
	sides:     `air episode edition broadcast airing installment issue pages taping`,
	story:     `story article piece column report post essay commentary analysis interview dispatch`,
	noName: `a an both in on at for with from by as but and or so if when while since after before this that these those
		his her its our my their all some many most another one two three even now then yet still also not no only just
		earlier later meanwhile yesterday today last next former once according citing per via new`,
	halves:    `south north east west sri costa puerto`,
	scoops:    `reported reports writes wrote revealed reveals understands published gathered established`,
	hands:     `provided gave sent emailed e-mailed gives provides sends granted handed offered`,
	passes:    `leaked gave given provided sent shared released emailed passed handed`,
	corporate: `it its we it's statement spokesman spokeswoman spokesperson`,
}

var classes = func() map[string]class {
	m := map[string]class{}
	for c, list := range wordLists {
		for _, w := range strings.Fields(list) {
			m[w] |= c
		}
	}
	return m
}()
