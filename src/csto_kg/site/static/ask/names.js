// What things are called, and what a name means, as `csto_kg.ask.names` finds it: by the same queries, of the same graphs.
import { AskError } from "./errors.js";
import { literal } from "./questions.js";

const SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
const LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
const TITLES = ["http://purl.org/ontology/bibo/shortTitle", "http://purl.org/dc/terms/title"];
const KINDS = ["claim", "source", "finding", "bound", "query", "graph"];
const NO_IRI = /[\x00-\x20<>"{}|^`\\]/;
const HOSTILE = /[\\\x00-\x1f\x7f]/;
const UNSAFE = /[^\w./~-]/gu;

/** The IRI for an identifier, a prefixed name, or an IRI as people write it. */
export function expanded(data, name) {
  if (/^https?:\/\//.test(name)) return name;
  const [, prefix, rest] = /^([^:]*):(.*)$/s.exec(name) ?? [];
  if (prefix !== undefined && prefix !== "id" && data.prefixes[prefix]) return data.prefixes[prefix] + rest;
  const own = prefix === "id" ? rest : name;
  return data.ofCore.includes(own) ? data.coreId + own : `${data.root}id/${own}`;
}

/** An IRI as people write it: an identifier, a name with a prefix, or the IRI itself. */
export function short(data, iri) {
  for (const start of [`${data.root}id/`, data.coreId]) {
    if (iri.startsWith(start)) return iri.slice(start.length);
  }
  for (const kind of KINDS) {
    const start = `${data.root}${kind}/`;
    if (iri.startsWith(start)) return `${kind}:${iri.slice(start.length)}`;
  }
  const found = Object.entries(data.prefixes).filter(([, start]) => iri.startsWith(start));
  found.sort((one, other) => other[1].length - one[1].length);
  return found.length ? `${found[0][0]}:${iri.slice(found[0][1].length)}` : iri;
}

/** Where a thing lies on the site, from its root; empty where it has no page. */
export function placeOf(data, iri) {
  const name = short(data, iri);
  if (data.places[name]) return data.places[name];
  if (name === iri || !(iri.startsWith(data.root) || iri.startsWith(data.coreId))) return "";
  const [, kind, rest] = /^(claim|source|finding|bound|query|graph):(.*)$/s.exec(name) ?? [, "id", name];
  if (kind === "query") return `queries.html#${rest}`;
  if (kind === "graph") return `about.html#graph-${rest}`;
  if (data.terms.some((start) => iri.startsWith(start))) return `ontology.html#${iri.split("#")[1]}`;
  if (kind === "finding" || kind === "bound") return "";
  return usualPlace(kind, rest);
}

function usualPlace(kind, name) {
  let [page, anchor = ""] = name.split("#");
  if (kind === "claim" && page.endsWith("/content")) [page, anchor] = [page.slice(0, -"/content".length), "content"];
  const parts = page.split("/").map((part) => part.replace(UNSAFE, (c) => `_${c.codePointAt(0).toString(16)}_`));
  const safe = parts.map((part) => (/^\.*$/.test(part) ? part.replaceAll(".", "_2e_") || "_" : part));
  return `${kind}/${safe.join("/")}.html${anchor && `#${anchor.replace(/\/selector$/, "")}`}`;
}

/** The things of a class with their names, in order of the names. */
export function candidates(data, cls) {
  const listed = (data.classes[cls] ?? []).map((i) => ({ id: data.things[i][0], name: data.things[i][1] || data.things[i][0] }));
  return listed.sort((one, other) => one.name.localeCompare(other.name, "en"));
}

/** Finds things by their names in what an engine holds, and what things are called. Each is looked up once. */
export class Names {
  constructor(engine, data) {
    this.engine = engine;
    this.data = data;
    this.found = new Map();
    this.labels = new Map();
    data.things.forEach(([id, name]) => this.labels.set(expanded(data, id), name || id));
  }

  /** A promise of the IRI that the value of a parameter names. */
  async find(parameter, value) {
    const key = `${parameter.class}\n${value}`;
    if (!this.found.has(key)) this.found.set(key, await this.look(parameter, value));
    return this.found.get(key);
  }

  async look(parameter, value) {
    const wanted = parameter.class;
    const iri = expanded(this.data, value);
    const classes = NO_IRI.test(iri) ? [] : await this.classes(iri);
    if (classes.length && (!wanted || classes.includes(wanted))) return iri;
    const meant = [];
    for (const node of await this.called(value)) {
      if (!wanted || (await this.classes(node)).includes(wanted)) meant.push(node);
    }
    if (meant.length === 1) return meant[0];
    if (meant.length) {
      throw new AskError(`“${value}” is ambiguous: ${meant.map((node) => short(this.data, node)).join(" or ")}.`);
    }
    const near = this.near(wanted, value);
    const advice = near.length ? `: did you mean ${near.join(", or ")}?` : ".";
    if (classes.length) throw new AskError(`“${value}” is not of class ${wanted} but ${classes.join(", ")}${advice}`);
    throw new AskError(`There is no ${wanted || "entity"} “${value}” in the graph${advice}`);
  }

  near(cls, value) {
    const text = value.toLowerCase();
    const has = ({ id, name }) => [id, name].some((of) => of.toLowerCase().includes(text) || text.includes(of.toLowerCase()));
    return candidates(this.data, cls).filter(has).slice(0, 3).map(({ name }) => name);
  }

  async classes(iri) {
    const { graphs } = this.data;
    const declared = [graphs.register, graphs.provenance, graphs.findings];
    const { rows } = await this.engine.table(`SELECT DISTINCT ?c WHERE {
      ${declared.map((graph) => `{ GRAPH <${graph}> { <${iri}> a ?t } }`).join(" UNION ")}
      GRAPH <${graphs.ontology}> { ?t <${SUBCLASS}>* ?c } }`);
    const names = rows.map(([cell]) => this.data.terms.map((t) => (cell.value.startsWith(t) ? cell.value.slice(t.length) : "")));
    return names.flat().filter((name) => name && !name.includes("/")).sort();
  }

  async called(value) {
    if (HOSTILE.test(value)) throw new AskError("a name must not hold backslashes or control characters.");
    const { graphs, naming } = this.data;
    const text = literal(value.toLowerCase());
    const path = naming.map((property) => `<${property}>`).join(" | ") || `<${LABEL}>`;
    const term = (name) => `<${this.data.core}${name}>`;
    const { rows } = await this.engine.table(`SELECT DISTINCT ?x WHERE {
      { GRAPH <${graphs.register}> {
        { ?x ${path} ?name . FILTER(LCASE(STR(?name)) = ${text}) }
        UNION { ?x a ?class . FILTER(STRENDS(STR(?x), CONCAT("/", ${text}))) } } }
      UNION { GRAPH <${graphs.findings}> { ?x a ${term("Conflict")} ; <${LABEL}> ?name . FILTER(LCASE(STR(?name)) = ${text}) } }
      UNION { GRAPH <${graphs.provenance}> { ?x a ${term("Claim")} . FILTER(STRENDS(STR(?x), CONCAT("/", ${text}))) } }
      UNION { GRAPH <${graphs.view}> { ?x ${path} ?name . FILTER(LCASE(STR(?name)) = ${text}) } } }`);
    return rows.map(([cell]) => cell.value).sort();
  }

  /** Looks up what things are called, for `of`. */
  async know(iris) {
    const unknown = [...new Set(iris)].filter((iri) => !this.labels.has(iri) && !NO_IRI.test(iri));
    if (!unknown.length) return;
    const { rows } = await this.engine.table(`SELECT DISTINCT ?x ?property ?name WHERE {
      VALUES ?x { ${unknown.map((iri) => `<${iri}>`).join(" ")} }
      VALUES ?property { ${[LABEL, ...TITLES].map((property) => `<${property}>`).join(" ")} }
      GRAPH ?g { ?x ?property ?name } FILTER(LANG(?name) IN ("en", "")) }`);
    for (const property of [LABEL, ...TITLES]) {
      const these = rows.filter((row) => row[1].value === property).map((row) => [row[0].value, row[2].value]);
      for (const [iri, name] of these.sort((one, other) => (one[1] < other[1] ? -1 : 1))) {
        if (!this.labels.has(iri)) this.labels.set(iri, name);
      }
    }
    for (const iri of unknown) if (!this.labels.has(iri)) this.labels.set(iri, short(this.data, iri));
  }

  /** What a thing is called: a claim by its identifier. */
  of(iri) {
    const name = short(this.data, iri);
    return name.startsWith("claim:") ? name : (this.labels.get(iri) ?? name);
  }
}
