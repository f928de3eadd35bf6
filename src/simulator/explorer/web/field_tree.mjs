// The tree of fields to tick. Its source is the text of the selection.

import { el, labelled, newId, prose, select } from "./dom.mjs";
import { find, format, modify, parse, toggle } from "./fields.mjs";

/** Creates the tree of the fields of a type. `changed` is called with the new text. */
export class FieldTree {
  #contract;
  #type;
  #changed;
  #fields = [];
  /** Paths of the fields whose own fields are shown. */
  #opened = new Set();
  element = el("div", { class: "tree" });

  constructor(contract, type, changed) {
    this.#contract = contract;
    this.#type = type;
    this.#changed = changed;
  }

  /** Shows the selection of a text. Returns what is wrong with it, if anything. */
  update(text) {
    const { fields, error } = parse(text);
    if (!error && format(fields) === format(this.#fields) && this.element.hasChildNodes()) return null;
    if (!error) {
      this.#fields = fields;
      this.#draw();
    }
    return error;
  }

  #draw() {
    const focused = this.element.contains(document.activeElement) ? document.activeElement.dataset.path : null;
    this.element.replaceChildren(this.#list(this.#type, this.#fields, ""));
    if (focused) this.element.querySelector(`[data-path="${CSS.escape(focused)}"]`)?.focus();
  }

  /** The fields of a type, and those that are selected and not among them. */
  #list(type, selected, path) {
    const known = type.fields.map((field) => this.#item(field, selected, path));
    const others = selected.filter(({ name }) => !type.byName.has(name));
    const unknown = others.map((field) =>
      this.#item({ name: field.name, type: "not in the contract", doc: "" }, selected, path),
    );
    return el("ul", {}, known, unknown);
  }

  #item(field, selected, parent) {
    const path = `${parent}/${field.name}`;
    const chosen = find(selected, field.name);
    const node = this.#contract.node(field);
    const id = newId();
    const box = el("input", {
      type: "checkbox",
      id,
      checked: Boolean(chosen),
      "data-path": path,
      "aria-describedby": field.doc ? `${id}-doc` : null,
      onchange: () => this.#change(() => toggle(selected, field.name, box.checked)),
    });
    const isOpen = this.#opened.has(path) || Boolean(chosen?.fields.length || chosen?.modifiers.length);
    return el(
      "li",
      {},
      el(
        "div",
        { class: "row" },
        node ? this.#opener(field, path, isOpen, `${id}-fields`) : el("span", { class: "no-opener" }),
        box,
        el("label", { for: id }, field.name),
        el("span", { class: "type" }, field.type),
      ),
      field.doc ? el("p", { class: "doc", id: `${id}-doc` }, prose(field.doc)) : null,
      node && isOpen ? this.#inner(field, node, selected, path, `${id}-fields`) : null,
    );
  }

  #opener(field, path, isOpen, controls) {
    return el("button", {
      type: "button",
      class: "opener",
      "data-path": `${path}/`,
      "aria-expanded": String(isOpen),
      "aria-controls": isOpen ? controls : null,
      "aria-label": `Fields of ${field.name}`,
      onclick: () => {
        if (isOpen) this.#opened.delete(path);
        else this.#opened.add(path);
        this.#draw();
      },
    });
  }

  /** The modifiers of a field and its fields. To change one selects the field. */
  #inner(field, node, selected, path, id) {
    const chosen = find(selected, field.name) ?? { name: field.name, modifiers: [], fields: [] };
    const select = () => {
      if (!find(selected, field.name)) selected.push(chosen);
    };
    const modifiers = this.#contract.modifiers(field).map((param) => {
      const set = (value) => this.#change(() => (select(), modify(chosen, param.name, value)));
      const [, value = ""] = chosen.modifiers.find(([name]) => name === param.name) ?? [];
      return this.#modifier(param, value, `${path}.${param.name}`, set);
    });
    const list = this.#list(node, chosen.fields, path);
    // Runs before the listener of the box itself, which then changes the fields of `chosen`.
    list.addEventListener("change", select, { capture: true });
    return el(
      "div",
      { class: "inner", id, role: "group", "aria-label": `Fields of ${field.name}` },
      modifiers.length ? el("div", { class: "modifiers" }, modifiers) : null,
      list,
    );
  }

  #modifier(param, value, path, set) {
    const values = this.#contract.enums[param.type]?.values;
    return labelled(param.name, null, (attributes) => {
      const own = { ...attributes, "data-path": path, onchange: (event) => set(event.target.value) };
      if (!values) return el("input", { ...own, value, size: 8, autocomplete: "off", spellcheck: "false" });
      const options = values.map((one) => ({ value: one.value, text: one.value }));
      return select(own, [{ value: "", text: "–" }, ...options], value);
    });
  }

  #change(change) {
    change();
    this.#draw();
    this.#changed(format(this.#fields));
  }
}
