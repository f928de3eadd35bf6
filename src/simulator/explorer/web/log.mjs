// The panel with the calls that the simulator answered.

import { byId, el, fill } from "./dom.mjs";

/** Rows that are shown; the simulator has more. */
const MAX_ROWS = 200;

/** How often the panel asks for new calls while it is open, in milliseconds. */
const INTERVAL = 2000;

export class Log {
  #admin;
  #link;
  #last = 0;
  #timer = null;
  #isUpdating = false;

  /** `link` returns the link to the query of a call; `null` if the page cannot send it. */
  constructor(admin, link) {
    this.#admin = admin;
    this.#link = link;
  }

  /** Shows the calls that are new, now and until it is stopped. */
  start() {
    this.#timer ??= setInterval(() => document.hidden || this.update(), INTERVAL);
    return this.update();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }

  async update() {
    if (this.#isUpdating) return;
    this.#isUpdating = true;
    try {
      const { calls, last } = await this.#admin.send("GET", `calls?after=${this.#last}`);
      // It counts from 1 again: another simulator answers.
      if (last < this.#last) fill(byId("log-rows"));
      this.#last = last;
      byId("log-rows").prepend(...calls.slice(-MAX_ROWS).reverse().map((call) => this.#row(call)));
      for (const row of [...byId("log-rows").children].slice(MAX_ROWS)) row.remove();
      fill(byId("log-problem"));
      this.#showEmpty();
    } catch (error) {
      fill(byId("log-problem"), error.message);
    }
    this.#isUpdating = false;
  }

  /** Clears the log of the simulator. */
  async clear() {
    try {
      await this.#admin.send("DELETE", "calls");
      fill(byId("log-rows"));
      this.#last = 0;
      this.#showEmpty();
    } catch (error) {
      fill(byId("log-problem"), error.message);
    }
  }

  #showEmpty() {
    const isEmpty = !byId("log-rows").hasChildNodes();
    byId("log-empty").hidden = !isEmpty;
    byId("log-table").hidden = isEmpty;
  }

  #row({ number, method, version, path, parameters, status, error_code: code }) {
    const pairs = Object.entries(parameters).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
    const call = { version, path, parameters: pairs };
    const shown = pairs.map(([name, value]) => `${name}=${value}`).join(" ");
    const text = `/${version ?? ""}${path}`.replace("//", "/");
    return el(
      "tr",
      {},
      el("td", {}, String(number)),
      el("td", {}, el("span", { class: status < 400 ? "good" : "bad" }, String(status)), code == null ? "" : ` error ${code}`),
      el("td", {}, method, " ", (method === "GET" && this.#link(call, text)) || text, shown ? el("span", { class: "params" }, ` ${shown}`) : null),
    );
  }
}
