// Clicks through the explorer. `run.py` starts it, with its settings on standard input.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { Browser } from "./browser.mjs";

const settings = JSON.parse(readFileSync(0, "utf8"));
const graph = settings.with_admin;
const [pageId] = graph.page_ids;
const secrets = ({ access_token, user_token, page_tokens, instagram_tokens, app_secret }) => [
  access_token,
  user_token,
  app_secret,
  ...Object.values(page_tokens),
  ...Object.values(instagram_tokens),
];
const browser = await Browser.launch(settings);
const open = (options) => browser.open(graph.address, secrets(graph), options);

/** Sends a request to the admin API, as a program does. */
async function admin(method, path, body) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${graph.address}/__admin/${path}`, { method, headers, body: body && JSON.stringify(body) });
  assert(response.ok, `${method} ${path}: ${response.status}`);
  return response.json();
}

const { newest_version: newest, versions } = await admin("GET", "status");
const former = versions.at(-2);

const run = ({ page }) => page.getByRole("button", { name: "Run", exact: true }).click();
const body = ({ page }) => page.locator("#body").textContent();
const fieldsOf = ({ page }, name) => page.getByRole("group", { name: `Fields of ${name}`, exact: true }).last();

const tests = {
  async "a list is read with nested fields, and its links lead on"() {
    const tab = await open();
    const { page } = tab;
    await tab.answered("Choose a request");
    await page.getByRole("checkbox", { name: "updated_time", exact: true }).check();
    await page.getByRole("button", { name: "Fields of messages" }).click();
    const messages = fieldsOf(tab, "messages");
    await messages.getByLabel("message", { exact: true }).check();
    await messages.getByRole("button", { name: "Fields of from" }).click();
    await fieldsOf(tab, "from").getByLabel("name", { exact: true }).check();
    await messages.getByLabel("limit", { exact: true }).first().fill("2");
    await messages.getByLabel("limit", { exact: true }).first().press("Tab");
    const fields = page.getByLabel("fields", { exact: true });
    assert.equal(await fields.inputValue(), "updated_time,messages.limit(2){message,from{name}}");
    await page.locator("#parameter-list").getByLabel("limit").fill("3");
    await page.locator("#parameter-list").getByLabel("platform").selectOption("MESSENGER");
    const url = await page.locator("#code").textContent();
    assert.equal(
      url,
      `${graph.address}/${newest}/${pageId}/conversations?platform=MESSENGER&limit=3&fields=` +
        "updated_time,messages.limit(2)%7Bmessage,from%7Bname%7D%7D",
    );
    await run(tab);
    await tab.answered("HTTP 200 · 3 nodes");
    const first = JSON.parse(await body(tab));
    assert.equal(first.data.length, 3);
    assert.equal(first.data[0].messages.data.length, 2);
    assert.deepEqual(Object.keys(first.data[0].messages.data[0].from).filter((name) => name !== "id"), ["name"]);
    assert(first.paging.next.includes("after=") && !first.paging.next.includes("access_token"));
    await tab.isClean("list");

    await page.getByRole("link", { name: "Next page" }).click();
    await page.getByRole("link", { name: "Previous page" }).waitFor();
    const second = JSON.parse(await body(tab));
    assert(!first.data.some(({ id }) => id === second.data[0].id));
    assert.equal(await page.evaluate(() => document.activeElement.id), "answer-heading");
    const parameter = (name) => page.locator("#parameter-list").getByLabel(name, { exact: true }).inputValue();
    assert.equal(await parameter("limit"), "3");
    assert(first.paging.next.includes(`after=${encodeURIComponent(await parameter("after"))}`));

    const id = second.data[0].id;
    await page.getByRole("link", { name: `"${id}"` }).click();
    await tab.answered("HTTP 200");
    await page.locator("#code").filter({ hasText: `/${newest}/${id}` }).waitFor();
    assert.equal(JSON.parse(await body(tab)).id, id);
    assert.equal(await page.getByLabel("Read", { exact: true }).inputValue(), "GetConversation");

    // The browser goes back and forward, to answers that it has.
    const calls = (await admin("GET", "calls")).last;
    await page.goBack();
    await tab.answered("3 nodes");
    assert.deepEqual(JSON.parse(await body(tab)), second);
    await page.goBack();
    await page.locator("#body").filter({ hasText: first.data[0].id }).waitFor();
    assert.deepEqual(JSON.parse(await body(tab)), first);
    assert.equal(await fields.inputValue(), "updated_time,messages.limit(2){message,from{name}}");
    await page.goForward();
    await page.goForward();
    await page.locator("#code").filter({ hasText: `/${newest}/${id}` }).waitFor();
    assert.equal((await admin("GET", "calls")).last, calls);

    // After a reload it has them no more.
    await page.reload();
    await tab.answered("HTTP 200");
    assert.equal(JSON.parse(await body(tab)).id, id);
    // A list within a node has pages too.
    await page.goBack();
    await page.goBack();
    await tab.answered("3 nodes");
    const nested = JSON.parse(await body(tab)).data[0].messages;
    await page.getByRole("link", { name: nested.paging.next.slice(0, 60) }).first().click();
    await page.locator("#code").filter({ hasText: "/messages?" }).waitFor();
    await tab.answered("2 nodes");
    assert.equal(await page.getByLabel("Read", { exact: true }).inputValue(), "ListMessages");
    await tab.isClean("links");
  },

  async "an error and a fault show what to do, and the log shows both"() {
    await admin("DELETE", "faults");
    await admin("DELETE", "calls");
    const tab = await open();
    const { page } = tab;
    await page.locator("#parameter-list").getByLabel("limit").fill("many");
    await run(tab);
    await tab.answered("HTTP 400 · error 100");
    assert.match(await page.locator("#body").textContent(), /"code": 100/);
    const advice = page.locator("#advice");
    await advice.getByText("InvalidParameter").waitFor();
    await advice.getByText("Change the call").waitFor();
    await tab.isAccessible("error");

    await page.locator("#faults > summary").click();
    await page.getByText("No fault is on.").waitFor();
    await tab.isAccessible("faults");
    await page.getByLabel("Fault", { exact: true }).selectOption("throttle");
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.locator("#fault-problem").filter({ hasText: "seconds is required" }).waitFor();
    await page.locator("#fault-settings").getByLabel("seconds").fill("0.2");
    await page.getByLabel("Happens to").selectOption("always");
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.locator("#fault-list").getByText("throttle").waitFor();
    assert.deepEqual((await admin("GET", "faults")).always, [{ type: "throttle", seconds: 0.2 }]);
    await page.getByLabel("Happens to").selectOption("rate");
    await page.getByLabel("Fault", { exact: true }).selectOption("html");
    await page.locator("#fault-settings").getByLabel("status").fill("502");
    await page.getByLabel("Share of calls").fill("0");
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.locator("#fault-list").getByText("html").waitFor();

    await page.locator("#parameter-list").getByLabel("limit").fill("2");
    await run(tab);
    await tab.answered("error");
    await advice.getByText("Rate limited").waitFor();
    await page.locator("#headers > summary").click();
    await page.locator("#header-list").getByText("X-Business-Use-Case-Usage").waitFor();
    await tab.isAccessible("advice and headers");
    await page.locator("#log > summary").click();
    const rows = page.locator("#log-rows tr");
    await rows.nth(1).waitFor();
    // The page itself is no call, and so is its icon.
    const { calls } = await admin("GET", "calls");
    assert.deepEqual(calls.map(({ error_code }) => error_code === 100), [true, false]);
    assert.match(await rows.nth(0).textContent(), new RegExp(`error ${calls[1].error_code}`));
    assert.match(await rows.nth(0).textContent(), /limit=2/);
    await tab.isAccessible("log");

    // Each fault is switched off alone.
    await page.locator(".fault").filter({ hasText: "html" }).getByRole("button", { name: "Switch off" }).click();
    await page.locator("#fault-list").getByText("html").waitFor({ state: "detached" });
    const left = await admin("GET", "faults");
    assert.deepEqual([left.always.length, left.rate], [1, null]);
    await page.getByRole("button", { name: "Switch off" }).click();
    await page.getByText("No fault is on.").waitFor();
    await page.waitForTimeout(300);
    await run(tab);
    await tab.answered("HTTP 200 · 2 nodes");
    await rows.nth(2).waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("No calls yet.").waitFor();
    await tab.isClean("faults");
  },

  async "broken responses are shown as far as they came"() {
    const tab = await open();
    for (const [fault, summary, heading] of [
      [{ type: "html", status: 502 }, "HTTP 502", "Not JSON"],
      [{ type: "empty_body", status: 500 }, "HTTP 500", "Not JSON"],
      // Browsers send a call again if the connection ends before a response.
      [{ type: "disconnect" }, "", "Broken response"],
      [{ type: "wrong_content_length" }, "", "Broken response"],
    ]) {
      await admin("POST", "faults/always", fault);
      await run(tab);
      await tab.page.getByRole("heading", { name: heading }).waitFor();
      await tab.answered(summary);
      await admin("DELETE", "faults");
      await run(tab);
      await tab.answered("25 nodes");
    }
    await admin("POST", "faults/next", { type: "slow_body", seconds: 0.01 });
    await run(tab);
    await tab.page.waitForTimeout(500);
    await tab.page.getByRole("button", { name: "Stop" }).click();
    await tab.answered("HTTP 200");
    assert.match(await body(tab), /^\{"data":\[\{"/);
    await admin("POST", "faults/next", { type: "delay", seconds: 30 });
    await run(tab);
    await tab.page.getByRole("button", { name: "Stop" }).click();
    await tab.page.getByText("stopped before the response was complete").waitFor();
    await tab.isClean("broken");
  },

  async "what Graph sends is text, never HTML"() {
    const tab = await open();
    await run(tab);
    await tab.answered("25 nodes");
    const { id } = JSON.parse(await body(tab)).data[0];
    const value = `<img src=x onerror="alert(1)"><script>alert(2)</script><a href="javascript:alert(3)">`;
    await admin("POST", "faults/always", { type: "wrong_value", id, path: "snippet", value });
    await tab.page.getByLabel("fields", { exact: true }).fill("snippet,<b>");
    await tab.page.locator("#fields-problem").filter({ hasText: "expected" }).waitFor();
    await tab.page.getByLabel("fields", { exact: true }).fill("snippet");
    await run(tab);
    await tab.page.locator("#body").filter({ hasText: "onerror" }).waitFor();
    assert.equal(JSON.parse(await body(tab)).data[0].snippet, value);
    assert.equal(await tab.page.locator("#body img, #body script, #body a[href^=javascript]").count(), 0);
    await admin("DELETE", "faults");
    await tab.isClean("HTML");
  },

  async "a token is sent but never shown"() {
    const tab = await open();
    const { page } = tab;
    await page.getByLabel("Access token").selectOption("user");
    await page.getByLabel("Read", { exact: true }).selectOption("path");
    await page.locator("#path").getByLabel("path").fill("me/accounts");
    await page.getByLabel("fields", { exact: true }).fill("id,name,access_token");
    await run(tab);
    await tab.answered("2 nodes");
    assert.equal(JSON.parse(await body(tab)).data[0].name, "Sample Page 1");
    await tab.isClean("me/accounts");

    await page.getByText("Further parameters").click();
    await page.getByLabel("Names and values").fill("access_token=x");
    await run(tab);
    await page.locator("#advice").getByText("access_token carries a secret").waitFor();
    await page.getByLabel("Names and values").fill("");

    // A token of each kind reads what it may.
    const account = await page.locator("#token optgroup[label=Instagram] option").first().getAttribute("value");
    await page.getByLabel("Access token").selectOption(account);
    await page.getByLabel("Read", { exact: true }).selectOption("ListMyConversations");
    await run(tab);
    await tab.answered("25 nodes");
    await page.getByLabel("Access token").selectOption("typed");
    await page.getByLabel("Token", { exact: true }).fill(graph.page_tokens[pageId]);
    await page.locator("#parameter-list").getByLabel("limit").fill("4");
    await run(tab);
    await tab.answered("4 nodes");
    await page.getByLabel("Names and values").fill(`x=${graph.page_tokens[pageId]}`);
    await run(tab);
    await page.locator("#advice").getByText("contains the access token").waitFor();
    await page.getByLabel("Names and values").fill("");
    await page.getByLabel("Token", { exact: true }).fill("wrong");
    await run(tab);
    await tab.answered("error 190");
    await tab.isClean("tokens");
  },

  async "each request of each version can be sent"() {
    const tab = await open();
    const { page } = tab;
    await run(tab);
    await tab.answered("25 nodes");
    const thread = JSON.parse(await body(tab)).data[0].id;
    await page.getByLabel("Read", { exact: true }).selectOption("ListMessages");
    await page.locator("#path").getByLabel("thread_id").fill(thread);
    await run(tab);
    await tab.answered("HTTP 200");
    const message = JSON.parse(await body(tab)).data[0].id;
    const ids = { thread_id: thread, message_id: message, page_id: pageId };
    const idsOf = { GetConversations: thread, GetMessages: message };
    const shown = await page.locator("#version option").evaluateAll((all) => all.map(({ value }) => value));
    assert.deepEqual(shown, [...versions].reverse());
    for (const version of versions) {
      await page.getByLabel("Version").selectOption(version);
      await page.locator("#code").filter({ hasText: `/${version}/` }).waitFor();
      const requests = await page.locator("#operation option").evaluateAll((all) => all.map(({ value }) => value));
      for (const request of requests.filter((name) => name !== "path")) {
        await page.getByLabel("Read", { exact: true }).selectOption(request);
        for (const field of await page.locator("#path input").all()) {
          await field.fill(ids[await field.getAttribute("name")]);
        }
        if (idsOf[request]) await page.locator("#parameter-list").getByLabel("ids").fill(idsOf[request]);
        await page.evaluate(() => (document.querySelector("#summary").textContent = ""));
        await run(tab);
        await tab.answered("HTTP 200");
      }
    }
    await tab.isClean("versions");
  },

  async "one round works with the keyboard alone"() {
    const tab = await open();
    const { page } = tab;
    const press = (key) => page.keyboard.press(key);
    const focused = () => page.evaluate(() => {
      const { id, labels, textContent, ariaLabel } = document.activeElement;
      return ariaLabel ?? labels?.[0]?.firstChild.textContent ?? (textContent.trim() || id);
    });
    const tabTo = async (name) => {
      for (let presses = 0; presses < 150; presses += 1) {
        await press("Tab");
        if ((await focused()) === name) {
          const outline = await page.evaluate(() => {
            const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
            return outlineStyle === "none" ? 0 : parseFloat(outlineWidth);
          });
          return assert(outline >= 2, `the focus on ${name} shows`);
        }
      }
      throw new Error(`Tab does not lead to ${name}`);
    };
    await press("Tab");
    assert.equal(await focused(), "Skip to the answer");
    await tabTo("Read");
    await tabTo("Fields of messages");
    await press("Enter");
    await tabTo("message");
    await press("Space");
    await tabTo("limit");
    await page.keyboard.type("2");
    await press("Enter");
    await tab.answered("HTTP 200 · 2 nodes");
    await tabTo("URL");
    await press("ArrowRight");
    assert.equal(await focused(), "curl");
    assert.match(await page.locator("#code").textContent(), /^curl --get/);
    await press("End");
    assert.match(await page.locator("#code").textContent(), /ListConversations::new/);
    await tabTo("Next page →");
    await press("Enter");
    await page.getByRole("link", { name: "Previous page" }).waitFor();
    assert.equal(await focused(), "Answer");
    await tabTo("Faults");
    await press("Enter");
    await page.getByText("No fault is on.").waitFor();
    await tabTo("Fault");
    await page.keyboard.type("disconnect");
    await tabTo("Switch on");
    await press("Enter");
    await page.locator("#fault-list").getByText("disconnect").waitFor();
    await tabTo("Switch off");
    await press("Enter");
    await page.getByText("No fault is on.").waitFor();
    await tab.isClean("keyboard");
  },

  async "it is accessible in every state, dark and light, wide and narrow"() {
    for (const colorScheme of ["light", "dark"]) {
      for (const [state, view] of Object.entries({
        wide: { viewport: { width: 1280, height: 900 } },
        narrow: { viewport: { width: 320, height: 640 } },
        "at 200 % zoom": { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
      })) {
        const tab = await open({ colorScheme, reducedMotion: "reduce", ...view });
        const { page } = tab;
        const check = async (part) => {
          await tab.isAccessible(`${part}, ${colorScheme}, ${state}`);
          await tab.fits(`${part}, ${colorScheme}, ${state}`);
        };
        await check("empty");
        await page.getByRole("button", { name: "Fields of messages" }).click();
        await fieldsOf(tab, "messages").getByLabel("message", { exact: true }).check();
        await page.getByRole("tab", { name: "Rust" }).click();
        // axe-core takes its time for each value.
        await page.locator("#parameter-list").getByLabel("limit").fill("2");
        await run(tab);
        await tab.answered("2 nodes");
        await check("answer");
        await page.locator("#log > summary").click();
        await page.locator("#log-rows tr").first().waitFor();
        await page.locator("#faults > summary").click();
        await page.getByText("No fault is on.").waitFor();
        await check("log and faults");
        await page.locator("#path").getByLabel("page_id").fill("1");
        await run(tab);
        await tab.answered("error");
        await check("error");
        const moving = await page.evaluate(() => getComputedStyle(document.querySelector(".opener"), "::before").transitionDuration);
        assert.equal(moving, "0s");
        await tab.isClean(`${colorScheme}, ${state}`);
      }
    }
  },

  async "without the admin API it says how to turn it on"() {
    const { without_admin: other } = settings;
    const tab = await browser.open(other.address, secrets(other));
    const { page } = tab;
    await page.getByText("The admin API is off.").waitFor();
    assert(!(await page.locator("#log").isVisible()) && !(await page.locator("#faults").isVisible()));
    await page.locator("#path").getByLabel("page_id").fill(pageId);
    await run(tab);
    await tab.answered("error 104");
    await page.getByLabel("Token", { exact: true }).fill(other.page_tokens[pageId]);
    await run(tab);
    await tab.answered("25 nodes");
    await tab.isAccessible("without the admin API");
    await tab.isClean("without the admin API");
  },

  async "a secret of the admin API is asked for, and kept in memory"() {
    const { with_secret: other, secret } = settings;
    const tab = await browser.open(other.address, [...secrets(other), secret]);
    const { page } = tab;
    await tab.isAccessible("secret");
    await page.getByLabel("Secret of the admin API").fill("wrong");
    await page.getByRole("button", { name: "Connect" }).click();
    await page.getByText("The server refuses this secret.").waitFor();
    await page.getByLabel("Secret of the admin API").fill(secret);
    await page.getByRole("button", { name: "Connect" }).click();
    await page.locator("#log > summary").click();
    await page.getByText("No calls yet.").waitFor();
    await page.locator("#path").getByLabel("page_id").fill(pageId);
    await run(tab);
    await tab.answered("25 nodes");
    await tab.isClean("secret");
    assert.equal(await page.getByLabel("Secret of the admin API").inputValue(), "");
    await page.reload();
    await page.getByLabel("Secret of the admin API").waitFor();
  },

  async "a link opens the same query, and a wrong one nothing"() {
    const fragment = `#/${former}/ListConversations?page_id=${pageId}&limit=2&fields=id&.token=page:${pageId}`;
    const tab = await open({ fragment });
    await tab.answered("2 nodes");
    assert.equal(await tab.page.getByLabel("Version").inputValue(), former);
    await tab.isClean("link");
    for (const wrong of ["#/v1.0/ListConversations?", `#/${newest}/None?x=1`, "#%", `#/${newest}/path?.token=none`]) {
      const tab = await open({ fragment: wrong });
      await tab.page.locator("#summary").filter({ hasText: /Choose a request|Not sent/ }).waitFor();
      await tab.isClean(wrong);
    }
  },

  async "it is ready soon, after few requests"() {
    const times = [];
    for (let run = 0; run < 5; run += 1) {
      const tab = await open();
      times.push(await tab.page.evaluate(() => performance.getEntriesByName("ready")[0].startTime));
      assert(tab.requests.length <= 24, `${tab.requests.length} requests`);
      await tab.page.context().close();
    }
    times.sort((one, other) => one - other);
    console.log(`  ready after ${Math.round(times[2])} ms (median of 5, from ${Math.round(times[0])} to ${Math.round(times[4])} ms)`);
  },
};

/** Writes the picture that the README shows. */
async function screenshot(path) {
  const tab = await open({ colorScheme: "light", viewport: { width: 1180, height: 860 } });
  const { page } = tab;
  await page.getByLabel("fields", { exact: true }).fill("updated_time,messages.limit(2){message,from}");
  await page.locator("#parameter-list").getByLabel("limit").fill("3");
  await run(tab);
  await tab.answered("3 nodes");
  await page.getByRole("tab", { name: "Rust" }).click();
  await page.locator(".tree").evaluate((tree) => (tree.scrollTop = tree.querySelector("input:checked").offsetTop));
  await page.evaluate(() => (scrollTo(0, 0), document.activeElement.blur()));
  await page.screenshot({ path });
}

let failures = 0;
for (const [name, test] of Object.entries(tests)) {
  const start = Date.now();
  try {
    await test();
    console.log(`ok    ${name} (${Date.now() - start} ms)`);
  } catch (error) {
    failures += 1;
    console.log(`FAILED ${name}\n${error.stack}`);
  }
  await admin("DELETE", "faults");
  for (const context of browser.browser.contexts()) await context.close();
}
if (settings.screenshot) await screenshot(settings.screenshot);
await browser.close();
process.exitCode = failures ? 1 : 0;
