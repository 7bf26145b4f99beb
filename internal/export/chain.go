package export

import (
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/record"
)

// Chain is a row of credits: this article has it from the first outlet, which
// has it from the second.
type Chain struct {
	Outlets []string
	Kind    record.CitationKind // how the first of its own outlets is credited
	Own     bool                // the first of its own outlets published the article
	Elided  bool                // it branches off another chain, whose beginning is left out
	Whole   bool                // it stands for the whole article
	Covers  []int               // numbers of statements; none where Whole, or where what is credited has no statement
}

// chains puts the citations of a record in rows. Each citation opens or extends
// one row, so that all rows together are no longer than twice the citations;
// rows that read the same are one.
func (v *view) chains() []Chain {
	c := chainer{v: v, cited: map[string][]*record.Citation{}, done: map[string]bool{}, rows: map[string]int{}}
	for i := range v.r.Citations {
		x := &v.r.Citations[i]
		if v.citations[x.Through] != nil {
			c.cited[x.Through] = append(c.cited[x.Through], x)
		} else {
			c.todo = append(c.todo, branch{x, nil})
		}
	}
	c.drain()
	for i := range v.r.Citations { // rings have no beginning; cut them anywhere
		c.todo = append(c.todo, branch{&v.r.Citations[i], nil})
		c.drain()
	}
	for i := range c.out {
		c.out[i].finish()
	}
	return c.out
}

// branch is a citation that begins a row, and the one it branches off.
type branch struct{ at, from *record.Citation }

type chainer struct {
	v     *view
	cited map[string][]*record.Citation // what each citation cites
	done  map[string]bool
	todo  []branch
	out   []Chain
	rows  map[string]int // how a row reads to its index in out
}

// drain makes rows of what is still to do.
func (c *chainer) drain() {
	for len(c.todo) > 0 {
		b := c.todo[0]
		c.todo = c.todo[1:]
		if !c.done[b.at.ID] {
			c.add(c.row(b))
		}
	}
}

// row follows the first that each citation cites; the others begin new rows.
func (c *chainer) row(b branch) Chain {
	row := Chain{Kind: b.at.Kind, Own: b.at.Own}
	if b.from != nil {
		row.Outlets, row.Elided = []string{b.from.Outlet}, c.v.citations[b.from.Through] != nil
	}
	for _, id := range b.at.Covers {
		if n := c.v.numbers[id]; n > 0 {
			row.Covers = append(row.Covers, n)
		}
	}
	row.Whole = b.at.Whole
	for at := b.at; at != nil && !c.done[at.ID]; {
		c.done[at.ID] = true
		row.Outlets = append(row.Outlets, at.Outlet)
		next := c.cited[at.ID]
		from := at
		at = nil
		for i, x := range next {
			if i == 0 {
				at = x
			} else {
				c.todo = append(c.todo, branch{x, from})
			}
		}
	}
	return row
}

func (c *chainer) add(row Chain) {
	key := string(row.Kind) + "\n" + strings.Join(row.Outlets, "\n")
	i, ok := c.rows[key]
	if !ok {
		c.rows[key] = len(c.out)
		c.out = append(c.out, row)
		return
	}
	c.out[i].Covers = append(c.out[i].Covers, row.Covers...)
	c.out[i].Whole = c.out[i].Whole || row.Whole
}

func (c *Chain) finish() {
	slices.Sort(c.Covers)
	c.Covers = slices.Compact(c.Covers)
	if c.Whole {
		c.Covers = nil
	}
}

// Says is the kind in words, and whether the outlet is the article's own.
func (c Chain) Says() string {
	if c.Own {
		return c.kind() + " (its own outlet)"
	}
	return c.kind()
}

func (c Chain) kind() string {
	switch c.Kind {
	case record.Wire:
		return "agency text"
	case record.CreditTo:
		return "credited"
	case record.Venue:
		return "said to it"
	case record.HatTip:
		return "hat tip"
	case record.Poll:
		return "its poll"
	case record.Republication:
		return "first published there"
	case record.Hyperlink:
		return "linked"
	}
	return string(c.Kind)
}
