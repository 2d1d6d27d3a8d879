// A small client of the Vendor Security Reviews API.
export class Client {
  constructor(url, key) {
    this.url = url;
    this.key = key;
  }

  create(vendor, review) {
    return this.#call("POST", `/vendors/${vendor}/security-reviews`, review);
  }

  read(vendor, review) {
    return this.#call("GET", `/vendors/${vendor}/security-reviews/${review}`);
  }

  finalize(vendor, review) {
    return this.#call("POST", `/vendors/${vendor}/security-reviews/${review}/actions`, { action: "finalize" });
  }

  async #call(method, path, body) {
    const response = await fetch(this.url + path, {
      method,
      headers: { Authorization: `Bearer ${this.key}`, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) {
      throw Object.assign(new Error(answer.message), { status: response.status });
    }
    return answer;
  }
}
