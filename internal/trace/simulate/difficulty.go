package simulate

// Difficulty is the rates at which things happen in a newsroom. All are shares
// from 0 to 1 unless they say otherwise.
type Difficulty struct {
	// Articles.
	Unrelated float64 // of all articles: of no event, nobody's copy
	Size      float64 // reports of an event beyond the first, in the mean; the spread is wide
	Quoted    float64 // of first reports: chosen because somebody speaks in it
	Small     float64 // of outlets: local papers that no list of outlets knows

	// First reports: an agency's, held or not, a family's or (the rest) a paper's.
	Agency        float64
	AgencyNotHeld float64
	Family        float64

	// Reports that follow: what each is; the rest are copies of the first.
	Chain       float64 // copies of copies
	Rewrite     float64 // own wording around the quotations
	QuotesOnly  float64 // own text with quotations of the first, credited
	CreditsOnly float64 // own text that says what another reported
	Independent float64 // own text, quotations heard at the same place

	// What a copy or rewrite does.
	Credit      float64 // says whom it has it from
	Headline    float64 // new headline
	TrimEnd     float64 // leaves out the end
	LeaveOut    float64 // leaves out paragraphs in the middle
	CopyEdit    float64 // changes a few words
	Typo        float64 // makes a slip
	Marks       float64 // writes other quotation marks
	OwnText     float64 // adds own paragraphs
	KeepCredit  float64 // keeps the credit that its source gave
	Boilerplate float64 // of outlets: set their own lines under every article

	// Quotations, in every copy and rewrite.
	Alter float64 // of these: alter one that is long enough
	Recut float64 // of these: cut one in a way that leaves it true

	// Rewrites.
	Reword   float64 // of the words that have a synonym: replace
	Keep     float64 // of the sentences without a quotation: keep
	Verbatim float64 // of those in which no word could be replaced: keep

	// Clocks, of the articles whose source can be seen without one.
	ClockWrong  float64 // a time before that of the source
	ClockDay    float64 // the day alone
	ClockAbsent float64 // no time at all
}

// Default is a world as the wires and the web are: most copies are whole or
// trimmed, half are credited, few are rewritten, some quotations change.
func Default() Difficulty {
	return Difficulty{
		Unrelated: 0.20, Size: 7, Quoted: 0.75, Small: 0.35,
		Agency: 0.45, AgencyNotHeld: 0.15, Family: 0.10,
		Chain: 0.15, Rewrite: 0.13, QuotesOnly: 0.07, CreditsOnly: 0.06, Independent: 0.18,
		Credit: 0.55, Headline: 0.60, TrimEnd: 0.45, LeaveOut: 0.30, CopyEdit: 0.40, Typo: 0.12,
		Marks: 0.30, OwnText: 0.25, KeepCredit: 0.60, Boilerplate: 0.40,
		Alter: 0.20, Recut: 0.25,
		Reword: 0.70, Keep: 0.80, Verbatim: 0.15,
		ClockWrong: 0.05, ClockDay: 0.15, ClockAbsent: 0.05,
	}
}

// Easy is a world of honest copying: everything is credited, nothing changed
// but for length, and clocks are right.
func Easy() Difficulty {
	d := Default()
	d.Chain, d.Rewrite, d.Independent = 0.05, 0.05, 0.12
	d.Credit, d.KeepCredit, d.CopyEdit, d.Typo, d.Marks, d.OwnText = 0.90, 0.90, 0.15, 0.05, 0.15, 0.10
	d.Alter, d.Recut = 0.10, 0.10
	d.ClockWrong, d.ClockDay, d.ClockAbsent = 0, 0.05, 0
	return d
}

// Hard is a world that covers its tracks: long chains, few credits, heavy
// rewriting, clocks that can't be trusted.
func Hard() Difficulty {
	d := Default()
	d.Chain, d.Rewrite = 0.25, 0.20
	d.Credit, d.KeepCredit, d.CopyEdit, d.Typo, d.Marks, d.OwnText = 0.25, 0.35, 0.65, 0.25, 0.45, 0.45
	d.Alter, d.Recut = 0.30, 0.40
	d.Reword, d.Keep, d.Verbatim = 0.90, 0.70, 0.05
	d.ClockWrong, d.ClockDay, d.ClockAbsent = 0.12, 0.25, 0.12
	return d
}
