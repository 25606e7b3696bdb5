// The page that asks: it makes the forms, asks an engine, and shows the answer.
import { element, joined } from "./elements.js";
import { BrowserEngine, EndpointEngine } from "./engines.js";
import { AskError, StoppedError } from "./errors.js";
import { fieldsOf } from "./form.js";
import { Names } from "./names.js";
import { strangersIn } from "./mistakes.js";
import { askStored, queryNamed } from "./questions.js";
import { asCsv, asJson, irisIn, tableOf } from "./results.js";
import { sentencesOf } from "./sentences.js";

const QUERY = "query";
const SPARQL = "sparql";
const LANGUAGE = "lang"; // the page's, not the question's
const WEIGHED = ["policy", "known-by"];

/** What the page works with, once it has begun. */
export const asking = {};

/** Makes the page in `root`, and asks what its address asks. */
export async function begin(root) {
  const [data] = await Promise.all([fetchJson(root.dataset.queries), styled(new URL("ask.css", import.meta.url))]);
  const engine = engineOf(root, data);
  Object.assign(asking, { root, data, engine, names: new Names(engine, data) });
  const page = layOut(data);
  Object.assign(asking, { page });
  root.replaceChildren(...page.nodes);
  linkQuestions(data);
  addEventListener("hashchange", () => chooseByHash());
  addEventListener("popstate", () => askByAddress());
  choose(data.queries[0].name);
  chooseByHash();
  await askByAddress();
}

async function fetchJson(address) {
  const response = await fetch(address);
  if (!response.ok) throw new AskError(`${address} could not be fetched: the host answered ${response.status}`);
  return response.json();
}

function styled(address) {
  return new Promise((resolve) => {
    document.head.append(element("link", { rel: "stylesheet", href: address.href, onload: resolve, onerror: resolve }));
  });
}

function engineOf(root, data) {
  const { endpoint, dump } = root.dataset;
  if (endpoint) return new EndpointEngine(new URL(endpoint, document.baseURI).href);
  const files = {
    // Under the name of the release, so that a browser never keeps the data of another one.
    dump: new URL(`${dump}?${data.release.slice(0, 16)}`, document.baseURI).href,
    wasm: new URL("../vendor/oxigraph.wasm.gz", import.meta.url).href,
  };
  return new BrowserEngine(files, data, (text) => say(text));
}

// ---------------------------------------------------------------------------------------------------------------------
// What the page is made of
// ---------------------------------------------------------------------------------------------------------------------

function layOut(data) {
  const questions = [...data.queries].sort((one, other) => one.question.localeCompare(other.question, "en"));
  const options = questions.map((query) => element("option", { value: query.name }, query.question));
  const select = element("select", { id: "ask-question", onchange: () => choose(select.value) }, options);
  const about = element("p", { class: "ask-hint", id: "ask-about" });
  const fields = element("div", { class: "ask-fields" });
  const submit = element("button", { type: "submit", class: "ask-main" }, "Ask");
  const form = element(
    "form",
    { id: "ask-form", onsubmit: (event) => (event.preventDefault(), askForm()) },
    element("div", { class: "ask-field" }, element("label", { for: "ask-question" }, "Question"), select, about),
    fields,
    element("p", { class: "ask-buttons" }, submit),
  );
  const editor = layOutEditor(data);
  const stop = element("button", { type: "button", id: "ask-stop", hidden: true, onclick: () => asking.engine.stop() }, "Stop");
  const status = element("span", { id: "ask-status", role: "status" });
  const answer = element("div", { id: "ask-answer", tabindex: "-1" });
  const nodes = [form, editor.node, element("p", { class: "ask-line" }, status, " ", stop), answer];
  return { nodes, select, about, fields, submit, editor, stop, status, answer };
}

function layOutEditor(data) {
  const first = data.examples[0].text;
  const area = element("textarea", { id: "ask-text", rows: "12", spellcheck: "false", "aria-label": "SPARQL" });
  area.value = first;
  const host = element("div", { id: "ask-editor", hidden: true });
  const made = { area, host, code: null };
  const add = ({ title, text }) => element("option", { value: text }, title);
  const examples = element("select", { id: "ask-examples", onchange: () => writeSparql(examples.value) }, data.examples.map(add));
  const button = element("button", { type: "button", class: "ask-main", id: "ask-sparql-ask", onclick: () => askSparql(sparqlText()) }, "Ask");
  const label = element("label", { for: "ask-examples" }, "Examples");
  const hint = element("p", { class: "ask-hint" }, `Known prefixes: ${Object.keys(data.prefixes).join(", ")}. Ctrl-Enter asks.`);
  made.node = element(
    "details",
    { id: "ask-own", ontoggle: () => made.node.open && loadEditor() },
    element("summary", {}, "Write SPARQL"),
    element("div", { class: "ask-field" }, label, examples),
    area,
    host,
    hint,
    element("p", { class: "ask-buttons" }, button),
  );
  return made;
}

/** Puts CodeMirror in the place of the plain field, at the first need; where it cannot be had the field stays. */
async function loadEditor() {
  const { editor } = asking.page;
  editor.loading ??= import("../vendor/codemirror.js").then(({ sparqlEditor }) => {
    editor.host.hidden = false;
    editor.code = sparqlEditor(editor.host, editor.area.value, "SPARQL", () => askSparql(sparqlText()));
    editor.area.hidden = true;
  });
  await editor.loading.catch(() => {});
}

function sparqlText() {
  const { editor } = asking.page;
  return editor.code ? editor.code.text : editor.area.value;
}

function writeSparql(text) {
  const { editor } = asking.page;
  editor.area.value = text;
  if (editor.code) editor.code.text = text;
}

/** The questions listed further down lead to their forms. */
function linkQuestions(data) {
  for (const { name } of data.queries) {
    const cell = document.getElementById(name)?.cells?.[0];
    if (cell) cell.replaceChildren(element("a", { href: `#${name}`, onclick: () => setTimeout(chooseByHash) }, cell.textContent));
  }
}

function choose(name) {
  const { page, data } = asking;
  const query = queryNamed(data, name);
  page.select.value = name;
  page.about.textContent = `A row is ${query.row}. On the command line: csto-kg query ${name}`;
  asking.fields = fieldsOf(query, data);
  page.fields.replaceChildren(...asking.fields.nodes);
  asking.query = query;
}

function chooseByHash() {
  const name = decodeURIComponent(location.hash.slice(1));
  if (!asking.data.queries.some((query) => query.name === name)) return;
  choose(name);
  asking.root.scrollIntoView();
  asking.page.select.focus();
}

// ---------------------------------------------------------------------------------------------------------------------
// Asking
// ---------------------------------------------------------------------------------------------------------------------

function say(text, isError = false) {
  const { status } = asking.page;
  status.textContent = text;
  status.classList.toggle("ask-error", isError);
}

async function askByAddress() {
  const found = new URLSearchParams(location.search);
  const values = {};
  for (const key of found.keys()) if (![QUERY, LANGUAGE].includes(key)) values[key] = found.getAll(key);
  try {
    const weighed = WEIGHED.filter((key) => found.get(key));
    if (weighed.length) {
      const which = weighed.map((key) => `${key}=${found.get(key)}`).join(" and ");
      throw new AskError(`This page asks the release as it is, and not with ${which}: a server's form and the command line do.`);
    }
    if (found.has(SPARQL)) {
      asking.page.editor.node.open = true;
      writeSparql(found.get(SPARQL));
      await askSparql(found.get(SPARQL), false);
    } else if (found.has(QUERY)) {
      choose(found.get(QUERY));
      asking.fields.values = values;
      await ask(found.get(QUERY), values, false);
    }
  } catch (error) {
    say(error.message, true);
  }
}

const askForm = () => ask(asking.query.name, asking.fields.values);

/** Asks a stored query; `isNew` puts the question into the address of the page. */
async function ask(name, values, isNew = true) {
  const pairs = Object.entries(values).flatMap(([key, value]) => [value].flat().map((of) => [key, of]));
  const address = `?${new URLSearchParams([[QUERY, name], ...pairs])}`;
  const { engine, data, names } = asking;
  await answered(address, isNew, async () => {
    const answer = await askStored(engine, data, name, values, (p, value) => names.find(p, value));
    return { ...answer, title: answer.query.question, file: name };
  });
}

async function askSparql(text, isNew = true) {
  const address = `?${new URLSearchParams([[SPARQL, text]])}`;
  await answered(address, isNew, async () => {
    const { engine, data } = asking;
    const table = await engine.table(text);
    const strangers = table.rows.length ? [] : await strangersIn(text, engine, data);
    return { table, text, strangers, title: "The answer to your SPARQL", file: "answer" };
  });
}

async function answered(address, isNew, run) {
  const { page, names } = asking;
  if (asking.isBusy) return;
  const began = performance.now();
  busy(true);
  say(asking.engine.isReady ? "Asking …" : "Getting ready …");
  try {
    const answer = await run();
    const taken = (performance.now() - began) / 1000;
    await names.know(irisIn(answer.table));
    show(answer, answer.query ? await sentencesOf(answer, names) : [], address);
    if (isNew) history.pushState(null, "", address);
    const { length } = answer.table.rows;
    say(`${length} ${length === 1 ? "row, in" : "rows, in"} ${taken.toFixed(taken < 1 ? 2 : 1)} s.`);
  } catch (error) {
    if (!(error instanceof AskError)) console.error(error);
    page.answer.replaceChildren();
    say(error.message, !(error instanceof StoppedError));
  } finally {
    busy(false);
  }
}

function busy(isBusy) {
  const { page } = asking;
  asking.isBusy = isBusy;
  page.stop.hidden = !isBusy;
  page.submit.disabled = isBusy;
  // The answer that stands there is that of the question before.
  page.answer.setAttribute("aria-busy", isBusy);
  page.editor.node.querySelector("#ask-sparql-ask").disabled = isBusy;
}

// ---------------------------------------------------------------------------------------------------------------------
// The answer
// ---------------------------------------------------------------------------------------------------------------------

function show(answer, sentences, address) {
  const { page, names } = asking;
  const { query, table } = answer;
  const none = answer.strangers?.length
    ? element("p", { class: "ask-error" }, `No row. ${answer.strangers.join(" ")}`)
    : element("p", {}, "No row. That says what the sources say, not what was.");
  page.answer.replaceChildren(
    element("h3", {}, answer.title),
    ...(sentences.length ? [element("div", { class: "ask-said" }, sentences.map((text) => element("p", {}, text)))] : []),
    ...(query ? [element("p", { class: "intro" }, asked(answer))] : []),
    ...(table.rows.length ? tableOf(table, names, query) : [none]),
    more(answer, address),
  );
}

/** What was asked, with the defaults named. */
function asked({ query, values }) {
  const { names, data } = asking;
  const called = (p, value) => (p.type === "entity" && value !== "any" ? nameOf(p, value) : value);
  const said = query.parameters.map((p) => {
    const isGiven = values[p.name] && !(p.isToday && values[p.name][0] === data.day);
    return `${p.name}: ${isGiven ? values[p.name].map((value) => called(p, value)).join(" or ") : `${p.default} (the default)`}`;
  });
  return joined(said, " · ");

  function nameOf(p, value) {
    const iri = names.found.get(`${p.class}\n${value}`);
    return iri ? names.of(iri) : value;
  }
}

function more({ query, table, text, file, period }, address) {
  const download = (name, type, content) =>
    element("a", { download: name, href: URL.createObjectURL(new Blob([content], { type })), class: "ask-download" }, name);
  const link = element("a", { href: address, id: "ask-link" }, "link to this question");
  const button = element("button", {
    type: "button",
    onclick: () => {
      asking.page.editor.node.open = true;
      writeSparql(text);
      loadEditor();
      asking.page.editor.node.scrollIntoView();
    },
  }, period ? `Its SPARQL, as of ${period.first}` : "Its SPARQL");
  return element(
    "p",
    { class: "ask-more" },
    download(`${file}.csv`, "text/csv", asCsv(table)),
    " · ",
    download(`${file}.json`, "application/sparql-results+json", asJson(table)),
    " · ",
    link,
    ...(query ? [" · ", button] : []),
  );
}

export { ask, askSparql };
