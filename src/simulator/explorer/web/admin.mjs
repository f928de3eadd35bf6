// The admin API of the server: its state, its log of calls and its faults.

/** What the admin API is for this page. */
export const State = { UNKNOWN: "unknown", OFF: "off", SECRET: "secret", ON: "on", BROKEN: "broken" };

export class Admin {
  state = State.UNKNOWN;
  /** The answer to `status`. */
  status = null;
  /** It is kept in memory alone. */
  #secret = null;

  /** Asks the server for its state, with a secret if it needs one. */
  async connect(secret = this.#secret) {
    this.#secret = secret;
    try {
      const { status, json } = await this.#request("GET", "status");
      this.state = stateOf(status, json);
      this.status = this.state === State.ON ? json : null;
    } catch {
      this.state = State.BROKEN;
      this.status = null;
    }
    return this.state;
  }

  /** Sends a request. Throws an error that a person can read. */
  async send(method, path, body) {
    const { status, json } = await this.#request(method, path, body);
    if (status < 300) return json;
    const message = json?.error?.message ?? json?.message ?? json?.error;
    throw new Error(typeof message === "string" ? message : `the admin API answered HTTP ${status}`);
  }

  async #request(method, path, body) {
    const headers = {};
    if (this.#secret) headers.authorization = `Bearer ${this.#secret}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    const response = await fetch(`/__admin/${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
    });
    const text = await response.text();
    return { status: response.status, json: text ? parse(text) : null };
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function stateOf(status, json) {
  if (status === 200) return Array.isArray(json?.pages) ? State.ON : State.BROKEN;
  if (status === 401 || status === 403) return State.SECRET;
  return State.OFF;
}
