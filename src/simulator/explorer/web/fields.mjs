// The parameter `fields`, such as `id,messages.limit(5){message}`, as a tree and as text.
//
// A field is { name, modifiers: [[name, value]], fields: [field] }.

/** Reads a selection. Returns its fields, and what is wrong with it, if anything. */
export function parse(text) {
  const reader = { text, at: 0 };
  try {
    const fields = readList(reader, false);
    return { fields, error: null };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { fields: [], error: error.message };
  }
}

/** Writes a selection. */
export function format(fields) {
  return fields.map(formatField).join(",");
}

function formatField({ name, modifiers, fields }) {
  const modified = modifiers.map(([name, value]) => `.${name}(${value})`).join("");
  return name + modified + (fields.length ? `{${format(fields)}}` : "");
}

/** Returns the selected field with a name. */
export const find = (fields, name) => fields.find((field) => field.name === name);

/** Selects or removes a field. */
export function toggle(fields, name, isSelected) {
  const index = fields.findIndex((field) => field.name === name);
  if (isSelected && index < 0) fields.push({ name, modifiers: [], fields: [] });
  if (!isSelected && index >= 0) fields.splice(index, 1);
}

/** Sets a modifier of a field, or removes it if there is no value. */
export function modify(field, name, value) {
  // These characters end a modifier.
  const plain = value.replace(/[(){},]/g, "");
  const known = field.modifiers.find(([other]) => other === name);
  if (!plain) field.modifiers = field.modifiers.filter(([other]) => other !== name);
  else if (known) known[1] = plain;
  else field.modifiers.push([name, plain]);
}

function readList(reader, isNested) {
  const fields = [];
  skipSpace(reader);
  if (!isNested && reader.at === reader.text.length) return fields;
  for (;;) {
    fields.push(readField(reader));
    skipSpace(reader);
    const next = reader.text[reader.at];
    if (next === ",") reader.at += 1;
    else if (isNested ? next === "}" : next === undefined) break;
    else fail(reader, isNested ? "expected `,` or `}`" : "expected `,`");
    skipSpace(reader);
  }
  return fields;
}

function readField(reader) {
  const field = { name: readName(reader, "a field"), modifiers: [], fields: [] };
  for (;;) {
    skipSpace(reader);
    const next = reader.text[reader.at];
    if (next === ".") {
      reader.at += 1;
      const name = readName(reader, "a modifier");
      field.modifiers.push([name, readValue(reader)]);
    } else if (next === "{") {
      reader.at += 1;
      field.fields = readList(reader, true);
      reader.at += 1;
      return field;
    } else {
      return field;
    }
  }
}

function readName(reader, what) {
  skipSpace(reader);
  const [name] = /^[\w-]*/.exec(reader.text.slice(reader.at));
  if (!name) fail(reader, `expected the name of ${what}`);
  reader.at += name.length;
  return name;
}

function readValue(reader) {
  if (reader.text[reader.at] !== "(") fail(reader, "expected `(`");
  const end = reader.text.indexOf(")", reader.at);
  if (end < 0) fail(reader, "expected `)`");
  const value = reader.text.slice(reader.at + 1, end);
  reader.at = end + 1;
  return value;
}

function skipSpace(reader) {
  while (/\s/.test(reader.text[reader.at] ?? "")) reader.at += 1;
}

function fail({ text, at }, problem) {
  const rest = text.slice(at, at + 20);
  throw new SyntaxError(`${problem} ${rest ? `at “${rest}”` : "at the end"}`);
}
