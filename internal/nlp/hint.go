package nlp

// Hint is what the word lists say of the name that token i is in: its kind and
// where in it the token stands, as a number that nets take for a feature; 0 where
// it is in none.
func Hint(d *Doc, i int) int32 {
	t := &d.Tokens[i]
	if t.Name < 0 {
		return 0
	}
	n := &d.Names[t.Name]
	v := 1 + int32(n.Kind)*8 + Bit(i == n.Tokens.From) + Bit(i == n.Tokens.To-1)<<1
	if n.Gender != 0 {
		v += 4
	}
	return v
}

// Bit is 1 for what is true.
func Bit(b bool) int32 {
	if b {
		return 1
	}
	return 0
}
