// A browser in which nothing goes wrong unseen.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Rules of axe-core: all of the WCAG up to 2.2 AA, and its best practices. */
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export class Browser {
  static async launch({ browser, modules }) {
    const require = createRequire(`${modules}/`);
    const { chromium } = require("playwright-core");
    const self = new Browser();
    self.axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
    self.browser = await chromium.launch({ executablePath: browser, args: FLAGS });
    return self;
  }

  close() {
    return this.browser.close();
  }

  /** Opens the page of a simulator. `secrets` must never show in it. */
  async open(url, secrets, { fragment = "", ...settings } = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...settings });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    const tab = new Tab(page, url, secrets, this.axe);
    await page.goto(`${url}/${fragment}`);
    await page.waitForSelector("body[data-ready]");
    return tab;
  }
}

/** A page, and what it did. */
export class Tab {
  console = [];
  requests = [];

  constructor(page, url, secrets, axe) {
    Object.assign(this, { page, url, secrets, axe });
    page.on("console", (message) => this.console.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => this.console.push(`error: ${error.stack}`));
    page.on("dialog", (dialog) => {
      this.console.push(`error: a dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on("request", (request) => this.requests.push(request.url()));
  }

  /** Checks that axe-core finds nothing. */
  async isAccessible(state) {
    await this.page.evaluate(this.axe);
    const options = { runOnly: AXE_TAGS, resultTypes: ["violations"] };
    const { violations } = await this.page.evaluate((options) => globalThis.axe.run(document, options), options);
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join("\n")}`);
    assert.deepEqual(found, [], `axe-core, ${state}`);
  }

  /** Checks that no secret is in the page, its URL or title, and that nothing is wrong with it. */
  async isClean(state) {
    const shown = await this.page.evaluate(() => [
      location.href,
      document.title,
      document.documentElement.outerHTML,
      ...[...document.querySelectorAll("input:not([type=password]), textarea")].map(({ value }) => value),
      JSON.stringify(history.state),
      JSON.stringify({ ...localStorage, ...sessionStorage }),
      document.cookie,
    ]);
    for (const secret of this.secrets) {
      for (const text of [...shown, ...this.console, ...this.requests]) {
        assert(!decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, "%25")).includes(secret), `${state}: a secret in ${text.slice(0, 200)}`);
      }
    }
    // The browser notes each answer that is an error, which is no error of the page.
    const errors = this.console.filter((text) => !/Failed to load resource: the server responded|net::ERR_/.test(text));
    assert.deepEqual(errors, [], state);
    const foreign = this.requests.filter((url) => !url.startsWith(`${this.url}/`));
    assert.deepEqual(foreign, [], state);
  }

  /** Checks that the page is not wider than the window. */
  async fits(state) {
    const [width, window] = await this.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert(width <= window, `${state}: ${width} px in ${window} px`);
  }

  /** Waits for the summary of the answer to be of a form. */
  async answered(form) {
    await this.page.locator("#summary").filter({ hasText: form }).waitFor();
  }
}
