package control

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/state"
)

type documentView struct {
	ID              int64               `json:"id"`
	VendorID        int64               `json:"vendorId"`
	ReviewID        *int64              `json:"reviewId"`
	QuestionnaireID *int64              `json:"questionnaireId"`
	Type            *state.DocumentType `json:"type"`
	Name            string              `json:"name"`
	ContentType     *string             `json:"contentType"`
	Size            int                 `json:"size"`
	SHA256          string              `json:"sha256"`
	CreatedAt       time.Time           `json:"createdAt"`
}

func (c *Control) viewDocument(d state.Document) documentView {
	return documentView{
		ID: d.ID, VendorID: d.VendorID, ReviewID: d.ReviewID, QuestionnaireID: d.QuestionnaireID,
		Type: orNull(d.Type), Name: d.Name, ContentType: orNull(d.ContentType),
		Size: d.Content.Size(), SHA256: c.hashes.of(d.Content), CreatedAt: d.CreatedAt,
	}
}

func orNull[T ~string](text T) *T {
	if text == "" {
		return nil
	}
	return &text
}

func listDocuments(c call, _ none) (list[documentView], error) {
	var documents []state.Document
	c.box.World().View(func(w state.Shared) { documents = w.AllDocuments() })
	return listOf(documents, c.viewDocument), nil
}

type documentID struct {
	Document int64 `json:"document" in:"path"`
}

// anyDocument is a document of the sandbox, of whatever account, which is not copied.
func (c call) anyDocument(id int64) (found state.Document, err error) {
	c.box.World().View(func(w state.Shared) { found, err = w.AnyDocument(id) })
	return found, err
}

func getDocument(c call, in documentID) (documentView, error) {
	found, err := c.anyDocument(in.Document)
	if err != nil {
		return documentView{}, err
	}
	return c.viewDocument(found), nil
}

func downloadDocument(c call, in documentID) (document, error) {
	found, err := c.anyDocument(in.Document)
	if err != nil {
		return document{}, err
	}
	response := respondAs(web.FileType(found.ContentType, found.Name), found.Content)
	response.Header.Set("Content-Disposition", web.Attachment(found.Name))
	return response, nil
}
