// Clients of others in JavaScript, as they are, against the simulator.
//
// Each reads what `client` below asks of it, and prints a line of JSON about it. `run.py`
// starts it; its one argument is the line that the program prints.

"use strict";

const assert = require("node:assert/strict");
const crypto = require("node:crypto");

const graph = JSON.parse(process.argv[2]);
const page = graph.instagram_page_ids[0];
const PLATFORMS = ["messenger", "instagram"];
const FIELDS = "id,updated_time,participants";
const NESTED = "id,messages.limit(2){message,from{id}}";
const WRONG = "a-wrong-token";
const LIMIT = 7;

// A batch whose second call reads the nodes that the first one finds.
const list = `${page}/conversations?limit=3&fields=id`;
const DEPENDENT = [
  { method: "GET", name: "list", relative_url: list },
  { method: "GET", relative_url: "?ids={result=list:$.data.*.id}&fields=id,participants" },
  { method: "GET", depends_on: "list", relative_url: `${page}?fields=name` },
];

function proof(token, secret) {
  return crypto.createHmac("sha256", secret).update(token).digest("hex");
}

function version(name) {
  return require(`${name}/package.json`).version;
}

/** Meta's own: cursors, objects, a batch of its own, and `FacebookRequestError`. */
class Business {
  static package = "facebook-nodejs-business-sdk";

  constructor(token = graph.access_token, secret = graph.app_secret) {
    this.sdk = require(Business.package);
    // The address is a constant of the class.
    Object.defineProperty(this.sdk.FacebookAdsApi, "GRAPH", {
      get: () => graph.address,
      configurable: true,
    });
    this.api = new this.sdk.FacebookAdsApi(token, "en_US", false);
    this.token = token;
    this.secret = secret;
  }

  async pages(platform) {
    const { Page } = this.sdk;
    const params = { platform, limit: LIMIT };
    const cursor = await new Page(page, {}, undefined, this.api).getConversations(FIELDS.split(","), params);
    const threads = [...cursor];
    while (cursor.hasNext()) {
      await cursor.next();
      threads.push(...cursor);
    }
    return threads.map((thread) => thread._data);
  }

  async messages(thread) {
    const node = new this.sdk.UnifiedThread(thread, {}, undefined, this.api);
    const cursor = await node.getMessages(["message", "from"], { limit: LIMIT });
    const messages = [...cursor];
    while (cursor.hasNext()) {
      await cursor.next();
      messages.push(...cursor);
    }
    return messages.map((message) => message._data);
  }

  get(path, params = {}) {
    // It has no proof of its own, but takes every parameter.
    const signed = { ...params, appsecret_proof: proof(this.token, this.secret) };
    return this.api.call("GET", path.split("/"), signed);
  }

  async batch(calls) {
    const answers = [];
    const batch = new this.sdk.FacebookAdsApiBatch(this.api);
    calls.forEach((call, place) => {
      const keep = (answer) => (answers[place] = answer.body);
      const added = batch.add(call.method, call.relative_url, null, null, keep, keep);
      Object.assign(added, call);
    });
    await batch.execute();
    return answers;
  }


  error(error) {
    assert.equal(error.name, "FacebookRequestError");
    assert.ok(error.status >= 400 && error.message, error);
    return error.response.code;
  }
}

/** One setting of the module for the whole process, and callbacks. */
class Fbgraph {
  static package = "fbgraph";

  constructor(token = graph.access_token, secret = graph.app_secret) {
    this.sdk = require(Fbgraph.package);
    this.token = token;
    this.secret = secret;
  }

  call(send) {
    this.sdk.setGraphUrl(graph.address);
    this.sdk.setVersion("26.0");
    this.sdk.setAccessToken(this.token);
    this.sdk.setAppSecret(this.secret);
    return new Promise((done, fail) => {
      send(this.sdk, (error, body) => (error ? fail(error) : done(body)));
    });
  }

  get(path, params = {}) {
    return this.call((sdk, done) => sdk.get(`/${path}`, params, done));
  }

  async all(path, params) {
    const nodes = [];
    // `next` has the token, and no proof, which the client adds.
    for (let body = await this.get(path, params); ; ) {
      nodes.push(...body.data);
      const next = body.paging && body.paging.next;
      if (!next) {
        return nodes;
      }
      body = await this.call((sdk, done) => sdk.get(next, done));
    }
  }

  pages(platform) {
    return this.all(`${page}/conversations`, { platform, limit: LIMIT, fields: FIELDS });
  }

  messages(thread) {
    return this.all(`${thread}/messages`, { limit: LIMIT, fields: "message,from" });
  }

  async batch(calls) {
    const answers = await this.call((sdk, done) => sdk.batch(calls, done));
    return answers.map((answer) => answer && JSON.parse(answer.body));
  }

  error(error) {
    assert.ok(error.message && error.type && error.fbtrace_id, error);
    return error.code;
  }
}

/** The address is fixed, so what it sends is for another one; promises. */
class Fb extends Fbgraph {
  static package = "fb";

  constructor(token = graph.access_token, secret = graph.app_secret) {
    super(token, secret);
    const path = require.resolve("request");
    const send = require(path);
    const elsewhere = (options, done) => {
      const uri = options.uri.replace("https://graph.facebook.com", graph.address);
      return send({ ...options, uri }, done);
    };
    require.cache[path].exports = elsewhere;
    const { Facebook, FacebookApiException } = require(Fb.package);
    require.cache[path].exports = send;
    this.exception = FacebookApiException;
    const settings = { version: "v26.0", appId: graph.app_id, appSecret: secret };
    this.fb = new Facebook({ ...settings, accessToken: token });
  }

  get(path, params = {}) {
    return this.fb.api(path, { ...params });
  }

  async all(path, params) {
    const nodes = [];
    for (let body = await this.get(path, params); ; ) {
      nodes.push(...body.data);
      const next = body.paging && body.paging.next;
      if (!next) {
        return nodes;
      }
      body = await this.fb.api(next.replace(`${graph.address}/`, ""));
    }
  }

  async batch(calls) {
    const answers = await this.fb.api("", "post", { batch: calls });
    return answers.map((answer) => answer && JSON.parse(answer.body));
  }

  error(error) {
    assert.ok(error instanceof this.exception, error);
    return error.response.error.code;
  }
}

/** The code of the error that a call ends with. */
async function code(client, call) {
  try {
    await call();
  } catch (error) {
    return client.error(error);
  }
  return "no error";
}

async function client(Client) {
  const own = new Client();
  const counts = { threads: [], messages: [] };
  let ids;
  for (const platform of PLATFORMS) {
    const threads = await own.pages(platform);
    ids = threads.map((thread) => thread.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(threads.every((thread) => thread.participants.data.length === 2));
    const messages = await own.messages(ids[0]);
    assert.ok(messages.every((message) => message.from.id && message.message !== undefined));
    counts.threads.push(threads.length);
    counts.messages.push(messages.length);

    const nested = await own.get(`${page}/conversations`, { platform, limit: 3, fields: NESTED });
    assert.equal(nested.data.length, 3);
    // Graph leaves messages out that the token may not see, here as in the list.
    const expanded = nested.data[0].messages.data.map((message) => message.id);
    assert.ok(expanded.length === 1 || expanded.length === 2, expanded);
    const newest = messages.slice(0, expanded.length).map((message) => message.id);
    assert.deepEqual(expanded, newest);
    assert.ok(nested.data[0].messages.paging.next.startsWith(graph.address));
  }
  const nodes = await own.get("", { ids: ids.slice(0, 3).join(","), fields: FIELDS });
  assert.deepEqual(Object.keys(nodes).sort(), ids.slice(0, 3).sort());

  const [first, byId, named] = await own.batch(DEPENDENT);
  assert.ok(!first, "a call that others need returns nothing");
  assert.equal(Object.values(byId).length, 3);
  assert.ok(Object.values(byId).every((node) => node.participants.data.length === 2));
  assert.ok(named.name, named);
  const [missing, found] = await own.batch([
    { method: "GET", relative_url: "t_1" },
    { method: "GET", relative_url: page },
  ]);
  assert.equal(missing.error.code, 100);
  assert.equal(found.id, page);

  assert.equal((await own.get(page)).id, page);
  const forger = new Client(own.token, "another secret");
  assert.equal(await code(forger, () => forger.get(page)), 100);

  const wrong = new Client(WRONG);
  assert.equal(await code(wrong, () => wrong.get(page)), 190);
  assert.equal(await code(own, () => own.get(page, { fields: "nonesuch" })), 100);
  assert.equal(await code(own, () => own.get("t_1")), 100);
  const person = new Client(graph.user_token);
  assert.equal(await code(person, () => person.get(`${page}/conversations`)), 190);

  const name = `${Client.package} ${version(Client.package)}`;
  const did = ["nested", "batch", "ids", "proof", "errors"];
  console.log(JSON.stringify({ client: name, ...counts, did }));
}

async function main() {
  for (const one of [Business, Fbgraph, Fb]) {
    await client(one);
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
