package driver

import (
	"fmt"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
)

// What the audit log calls what was done.
const (
	Merge         = "merge"
	Split         = "split"
	Rename        = "rename"
	RemoveArticle = "remove article"
	AddAccount    = "add account"
	SetPassword   = "change password"
	RemoveAccount = "remove account"
	AddToken      = "add token"
	RemoveToken   = "remove token"
	AddAlert      = "add alert"
	RemoveAlert   = "remove alert"
)

// UsedWithin is how exactly the last use of a token is known: what is noted more
// often would make a write of every question.
const UsedWithin = time.Hour

// NameRole is an account or a token as the audit log has it.
func NameRole(name string, role store.Role) string { return fmt.Sprintf("%s (%s)", name, role) }

// longestDeed bounds a line of the audit log, in bytes.
const longestDeed = 2000

// Deed is what was done to entities as the audit log has it: their names with a
// word between them, and what else there is to say.
func Deed(link string, entities []string, rest []string) string {
	s := strings.Join(entities, link)
	if len(rest) > 0 {
		s += ": " + strings.Join(rest, ", ")
	}
	return Short(s)
}

// Short is the head of what is too long for the audit log.
func Short(s string) string {
	if len(s) <= longestDeed {
		return s
	}
	return strings.ToValidUTF8(s[:longestDeed], "") + "…"
}

// Called is an entity as the audit log has it.
func Called(id int64, name string) string { return fmt.Sprintf("e%d (%s)", id, name) }
