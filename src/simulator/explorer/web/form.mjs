// The form in which a person chooses a request, its parameters and its fields.

import { ANY_PATH } from "./contract.mjs";
import { byId, el, fill, labelled, prose, select } from "./dom.mjs";
import { FieldTree } from "./field_tree.mjs";

/** The names of the groups of requests, by what these return. */
const GROUPS = { edge: "Edges", one: "Nodes", map: "Nodes by ids" };

const ANY_PATH_DOC = "Reads any node or edge, also one that the contract lacks.";

/** How values of types without a closed set are typed. */
const INPUTS = {
  int: { inputmode: "numeric" },
  "unsigned int": { inputmode: "numeric" },
  timestamp_ms: { inputmode: "numeric", placeholder: "Unix time in milliseconds" },
  datetime: { placeholder: "2026-07-29T10:00:00+0000" },
  Object: { placeholder: "JSON" },
};

export class Form {
  #changed;
  #query;
  #contract;
  #tree = null;
  #fieldsInput = null;

  /** `changed` is called with the query whenever a person changes it. */
  constructor(changed) {
    this.#changed = changed;
  }

  /** Shows a query. `suggestions` are known values of ids, by type. */
  show(query, contract, suggestions) {
    this.#query = query;
    this.#contract = contract;
    this.#showRequests();
    const operation = contract.operation(query.operation);
    const doc = operation ? [operation.doc, ...operation.limitations].join(" ") : ANY_PATH_DOC;
    fill(byId("request-doc"), prose(doc));
    fill(byId("path"), this.#path(operation, suggestions));
    const params = operation?.params ?? [];
    byId("parameters").hidden = !params.length;
    fill(byId("parameter-list"), params.map((param) => this.#control(param, query.params, suggestions)));
    this.#showFields(operation);
    byId("more").value = query.more;
    byId("more-details").open ||= Boolean(query.more);
  }

  #showRequests() {
    const { versions, version, operations } = this.#contract;
    const names = versions.map(({ name, expires }) => ({ value: name, text: expires ? `${name} (until ${expires})` : name }));
    replaceOptions("version", names, version);
    const requests = Object.entries(GROUPS).flatMap(([kind, group]) =>
      operations
        .filter(({ type }) => type.kind === kind)
        .map(({ name, path, params, type }) => ({
          value: name,
          group,
          text: type.kind === "map" ? `/?${params[0].name}= · ${type.of.name}` : path,
        })),
    );
    requests.push({ value: ANY_PATH, group: "Others", text: "any path" });
    replaceOptions("operation", requests, this.#query.operation);
  }

  #path(operation, suggestions) {
    const any = { name: ANY_PATH, type: "string", required: true, doc: "Such as me or me/accounts, without version and parameters." };
    const params = operation ? operation.path_params : [any];
    return params.map((param) => this.#control(param, this.#query.path, suggestions));
  }

  /** The control of a parameter, which sets it in `values`. */
  #control(param, values, suggestions) {
    const value = values[param.name] ?? "";
    const set = (event) => {
      values[param.name] = event.target.value.trim();
      this.#changed(this.#query);
    };
    const entry = this.#contract.enums[param.type];
    const limit = param.max_items ? ` At most ${param.max_items}, separated by commas.` : "";
    const doc = param.doc.replace(/\s*$/, "") + (param.doc.includes(String(param.max_items)) && limit ? " Separated by commas." : limit);
    return labelled(
      param.name,
      doc,
      (attributes) => {
        const own = { ...attributes, name: param.name, oninput: set, "aria-required": param.required ? "true" : null };
        if (entry) return select(own, choices(entry, value), value);
        if (param.type === "bool") return select(own, options(["", "true", "false"]), value);
        return el("span", { class: "with-list" }, input(own, param, value, suggestions[param.type]));
      },
      param.required,
    );
  }

  #showFields(operation) {
    const set = (text, isTyped) => {
      this.#query.fields = text;
      if (!isTyped) this.#fieldsInput.value = text;
      this.#showFieldsProblem(isTyped ? this.#tree?.update(text) : null);
      this.#changed(this.#query);
    };
    const doc = operation?.fields ?? "Names of the fields to return, such as id,name.";
    const defaults = operation?.node?.default_fields ?? [];
    const note = defaults.length ? ` By default: ${defaults.join(", ")}.` : "";
    fill(
      byId("fields-text"),
      labelled("fields", doc + note, (attributes) => {
        const oninput = (event) => set(event.target.value, true);
        this.#fieldsInput = el("textarea", { ...attributes, rows: 2, spellcheck: "false", autocomplete: "off", value: this.#query.fields, oninput });
        this.#fieldsInput.setAttribute("aria-errormessage", "fields-problem");
        return this.#fieldsInput;
      }),
    );
    this.#tree = operation?.node ? new FieldTree(this.#contract, operation.node, (text) => set(text, false)) : null;
    fill(byId("tree"), this.#tree?.element);
    this.#showFieldsProblem(this.#tree?.update(this.#query.fields));
  }

  #showFieldsProblem(problem) {
    fill(byId("fields-problem"), problem ?? "");
    this.#fieldsInput.setAttribute("aria-invalid", String(Boolean(problem)));
  }

  /** Notes the further parameters, which a person has typed. */
  setMore(text) {
    this.#query.more = text;
    this.#changed(this.#query);
  }
}

function input(own, param, value, known) {
  const attributes = { ...own, ...INPUTS[param.type], type: "text", value, autocomplete: "off", spellcheck: "false" };
  if (!known?.length) return el("input", attributes);
  const list = `${own.id}-list`;
  return [
    el("input", { ...attributes, list }),
    el("datalist", { id: list }, known.map(({ value, text }) => el("option", { value }, text))),
  ];
}

const options = (values) => values.map((value) => ({ value, text: value || "–" }));

/** The values of an enum, and the current one if it is another. */
function choices({ values }, value) {
  const known = values.map((one) => ({ value: one.value, text: `${one.value} – ${one.doc}` }));
  const isKnown = !value || values.some((one) => one.value === value);
  return [{ value: "", text: "–" }, ...known, ...(isKnown ? [] : options([value]))];
}

function replaceOptions(id, items, value) {
  const list = byId(id);
  fill(list, ...select({}, items, value).childNodes);
  list.value = value;
}
