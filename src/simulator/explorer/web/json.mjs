// The body of an answer as indented JSON, with links and without tokens.

import { readType } from "./contract.mjs";
import { el } from "./dom.mjs";

/** What is shown in the place of a secret. */
const HIDDEN = "••••";

/** Above this many characters, the body is shown without links. */
const MAX_LINKED = 1_000_000;

/** Returns text without access tokens. */
export function withoutTokens(text, token) {
  const plain = text
    .replace(/([?&])access_token=[^&"\s]*&?/g, "$1")
    .replace(/("access_token"\s*:\s*")[^"]*/g, `$1${HIDDEN}`)
    .replace(/[?&](?=["\s]|$)/g, "");
  return token ? plain.replaceAll(token, HIDDEN) : plain;
}

/**
 * Returns the elements that show a body. `links` has functions that return the query of an
 * id (`node`), of the URL of a page (`page`), and the link to a query (`to`).
 */
export function show({ text, json }, type, contract, token, links) {
  if (json === undefined || text.length > MAX_LINKED) return [withoutTokens(text, token)];
  return new Writer(contract, token, links).value(json, type, "");
}

class Writer {
  constructor(contract, token, links) {
    Object.assign(this, { contract, token, links });
  }

  /** Returns the parts of a value of a type. */
  value(value, type, indent) {
    if (Array.isArray(value)) return this.#list(value, type, indent);
    if (value !== null && typeof value === "object") return this.#object(value, type, indent);
    if (typeof value === "string") return [this.#string(value, type)];
    return [el("span", { class: value === null ? "null" : typeof value }, JSON.stringify(value))];
  }

  #list(list, type, indent) {
    const of = type?.of ?? type;
    return this.#lines("[", "]", list, indent, (item, inner) => this.value(item, of, inner));
  }

  #object(object, type, indent) {
    return this.#lines("{", "}", Object.entries(object), indent, ([name, value], inner) => {
      const memberType = this.#memberType(type, name);
      // The code of an error is a number.
      if (this.contract.isSecret(name) && typeof value !== "number") value = HIDDEN;
      return [this.#name(name, type), ": ", ...this.value(value, memberType, inner)];
    });
  }

  #lines(open, close, items, indent, write) {
    if (!items.length) return [open + close];
    const inner = `${indent}  `;
    const parts = items.flatMap((item, index) => [
      `${index ? "," : ""}\n${inner}`,
      ...write(item, inner),
    ]);
    return [open, ...parts, `\n${indent}${close}`];
  }

  /** The type of a member: that of a field, or of what an edge or a map contains. */
  #memberType(type, name) {
    if (type?.kind === "edge") return name === "data" ? { kind: "list", of: type.of } : undefined;
    if (type?.kind === "map") return type.of;
    if (type?.kind === "one_or_many") return this.#memberType(type.of, name);
    const field = this.contract.types[type?.name]?.byName.get(name);
    return field && readType(field.type);
  }

  /** A name. In a map of nodes it is the id of one. */
  #name(name, type) {
    const idField = type?.kind === "map" && this.contract.types[type.of.name]?.byName.get("id");
    const query = idField ? this.links.node(name, idField.type) : null;
    const text = JSON.stringify(name);
    return query ? this.links.to(query, text) : el("span", { class: "name" }, text);
  }

  #string(text, type) {
    const shown = JSON.stringify(withoutTokens(text, this.token));
    const query = this.links.page(text) ?? this.links.node(text, type?.name);
    return query ? this.links.to(query, shown) : el("span", { class: "string" }, shown);
  }
}
