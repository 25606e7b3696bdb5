// An answer as files, and as a table for people, as `csto_kg.ask.display` lays it out.
import { element, joined } from "./elements.js";
import { placeOf, short } from "./names.js";
import { called } from "./sentences.js";

const NOT_STATED = "not stated";
const UNKNOWN = "unknown";
const MIDNIGHT = "T00:00:00Z";
const IS_IRI = /^https?:\/\/\S+$/;
const IS_KEY = /^[a-z]+(?:[A-Z][a-z]+)+$/;
const CLAIM_NUMBER = /[-_]?\d+[a-z]?$/;
const IS_DATE = /^[\d~?%X-]{4,11}(?:T00:00:00Z)?$/;
const MOST_ROWS = 200;
const MOST_PARTS = 2;

const textOf = (term) => (term === null ? "" : term.type === "triple" ? JSON.stringify(term.value) : term.value);

/** SPARQL 1.1 Query Results CSV: values without their types; lines end with a line feed. */
export function asCsv(table) {
  const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [table.columns, ...table.rows.map((row) => row.map(textOf))].map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** SPARQL 1.1 Query Results JSON. */
export function asJson(table) {
  const binding = (row) => Object.fromEntries(table.columns.map((column, i) => [column, row[i]]).filter(([, cell]) => cell));
  const found = { head: { vars: table.columns }, results: { bindings: table.rows.map(binding) } };
  return `${JSON.stringify(found, null, 1)}\n`;
}

/** The IRIs that stand in a table, in cells and in lists. */
export function irisIn(table) {
  const parts = table.rows.flat().flatMap((cell) => (cell?.type === "uri" ? [cell.value] : cell ? textOf(cell).split(" ") : []));
  return [...new Set(parts.filter((part) => IS_IRI.test(part)))];
}

/** A table for people. `query` is the stored query that was asked, if any. */
export function tableOf(table, names, query) {
  const shown = new Shown(table, names, query);
  const kept = table.columns.map((_, i) => i).filter((i) => !shown.isSpare(i));
  const title = (i) => query?.titles[table.columns[i]] ?? (IS_KEY.test(table.columns[i]) ? spaced(table.columns[i]) : table.columns[i]).replaceAll("_", " ");
  const about = (i) => query?.columns[table.columns[i]];
  const head = kept.map((i) => element("th", { scope: "col", title: about(i) }, title(i)));
  const cell = (term, i, n) => element("td", { ...(n && { "data-head": title(i) }), class: shown.kind(term) }, shown.cell(term, i));
  const row = (cells) => element("tr", {}, kept.map((i, n) => cell(cells[i], i, n)));
  const body = element("tbody", {}, table.rows.slice(0, MOST_ROWS).map(row));
  const label = query ? query.question : "The answer";
  const made = element("table", { class: "rows" }, element("thead", {}, element("tr", {}, head)), body);
  const region = element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": label }, made);
  if (table.rows.length <= MOST_ROWS) return [region];
  const all = element("button", {
    type: "button",
    onclick: () => {
      body.append(...table.rows.slice(MOST_ROWS).map(row));
      all.remove();
    },
  }, `Show all ${table.rows.length} rows`);
  return [region, all];
}

const spaced = (key) => key.replace(/\B[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

class Shown {
  constructor(table, names, query) {
    this.table = table;
    this.names = names;
    this.query = query;
    this.lists = table.columns.map((column) => query?.lists.includes(column) ?? false);
  }

  /** Whether a column is left out: one for programs, an empty one whose header says what that means, one of labels again. */
  isSpare(index) {
    const { table, query } = this;
    const column = table.columns[index];
    if (!query) return false;
    if (query.programs.includes(column)) return true;
    const cells = table.rows.map((row) => row[index]);
    if (table.rows.length && column in query.blanks && !cells.some((cell) => cell && textOf(cell))) return true;
    if (!/(?:label|name)$/.test(column)) return false;
    return table.columns.some((_, i) => i !== index && table.rows.every((row) => this.repeats(row[index], row[i])));
  }

  repeats(label, thing) {
    return !label || !textOf(label) || (thing?.type === "uri" && this.names.of(thing.value) === textOf(label));
  }

  /** The class of a cell: nothing stands in it, or a date, which is not broken in two. */
  kind(term) {
    if (!term || textOf(term) === "") return "ask-blank";
    return IS_DATE.test(textOf(term)) ? "ask-date" : "";
  }

  /** What stands in a cell, as nodes. */
  cell(term, index) {
    const column = this.table.columns[index];
    if (!term || textOf(term) === "") return this.query ? [this.query.blanks[column] ?? NOT_STATED] : [];
    if (term.type === "uri") return [this.link(term.value)];
    if (term.type !== "literal") return [term.type === "bnode" ? `_:${term.value}` : textOf(term)];
    const parts = term.value.split(" ");
    if (this.lists[index] || parts.every((part) => IS_IRI.test(part))) return this.listed(parts.filter(Boolean));
    const language = term["xml:lang"];
    const text = column === "standing" && term.value === "held" ? "asserted" : this.plain(term.value);
    return [language && language !== "en" ? element("span", { lang: language }, text) : text];
  }

  plain(text) {
    if (this.names.data.unbounded.includes(text) || this.names.data.unbounded.includes(text + MIDNIGHT)) return UNKNOWN;
    if (text.endsWith(MIDNIGHT)) return text.slice(0, -MIDNIGHT.length);
    return this.query ? called(text, this.names) : text;
  }

  listed(parts) {
    const isClaim = (part) => IS_IRI.test(part) && short(this.names.data, part).startsWith("claim:");
    const claims = parts.filter(isClaim);
    const others = parts.filter((part) => !isClaim(part)).map((part) => (IS_IRI.test(part) ? this.link(part) : called(part, this.names)));
    const isLong = others.length > MOST_PARTS;
    const folded = isLong && element("details", {}, element("summary", {}, `${others.length} in all`), element("ul", {}, others.map((part) => element("li", {}, part))));
    return joined([...(isLong ? [folded] : others), ...(claims.length ? [this.claims(claims)] : [])], "; ");
  }

  /** Claims as a number by source, which open to a link to each. */
  claims(claims) {
    if (claims.length === 1) return this.link(claims[0]);
    const counts = new Map();
    for (const claim of claims) {
      const source = short(this.names.data, claim).replace("claim:", "").replace(CLAIM_NUMBER, "");
      counts.set(source, (counts.get(source) ?? 0) + 1);
    }
    const said = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([source, number]) => `${source} ${number}`);
    return element("details", {}, element("summary", {}, said.join("; ")), joined(claims.map((claim) => this.link(claim)), ", "));
  }

  link(iri) {
    const words = this.names.of(iri);
    const place = placeOf(this.names.data, iri);
    if (place) return element("a", { href: place, title: iri }, words);
    const isOwn = iri.startsWith(this.names.data.root);
    return IS_IRI.test(iri) && !isOwn ? element("a", { href: iri }, words) : element("span", { title: iri }, words);
  }
}
