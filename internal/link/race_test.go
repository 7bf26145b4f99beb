//go:build race

package link

// raced says that the race detector looks on.
const raced = true
