// Shows an answer: what happened, what to do about an error, headers and body.

import { byId, el, fill, prose } from "./dom.mjs";
import { show, withoutTokens } from "./json.mjs";

/** Shows that a call is under way. */
export function showWaiting() {
  byId("answer").setAttribute("aria-busy", "true");
  fill(byId("summary"), "Waiting for the response …");
}

/** Shows that nothing was sent. */
export function showProblems(problems) {
  clear();
  fill(byId("summary"), "Not sent.");
  fill(
    byId("advice"),
    el("div", { class: "problem" }, el("h3", {}, "Not sent"), el("ul", {}, problems.map((one) => el("li", {}, one)))),
  );
}

/** Shows that no call was sent yet. */
export function showNothing() {
  clear();
  fill(byId("summary"), "Choose a request and run it.");
}

/** Shows an answer to a query. */
export function showAnswer(answer, query, contract, token, links) {
  clear();
  const operation = contract.operation(query.operation);
  const error = graphError(answer.json);
  fill(byId("summary"), summary(answer, error));
  fill(byId("pager"), pager(answer.json, links));
  const problems = [];
  if (answer.problem) problems.push(el("div", { class: "problem" }, el("h3", {}, "Broken response"), el("p", {}, answer.problem)));
  else if (answer.json === undefined && answer.status !== 304) {
    problems.push(el("div", { class: "problem" }, el("h3", {}, "Not JSON"), el("p", {}, "The body is not from Graph; it is shown as it is.")));
  }
  if (error) problems.push(problem(error, operation, contract, token));
  fill(byId("advice"), problems);
  showHeaders(answer, contract, token);
  const type = error ? undefined : typeOf(query, contract);
  fill(byId("body"), answer.text ? show(answer, type, contract, token, links) : "(empty)");
}

function clear() {
  byId("answer").removeAttribute("aria-busy");
  for (const id of ["pager", "advice", "body"]) fill(byId(id));
  byId("headers").hidden = true;
}

const graphError = (json) => (json && typeof json.error === "object" ? json.error : null);

/** The type of the body: what the request returns. */
function typeOf(query, contract) {
  const operation = contract.operation(query.operation);
  if (operation) return operation.type;
  const known = contract.match((query.path.path ?? "").split("/").filter(Boolean));
  return known?.operation.type;
}

function summary({ status, milliseconds, text, json }, error) {
  const parts = [status === null ? "No response" : `HTTP ${status}`];
  if (error) parts.push(`error ${error.code ?? "without a code"}`);
  else if (Array.isArray(json?.data)) parts.push(`${json.data.length} ${json.data.length === 1 ? "node" : "nodes"}`);
  parts.push(`${milliseconds} ms`, `${new Blob([text]).size.toLocaleString("en")} bytes`);
  return parts.join(" · ");
}

/** Links to the pages before and after the answer. */
function pager(json, links) {
  const names = { previous: "← Previous page", next: "Next page →" };
  return Object.entries(names).map(([name, text]) => {
    const url = json?.paging?.[name];
    const query = typeof url === "string" ? links.page(url) : null;
    return query && links.to(query, text, "button");
  });
}

/** What an error means and what to do, as the contract says. */
function problem(error, operation, contract, token) {
  const entry = contract.entry(error);
  const code = [error.code, error.error_subcode].filter((part) => part != null).join(", subcode ");
  const parts = [
    el("h3", {}, entry ? entry.name : "Error", code ? el("span", { class: "tag" }, code) : null),
    el("p", {}, withoutTokens(String(error.message ?? ""), token)),
  ];
  if (!entry) return el("div", { class: "problem" }, parts, el("p", {}, "The contract does not list this error."));
  parts.push(el("p", {}, prose(entry.doc)), el("p", {}, el("strong", {}, "What to do: "), contract.advice[entry.advice].doc));
  if (entry.token) parts.push(el("p", {}, `Kind of token: ${entry.token}.`));
  const permissions = contract.advice[entry.advice].is_about_permissions ? (operation?.permissions ?? []) : [];
  if (permissions.length) parts.push(el("ul", {}, permissions.map(permission)));
  return el("div", { class: "problem" }, parts);
}

function permission({ doc, token, scopes }) {
  const needed = scopes.length ? ` Permissions: ${scopes.join(", ")}.` : "";
  return el("li", {}, prose(`${doc} Token: ${token}.${needed}`));
}

/** The headers that the contract describes. */
function showHeaders({ headers }, contract, token) {
  const rows = contract.headers
    .map(({ name, doc }) => [name, headers.get(name), doc])
    .filter(([, value]) => value !== null)
    .map(([name, value, doc]) =>
      el("div", {}, el("dt", {}, name), el("dd", {}, el("code", {}, withoutTokens(value, token)), el("p", { class: "doc" }, prose(doc)))),
    );
  byId("headers").hidden = !rows.length;
  fill(byId("header-list"), rows);
}

