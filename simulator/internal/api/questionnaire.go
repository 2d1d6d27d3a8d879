package api

// Upload a questionnaire, to a vendor or to a review:
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_sendSecurityQuestionnaire/
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_sendSecurityQuestionnaireForSecurityReview/

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
	return exchange.JSONResponse(http.StatusCreated, viewQuestionnaire(questionnaire))
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
	return exchange.JSONResponse(http.StatusCreated, viewQuestionnaire(questionnaire))
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
}

func viewQuestionnaire(q state.Questionnaire) questionnaireView {
	return questionnaireView{
		ID: q.ID, CompletedBy: q.CompletedBy, RecipientEmail: q.RecipientEmail, IsCompleted: q.IsCompleted,
		DateSent: timestamp(q.DateSent), IsManualUpload: q.IsManualUpload, ResponseID: q.ResponseID, Title: q.Title,
	}
}
