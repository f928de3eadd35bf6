// The panel in which a person switches faults on and off.

import { byId, el, fill, labelled, newId, prose, select } from "./dom.mjs";
import { control, kinds, read } from "./schema.mjs";

/** When a fault happens: its place in the API, and what a person reads. */
const WHEN = {
  next: "the next call",
  always: "every call",
  rate: "calls at random",
};

export class Faults {
  #admin;
  #kinds = null;
  #faults = null;

  constructor(admin) {
    this.#admin = admin;
  }

  /** Shows the faults as they are now. */
  async update() {
    await this.#attempt(async () => {
      this.#kinds ??= kinds(await this.#admin.send("GET", "openapi.json"), "Fault");
      this.#faults = await this.#admin.send("GET", "faults");
      if (!byId("fault-form").hasChildNodes()) this.#showForm();
      this.#showList();
    });
  }

  #showForm() {
    const kind = labelled("Fault", null, (attributes) =>
      select(
        { ...attributes, id: "fault-kind", onchange: () => this.#showSettings() },
        this.#kinds.map(({ kind }) => ({ value: kind, text: kind.replaceAll("_", " ") })),
        this.#kinds[0]?.kind,
      ),
    );
    kind.querySelector("label").htmlFor = "fault-kind";
    const when = labelled("Happens to", null, (attributes) =>
      select(
        { ...attributes, name: ".when", onchange: () => this.#showRate() },
        Object.entries(WHEN).map(([value, text]) => ({ value, text })),
        "next",
      ),
    );
    const rate = el(
      "div",
      { id: "fault-rate", class: "pair", hidden: true },
      rateInput("Share of calls", ".rate", "0.1", "From 0 to 1."),
      rateInput("Seed", ".seed", "1", "The same seed draws the same faults."),
    );
    fill(
      byId("fault-form"),
      el("div", { class: "pair" }, kind, when),
      el("p", { class: "doc", id: "fault-doc" }),
      el("div", { id: "fault-settings" }),
      rate,
      el("button", { class: "button" }, "Switch on"),
    );
    this.#showSettings();
  }

  #showSettings() {
    const { doc = "", settings = [] } = this.#kind() ?? {};
    fill(byId("fault-doc"), prose(doc));
    fill(byId("fault-settings"), settings.map(control));
  }

  #showRate() {
    byId("fault-rate").hidden = byId("fault-form").elements.namedItem(".when").value !== "rate";
  }

  #kind() {
    return this.#kinds.find(({ kind }) => kind === byId("fault-kind").value);
  }

  /** Switches on the fault of the form. */
  async add() {
    await this.#attempt(async () => {
      const form = byId("fault-form");
      const { kind, settings } = this.#kind();
      const fault = { type: kind, ...read(settings, form) };
      const value = (name) => form.elements.namedItem(name).value;
      if (value(".when") === "rate") await this.#addAtRate(fault, Number(value(".rate")), Number(value(".seed")));
      else await this.#admin.send("POST", `faults/${value(".when")}`, fault);
      await this.update();
      fill(byId("fault-status"), `${kind.replaceAll("_", " ")} is on for ${WHEN[value(".when")]}.`);
    });
  }

  async #addAtRate(fault, rate, seed) {
    if (!(rate >= 0 && rate <= 1)) throw new Error("the share of calls is a number from 0 to 1");
    if (!Number.isSafeInteger(seed) || seed < 0) throw new Error("the seed is a whole number from 0 on");
    const faults = [...(this.#faults.rate?.faults ?? []), fault];
    await this.#admin.send("PUT", "faults/rate", { rate, seed, faults });
  }

  /** Switches off the fault at an index. */
  async #remove(when, index) {
    await this.#attempt(async () => {
      const all = when === "rate" ? this.#faults.rate.faults : this.#faults[when];
      const rest = all.filter((_, other) => other !== index);
      await this.#admin.send("DELETE", `faults/${when}`);
      if (when === "rate") {
        const { rate, seed } = this.#faults.rate;
        if (rest.length) await this.#admin.send("PUT", "faults/rate", { rate, seed, faults: rest });
      } else {
        for (const fault of rest) await this.#admin.send("POST", `faults/${when}`, fault);
      }
      await this.update();
      fill(byId("fault-status"), "The fault is off.");
      byId("faults-heading").focus();
    });
  }

  #showList() {
    const { always = [], next = [], rate } = this.#faults;
    const share = rate ? `${rate.rate * 100} % of calls, seed ${rate.seed}` : "";
    const items = [
      ...next.map((fault, index) => this.#item("next", `call ${index + 1} from now`, fault, index)),
      ...always.map((fault, index) => this.#item("always", WHEN.always, fault, index)),
      ...(rate?.faults ?? []).map((fault, index) => this.#item("rate", share, fault, index)),
    ];
    fill(byId("fault-list"), items.length ? el("ul", { class: "plain" }, items) : el("p", { class: "doc" }, "No fault is on."));
    fill(byId("fault-count"), items.length ? String(items.length) : "");
  }

  #item(when, text, fault, index) {
    const { type = "no fault", ...settings } = fault ?? {};
    const id = newId();
    const pairs = Object.entries(settings).filter(([, value]) => value !== null);
    const shown = pairs.map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`);
    return el(
      "li",
      { class: "fault" },
      el("span", { id }, el("strong", {}, type.replaceAll("_", " ")), shown.length ? ` (${shown.join(", ")})` : "", ` · ${text}`),
      el("button", { type: "button", class: "small", "aria-describedby": id, onclick: () => this.#remove(when, index) }, "Switch off"),
    );
  }

  async #attempt(action) {
    try {
      fill(byId("fault-problem"));
      await action();
    } catch (error) {
      fill(byId("fault-problem"), error.message);
    }
  }
}

function rateInput(name, key, value, doc) {
  return labelled(name, doc, (attributes) =>
    el("input", { ...attributes, name: key, value, inputmode: "decimal", autocomplete: "off" }),
  );
}
