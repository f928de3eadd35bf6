// A query: what a person has chosen, as a call, as a fragment of the page's URL, and from both.
//
// { version, operation, path: {name: value}, params: {name: value}, fields, more, token }
//
// `operation` is the name of a request, or `path` with the path in `path.path`. `more` has
// further parameters, one `name=value` a line. `token` names a token and never is one.

import { ANY_PATH, readType } from "./contract.mjs";
import { parse } from "./fields.mjs";

/** Returns a query without values. */
export function empty(version, operation, token) {
  return { version, operation, path: {}, params: {}, fields: "", more: "", token };
}

/** Encodes text for a URL, but leaves what is easier to read as it is. */
function encode(text) {
  return encodeURIComponent(text).replace(/%(2C|3A|40)/g, decodeURIComponent);
}

const isSet = ([, value]) => value !== "" && value != null;

/** Returns the segments of the path after the version. */
export function pathOf(query, contract) {
  const operation = contract.operation(query.operation);
  if (!operation) return (query.path.path ?? "").split("/").filter(Boolean);
  const value = (segment) => query.path[segment.slice(1, -1)] ?? "";
  return operation.segments.map((segment) => (segment.startsWith("{") ? value(segment) : segment));
}

/** Returns the lines of further parameters as names and values. */
export function moreOf(query) {
  const lines = query.more.split("\n").map((line) => line.trim());
  return lines.filter(Boolean).map((line) => {
    const [, name, value = ""] = /^([^=]*)=?(.*)$/.exec(line);
    return [name.trim(), value.trim()];
  });
}

/** Returns the items of a list that a person types: JSON, or separated by commas. */
export function listOf(text) {
  try {
    const list = JSON.parse(text);
    if (Array.isArray(list)) return list.map(String);
  } catch {
    // It is no JSON.
  }
  const items = text.split(",").map((item) => item.trim());
  return items.filter(Boolean);
}

/** Returns the value of a parameter as it is sent: a list as the contract says. */
function valueOf({ type, style }, text) {
  const { kind, of } = readType(type);
  if (!text || kind !== "list") return text;
  const items = listOf(text);
  if (style === "comma") return items.join(",");
  const isText = !["int", "unsigned int", "float", "bool"].includes(of.name);
  return isText ? JSON.stringify(items) : `[${items.join(",")}]`;
}

/** Returns the parameters of the call as names and values. */
export function parametersOf(query, contract) {
  const operation = contract.operation(query.operation);
  const params = (operation?.params ?? []).map((param) => [param.name, valueOf(param, query.params[param.name])]);
  return [...params, ["fields", query.fields], ...moreOf(query)].filter(isSet);
}

/** Returns the path and the query of the call, without a token. */
export function targetOf(query, contract) {
  const path = pathOf(query, contract).map(encode).join("/");
  const parameters = parametersOf(query, contract);
  const text = parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  return `/${query.version}/${path}${text ? `?${text}` : ""}`;
}

/** Returns what keeps the query from being sent. */
export function problemsOf(query, contract, token) {
  const operation = contract.operation(query.operation);
  const required = [...(operation?.path_params ?? []), ...(operation?.params ?? [])];
  const values = { ...query.path, ...query.params };
  const missing = required.filter(({ name, required }) => required && !values[name]);
  const problems = missing.map(({ name }) => `${name} is required`);
  if (!operation && !pathOf(query, contract).length) problems.push("the path is empty");
  const { error } = parse(query.fields);
  if (error) problems.push(`fields: ${error}`);
  for (const [name] of moreOf(query)) {
    if (!name) problems.push("a further parameter has no name; write one `name=value` a line");
    if (contract.isSecret(name)) {
      problems.push(`${name} carries a secret, which has no place in a URL; use the token field`);
    }
  }
  if (token && decodeURIComponent(targetOf(query, contract)).includes(token)) {
    problems.push("the call contains the access token, which has no place in a URL");
  }
  return problems;
}

/** Returns the fragment of a query. */
export function toFragment(query, contract) {
  const operation = contract.operation(query.operation);
  const names = operation ? operation.path_params.map(({ name }) => name) : [ANY_PATH];
  const pairs = [
    ...names.map((name) => [name, query.path[name]]),
    ...(operation?.params ?? []).map(({ name }) => [name, query.params[name]]),
    ["fields", query.fields],
    [".more", query.more],
    [".token", query.token],
  ];
  const text = pairs.filter(isSet).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return `#/${query.version}/${query.operation}?${text.join("&")}`;
}

/** Reads the version of a fragment, before its contract is there. */
export function versionOf(fragment) {
  return /^#\/(v\d+\.\d+)\//.exec(fragment)?.[1];
}

/** Reads a query from a fragment; `null` if there is none. */
export function fromFragment(fragment, contract) {
  const [, version, name, text] = /^#\/(v\d+\.\d+)\/(\w+)\??(.*)$/.exec(fragment) ?? [];
  if (version !== contract.version) return null;
  const operation = contract.operation(name);
  if (!operation && name !== ANY_PATH) return null;
  const values = new URLSearchParams(text.replaceAll("+", "%2B"));
  const query = empty(version, name, values.get(".token") ?? "");
  const take = (names) =>
    Object.fromEntries(names.filter((name) => values.has(name)).map((name) => [name, values.get(name)]));
  query.path = take(operation ? operation.path_params.map(({ name }) => name) : [ANY_PATH]);
  query.params = take((operation?.params ?? []).map(({ name }) => name));
  query.fields = values.get("fields") ?? "";
  query.more = values.get(".more") ?? "";
  return query;
}

/** Returns the query of a call, given by its version, its path and its parameters. */
export function ofCall({ version, path, parameters }, contract, { operation, token }) {
  const segments = path.split("/").filter(Boolean);
  const known = contract.match(segments);
  const same = contract.operation(operation);
  // Nodes by ids of two kinds have the same path.
  const found = known ?? (same && !segments.length && !same.segments.length ? { operation: same, path: {} } : null);
  const query = empty(version, found?.operation.name ?? ANY_PATH, token);
  query.path = found ? found.path : { path: segments.join("/") };
  const names = new Set(found?.operation.params.map(({ name }) => name));
  const more = [];
  for (const [name, value] of parameters) {
    if (contract.isSecret(name)) continue;
    if (name === "fields") query.fields = value;
    else if (names.has(name)) query.params[name] = value;
    else more.push(`${name}=${value}`);
  }
  query.more = more.join("\n");
  return query;
}

/** Returns the query of a URL of this server, such as that of the next page; `null` if it is none. */
export function ofUrl(text, contract, current, origin) {
  if (!text.startsWith(`${origin}/`)) return null;
  const [, version, path, parameters] = /^\/(v\d+\.\d+)\/([^?]*)\??(.*)$/.exec(text.slice(origin.length)) ?? [];
  if (version !== contract.version) return null;
  try {
    const call = { version, path: decodeURIComponent(path), parameters: new URLSearchParams(parameters) };
    return ofCall(call, contract, current);
  } catch {
    return null;
  }
}
