// The groups that scenarios stand in. What no group names, as the files that a simulator was
// started with, stands in a group of its own.

const groups = {
  'The work is done, the answer is not': ['create-lost-answer', 'create-then-500', 'finalize-conflict', 'finalize-lost-answer', 'finalize-timeout', 'update-lost-answer', 'upload-accepted-then-500', 'upload-lost-answer'],
  'Worth another try': ['bad-gateway-bursts', 'flaky', 'flaky-vendor', 'gateway-timeout', 'nightly-maintenance', 'request-timeout-once', 'server-error-once', 'service-unavailable-once'],
  'Rate limits': ['rate-limit', 'rate-limit-date', 'rate-limit-no-hint', 'rate-limit-small'],
  'Keys, permissions, plan and terms': ['firewall-user-agent', 'key-expires', 'key-expires-by-clock', 'key-of-another-region', 'key-revoked', 'permission-removed', 'permission-removed-mid-run', 'plan-lost', 'plan-lost-mid-run', 'terms-not-accepted', 'terms-withdrawn'],
  'Slow': ['dripping-answer', 'hang', 'slow-answers', 'slow-p99'],
  'Broken connections': ['connection-reset', 'empty-reply', 'malformed-chunk', 'truncated-answer', 'truncated-chunk', 'upload-cut'],
  'Answers that are not as documented': ['empty-body', 'errors-observed', 'errors-published', 'garbage-answer', 'html-error', 'message-not-text', 'missing-required', 'random-data', 'soc-form-renamed', 'unknown-property', 'unknown-status', 'wrong-type'],
  'Changed meanwhile': ['completed-read-only', 'large-uploads-refused', 'review-vanishes'],
};

const documented = 'Each documented refusal, by operation';
const others = 'Others';

const groupOf = new Map(Object.entries(groups).flatMap(([group, names]) => names.map((name) => [name, group])));

// groupsOf is scenarios in their groups, each with its name and its scenarios.
export function groupsOf(scenarios) {
  const found = new Map([others, ...Object.keys(groups), documented].map((name) => [name, []]));
  for (const scenario of scenarios) {
    found.get(groupOf.get(scenario.name) ?? (/-\d{3}$/.test(scenario.name) ? documented : others)).push(scenario);
  }
  return [...found].filter(([, members]) => members.length > 0).map(([name, members]) => ({ name, scenarios: members }));
}
