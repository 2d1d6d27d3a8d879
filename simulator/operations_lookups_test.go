package simulator_test

import (
	"maps"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

// The look-ups stand beside the other operations in outcomes.
func init() { maps.Copy(outcomes, lookupOutcomes()) }

func lookupOutcomes() map[string]map[int]func(*client) *simtest.Answer {
	unknown := func(path string) string { return strings.Replace(path, "/vendors/1", "/vendors/99", 1) }
	return map[string]map[int]func(*client) *simtest.Answer{
		"getCompany":               lookupCalls("/company", "", ""),
		"listUsers":                lookupCalls("/users", "?size=0", ""),
		"getUser":                  lookupCalls("/users/1", "?expand[]=nothing", ""),
		"listVendors":              lookupCalls("/vendors", "?risk=EXTREME", ""),
		"getVendor":                lookupCalls("/vendors/1", "", "/vendors/99"),
		"listVendorQuestionnaires": lookupCalls("/vendors/1/questionnaires", "?cursor=x", unknown("/vendors/1/questionnaires")),
		"getVendorQuestionnaire":   lookupCalls("/vendors/2/questionnaires/1", "x", "/vendors/1/questionnaires/1"),
		"getVendorDocuments":       lookupCalls("/vendors/1/documents", "?type=POEM", unknown("/vendors/1/documents")),
		"getVendorDocument":        lookupCalls("/vendors/1/documents/1", "", "/vendors/2/documents/1"),
	}
}

// lookupCalls are the calls of a look-up at a path; bad is what makes one wrong behind it, and
// missing the path of nothing.
func lookupCalls(path, bad, missing string) map[int]func(*client) *simtest.Answer {
	get := func(key, path string) func(*client) *simtest.Answer {
		return func(c *client) *simtest.Answer {
			if strings.Contains(path, "/questionnaires/") {
				c.as("sim-full").upload("/vendors/2/security-questionnaires", simtest.File("files", "answers.pdf", "%PDF-1.4")).Want(201)
			}
			return c.as(key).get(path)
		}
	}
	calls := map[int]func(*client) *simtest.Answer{
		200: get("sim-read", path), 401: get("nobody", path), 403: get("sim-none", path), 412: get("sim-no-terms", path),
	}
	if bad != "" {
		calls[400] = get("sim-full", path+bad)
	}
	if missing != "" {
		calls[404] = get("sim-full", missing)
	}
	return calls
}
