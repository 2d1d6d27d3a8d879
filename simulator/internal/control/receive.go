package control

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// bodies is how bodies are read: a world may be large.
var bodies = web.Bodies{MaxBytes: 64 << 20}

// check reads the rest of the call and returns in what it differs from the
// contract. Unlike the API's, its query must be free of misspelt keys:
// they would not narrow a search, and the caller would take all for some.
// It fails if there is no room for its body, or no slot for it.
func (c *Control) check(op described, g *gin.Context, request *exchange.Request, slot *slot) (violations contract.Violations, err error) {
	if op.Documents(http.StatusBadRequest) { // probes put what they like behind /health
		violations = op.CheckQueryKeys(request)
	}
	var bodyErr error
	switch {
	case len(op.MediaTypes) == 0:
	case op.has(readsWorlds):
		if bodyErr = bodies.Take(g, request); bodyErr != nil {
			break
		}
		if err := slot.acquire(g.Request.Context(), request); err != nil {
			return violations, err
		}
		bodyErr = web.Decode(request)
	default:
		bodyErr = bodies.Read(g, request)
	}
	if full, is := errors.AsType[web.Full](bodyErr); is {
		return violations, full
	}
	violations.AddAll(op.CheckRequest(request, bodyErr))
	return violations, nil
}
