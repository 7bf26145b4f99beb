package api

import (
	"net/http"

	"github.com/hearsay-news/hearsay/internal/store"
)

const (
	get    = http.MethodGet
	post   = http.MethodPost
	patch  = http.MethodPatch
	remove = http.MethodDelete
)

// routes are all operations.
func (s *server) routes() {
	const read, edit = store.Reader, store.Editor
	handle(s, route{post, "/analyze", "analyze", read, "Analyse an article and keep nothing",
		"One article comes in, its record goes out.", longestRead, true, 0}, s.analyze)

	handle(s, route{get, "/articles", "listArticles", read, "List articles",
		"Those published last come first. With q, those with a statement that it finds.", 0, false, 0}, s.listArticles)
	handle(s, route{post, "/articles", "addArticles", edit, "Add articles",
		"Each is analysed and kept, with the reason where it is refused. Of several, in application/x-ndjson, those that can't be read are named and the others kept.", longestRead, true, http.StatusCreated}, s.addArticles)
	handle(s, route{get, "/articles/{article}", "getArticle", read, "Get the record of an article",
		"The record is in its public form, in which offsets are Unicode code points.", 0, false, 0}, s.getArticle)
	handle(s, route{remove, "/articles/{article}", "removeArticle", edit, "Take out an article, with all its versions", "", 0, false, http.StatusNoContent}, s.removeArticle)
	handle(s, route{get, "/articles/{article}/versions", "listVersions", read, "List the versions of an article", "The oldest comes first.", 0, false, 0}, s.listVersions)
	handle(s, route{get, "/articles/{article}/citations", "articleCitations", read, "List the credits of an article to outlets", "", 0, false, 0}, s.articleCitations)

	handle(s, route{get, "/articles/{article}/trace", "traceArticle", read, "Trace the story of an article",
		"Which articles have it from which, on what evidence, and how many independent origins there are; of a story of more than 1,000 articles, those published first.", longestTrace, false, 0}, s.traceArticle)
	handle(s, route{get, "/trace", "traceQuotation", read, "Trace a quotation", "The articles in which the words are said, with their stories and all wordings.", longestTrace, false, 0}, s.traceQuotation)

	handle(s, route{get, "/articles/{article}/story", "articleStory", read, "Get the story that an article is in", "An article that nothing else tells of is in none.", 0, false, 0}, s.articleStory)

	handle(s, route{get, "/stories", "listStories", read, "List stories, with their ladders",
		"A story is what several articles tell about one event; its ladder leads from reports to independent origins.", 0, false, 0}, s.listStories)
	handle(s, route{get, "/stories/{story}", "getStory", read, "Get a story, with its articles", "", 0, false, 0}, s.getStory)
	handle(s, route{get, "/stories/{story}/trace", "traceStory", read, "Trace a story",
		"Which of its articles have it from which, on what evidence, and how wordings differ; of a story of more than 1,000 articles, those published first.", longestTrace, false, 0}, s.traceStory)
	handle(s, route{post, "/stories/{story}/merge", "mergeStories", edit, "Say that stories are one", "It holds for articles to come.", longestTrace, false, 0}, s.mergeStories)
	handle(s, route{post, "/stories/{story}/split", "splitStory", edit, "Say that a story is two", "The story that the articles are in then is the answer; one without an id where they are in none.", longestTrace, false, 0}, s.splitStory)

	handle(s, route{get, "/statements", "searchStatements", read, "Search statements", "Those published last come first.", 0, false, 0}, s.searchStatements)
	handle(s, route{get, "/citations", "listCitations", read, "List credits to outlets",
		"Those of the articles with a statement that q finds, or of all, published last first. A page may hold fewer than limit says and not be the last.", 0, false, 0}, s.listCitations)

	handle(s, route{get, "/events", "listEvents", read, "List what articles say has happened",
		"Of the articles with a statement that q finds, or of all, published last first. Records have events only where an analyzer has found some, which that of this version does not look for.", 0, false, 0}, s.listEvents)

	handle(s, route{get, "/entities", "listEntities", read, "List people, organisations and outlets", "Those with most statements come first.", 0, false, 0}, s.listEntities)
	handle(s, route{get, "/entities/{entity}", "getEntity", read, "Get an entity, with its names", "", 0, false, 0}, s.getEntity)
	handle(s, route{patch, "/entities/{entity}", "renameEntity", edit, "Call an entity by another name", "", 0, false, 0}, s.renameEntity)
	handle(s, route{get, "/entities/{entity}/appearances", "listAppearances", read, "List the articles that name an entity", "Those published last come first.", 0, false, 0}, s.listAppearances)
	handle(s, route{get, "/entities/{entity}/statements", "entityStatements", read, "List what an entity says", "Under whichever of its names; q narrows it.", 0, false, 0}, s.entityStatements)
	handle(s, route{post, "/entities/{entity}/merge", "mergeEntities", edit, "Say that entities are one", "", 0, false, 0}, s.mergeEntities)
	handle(s, route{post, "/entities/{entity}/split", "splitEntity", edit, "Say that an entity is two", "The entity that comes of it is the answer.", 0, false, 0}, s.splitEntity)

	handle(s, route{get, "/export", "exportRecords", read, "Export records",
		"All records, or those with a statement that q finds, one after another. An answer that breaks off is not whole.", -1, false, 0}, s.exportRecords)

	handle(s, route{get, "/feeds", "listFeeds", read, "List the feeds that are followed", "", 0, false, 0}, s.listFeeds)
	handle(s, route{post, "/feeds", "addFeed", edit, "Follow a feed", "The answer has the status 200 where it was followed already.", longestRead, false, http.StatusCreated}, s.addFeed)
	handle(s, route{remove, "/feeds", "removeFeed", edit, "Follow a feed no longer", "What came from it stays.", 0, false, http.StatusNoContent}, s.removeFeed)

	handle(s, route{get, "/jobs", "listJobs", read, "Count the jobs that wait, and list some", "", 0, false, 0}, s.listJobs)
	handle(s, route{post, "/jobs/retry", "retryJobs", edit, "Have parked jobs run again", "", 0, false, 0}, s.retryJobs)
	handle(s, route{post, "/jobs/drop", "dropJobs", edit, "Forget parked jobs", "", 0, false, 0}, s.dropJobs)

	handle(s, route{get, "/alerts", "listAlerts", read, "List saved searches", "", 0, false, 0}, s.listAlerts)
	handle(s, route{post, "/alerts", "addAlert", edit, "Save a search",
		"It finds what comes in from now on, and begins with the newest statements that are there.", 0, false, http.StatusCreated}, s.addAlert)
	handle(s, route{remove, "/alerts/{alert}", "removeAlert", edit, "Take out a saved search, with what it has found", "", 0, false, http.StatusNoContent}, s.removeAlert)
	handle(s, route{get, "/alerts/{alert}/findings", "listFindings", read, "List what a saved search has found",
		"What was found last comes first. Each is as it was then, and the last 1,000 are kept.", 0, false, 0}, s.listFindings)
	handle(s, route{post, "/alerts/{alert}/seen", "seeAlert", edit, "Note that findings were looked at", "", 0, false, http.StatusNoContent}, s.seeAlert)
	handle(s, route{post, "/alerts/{alert}/test", "testAlert", edit, "Tell the hook of a saved search something made up", "", longestRead, false, http.StatusNoContent}, s.testAlert)
	handle(s, route{get, "/alerts/{alert}/feed", "alertFeed", read, "Get what a saved search has found as an Atom feed",
		"Readers of feeds that know passwords alone send a token in the place of one, with any name.", 0, false, 0}, s.alertFeed)

	handle(s, route{get, "/stats", "stats", read, "Count what is in the collection", "", 0, false, 0}, s.stats)
}
