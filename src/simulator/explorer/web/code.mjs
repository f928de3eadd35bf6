// A call as a URL and as `curl`.

import { parametersOf, targetOf } from "./query.mjs";

/** Where programs read the token from. */
export const TOKEN_VARIABLE = "GRAPH_ACCESS_TOKEN";

/** Returns the URL of the call, without its token. */
export const asUrl = (query, contract, origin) => origin + targetOf(query, contract);

/** Returns the command that sends the call. */
export function asCurl(query, contract, origin) {
  const [path] = targetOf(query, contract).split("?");
  const parameters = parametersOf(query, contract);
  const lines = [
    `curl --get ${quote(origin + path)}`,
    `--header "Authorization: Bearer $${TOKEN_VARIABLE}"`,
    ...parameters.map(([name, value]) => `--data-urlencode ${quote(`${name}=${value}`)}`),
  ];
  return lines.join(" \\\n  ");
}

/** Quotes text for a shell. */
const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
