package api

import (
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// pageView is what lists answer with.
type pageView[V any] struct {
	Data       []V            `json:"data"`
	Pagination paginationView `json:"pagination"`
}

// paginationView is PaginationTotalCountResponsePublicV2Dto.
type paginationView struct {
	Cursor     *string `json:"cursor"`
	TotalCount *int    `json:"totalCount,omitzero"`
}

// pageSize is how many records a page has where the client does not say.
const pageSize = 50

// sorts are the names of what lists are sorted by.
var sorts = map[string]state.SortBy{"createdAt": state.ByCreation, "updatedAt": state.ByUpdate}

// pageQuery reads what all lists take. A list begins with the oldest record where the
// client does not say (A40).
func (c Call) pageQuery() (state.PageQuery, error) {
	query := c.query
	q := state.PageQuery{
		Sort: sorts[query.Get("sort")], Descending: query.Get("sortDir") == "DESC",
		Size: pageSize, Count: query.Get("includeTotalCount") == "true",
	}
	if size, err := strconv.ParseFloat(query.Get("size"), 64); err == nil {
		q.Size = int(size) // A65
	}
	if text := query.Get("cursor"); text != "" { // an empty one asks for the first page, as robust clients send it
		after, err := c.parseCursor(text)
		if err != nil {
			return q, invalid(contract.Violation{In: contract.InQuery, Name: "cursor", Text: err.Error(), Fix: "send the pagination.cursor of the page before"})
		}
		if query.Get("sort") == "" {
			q.Sort = after.sort
		}
		if query.Get("sortDir") == "" {
			q.Descending = after.descending
		}
		if q.Sort != after.sort || q.Descending != after.descending {
			return q, invalid(contract.Violation{In: contract.InQuery, Name: "cursor", Text: "is of a list that is sorted in another way",
				Fix: "send the same sort and sortDir for all pages"})
		}
		q.After = &after.position
	}
	return q, nil
}

// cursor is where a list goes on: which list it is of, and where the last page ended.
type cursor struct {
	sort       state.SortBy
	descending bool
	list       uint64 // of the path and the filters
	position   state.Position
}

// cursorForm has the version of the form first.
const cursorForm = "1.%d.%t.%x.%d.%d.%d"

func (c cursor) String() string {
	text := fmt.Sprintf(cursorForm, c.sort, c.descending, c.list, c.position.At, c.position.ID, c.position.Walk)
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// maxCursor is how long a cursor can be.
const maxCursor = 200

func (c Call) parseCursor(text string) (cursor, error) {
	var cur cursor
	const unknown = "must be the cursor of a page before"
	if len(text) > maxCursor {
		return cur, fmt.Errorf("%s, which has at most %d characters", unknown, maxCursor)
	}
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return cur, fmt.Errorf("%s", unknown)
	}
	if _, err := fmt.Sscanf(string(plain), cursorForm, &cur.sort, &cur.descending, &cur.list, &cur.position.At, &cur.position.ID, &cur.position.Walk); err != nil ||
		cur.String() != text || cur.sort > state.ByUpdate {
		return cur, fmt.Errorf("%s", unknown)
	}
	if cur.list != c.listHash() {
		return cur, fmt.Errorf("is of another list, or of one with other filters")
	}
	return cur, nil
}

// expandKey is the parameter that asks for more of each record. Only the bracketed,
// repeated key counts (A29).
const expandKey = "expand[]"

// notFilters are the query parameters that a client may change from page to page.
var notFilters = map[string]bool{"cursor": true, "size": true, "sort": true, "sortDir": true, "includeTotalCount": true, expandKey: true}

// listHash tells lists and their filters apart.
func (c Call) listHash() uint64 {
	filters := url.Values{}
	for name, values := range c.query {
		if !notFilters[name] {
			filters[name] = slices.Compact(slices.Sorted(slices.Values(values))) // in any order they ask for the same
		}
	}
	h := fnv.New64a()
	t := c.target()
	fmt.Fprint(h, c.operation, " ", t.AccountID, " ", t.VendorID, " ", t.ReviewID, " ", filters.Encode())
	return h.Sum64()
}

// respondList is the answer with a page whose records are written one by one.
func respondList[T any](a *answer, q state.PageQuery, page state.Page[T], write func(*answer, *T)) (exchange.Response, error) {
	a.open()
	a.field("data")
	writeList(a, page.Records, write)
	a.field("pagination")
	a.json(a.pagination(q, page.Next, page.Total))
	a.close()
	return a.response(http.StatusOK), nil
}

// respondPage is the answer with a page.
func respondPage[T, V any](c Call, q state.PageQuery, page state.Page[T], view func(T) V) (exchange.Response, error) {
	return exchange.JSONResponse(200, pageView[V]{each(page.Records, view), c.pagination(q, page.Next, page.Total)})
}

func (c Call) pagination(q state.PageQuery, next *state.Position, total *int) paginationView {
	view := paginationView{TotalCount: total}
	if next != nil {
		text := cursor{q.Sort, q.Descending, c.listHash(), *next}.String()
		view.Cursor = &text
	}
	return view
}
