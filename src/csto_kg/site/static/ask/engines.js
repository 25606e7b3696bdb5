// What answers SPARQL: the browser itself, in a worker, or an endpoint. Both have the same few methods:
//
// `table(text)` promises an answer as a table; `stop()` ends what runs; `isReady` says whether the data are there.
import { AskError, StoppedError } from "./errors.js";

const JSON_TYPE = "application/sparql-results+json";
const TRIPLES_TYPE = "application/n-triples";

/** A table of what an engine gives: SPARQL's JSON, or triples as N-Triples. */
function tableOf(type, body) {
  if (type === TRIPLES_TYPE) return tableOfTriples(body);
  const answer = JSON.parse(body);
  if (typeof answer.boolean === "boolean") {
    const datatype = "http://www.w3.org/2001/XMLSchema#boolean";
    return { columns: ["answer"], rows: [[{ type: "literal", value: String(answer.boolean), datatype }]] };
  }
  const columns = answer.head.vars;
  return { columns, rows: answer.results.bindings.map((row) => columns.map((column) => row[column] ?? null)) };
}

const TERM = /<([^>]*)>|_:(\S+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?/gu;
const ESCAPES = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f", '"': '"', "'": "'", "\\": "\\" };
const plain = (text) =>
  text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gu, (_, short, long, sign) =>
    sign ? ESCAPES[sign] : String.fromCodePoint(parseInt(short ?? long, 16)),
  );

function tableOfTriples(body) {
  const rows = [...new Set(body.split("\n").filter(Boolean))].sort().map((line) => [...line.matchAll(TERM)].map(termOf));
  return { columns: ["subject", "predicate", "object"], rows };
}

function termOf([, iri, blank, text, language, datatype]) {
  if (iri !== undefined) return { type: "uri", value: plain(iri) };
  if (blank !== undefined) return { type: "bnode", value: blank };
  return { type: "literal", value: plain(text), ...(language && { "xml:lang": language }), ...(datatype && { datatype }) };
}

/** The browser itself: Oxigraph in a worker, which gets the data at the first question. */
export class BrowserEngine {
  /** `files` has the addresses of the data (`dump`) and of the engine (`wasm`); `say` is told what goes on. */
  constructor(files, data, say = () => {}) {
    this.files = files;
    this.data = data;
    this.say = say;
    this.isReady = false;
    this.waiting = new Map();
    this.count = 0;
  }

  table(text) {
    this.worker ??= this.begin();
    const id = (this.count += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, text });
    });
  }

  begin() {
    const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    const { prefixes, defaultGraphs } = this.data;
    worker.postMessage({ ...this.files, prefixes, defaultGraphs });
    worker.onmessage = ({ data }) => this.heard(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.end(new AskError(`The query engine has failed: ${event.message || "it could not be loaded"}.`));
    };
    return worker;
  }

  heard({ id, step, type, body, error }) {
    if (step !== undefined) {
      this.isReady = step === "";
      if (step) this.say(step);
      return;
    }
    const { resolve, reject } = this.waiting.get(id) ?? {};
    this.waiting.delete(id);
    if (error !== undefined) reject?.(new AskError(error));
    else resolve?.(tableOf(type, body));
  }

  stop() {
    this.end(new StoppedError());
  }

  // A query cannot be stopped from inside: the worker is ended, and the next question begins another.
  end(reason) {
    this.worker?.terminate();
    this.worker = undefined;
    this.isReady = false;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) reject(reason);
  }
}

/** A SPARQL endpoint at an address. */
export class EndpointEngine {
  constructor(address) {
    this.address = address;
    this.isReady = true;
    this.running = new Set();
  }

  async table(text) {
    const control = new AbortController();
    this.running.add(control);
    try {
      const response = await fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/sparql-query", Accept: `${JSON_TYPE}, ${TRIPLES_TYPE};q=0.9` },
        body: text,
        signal: control.signal,
      });
      const body = await response.text();
      if (!response.ok) throw new AskError(refusal(response, body));
      const type = response.headers.get("Content-Type")?.split(";")[0].trim();
      return tableOf(type, body);
    } catch (error) {
      if (error.name === "AbortError") throw new StoppedError();
      if (error instanceof AskError) throw error;
      throw new AskError(`The server could not be asked: ${error.message}.`);
    } finally {
      this.running.delete(control);
    }
  }

  stop() {
    for (const control of this.running) control.abort();
  }
}

/** What a server says of why it does not answer: the detail of a problem (RFC 9457), or its text. */
function refusal(response, body) {
  try {
    const problem = JSON.parse(body);
    return problem.detail ?? problem.title ?? problem.error ?? `The server answered ${response.status}.`;
  } catch {
    const said = /^\s*</.test(body) ? "" : body.trim().slice(0, 500);
    return said || `The server answered ${response.status}.`;
  }
}
