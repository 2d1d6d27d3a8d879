package control

import (
	"fmt"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// allCalls are what an archive has unless told otherwise, unlike a list.
const allCalls = -1

func exportCalls(c call, in newestQuery) (document, error) {
	found, err := c.newestCalls(in, allCalls)
	return c.respondHAR(c.box.Name, found, err)
}

func exportAllCalls(c call, in newestOfAllQuery) (document, error) {
	found, err := c.newestOfAll(in, allCalls)
	return c.respondHAR("vsrsim", found, err)
}

// respondHAR answers with a file.
func (c call) respondHAR(name string, found calls, err error) (document, error) {
	if err != nil {
		return document{}, err
	}
	archive := journal.NewHAR(recorder.Plain(found.entries), c.baseURL(), c.Version)
	if n := len(found.entries); n < found.matched {
		archive.Log.Comment = fmt.Sprintf("the newest %d of %d calls: the others can be asked for by since and until", n, found.matched)
	}
	response, err := respond(http.StatusOK, archive)
	response.Header = http.Header{"Content-Disposition": {web.Attachment(name + ".har")}}
	return response, err
}
