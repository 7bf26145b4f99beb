package html

import (
	"strings"

	"github.com/hearsay-news/hearsay/article"
)

// Bounds for telling a story from what is none, in bytes of paragraphs.
const (
	minStory  = 60   // shortest story on a page that calls itself an article
	minPlain  = 250  // … on a page that says nothing of itself
	teaser    = 1200 // longest beginning of a story that is shown before it is to be paid for
	boxed     = 600  // a story under this may be a teaser if the page asks for a subscription
	fullStory = 2500 // a story over this is one, whatever the title says
)

// refuse says why there is no article on a page, or returns nil.
func refuse(m *meta, st story) error {
	switch {
	case st.prose < teaser && m.locked, st.prose < teaser && says(st.seen, paid), st.prose < boxed && says(st.seen, members):
		return article.Refuse(article.Paywall, "the story stands behind a login or a payment; save the page from a browser where you are logged in, or give the text")
	case strings.TrimSpace(st.seen) == "" && st.prose == 0:
		return article.Refuse(article.Empty, "there are no words on the page, which may draw them with a script; save the page from a browser, or give the text")
	case st.prose < fullStory && isError(m.title):
		return article.Refuse(article.NoArticle, "the page is an error message or a check for robots; save it from a browser, or give the text")
	case st.prose < minStory, st.prose < minPlain && !m.isArticle:
		return article.Refuse(article.NoArticle, "there is too little text for a story; give the address of the story itself, or its text")
	case isListing(m, st):
		return article.Refuse(article.NoArticle, "the page lists stories and tells none; give the address of one of them, or its text")
	}
	return nil
}

// paid are the words of a page that asks for money or a login before it goes
// on.
var paid = []string{
	"subscribe to continue", "subscribe to read", "subscribe to keep reading", "subscribe now to read", "subscribe to unlock",
	"to continue reading", "to keep reading", "to read the full article", "to read the full story", "to read this article",
	"to read the rest of", "to unlock this article", "unlock this article", "log in to read", "sign in to read", "login to read",
	"log in to continue", "sign in to continue", "register to continue", "register to read", "create a free account to continue",
	"this article is for subscribers", "this content is for subscribers", "this story is for subscribers", "available to subscribers only",
	"exclusive to subscribers", "for subscribers only", "become a member to read",
	"you have reached your limit of free articles", "you've reached your limit of free articles",
}

// notes straightens what is seen; a page that asks to scroll asks for nothing.
var notes = strings.NewReplacer("’", "'", "scroll to continue reading", "", "scroll down to continue reading", "")

// members are words that stand on a paywall, and on top of free pages too.
var members = []string{"subscribers only", "already a subscriber?", "already have an account?", "already a member?", "already subscribed?"}

func says(seen string, words []string) bool {
	seen = notes.Replace(seen)
	for _, w := range words {
		if strings.Contains(seen, w) {
			return true
		}
	}
	return false
}

// isError reports whether a title is that of a page in place of a story.
func isError(title string) bool {
	low := strings.ToLower(title)
	for _, p := range []string{
		"404", "403 ", "500 ", "502 ", "503 ", "page not found", "not found", "access denied", "forbidden", "error 4", "error 5",
		"just a moment", "attention required", "are you a robot", "service unavailable", "search results", "search:", "results for ",
		"you have been blocked", "please verify", "log in", "login", "sign in",
	} {
		if strings.HasPrefix(low, p) && (len(low) < len(p)+25 || strings.Contains(p, "search") || strings.HasPrefix(p, "results")) {
			return true
		}
	}
	return strings.HasPrefix(low, "page not found") || strings.HasSuffix(low, "page not found")
}

// isListing reports whether a page tells of many stories and gives none: most
// of what was found is links, or every second paragraph has a heading of its
// own on a page that says it is a list, or announces many stories.
func isListing(m *meta, st story) bool {
	linked, all, heads, paras := 0, 0, 0, 0
	for i := range st.blocks {
		b := &st.blocks[i]
		linked += b.linked
		all += len(b.text)
		switch {
		case b.prose():
			paras++
		case b.heading || b.linky():
			heads++
		}
	}
	if linked*2 > all {
		return true
	}
	return !m.isArticle && (m.isList || st.listed > 5) && (heads*2 >= paras || st.prose < minPlain)
}
