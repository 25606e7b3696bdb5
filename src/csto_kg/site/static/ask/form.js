// The form of a stored query, made from its header.
import { element } from "./elements.js";
import { candidates } from "./names.js";

const ANY = "any";
const MOST_OPTIONS = 15;
const DAY = "day";
const DAYS = "a day (2012-06-28), a month (2012-06), a year (2012) or a range (2010..2012-06)";
const SEVERAL = "|";

/** The fields of a query, and what reads and writes their values. */
export function fieldsOf(query, data) {
  const fields = query.parameters.map((p) => fieldOf(p, data));
  return {
    nodes: fields.map(({ node }) => node),
    /** The values that were given, each a list, by parameter. */
    get values() {
      const given = fields.map(({ name, value }) => [name, value()]).filter(([, value]) => value.length);
      return Object.fromEntries(given);
    },
    set values(found) {
      for (const { name, show, aliases } of fields) {
        const value = [name, ...aliases].map((of) => found[of]).find((of) => of !== undefined);
        show([value ?? []].flat());
      }
    },
  };
}

function fieldOf(p, data) {
  const id = `ask-field-${p.name}`;
  const known = p.type === "entity" ? candidates(data, p.class) : p.values.map((value) => ({ id: value, name: value }));
  const isChoice = known.length > 0 && known.length <= MOST_OPTIONS;
  const made = isChoice ? choice(p, id, known) : p.type === DAY ? dayField(p, id) : nameField(p, id, known);
  const hint = element("p", { class: "ask-hint", id: `${id}-hint` }, hintOf(p, isChoice));
  const label = element("label", { for: id }, p.name);
  return { name: p.name, aliases: p.aliases, ...made, node: element("div", { class: "ask-field" }, label, made.nodes, hint) };
}

const start = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
const ended = (text) => (/[.?!]$/.test(text) ? text : `${text}.`);

function hintOf(p, isChoice) {
  const parts = [start(ended(p.about))];
  if (p.type === DAY) parts.push(`Write ${DAYS}.`);
  if (!p.rows && !p.isToday) parts.push("It must be given.");
  if (!isChoice && p.default) parts.push(`Unless given: ${ended(p.default)}`);
  if (!isChoice && p.any && p.default !== ANY) parts.push("Write “any” to leave it open.");
  return parts.join(" ");
}

function choice(p, id, known) {
  const options = [["", p.default ? `${p.default} (unless chosen)` : "choose one"]];
  if (p.any && p.default !== ANY) options.push([ANY, ANY]);
  options.push(...known.map((of) => [of.id, of.name]));
  const add = ([value, text]) => element("option", { value }, text);
  const select = element("select", { id, name: p.name, "aria-describedby": `${id}-hint` }, options.map(add));
  select.options[0].value = "";
  const show = ([value = "", ...more]) => {
    const text = more.length ? [value, ...more].join(SEVERAL) : value;
    const found = known.find((of) => of.id === text || of.name === text)?.id ?? text;
    if (![...select.options].some((option) => option.value === found)) select.append(add([found, found]));
    select.value = found;
  };
  return { nodes: [select], value: () => parts(select.value), show };
}

const parts = (text) => text.split(SEVERAL).map((part) => part.trim()).filter(Boolean);

function input(p, id, more) {
  const attributes = { id, name: p.name, type: "text", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-hint` };
  return element("input", { ...attributes, placeholder: p.default, ...more });
}

function nameField(p, id, known) {
  const counts = new Map();
  for (const { name } of known) counts.set(name, (counts.get(name) ?? 0) + 1);
  const written = known.map((of) => ({ id: of.id, text: counts.get(of.name) === 1 ? of.name : of.id }));
  const ids = new Map(written.map((of) => [of.text, of.id]));
  const texts = new Map(written.map((of) => [of.id, of.text]));
  const field = input(p, id, known.length ? { list: `${id}-list` } : {});
  const options = [...(p.any ? [ANY] : []), ...written.map(({ text }) => text)].map((value) => element("option", { value }));
  const list = known.length ? [element("datalist", { id: `${id}-list` }, options)] : [];
  const value = () => (p.type === "text" ? [field.value].filter(Boolean) : parts(field.value).map((part) => ids.get(part) ?? part));
  const show = (values) => {
    field.value = values.map((of) => texts.get(of) ?? of).join(` ${SEVERAL} `);
  };
  return { nodes: [field, ...list], value, show };
}

function dayField(p, id) {
  const field = input(p, id, { inputmode: "text" });
  const picker = element("input", { type: "date", "aria-label": `${p.name}: pick a day`, tabindex: "0" });
  picker.addEventListener("change", () => {
    if (picker.value) field.value = picker.value;
  });
  const show = (values) => {
    field.value = values.join(` ${SEVERAL} `);
  };
  return { nodes: [element("div", { class: "ask-day" }, field, picker)], value: () => parts(field.value), show };
}
