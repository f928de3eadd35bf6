// Sends a call, and reads the response however broken it is.

/** Sends a call. Returns what arrived, and what is wrong with it, if anything. */
export async function send(target, token, signal) {
  const start = performance.now();
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const options = { cache: "no-store", credentials: "omit", headers, redirect: "error", signal };
  const answer = { status: null, headers: new Headers(), text: "", problem: null };
  try {
    const response = await fetch(target, options);
    Object.assign(answer, { status: response.status, headers: response.headers });
    answer.text = await readText(response, answer);
  } catch (error) {
    answer.problem = problem(error, answer);
  }
  answer.milliseconds = Math.round(performance.now() - start);
  answer.json = json(answer.text);
  return answer;
}

/** Reads the body as far as it arrives. */
async function readText(response, answer) {
  if (!response.body) return "";
  const decoder = new TextDecoder();
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return answer.text + decoder.decode();
    answer.text += decoder.decode(value, { stream: true });
  }
}

function problem(error, { status }) {
  if (error.name === "AbortError") return "stopped before the response was complete";
  return status === null
    ? "no response: the connection failed or was closed"
    : "the response is incomplete: the connection was closed, or its length is not the stated one";
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
