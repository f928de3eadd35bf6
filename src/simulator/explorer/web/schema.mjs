// Forms from the JSON schemas of the admin API.

import { el, labelled, select } from "./dom.mjs";

/** Returns the kinds of a schema whose members `type` tell them apart. */
export function kinds(document, name) {
  const schema = document.components?.schemas?.[name] ?? {};
  return (schema.oneOf ?? schema.anyOf ?? []).flatMap((variant) => {
    const { properties, required, description } = merged(document, variant);
    const { type, ...settings } = properties;
    const kind = type && (type.const ?? type.enum?.[0]);
    if (!kind) return [];
    const entries = Object.entries(settings).map(([name, setting]) => ({
      name,
      isRequired: required.includes(name),
      ...plain(document, setting),
    }));
    return [{ kind, doc: description ?? "", settings: entries }];
  });
}

/** A schema with those that it refers to. */
function resolved(document, schema) {
  if (!schema?.$ref) return schema ?? {};
  const path = schema.$ref.replace(/^#\//, "").split("/");
  const target = path.reduce((node, name) => node?.[name.replaceAll("~1", "/").replaceAll("~0", "~")], document);
  const { $ref, ...rest } = schema;
  return { ...resolved(document, target), ...rest };
}

/** An object with the members of all schemas that it consists of. */
function merged(document, schema) {
  const own = resolved(document, schema);
  const parts = (own.allOf ?? []).map((part) => merged(document, part));
  const all = [...parts, own];
  return {
    properties: Object.assign({}, ...all.map((part) => part.properties ?? {})),
    required: all.flatMap((part) => part.required ?? []),
    description: own.description ?? parts.find((part) => part.description)?.description,
  };
}

/** The type of a setting that is a number, a text, a boolean or one of several values. */
function plain(document, setting) {
  let schema = resolved(document, setting);
  const doc = schema.description ?? "";
  for (let choices; (choices = schema.anyOf ?? schema.oneOf ?? schema.allOf); ) {
    const others = choices.map((one) => resolved(document, one)).filter((one) => one.type !== "null");
    const values = others.flatMap((one) => one.const ?? one.enum ?? []);
    if (others.length !== 1) schema = values.length === others.length ? { type: "string", enum: values } : {};
    else schema = others[0];
  }
  const types = [schema.type].flat().filter((type) => type && type !== "null");
  return { doc: doc || (schema.description ?? ""), type: types.length === 1 ? types[0] : "json", values: schema.enum };
}

/** Creates the control of a setting. */
export function control({ name, isRequired, doc, type, values }) {
  return labelled(
    name,
    doc,
    (attributes) => {
      const own = { ...attributes, name, "data-type": type, "aria-required": isRequired ? "true" : null };
      const options = type === "boolean" ? ["true", "false"] : values;
      if (options) return select(own, ["", ...options].map((value) => ({ value, text: value || "–" })), "");
      const isNumber = ["integer", "number"].includes(type);
      return el("input", { ...own, inputmode: isNumber ? "decimal" : null, autocomplete: "off", spellcheck: "false" });
    },
    isRequired,
  );
}

/** Reads the settings of a form. Throws an error that a person can read. */
export function read(settings, form) {
  const values = {};
  for (const { name, isRequired, type } of settings) {
    const text = form.elements.namedItem(name).value.trim();
    if (!text && isRequired) throw new Error(`${name} is required`);
    if (text) values[name] = valueOf(name, type, text);
  }
  return values;
}

function valueOf(name, type, text) {
  if (type === "string") return text;
  try {
    const value = JSON.parse(text);
    if (type === "json" || typeof value === (type === "boolean" ? "boolean" : "number")) return value;
  } catch {
    if (type === "json") return text;
  }
  throw new Error(`${name} is a ${type === "integer" ? "number" : type}, not “${text}”`);
}
