package api

// Upload a questionnaire, to a vendor or to a review:
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_sendSecurityQuestionnaire/
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_sendSecurityQuestionnaireForSecurityReview/
//
// List and get those of a vendor:
// https://developers.drata.com/openapi/reference/v2/operation/VendorsPublicV2Controller_listVendorQuestionnaires/
// https://developers.drata.com/openapi/reference/v2/operation/VendorsPublicV2Controller_getVendorQuestionnaire/

import (
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// uploadQuestionnaire is POST /vendors/{vendorId}/security-questionnaires.
func uploadQuestionnaire(c Call) (exchange.Response, error) {
	files, err := questionnaireFiles(c.Request)
	if err != nil {
		return exchange.Response{}, err
	}
	t := c.target()
	questionnaire, err := c.World.UploadQuestionnaire(t.AccountID, t.VendorID, files, c.Now)
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.JSONResponse(http.StatusCreated, c.viewQuestionnaire(questionnaire))
}

// uploadReviewQuestionnaire is
// POST /vendors/{vendorId}/security-reviews/{securityReviewId}/security-questionnaires.
func uploadReviewQuestionnaire(c Call) (exchange.Response, error) {
	files, err := questionnaireFiles(c.Request)
	if err != nil {
		return exchange.Response{}, err
	}
	questionnaire, err := c.World.UploadReviewQuestionnaire(c.target(), files, c.Now)
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.JSONResponse(http.StatusCreated, c.viewQuestionnaire(questionnaire))
}

// questionnaireView is VendorSecurityQuestionnaireResponsePublicV2Dto.
type questionnaireView struct {
	ID             int64   `json:"id"`
	CompletedBy    *string `json:"completedBy"`
	RecipientEmail string  `json:"recipientEmail"`
	IsCompleted    bool    `json:"isCompleted"`
	DateSent       string  `json:"dateSent"`
	IsManualUpload bool    `json:"isManualUpload"`
	ResponseID     *int64  `json:"responseId"`
	Title          string  `json:"title"`
	*progressView
}

// progressView is what a questionnaire has in later revisions.
type progressView struct {
	Status                 string   `json:"status"`
	CompletedAt            *string  `json:"completedAt"`
	TotalQuestions         *float64 `json:"totalQuestions"`
	TotalQuestionsAnswered *float64 `json:"totalQuestionsAnswered"`
	ReminderDate           *string  `json:"reminderDate"`
}

// viewSentQuestionnaire is VendorQuestionnaireSentResponsePublicV2Dto as well.
func viewSentQuestionnaire(q state.Questionnaire) questionnaireView {
	return questionnaireView{
		ID: q.ID, CompletedBy: q.CompletedBy, RecipientEmail: q.RecipientEmail, IsCompleted: q.IsCompleted,
		DateSent: timestamp(q.DateSent), IsManualUpload: q.IsManualUpload, ResponseID: q.ResponseID, Title: q.Title,
	}
}

func (c Call) viewQuestionnaire(q state.Questionnaire) questionnaireView {
	view := viewSentQuestionnaire(q)
	if c.Revision.Progress { // one that came in as files was sent, and its questions are not known (A42)
		view.progressView = &progressView{Status: "SENT"}
		if q.IsCompleted {
			at := timestamp(q.DateSent)
			view.CompletedAt = &at
		}
	}
	return view
}

// listVendorQuestionnaires is GET /vendors/{vendorId}/questionnaires.
func listVendorQuestionnaires(c Call) (exchange.Response, error) {
	q, err := c.pageQuery()
	if err != nil {
		return exchange.Response{}, err
	}
	page, err := c.World.QuestionnairePage(c.target(), q)
	if err != nil {
		return exchange.Response{}, err
	}
	return respondPage(c, q, page, viewSentQuestionnaire)
}

// getVendorQuestionnaire is GET /vendors/{vendorId}/questionnaires/{questionnaireId}.
func getVendorQuestionnaire(c Call) (exchange.Response, error) {
	questionnaire, err := c.World.QuestionnaireOf(c.AccountID, c.target().VendorID, pathID(c.Request, "questionnaireId"))
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.JSONResponse(http.StatusOK, viewSentQuestionnaire(questionnaire))
}
