package control

import (
	"fmt"
)

type aboutView struct {
	Version    string `json:"version"`
	Contract   string `json:"contract"` // revision
	URL        string `json:"url"`
	ControlURL string `json:"controlUrl"`
	FirstCall  string `json:"firstCall,omitempty"` // behind the URL
}

func getAbout(c call, _ none) (aboutView, error) {
	view := aboutView{Version: c.Version, Contract: c.Contract.Revision, URL: c.apiURL(), ControlURL: c.urlsFor(c.from).control + Prefix}
	_, view.FirstCall = c.firstCall()
	return view, nil
}

// firstCall is a key of the default sandbox that is refused nothing, and the path, behind
// the base URL, of a review that it may read. Both are empty if there is none.
func (c *Control) firstCall() (key, path string) {
	box := c.Sandboxes.Default()
	token, account := box.World().WorkingKey(box.Now())
	vendor, review, ok := box.World().FirstReview(account)
	if !ok || token == "" {
		return "", ""
	}
	return token, fmt.Sprintf("/vendors/%d/security-reviews/%d", vendor, review)
}
