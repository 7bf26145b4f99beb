package main

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/internal/trace/reuse"
)

var _ = register("counts", countWords)

// countWords counts in how many articles of raw news a word stands, and writes
// the list of the lexicon that tells how common words are.
func countWords(args []string) error {
	o := &options{}
	fs := flag.NewFlagSet("counts", flag.ContinueOnError)
	least := fs.Int("least", 20, "`number` of articles that have a word of the list, at least")
	to := fs.String("to", "internal/lexicon/word-counts.txt", "`file` to write")
	if err := o.parse(fs, args); err != nil {
		return err
	}
	in, all := map[string]int{}, 0
	err := readArticles(o.rawNews(), 1<<30, func(some []rawArticle) error {
		for i := range some {
			all++
			for w := range distinct(some[i].text()) {
				in[w]++
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	maps.DeleteFunc(in, func(_ string, n int) bool { return n < *least })
	logf("counts: %d articles, %d words", all, len(in))
	return writeCounts(*to, in, all)
}

// distinct is the words of a text as passages compare them, each once.
func distinct(text string) map[string]bool {
	out := map[string]bool{}
	for t, i := reuse.Cut(text, nil), 0; i < t.Len(); i++ {
		s := t.Word(i)
		out[strings.Map(noApostrophe, strings.ToLower(text[s.Start:s.End]))] = true
	}
	return out
}

func noApostrophe(r rune) rune {
	if strings.ContainsRune("'’ʼ", r) {
		return -1
	}
	return r
}

const countsHead = `# How common words are in English news: in about so many of 10,000 articles each
# word of a line stands, as passages compare words, without case and apostrophes.
# What is not in the list is rarer. Steps are of 1.4.
# Source: counted for Hearsay in US political news; the list is one of facts about
# the use of words and holds no text. Made by hearsay-train counts.
`

// writeCounts writes words by how common they are, rounded to half a bit.
func writeCounts(path string, in map[string]int, all int) error {
	by := map[int][]string{}
	for w, n := range in {
		step := int(math.Round(2 * math.Log2(10_000*float64(n)/float64(all))))
		by[step] = append(by[step], w)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	fmt.Fprint(w, countsHead)
	for _, step := range slices.Backward(slices.Sorted(maps.Keys(by))) {
		slices.Sort(by[step])
		for some := range slices.Chunk(by[step], 16) {
			fmt.Fprintf(w, "%.0f: %s\n", min(10_000, math.Exp2(float64(step)/2)), strings.Join(some, " "))
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}
