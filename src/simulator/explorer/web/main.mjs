// The page: what a person chooses, sends and sees, and how the browser goes back.

import { Admin, State } from "./admin.mjs";
import { showAnswer, showNothing, showProblems, showWaiting } from "./answer.mjs";
import { asCurl, asUrl } from "./code.mjs";
import { ANY_PATH, load } from "./contract.mjs";
import { byId, el, fill, select } from "./dom.mjs";
import { Faults } from "./faults.mjs";
import { Form } from "./form.mjs";
import { send } from "./http.mjs";
import { Log } from "./log.mjs";
import { empty, fromFragment, ofCall, ofUrl, problemsOf, targetOf, toFragment, versionOf } from "./query.mjs";
import { asRust } from "./rust.mjs";
import { TYPED, Tokens } from "./tokens.mjs";

/** Answers that are kept for when a person goes back. */
const MAX_KEPT = 30;

const CODES = { url: asUrl, curl: asCurl, rust: asRust };

const page = {
  contract: null,
  contracts: new Map(),
  query: null,
  /** Answers by the key of their entry in the history. */
  kept: new Map(),
  running: null,
  code: "url",
};

const admin = new Admin();
const tokens = new Tokens();
const form = new Form((query) => changed(query));
const faults = new Faults(admin);
const log = new Log(admin, (call, text) => {
  if (call.version !== page.contract.version) return null;
  return link(ofCall(call, page.contract, page.query), text);
});

/** Returns the contract of a version, or of the newest. */
async function contractOf(version) {
  const known = page.contracts.get(version);
  if (known) return known;
  const contract = await load(version);
  page.contracts.set(contract.version, contract);
  return contract;
}

/** Shows a query in the form. */
function show(query, contract = page.contract) {
  Object.assign(page, { query, contract });
  form.show(query, contract, tokens.suggestions(contract));
  showTokens();
  showCode();
}

function changed(query) {
  page.query = query;
  showCode();
}

function showTokens() {
  const list = byId("token");
  fill(list, ...select({}, tokens.options, page.query.token).childNodes);
  list.value = page.query.token;
  byId("typed-token").hidden = page.query.token !== TYPED;
}

/** The token that the call is sent with. */
const token = () => (page.query.token === TYPED ? byId("typed").value.trim() : tokens.value(page.query.token));

function showCode() {
  const shown = CODES[page.code](page.query, page.contract, location.origin);
  fill(byId("code"), shown);
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const isSelected = tab.dataset.code === page.code;
    tab.setAttribute("aria-selected", String(isSelected));
    tab.tabIndex = isSelected ? 0 : -1;
  }
  byId("code").setAttribute("aria-labelledby", `tab-${page.code}`);
}

/** Returns the link to a query, which runs it. */
function link(query, text, style) {
  const onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(query);
    run({ focus: true });
  };
  return el("a", { href: toFragment(query, page.contract), class: style, onclick }, text);
}

/** The links in an answer. */
const links = {
  to: link,
  page: (text) => ofUrl(text, page.contract, page.query, location.origin),
  node(id, idType) {
    const { contract, query } = page;
    const reader = contract.reader(idType);
    const list = tokens.isPage(id) ? contract.first() : null;
    const operation = reader ?? list;
    if (!operation) return null;
    return { ...empty(query.version, operation.name, query.token), path: { [operation.path_params[0].name]: id } };
  },
};

/** Sends the call, and shows the answer. */
async function run({ focus = false, isNew = true } = {}) {
  page.running?.abort();
  const { contract } = page;
  const query = structuredClone(page.query);
  const problems = problemsOf(query, contract, token());
  if (problems.length) return showProblems(problems);
  const controller = new AbortController();
  page.running = controller;
  if (isNew) addToHistory(query, contract);
  const { key } = history.state;
  byId("stop").hidden = false;
  showWaiting();
  const used = token();
  const answer = await send(targetOf(query, contract), used, controller.signal);
  // Another call has taken its place.
  if (page.running !== controller) return;
  page.running = null;
  byId("stop").hidden = true;
  keep(key, { answer, query, contract, used });
  showAnswer(answer, query, contract, used, links);
  if (focus) byId("answer-heading").focus();
  if (byId("log").open && admin.state === State.ON) log.update();
  if (admin.state === State.ON && byId("faults").open) faults.update();
}

function addToHistory(query, contract) {
  const fragment = toFragment(query, contract);
  const state = { key: crypto.getRandomValues(new Uint32Array(2)).join() };
  const isSame = fragment === location.hash;
  history[isSame ? "replaceState" : "pushState"](state, "", fragment);
}

function keep(key, answer) {
  page.kept.delete(key);
  page.kept.set(key, answer);
  for (const old of [...page.kept.keys()].slice(0, -MAX_KEPT)) page.kept.delete(old);
}

/** Shows the query of the fragment, and its answer or, if it is not there, sends the call. */
async function followFragment() {
  page.running?.abort();
  page.running = null;
  byId("stop").hidden = true;
  const fragment = location.hash;
  const contract = await contractOf(versionOf(fragment)).catch(() => null);
  if (fragment !== location.hash) return;
  const query = contract && fromFragment(fragment, contract);
  if (!query) return showNothing();
  if (!tokens.has(query.token)) query.token = tokens.first();
  show(query, contract);
  const kept = page.kept.get(history.state?.key);
  if (kept) return showAnswer(kept.answer, kept.query, kept.contract, kept.used, links);
  if (!history.state) history.replaceState({ key: crypto.getRandomValues(new Uint32Array(2)).join() }, "", fragment);
  if (query.token === TYPED && !token()) return showNothing();
  return run({ isNew: false });
}

/** Shows another request or version, with the values that it has too. */
async function choose({ version = page.contract.version, operation = page.query.operation }) {
  const contract = await contractOf(version).catch((error) => showProblems([error.message]));
  if (!contract) return;
  const isKnown = operation === ANY_PATH || contract.operation(operation);
  const name = isKnown ? operation : contract.first().name;
  const old = page.query;
  const query = { ...empty(version, name, old.token), more: old.more };
  const found = contract.operation(name);
  const same = found?.node && found.returns === page.contract.operation(old.operation)?.returns;
  if (same || name === old.operation) query.fields = old.fields;
  for (const { name } of found?.params ?? []) if (old.params[name]) query.params[name] = old.params[name];
  const path = found ? found.path_params : [{ name: ANY_PATH }];
  for (const param of path) query.path[param.name] = old.path[param.name] ?? tokens.idFor(param.type, old.token, contract) ?? "";
  show(query, contract);
}

/** Takes another token, and the id of its node where the id was that of another's. */
function chooseToken(key) {
  const { query, contract } = page;
  query.token = key;
  for (const param of contract.operation(query.operation)?.path_params ?? []) {
    const id = tokens.idFor(param.type, key, contract);
    if (id && tokens.isId(query.path[param.name])) query.path[param.name] = id;
  }
  show(query);
  if (key === TYPED) byId("typed").focus();
}

/** Connects to the admin API, and shows what it makes possible. */
async function connect(secret) {
  await admin.connect(secret);
  tokens.read(admin.status);
  const isOn = admin.state === State.ON;
  for (const state of Object.values(State)) {
    for (const element of document.querySelectorAll(`.when-${state}`)) element.hidden = state !== admin.state;
  }
  document.body.dataset.admin = admin.state;
  if (page.query) {
    if (!tokens.has(page.query.token) || page.query.token === TYPED) page.query.token = tokens.first();
    show(page.query);
  }
  if (isOn && byId("faults").open) faults.update();
  if (isOn && byId("log").open) log.start();
}

function listen() {
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  byId("stop").addEventListener("click", () => page.running?.abort());
  byId("version").addEventListener("change", (event) => choose({ version: event.target.value }));
  byId("operation").addEventListener("change", (event) => choose({ operation: event.target.value }));
  byId("token").addEventListener("change", (event) => chooseToken(event.target.value));
  byId("typed").addEventListener("input", showCode);
  byId("more").addEventListener("input", (event) => form.setMore(event.target.value));
  byId("secret-form").addEventListener("submit", submitSecret);
  byId("fault-form").addEventListener("submit", (event) => (event.preventDefault(), faults.add()));
  byId("log-clear").addEventListener("click", () => log.clear());
  byId("log").addEventListener("toggle", () => (byId("log").open && admin.state === State.ON ? log.start() : log.stop()));
  byId("faults").addEventListener("toggle", () => byId("faults").open && admin.state === State.ON && faults.update());
  byId("copy").addEventListener("click", copy);
  byId("tabs").addEventListener("click", (event) => event.target.dataset.code && chooseCode(event.target));
  byId("tabs").addEventListener("keydown", moveTab);
  addEventListener("popstate", followFragment);
}

async function submitSecret(event) {
  event.preventDefault();
  const field = byId("secret");
  await connect(field.value);
  field.value = "";
  fill(byId("secret-problem"), admin.state === State.ON ? "" : "The server refuses this secret.");
}

function chooseCode(tab) {
  page.code = tab.dataset.code;
  showCode();
}

function moveTab(event) {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -tabs.length, End: tabs.length };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const index = tabs.findIndex((tab) => tab.dataset.code === page.code) + steps[event.key];
  const isEnd = event.key === "Home" || event.key === "End";
  const tab = isEnd ? tabs.at(event.key === "Home" ? 0 : -1) : tabs.at(index % tabs.length);
  chooseCode(tab);
  tab.focus();
}

async function copy() {
  try {
    await navigator.clipboard.writeText(byId("code").textContent);
    fill(byId("copied"), "Copied.");
  } catch {
    getSelection().selectAllChildren(byId("code"));
    fill(byId("copied"), "The browser does not allow it; the text is selected.");
  }
}

async function start() {
  listen();
  const [newest] = await Promise.all([contractOf(), connect()]);
  const version = versionOf(location.hash);
  const contract = version ? await contractOf(version).catch(() => newest) : newest;
  page.contract = contract;
  const operation = contract.first();
  const query = empty(contract.version, operation.name, tokens.first());
  for (const param of operation.path_params) query.path[param.name] = tokens.idFor(param.type, query.token, contract) ?? "";
  show(query, contract);
  byId("server").textContent = location.host;
  document.body.dataset.ready = "true";
  performance.mark("ready");
  await followFragment();
}

start();
