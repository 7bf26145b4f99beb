package simulate

import (
	"slices"
	"strings"
)

// wireLine sets the line at the head of an agency's report: "PARIS (AFP) - ".
func (w *world) wireLine(s *story, agency *outlet, city string) {
	dash := pick(w.r, []string{" - ", " — ", " – "})
	first := &s.paras[0][0]
	first.runs = append([]run{{text: city + " (" + agency.short + ")" + dash, credit: true}}, first.runs...)
}

// credited reports whether the sentence says where the report is from.
func (s *sentence) credited() bool {
	return slices.ContainsFunc(s.runs, func(r run) bool { return r.credit })
}

// hasWireLine reports whether the story begins with words of credit.
func (s *story) hasWireLine() bool { return s.paras[0][0].runs[0].credit }

// dropCredits leaves out the words by which a story says where it is from.
func (s *story) dropCredits() {
	for _, p := range s.paras {
		for i := range p {
			x := &p[i]
			if x.role == creditOwn {
				x.runs = nil
				continue
			}
			kept := x.runs[:0:0]
			for _, r := range x.runs {
				if !r.credit {
					kept = append(kept, r)
				}
			}
			x.runs = kept
		}
	}
	s.tidy()
}

// credit makes p say that it has its report from another, and reports whether
// it could.
func (w *world) credit(p *piece, from *piece) bool {
	o := from.outlet
	switch {
	case o.agency:
		w.creditWire(p, from)
	case o.known:
		w.creditPaper(p, from)
	case from.absent:
		return false
	default:
		w.creditAddress(p, from)
	}
	return true
}

func (w *world) creditWire(p *piece, from *piece) {
	s, name := p.story, from.outlet.short
	switch roll := w.r.IntN(10); {
	case roll < 5 && !s.hasWireLine():
		w.wireLine(s, from.outlet, pick(w.r, from.outlet.cities))
	case roll < 8 && w.appendCredit(s, pick(w.r, []string{", " + name + " reported", ", according to " + name}), name, ""):
	default:
		s.closingLine(pick(w.r, []string{"(" + name + ")", "Source: " + name, "— " + name}))
	}
}

func (w *world) creditPaper(p *piece, from *piece) {
	s, name := p.story, from.outlet.Name
	address := from.url
	if from.absent || chance(w.r, 0.5) {
		address = ""
	}
	words := pick(w.r, []string{", according to ", ", as first reported by "}) + inSentence(name)
	switch roll := w.r.IntN(10); {
	case roll < 5 && w.appendCredit(s, words, name, address):
	case roll < 8:
		line := pick(w.r, []string{"The story was first reported by %.", "This article was originally published by %.", "% first reported the story."})
		s.linkedLine(line, inSentence(name), address)
	case from.absent:
		s.closingLine("Source: " + name)
	default:
		s.closingLine("Source: " + from.url)
	}
}

// creditAddress credits an outlet whose name says nothing to strangers.
func (w *world) creditAddress(p *piece, from *piece) {
	if chance(w.r, 0.5) {
		p.story.closingLine("Source: " + from.url)
		return
	}
	p.story.linkedLine("This article first appeared in the %.", from.outlet.Name, from.url)
}

// inSentence is an outlet's name within a sentence: with the article where it
// has one.
func inSentence(name string) string {
	if rest, ok := strings.CutPrefix(name, "The "); ok {
		return "the " + rest
	}
	return name
}

// appendCredit sets words of credit at the end of one of the first sentences.
func (w *world) appendCredit(s *story, words, name, address string) bool {
	for _, p := range s.paras[:min(3, len(s.paras))] {
		for i := range p {
			x := &p[i]
			last := len(x.runs) - 1
			if x.role != told || x.credited() || x.quoted() || x.words() > 45 || !strings.HasSuffix(x.runs[last].text, ".") {
				continue
			}
			x.runs[last].text = strings.TrimSuffix(x.runs[last].text, ".")
			x.runs = append(x.runs, creditRuns(words, inSentence(name), address)...)
			x.runs = append(x.runs, run{text: "."})
			return true
		}
	}
	return false
}

// creditRuns are words of credit with the name a link, where there is an
// address.
func creditRuns(words, name, address string) []run {
	before, after, ok := strings.Cut(words, name)
	if address == "" || !ok {
		return []run{{text: words, credit: true}}
	}
	runs := []run{{text: before, credit: true}, {text: name, credit: true, link: address}, {text: after, credit: true}}
	if after == "" {
		runs = runs[:2]
	}
	return runs
}

func (s *story) closingLine(line string) {
	s.paras = append(s.paras, para{{runs: []run{{text: line, credit: true}}, role: creditOwn}})
}

// linkedLine is a closing line with a name for %.
func (s *story) linkedLine(line, name, address string) {
	if strings.HasPrefix(line, "%") {
		name = upperFirst(name)
	}
	runs := creditRuns(strings.Replace(line, "%", name, 1), name, address)
	s.paras = append(s.paras, para{{runs: runs, role: creditOwn}})
}
