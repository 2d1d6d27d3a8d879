import assert from "node:assert/strict";
import { test } from "node:test";

import { Client } from "./client.js";

const { API_BASE_URL, API_KEY } = process.env;

// Each test has a world of its own: what follows the @ names a sandbox.
function inSandbox(name) {
  assert.ok(API_BASE_URL && API_KEY, "API_BASE_URL and API_KEY are not set: the README has the command");
  return new Client(API_BASE_URL, `${API_KEY}@${name}`);
}

test("a review that was created can be read", async () => {
  const client = inSandbox("create");
  const created = await client.create(1, {
    title: "Penetration test",
    reviewDeadlineAt: "2027-03-31T17:00:00Z",
    securityReviewStatus: "NOT_YET_STARTED",
    securityReviewType: "SECURITY",
  });
  assert.deepEqual(await client.read(1, created.id), created);
});

test("a complete review is finalized", async () => {
  const client = inSandbox("finalize");
  await client.finalize(1, 3);
  assert.equal((await client.read(1, 3)).status, "COMPLETED");
});

test("an incomplete review is not finalized", async () => {
  const client = inSandbox("incomplete");
  await assert.rejects(client.finalize(1, 2), { status: 422 });
  assert.equal((await client.read(1, 2)).status, "IN_PROGRESS");
});
