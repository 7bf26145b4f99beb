// Package sets keeps apart what was not joined (union-find: Tarjan 1975).
//
//	s := sets.New(3)
//	s.Join(0, 2)
//	s.Root(2) // 0
package sets

// Sets says which of some things are in one set: each leads to an earlier one
// of its set, in the end to the first, which leads to itself.
type Sets []int

// New returns n things, each in a set of its own.
func New(n int) Sets {
	s := make(Sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

// Root is the first thing in the set of i.
func (s Sets) Root(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

// Join makes one set of those of i and j.
func (s Sets) Join(i, j int) {
	if a, b := s.Root(i), s.Root(j); a != b {
		s[max(a, b)] = min(a, b)
	}
}
