// The contract of a version, as the server states it.

/** The request whose path a person types. */
export const ANY_PATH = "path";

/** Loads the contract of a version, or of the newest. */
export async function load(version) {
  const name = version ? `contract/${version}.json` : "contract.json";
  const response = await fetch(`/__explorer/${encodeURI(name)}`);
  if (!response.ok) throw new Error(`the server has no contract of ${version}`);
  return new Contract(await response.json());
}

/** Reads a type, such as `edge<UnifiedThread>`: its kind, and what it contains. */
export function readType(text) {
  const [, kind, of] = /^(\w+)<(?:string, )?(.+)>$/.exec(text) ?? [];
  return kind ? { kind, of: readType(of) } : { kind: "one", name: text };
}

/** Returns the name of the innermost type. */
function innermost(type) {
  return type.of ? innermost(type.of) : type.name;
}

const segments = (path) => path.split("/").filter(Boolean);
const isParam = (segment) => segment.startsWith("{");

/** Returns the values of a path in the place of the names of another, if it is of its form. */
function values(template, path) {
  if (template.length !== path.length) return null;
  const found = {};
  for (const [index, segment] of template.entries()) {
    if (isParam(segment)) found[segment.slice(1, -1)] = path[index];
    else if (segment !== path[index]) return null;
  }
  return found;
}

export class Contract {
  constructor(document) {
    Object.assign(this, document);
    for (const operation of this.operations) {
      operation.type = readType(operation.returns);
      operation.segments = segments(operation.path);
      operation.node = this.types[innermost(operation.type)];
    }
    for (const type of Object.values(this.types)) {
      type.byName = new Map(type.fields.map((field) => [field.name, field]));
    }
  }

  /** Returns the request with a name. */
  operation(name) {
    return this.operations.find((operation) => operation.name === name);
  }

  /** Returns the request that is shown first: an edge of a node that a person names. */
  first() {
    const lists = this.operations.filter((operation) => operation.type.kind === "edge");
    return lists.find((operation) => operation.path_params.length) ?? this.operations[0];
  }

  /** Returns the type of the fields of a field, if it has any. */
  node(field) {
    return field.rust_with ? this.types[innermost(readType(field.type))] : undefined;
  }

  /** Returns the parameters that a field takes, as `limit` in `messages.limit(5)`. */
  modifiers(field) {
    if (field.params_of) return this.operation(field.params_of)?.params ?? [];
    return field.modifiers ?? [];
  }

  /** Returns the request that reads a node by an id of a type. */
  reader(idType) {
    return this.operations.find(
      ({ path_params, segments, type }) =>
        segments.length === 1 && type.kind === "one" && path_params[0]?.type === idType,
    );
  }

  /** Returns the request of a path, with the values in it. An id alone is that of any node. */
  match(path) {
    if (path.length < 2) return null;
    for (const operation of this.operations) {
      const found = values(operation.segments, path);
      if (found) return { operation, path: found };
    }
    return null;
  }

  /** Returns the entry for an error: by its message, else its subcode, its code or a range. */
  entry({ code, error_subcode: subcode, message = "" }) {
    const text = String(message).toLowerCase();
    const rank = (entry) => {
      const through = entry.through ?? entry.code;
      if (!(code >= entry.code && code <= through)) return -1;
      const exact = entry.code === through ? 1 : 0;
      if (entry.message) return text.includes(entry.message) ? 1e6 + exact + entry.message.length : -1;
      if (entry.subcode != null) return entry.subcode === subcode ? 10 + exact : -1;
      return exact;
    };
    const ranked = this.errors.map((entry) => [rank(entry), entry]).filter(([rank]) => rank >= 0);
    return ranked.sort(([one], [other]) => other - one)[0]?.[1];
  }

  /** Returns whether a parameter carries a secret. Case and separators make no difference. */
  isSecret(name) {
    const plain = (name) => name.replace(/\[.*/, "").replace(/[^a-z0-9]/gi, "").toLowerCase();
    return this.secrets.some((secret) => plain(secret) === plain(name));
  }
}
