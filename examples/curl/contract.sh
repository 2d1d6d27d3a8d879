#!/bin/sh
# Finalizes a review with curl, and verifies which calls that made.
set -eu
: "${VSRSIM_URL:?is not set: run this with vsrsim exec -- sh contract.sh}"

# A sandbox of our own, so that nobody else's calls count.
sandbox=contract
review="$VSRSIM_URL/vendors/1/security-reviews/3"

call() {
	curl --silent --show-error --max-time 10 --header "Authorization: Bearer $VSRSIM_KEY@$sandbox" \
		--header 'Content-Type: application/json' "$@"
	echo
}

echo 'finalize a review that is complete'
call --fail-with-body "$review/actions" --data '{"action": "finalize"}'

echo 'finalize it again, which is refused'
status=$(call --output /dev/null --write-out '%{http_code}' "$review/actions" --data '{"action": "finalize"}')
if [ "$status" != 422 ]; then
	echo "got $status, want 422" >&2
	exit 1
fi

echo 'read it'
call --fail-with-body "$review" | grep -o '"status":"COMPLETED"'

echo 'verify the calls'
curl --silent --show-error --max-time 10 --fail-with-body -X POST "$VSRSIM_CONTROL/sandboxes/$sandbox/verify" \
	-H 'Content-Type: application/json' -d '{"inOrder": true, "calls": [
		{"when": {"operation": "performSecurityReviewAction"}, "status": 200, "count": "1"},
		{"when": {"operation": "performSecurityReviewAction", "review": {"status": "COMPLETED"}}, "status": 422, "count": "1"},
		{"when": {"operation": "getVendorSecurityReview"}, "count": ">=1"}
	]}'
echo
