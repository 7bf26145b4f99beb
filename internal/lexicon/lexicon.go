// Package lexicon holds what is known about words before any text is read:
// reporting verbs, names, titles, outlets.
//
// Each list is a text file beside the code that reads it, one entry a line,
// with its source and licence at its head, so that a reader who does not
// program can mend it. [Verbs] and [Lines] are the names to start with.
//
//	if v, ok := lexicon.Verbs()["said"]; ok {
//		fmt.Println(v.Lemma, v.Act) // say state
//	}
package lexicon
