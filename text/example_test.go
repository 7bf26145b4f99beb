package text_test

import (
	"fmt"

	"github.com/hearsay-news/hearsay/text"
)

func ExampleSpan() {
	body := "Zoë said: “Yes.”"
	s := text.Span{Start: 0, End: 4} // ë is two bytes
	fmt.Println(s.In(body), s.Len(), s.Within(body))
	// Output: Zoë 4 true
}

func ExampleIndex() {
	body := "Zoë said: “Yes.”"
	x := text.NewIndex(body)
	yes := text.Span{Start: 11, End: 21}
	fmt.Println(yes.In(body), x.ToPoints(yes), x.ToBytes(x.ToPoints(yes)))
	// Output: “Yes.” {10 16} {11 21}
}

func ExampleCut() {
	body := "“We won,” she said, “at last.”"
	fmt.Println(text.Cut(body, []text.Span{{Start: 0, End: 13}, {Start: 24, End: 38}}))
	// Output: “We won,” “at last.”
}

func ExampleSubtract() {
	fmt.Println(text.Subtract(text.Span{Start: 0, End: 20}, []text.Span{{Start: 5, End: 8}, {Start: 7, End: 10}}))
	// Output: [{0 5} {10 20}]
}

func ExampleMerge() {
	fmt.Println(text.Merge([]text.Span{{Start: 6, End: 9}, {Start: 0, End: 3}, {Start: 3, End: 5}}))
	// Output: [{0 5} {6 9}]
}

func ExampleCover() {
	fmt.Println(text.Cover([]text.Span{{Start: 6, End: 9}, {Start: 0, End: 3}}))
	// Output: {0 9}
}

func ExampleTrim() {
	body := "  a word "
	fmt.Printf("%q\n", text.Trim(body, text.Span{Start: 0, End: len(body)}).In(body))
	// Output: "a word"
}
