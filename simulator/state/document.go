package state

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// Document is a file that was uploaded for a vendor.
type Document struct {
	ID              int64        `yaml:"id"`
	VendorID        int64        `yaml:"vendor"`
	ReviewID        *int64       `yaml:"review,omitempty"`
	QuestionnaireID *int64       `yaml:"questionnaire,omitempty"`
	Type            DocumentType `yaml:"type,omitempty"` // empty where the uploader did not say
	Name            string       `yaml:"name"`
	ContentType     string       `yaml:"contentType,omitempty"`
	Content         Content      `yaml:"content"`
	CreatedAt       time.Time    `yaml:"createdAt"`
	Fields          Fields       `yaml:"fields,omitempty"`
}

func (d Document) clone() Document {
	d.ReviewID = clonePointer(d.ReviewID)
	d.QuestionnaireID = clonePointer(d.QuestionnaireID)
	d.Content = slices.Clone(d.Content)
	d.Fields = d.Fields.clone()
	return d
}

// Content is the bytes of a document.
type Content []byte

// Size is the number of bytes.
func (c Content) Size() int { return len(c) }

// SHA256 is the hash of the bytes in lower-case hexadecimal.
func (c Content) SHA256() string {
	sum := sha256.Sum256(c)
	return hex.EncodeToString(sum[:])
}

// DocumentType is what a document is.
type DocumentType string

var documentTypes = []DocumentType{
	"COMPLIANCE_REPORT", "COMPLIANCE_REPORT_REVIEW", "BRIDGE_LETTER", "UPLOADED_COMPLIANCE_REPORT_REVIEW",
	"QUESTIONNAIRE_ATTACHMENT", "SOC_DOCUMENT", "QUESTIONNAIRE_REPORT", "TRUST_CENTER_PAGE",
}

// NewDocument is a file that is to be stored.
type NewDocument struct {
	Type        DocumentType
	Name        string
	ContentType string
	Content     Content
}

func (d NewDocument) clone() NewDocument {
	d.Content = slices.Clone(d.Content)
	return d
}

// Document returns a document of the account, or NotFound.
func (w *World) Document(accountID, id int64) (Document, error) {
	defer w.hold()()
	document, err := Share(w).Document(accountID, id)
	return document.clone(), err
}

// Document is that of World without a copy.
func (w Shared) Document(accountID, id int64) (Document, error) {
	document, ok := w.documents.get(id)
	if !ok {
		return Document{}, NotFound{Kind: "document", ID: id}
	}
	if _, err := w.vendor(accountID, document.VendorID); err != nil {
		return Document{}, NotFound{Kind: "document", ID: id}
	}
	return *document, nil
}

// Documents returns the documents of the vendor by id, or NotFound.
func (w *World) Documents(accountID, vendorID int64) ([]Document, error) {
	defer w.hold()()
	documents, err := Share(w).Documents(accountID, vendorID)
	return cloneAll(documents), err
}

// Documents is that of World without copies.
func (w Shared) Documents(accountID, vendorID int64) ([]Document, error) {
	if _, err := w.vendor(accountID, vendorID); err != nil {
		return nil, err
	}
	return w.documents.values(func(d *Document) bool { return d.VendorID == vendorID }), nil
}

// AnyDocument returns a document of whatever account, or NotFound.
func (w *World) AnyDocument(id int64) (Document, error) {
	defer w.hold()()
	document, err := Share(w).AnyDocument(id)
	return document.clone(), err
}

// AnyDocument is that of World without a copy.
func (w Shared) AnyDocument(id int64) (Document, error) {
	document, ok := w.documents.get(id)
	if !ok {
		return Document{}, NotFound{Kind: "document", ID: id}
	}
	return *document, nil
}

// AllDocuments returns the documents of all accounts by id.
func (w *World) AllDocuments() []Document {
	defer w.hold()()
	return cloneAll(Share(w).AllDocuments())
}

// AllDocuments is that of World without copies.
func (w Shared) AllDocuments() []Document {
	return w.documents.values(nil)
}

// addDocument stores a file; of says what it belongs to.
func (w *unlocked) addDocument(of Document, file NewDocument, now time.Time) Document {
	of.ID = w.documents.next()
	of.Type, of.Name, of.ContentType, of.Content = file.Type, file.Name, file.ContentType, file.Content
	of.CreatedAt = kept(now)
	put(w, &w.documents, of.ID, &of)
	w.changed()
	return of
}
