package api

// List and get the documents of a vendor:
// https://developers.drata.com/openapi/reference/v2/operation/VendorDocumentsPublicV2Controller_getVendorDocuments/
// https://developers.drata.com/openapi/reference/v2/operation/VendorDocumentsPublicV2Controller_getVendorDocument/

import (
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/madeup"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// listDocuments is GET /vendors/{vendorId}/documents.
func listDocuments(c Call) (exchange.Response, error) {
	q, err := c.pageQuery()
	if err != nil {
		return exchange.Response{}, err
	}
	page, err := c.World.DocumentPage(c.AccountID, c.target().VendorID, keeps(c, &documents), q)
	if err != nil {
		return exchange.Response{}, err
	}
	return respondRecords(c, &documents, q, page)
}

// getDocument is GET /vendors/{vendorId}/documents/{documentId}.
func getDocument(c Call) (exchange.Response, error) {
	document, err := c.World.DocumentOf(c.AccountID, c.target().VendorID, pathID(c.Request, "documentId"))
	if err != nil {
		return exchange.Response{}, err
	}
	return respondRecord(c, &documents, &document)
}

// documents are VendorDocumentResponsePublicV2Dto.
var documents = kind[state.Document]{
	name: "documents",
	facts: func(d *state.Document) (madeup.Record, state.Fields) {
		return madeup.Record{ID: d.ID, Name: d.Name, Since: d.CreatedAt}, d.Fields
	},
	own: map[string]func(*answer, *state.Document){
		"id":        func(a *answer, d *state.Document) { a.number(d.ID) },
		"name":      func(a *answer, d *state.Document) { a.text(d.Name) },
		"createdAt": func(a *answer, d *state.Document) { a.time(d.CreatedAt) },
		"updatedAt": func(a *answer, d *state.Document) { a.text(documentUpdate(d)) },
		"type":      func(a *answer, d *state.Document) { a.text(string(documentType(d, a.Revision.DocumentTypes))) },
		"downloadUrl": func(a *answer, d *state.Document) {
			a.body = append(a.body, `{"signedUrl":`...)
			a.text(a.Links.Download(d))
			a.body = append(a.body, `,"fileBuffer":null}`...) // a file never comes along (A51)
		},
	},
}

// documentUpdate is when a document was changed: nothing changes one, but a fixture may
// say so.
func documentUpdate(d *state.Document) string {
	if at, set := d.Fields["updatedAt"].(string); set {
		return at
	}
	return timestamp(d.CreatedAt)
}

// documentType is what the uploader said, or what follows from what the document belongs
// to: the contract wants one of its types (A47).
func documentType(d *state.Document, known []string) state.DocumentType {
	switch {
	case slices.Contains(known, string(d.Type)):
		return d.Type
	case d.QuestionnaireID != nil:
		return "QUESTIONNAIRE_ATTACHMENT"
	case d.ReviewID != nil:
		return "COMPLIANCE_REPORT_REVIEW"
	}
	return "COMPLIANCE_REPORT"
}
