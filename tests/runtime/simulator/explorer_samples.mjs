// Prints samples of what the explorer shows: calls as URLs, commands and programs.
//
// node explorer_samples.mjs <folder of its scripts> <URL of the server> < contract.json

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , folder, origin] = process.argv;
const load = (name) => import(pathToFileURL(join(folder, name)));
const { Contract, readType } = await load("contract.mjs");
const { asCurl, asUrl } = await load("code.mjs");
const { asRust } = await load("rust.mjs");
const { empty } = await load("query.mjs");

const contract = new Contract(JSON.parse(readFileSync(0, "utf8")));
const samples = [];

/** A value of a type that Rust can state. */
const VALUES = { "unsigned int": "3", int: "-3", float: "1.5", bool: "true", timestamp_ms: "1785319200123" };

function value(type, number = 0) {
  const { kind, of, name } = readType(type);
  if (kind === "list") return `${value(of.name, 0)},${value(of.name, 1)}`;
  const values = contract.enums[name]?.values;
  if (values) return values[number % values.length].value;
  return VALUES[name] ?? `text_${number}`;
}

/** A selection of all fields of a type, with modifiers and the fields of these. */
function selection(type, depth) {
  const fields = type.fields.map((field, index) => {
    const node = contract.node(field);
    if (!node || depth === 0) return field.name;
    const params = contract.modifiers(field);
    const modifiers = params.map((param) => `.${param.name}(${value(param.type, index)})`).join("");
    return `${field.name}${index % 3 ? modifiers : ""}{${selection(node, depth - 1)}}`;
  });
  return fields.join(",");
}

/** Adds a sample. The crate sends some calls not, because Graph would refuse them. */
function add(operation, change, isSent = true) {
  const query = empty(contract.version, operation?.name ?? "path", "typed");
  for (const [index, param] of (operation?.path_params ?? []).entries()) {
    query.path[param.name] = `node_${index}`;
  }
  for (const param of operation?.params ?? []) {
    if (param.required) query.params[param.name] = value(param.type);
  }
  change(query);
  samples.push({
    url: asUrl(query, contract, origin),
    curl: asCurl(query, contract, origin),
    rust: asRust(query, contract, origin),
    is_sent: isSent,
  });
}

for (const operation of contract.operations) {
  const all = (number) => (query) => {
    for (const param of operation.params) query.params[param.name] = value(param.type, number);
  };
  add(operation, () => {});
  add(operation, (query) => (all(0)(query), (query.fields = selection(operation.node, 3))));
  add(operation, (query) => (all(1)(query), (query.fields = operation.node.fields[0].name)));
  add(operation, (query) => {
    const nested = operation.node.fields.find((field) => contract.node(field));
    // Text that Rust and shells take for something else, and fields that the contract lacks.
    for (const param of operation.params.filter(({ type }) => type === "string")) {
      query.params[param.name] = `it's "\\n{}" $HOME é \u{202e}`;
    }
    const fields = ["custom", "labels.limit(5).order(up){id,of.limit(1){name}}"];
    if (nested) fields.push(`${nested.name}.limit(4)`);
    fields.push(`${operation.node.fields.at(1 % operation.node.fields.length).name}.as(other)`);
    query.fields = fields.join(",");
  });
  // Values of enums and parameters that the contract lacks, and a value of a wrong type.
  add(operation, (query) => {
    for (const param of operation.params) if (contract.enums[param.type]) query.params[param.name] = "new_value";
  });
  add(operation, (query) => (query.more = "order=up\ninclude=a b&c"));
  const number = operation.params.find(({ type }) => type === "unsigned int");
  if (number) add(operation, (query) => (query.params[number.name] = "many"), false);
}
add(null, (query) => {
  query.path.path = "me/accounts";
  query.fields = "id,name,conversations.limit(2){id}";
  query.more = "limit=2";
});
add(null, (query) => (query.path.path = "me"));

process.stdout.write(JSON.stringify(samples));
