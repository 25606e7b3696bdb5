// What is wrong with a text that the engine does not read as SPARQL, in words for people: the commonest of what
// `csto_kg.rdf.mistakes` says. And what a query names that the graph does not have.
import { didYouMean, nearest } from "../nearness.js";

const FORMS = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"];
const BEFORE = ["PREFIX", "BASE"];
const UPDATES = ["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"];
const CLOSE = { "{": "}", "(": ")", "[": "]" };
// What is no part of a query's own words: comments, texts, IRIs.
const ASIDE = /#[^\n]*|"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>/g;
const NAME = /(?<![\w?$:@^-])([A-Za-z][\w.-]*|):((?:[\w-]|\.(?=[\w-]))[\w.\/-]*)?/g;

/** A query with its comments, texts and IRIs blanked, each as long as it was. */
export const apart = (text) =>
  text.replace(ASIDE, (found) => found.replace(/[^\n]/g, found.startsWith("#") ? " " : '"'));

const place = (text, offset) => {
  const before = text.slice(0, offset);
  return `line ${before.split("\n").length}, character ${offset - before.lastIndexOf("\n")}`;
};

/** The prefixes that a query declares. */
export const declared = (bare) => new Set([...bare.matchAll(/\bPREFIX\s+([\w.-]*):/gi)].map((found) => found[1]));

/** Why a text is not read; `said` is what the engine says, whose line and column are those of the text. */
export function mistakeIn(text, said, prefixes) {
  const bare = apart(text);
  if (!/\S/.test(bare)) return "This is not SPARQL: the query is empty. A query starts with SELECT, ASK, CONSTRUCT or DESCRIBE.";
  const found = ofPrefixes(bare, said, prefixes) ?? ofForm(bare) ?? ofBrackets(bare) ?? ofPlace(said);
  return found && `This is not SPARQL: ${found}`;
}

function ofPrefixes(bare, said, prefixes) {
  if (!/prefix not found/i.test(said)) return undefined;
  const known = new Set([...declared(bare), ...Object.keys(prefixes), "_"]);
  const missing = [...new Set([...bare.matchAll(NAME)].map(([, prefix]) => prefix))].filter((of) => !known.has(of));
  if (!missing.length) return undefined;
  const names = missing.map((of) => `'${of}:'`).join(" and ");
  const fix = didYouMean(missing[0], Object.keys(prefixes), "", 0.6);
  const list = `Known without a declaration are ${Object.keys(prefixes).join(", ")}.`;
  return `the ${missing.length > 1 ? `prefixes ${names} are` : `prefix ${names} is`} not declared. ${fix ? `${fix} ` : ""}${list}`;
}

function ofForm(bare) {
  const [word] = /[A-Za-z]\w*/.exec(bare) ?? [""];
  const upper = word.toUpperCase();
  if (UPDATES.includes(upper)) return `${upper} changes data, and a release is never changed.`;
  if (!word || [...FORMS, ...BEFORE].includes(upper)) return undefined;
  const fix = didYouMean(upper, FORMS, "A query starts with SELECT, ASK, CONSTRUCT or DESCRIBE.");
  return `${place(bare, bare.indexOf(word))}: a query does not start with '${word}'. ${fix}`;
}

function ofBrackets(bare) {
  const open = [];
  for (const { 0: mark, index } of bare.matchAll(/[{}()[\]]/g)) {
    if (CLOSE[mark]) open.push([mark, index]);
    else if (!open.length || CLOSE[open.at(-1)[0]] !== mark) {
      const fix = open.length ? `'${open.at(-1)[0]}' of ${place(bare, open.at(-1)[1])} is still open.` : "Remove it.";
      return `${place(bare, index)}: '${mark}' closes nothing. ${fix}`;
    } else open.pop();
  }
  const last = open.at(-1);
  return last && `${place(bare, last[1])}: '${last[0]}' is not closed. Write ${CLOSE[last[0]]} where it ends.`;
}

function ofPlace(said) {
  const at = /(\d+):(\d+)/.exec(said);
  return at
    ? `line ${at[1]}, character ${at[2]}: up to here the query cannot be read. See that each triple has a subject, a property and an object, and that a full stop parts two triples.`
    : undefined;
}

// ---------------------------------------------------------------------------------------------------------------------
// What the graph does not have
// ---------------------------------------------------------------------------------------------------------------------

/** The names with a prefix of this graph in a query, as `[name, iri]`. */
function namesIn(text, data) {
  const bare = apart(text);
  const own = declared(bare);
  const found = new Map();
  for (const [name, prefix, local = ""] of bare.matchAll(NAME)) {
    const root = own.has(prefix) ? undefined : data.prefixes[prefix];
    if (root && local && [data.root, data.core, data.coreId].some((of) => root.startsWith(of))) found.set(name, root + local);
  }
  return [...found];
}

/** Sentences on the names in a query that nothing in the graph has, each with those nearest to it. */
export async function strangersIn(text, engine, data) {
  const sentences = [];
  for (const [name, iri] of namesIn(text, data)) {
    const there = `ASK { GRAPH ?g { { <${iri}> ?p ?o } UNION { ?s <${iri}> ?o } UNION { ?s ?p <${iri}> } } }`;
    if ((await engine.table(there)).rows[0][0].value === "true") continue;
    const [root] = /^.*[/#]/.exec(iri);
    const like = `SELECT DISTINCT ?s WHERE { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?s), "${root}")) }`;
    const names = (await engine.table(like)).rows.map(([cell]) => name.slice(0, name.length - iri.length + root.length) + cell.value.slice(root.length));
    const near = nearest(name, names);
    sentences.push(`Nothing is called ${name} in the graph${near.length ? `; there is ${near.join(" or ")}` : ""}.`);
  }
  return sentences;
}
