package fetch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
)

// mostAnswered is how much of the answer to a Post is read, in bytes.
const mostAnswered = 64 << 10

// Post sends bytes to an address, under the same rules as pages are fetched: to
// public addresses only, and not for longer than the client allows. A redirect is
// not followed, and robots.txt not asked, since whoever is posted to has asked for
// it. The error says what went wrong, where the answer is not one of success too.
func (c *Client) Post(ctx context.Context, address string, head http.Header, body []byte) error {
	u, err := parse(address)
	if err != nil {
		return err
	}
	if err := c.checkURL(u); err != nil {
		return c.explain(u, err)
	}
	ctx, stop := withClock(ctx, c.opt.Timeout)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	maps.Copy(req.Header, head)
	req.Header.Set("User-Agent", c.agent)
	res, err := c.posts.Do(req)
	if err != nil {
		return c.explain(u, cause(ctx, err))
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, mostAnswered) // so that the connection can be used again
	if res.StatusCode/100 != 2 {
		return unreachable("the server answers %s", strings.TrimSpace(fmt.Sprint(res.StatusCode, " ", http.StatusText(res.StatusCode))))
	}
	return nil
}
