// Elements. Text is never read as HTML.

/** Attributes that are properties of elements: what people see or type. */
const PROPERTIES = new Set(["checked", "disabled", "hidden", "open", "textContent", "value"]);

/** Creates an element. Attributes that start with `on` are listeners. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (PROPERTIES.has(key)) element[key] = value;
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

/** Returns the element with an id. */
export const byId = (id) => document.getElementById(id);

/** Replaces the children of an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child != null));
}

/** Returns text of the contract, with what is in backticks as code. */
export function prose(text) {
  return text.split("`").map((part, index) => (index % 2 ? el("code", {}, part) : part));
}

let count = 0;

/** Returns a new id for an element. */
export const newId = () => `x${(count += 1)}`;

/** Creates a labelled control, with its docs below. `control` creates it from its id. */
export function labelled(name, doc, control, isRequired = false) {
  const id = newId();
  const attributes = doc ? { id, "aria-describedby": `${id}-doc` } : { id };
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, name, isRequired ? el("span", { class: "tag" }, "required") : null),
    control(attributes),
    doc ? el("p", { class: "doc", id: `${id}-doc` }, prose(doc)) : null,
  );
}

/** Creates a `select`. Options are values with their texts, in groups if they have any. */
export function select(attributes, options, value) {
  const groups = new Map();
  const list = el("select", attributes);
  for (const { value, text, group } of options) {
    if (group && !groups.has(group)) {
      groups.set(group, el("optgroup", { label: group }));
      list.append(groups.get(group));
    }
    (groups.get(group) ?? list).append(el("option", { value }, text));
  }
  list.value = value;
  return list;
}
