// A call as a program that uses the crate.

import { TOKEN_VARIABLE } from "./code.mjs";
import { readType } from "./contract.mjs";
import { format, parse } from "./fields.mjs";
import { listOf, moreOf, parametersOf, pathOf } from "./query.mjs";

const CRATE = "page_conversations";

/** Returns the program. */
export function asRust(query, contract, origin) {
  const code = new Code(contract);
  const call = typedCall(code, query) ?? pathCall(code.reset(), query);
  code.use(`${CRATE}::Error`);
  code.use(`${CRATE}::Graph`);
  return `${code.imports()}

async fn call(graph: &Graph) -> Result<(), Error> {
${indent(call)}
    println!("{answer:#?}");
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let token = std::env::var("${TOKEN_VARIABLE}")?;
    let graph = Graph::builder(token).host(${literal(origin)}).build()?;
    Ok(call(&graph).await?)
}
`;
}

/** Length of lines, and of arguments that are no variables. */
const MAX_LINE = 76;
const MAX_ARGUMENT = 42;

/** Names of other variables. */
const RESERVED = new Set(["answer", "graph", "request"]);

/** What a program imports and declares, and in which version. */
class Code {
  constructor(contract) {
    this.contract = contract;
    this.reset();
  }

  reset() {
    this.names = new Map();
    this.statements = [];
    return this;
  }

  /** Returns an expression, or a variable with it if it is long. */
  short(ident, expression) {
    if (expression.length <= MAX_ARGUMENT && !expression.includes("\n")) return expression;
    const taken = (name) => RESERVED.has(name) || this.statements.some((one) => one.startsWith(`let ${name} =`));
    let name = ident;
    for (let number = 2; taken(name); number += 1) name = `${ident}_${number}`;
    this.statements.push(`let ${name} = ${expression};`);
    return name;
  }

  /** Imports an item, and returns its name. */
  use(path) {
    const at = path.lastIndexOf("::");
    const [module, name] = [path.slice(0, at), path.slice(at + 2)];
    this.names.set(module, (this.names.get(module) ?? new Set()).add(name));
    return name;
  }

  /** Imports an item of the version. */
  useOfVersion(name) {
    return this.use(`${CRATE}::${this.contract.module}::${name}`);
  }

  imports() {
    const lines = [...this.names].sort(([one], [other]) => (one < other ? -1 : 1)).map(([module, names]) => {
      const sorted = [...names].sort();
      const line = `use ${module}::${sorted.length > 1 ? `{${sorted.join(", ")}}` : sorted[0]};`;
      return line.length <= MAX_LINE ? line : `use ${module}::{\n${wrapped(sorted)}\n};`;
    });
    return lines.join("\n");
  }
}

/** The call as a request of the contract; `null` if it has what such a request cannot have. */
function typedCall(code, query) {
  const operation = code.contract.operation(query.operation);
  if (!operation || moreOf(query).length) return null;
  const { fields, error } = parse(query.fields);
  if (error) return null;
  const values = { ...query.path, ...query.params };
  const all = [...operation.path_params, ...operation.params];
  const required = all.filter((param) => param.required);
  const optional = all.filter((param) => !param.required && values[param.name]);
  const written = new Map();
  for (const param of [...required, ...optional]) {
    const text = value(code, param, values[param.name] ?? "");
    if (text === null) return null;
    written.set(param, text);
  }
  const setters = optional.map((param) => `.${param.rust}(${written.get(param)})`);
  if (fields.length) setters.push(`.fields(${code.short("fields", selection(code, operation.node, fields))})`);
  const name = code.useOfVersion(operation.name);
  const created = `${name}::new(${required.map((param) => written.get(param)).join(", ")})`;
  const method = operation.type.kind === "edge" ? "page" : "send";
  code.statements.push(`let request = ${chain(created, setters)};`, `let answer = graph.${method}(&request).await?;`);
  return code.statements.join("\n");
}

/** The call by its path, which can have any parameter. */
function pathCall(code, query) {
  const constant = code.contract.module.toUpperCase();
  const version = code.use(`${CRATE}::versions::${constant}`);
  const setters = [`.version(${version})`];
  for (const [name, value] of parametersOf(query, code.contract)) {
    if (name === "fields" || name === "after") setters.push(`.${name}(${literal(value)})`);
    else if (name === "limit" && SIMPLE["unsigned int"](value)) setters.push(`.limit(${value})`);
    else setters.push(`.query(${literal(name)}, ${literal(value)})`);
  }
  const path = pathOf(query, code.contract);
  const argument = path.length ? `[${path.map(literal).join(", ")}]` : literal("/");
  setters.push(".send()", ".await?");
  return `let answer: serde_json::Value = ${chain(`graph.get(${argument})`, setters)};`;
}

/** The value of a parameter; `null` if Rust cannot state it with the type of the contract. */
function value(code, param, text) {
  return typedValue(code, readType(param.type), text);
}

const INTEGER = /^-?\d{1,18}$/;

/** How values of simple types are written. */
const SIMPLE = {
  bool: (text) => (/^(true|false)$/.test(text) ? text : null),
  int: (text) => (INTEGER.test(text) ? text : null),
  "unsigned int": (text) => (/^\d{1,18}$/.test(text) ? text : null),
  float: (text) => (Number.isFinite(Number(text)) && text.trim() ? `${Number(text)}_f64` : null),
  timestamp_ms: (text, code) =>
    INTEGER.test(text) ? `${code.use(`${CRATE}::Timestamp`)}::from_unix_milliseconds(${text})` : null,
  datetime: () => null,
  Object: () => null,
};

function typedValue(code, type, text) {
  if (type.kind === "list") {
    const items = listOf(text).map((item) => typedValue(code, type.of, item));
    return items.length && !items.includes(null) ? `[${items.join(", ")}]` : null;
  }
  if (type.kind !== "one") return null;
  if (Object.hasOwn(SIMPLE, type.name)) return SIMPLE[type.name](text, code);
  const entry = code.contract.enums[type.name];
  const known = entry?.values.find((one) => one.value === text);
  return known ? `${code.useOfVersion(type.name)}::${known.rust}` : literal(text);
}

/** A selection of fields of a type. */
function selection(code, type, fields) {
  const setters = fields.map((field) => selected(code, type, field));
  return chain(`${code.useOfVersion(type.rust)}::new()`, setters);
}

/** The call that selects a field. */
function selected(code, type, field) {
  const known = type.byName.get(field.name);
  const isPlain = !field.modifiers.length && !field.fields.length;
  if (known && isPlain) return `.${known.rust}()`;
  if (isPlain) return `.other(${literal(field.name)})`;
  const node = known && code.contract.node(known);
  const expanded = node && expansion(code, known, node, field);
  if (expanded) return `.${known.rust_with}(${code.short(known.rust, expanded)})`;
  return `.other_with(${literal(field.name)}, ${other(code, field)})`;
}

/** The fields and modifiers of a field that the contract has. */
function expansion(code, known, node, field) {
  const params = new Map(code.contract.modifiers(known).map((param) => [param.name, param]));
  const modifiers = field.modifiers.map(([name, text]) => {
    const param = params.get(name);
    const written = param ? value(code, param, text) : null;
    return written === null ? null : `.${param.rust}(${written})`;
  });
  if (modifiers.includes(null)) return null;
  const fields = code.short(`fields_of_${known.rust}`, selection(code, node, field.fields));
  if (!modifiers.length) return fields;
  const name = known.rust_expansion ? code.useOfVersion(known.rust_expansion) : code.use(`${CRATE}::Expansion`);
  return chain(`${name}::new(${fields})`, modifiers);
}

/** The fields and modifiers of a field that the contract lacks, or lacks so. */
function other(code, field) {
  const setters = field.modifiers.map(([name, value]) => `.other(${literal(name)}, ${literal(value)})`);
  const fields = field.fields.length ? literal(format(field.fields)) : `${code.use(`${CRATE}::FieldSet`)}::new()`;
  return chain(`${code.use(`${CRATE}::Expansion`)}::new(${fields})`, setters);
}

/** Calls of methods, in one line if they are short. */
function chain(start, calls) {
  const line = start + calls.join("");
  if (line.length <= MAX_LINE - 4 && !line.includes("\n")) return line;
  return [start, ...calls.map(indent)].join("\n");
}

/** Names in indented lines. */
function wrapped(names) {
  const lines = [""];
  for (const name of names) {
    if (`${lines.at(-1)} ${name},`.length > MAX_LINE - 4) lines.push("");
    lines.push(`${lines.pop()} ${name},`.trim());
  }
  return indent(lines.join("\n"));
}

const indent = (text) => text.replaceAll(/^(?=.)/gm, "    ");

/** Text in Rust. */
function literal(text) {
  const escaped = text.replace(/[\\"]/g, "\\$&").replace(/[\p{C}\p{Z}]/gu, (c) =>
    c === " " ? c : `\\u{${c.codePointAt(0).toString(16)}}`,
  );
  return `"${escaped}"`;
}
