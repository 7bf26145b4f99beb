package eval

// chunk is a contiguous run of tokens: the first and the one behind the last.
type chunk struct{ from, to int }

// chunker cuts spans into chunks, as the published figures on PolNeAR count
// them: every fragment counts by itself, tokens are words or single other
// characters, and fragments are cut at line breaks.
type chunker struct {
	tokenAt []int // index of the token that holds a character; -1: space
	lineOf  []int // by token
}

func newChunker(body []rune) *chunker {
	c := &chunker{tokenAt: make([]int, len(body))}
	line := 0
	for i, r := range body {
		switch {
		case isSpace(r):
			c.tokenAt[i] = -1
			if r == '\n' {
				line++
			}
		case i > 0 && isWord(r) && isWord(body[i-1]):
			c.tokenAt[i] = c.tokenAt[i-1]
		default:
			c.tokenAt[i] = len(c.lineOf)
			c.lineOf = append(c.lineOf, line)
		}
	}
	return c
}

// chunks is the set of chunks of a role in all attributions.
func (c *chunker) chunks(all []Attribution, r role) map[chunk]bool {
	set := map[chunk]bool{}
	for i := range all {
		for _, s := range all[i].part(r) {
			c.cut(s, set)
		}
	}
	return set
}

// cut puts the chunks of s into set.
func (c *chunker) cut(s Span, set map[chunk]bool) {
	run := chunk{}
	flush := func() {
		if run.to > run.from {
			set[run] = true
		}
	}
	for k := s.Start; k < s.End; k++ {
		t := c.tokenAt[k]
		if t < 0 || t == run.to-1 && run.to > run.from {
			continue
		}
		if run.to == run.from || c.lineOf[t] != c.lineOf[t-1] {
			flush()
			run.from = t
		}
		run.to = t + 1
	}
	flush()
}
