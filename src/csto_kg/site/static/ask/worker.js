// Oxigraph with the release in it, apart from the page, which stays awake whatever is asked.
import begin, { Store, namedNode } from "../vendor/oxigraph.js";
import { apart, declared, mistakeIn } from "./mistakes.js";

const JSON_TYPE = "application/sparql-results+json";
const TRIPLES_TYPE = "application/n-triples";

let setup;
let store;

const nameOf = (address) => new URL(address).pathname.split("/").pop();

/** The bytes at an address, unpacked: some hosts unpack a `.gz` themselves, so its first two bytes decide. */
async function fetched(address) {
  let response;
  try {
    response = await fetch(address);
  } catch {
    throw new Error(`${nameOf(address)} could not be fetched: look at your connection, and ask again.`);
  }
  if (!response.ok) throw new Error(`${nameOf(address)} could not be fetched: the host answered ${response.status}.`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function load() {
  postMessage({ step: "Fetching the query engine and the data …" });
  const [wasm, dump] = await Promise.all([fetched(setup.wasm), fetched(setup.dump)]);
  postMessage({ step: "Loading the data …" });
  await begin({ module_or_path: wasm });
  const loading = new Store();
  loading.load(dump, { format: "application/trig" });
  postMessage({ step: "" });
  return loading;
}

function answer(text) {
  const bare = apart(text);
  const given = declared(bare);
  // On the line of the query's first word, so that the lines of messages are the query's own.
  const own = Object.entries(setup.prefixes).filter(([name]) => !given.has(name));
  const head = own.map(([name, iri]) => `PREFIX ${name}: <${iri}> `).join("");
  const options = {};
  if (!/(?<![?$:\w-])FROM\b/i.test(bare)) options.default_graph = setup.defaultGraphs.map((iri) => namedNode(iri));
  try {
    const body = store.query(head + text, { ...options, results_format: JSON_TYPE });
    return { type: JSON_TYPE, body };
  } catch (error) {
    if (!/RDF format/.test(error.message)) throw within(error, text, head.length);
    return { type: TRIPLES_TYPE, body: store.query(head + text, { ...options, results_format: TRIPLES_TYPE }) };
  }
}

/** An error in words for people, with places in the query as it was written: the prefixes stand before its first line. */
function within(error, text, length) {
  const said = String(error.message).replace(/\b1:(\d+)/g, (_, column) => `1:${Math.max(1, column - length)}`);
  return new Error(mistakeIn(text, said, setup.prefixes) ?? `${said.replace(/\.$/, "")}.`);
}

// Questions wait for the data, and for each other.
let queue = Promise.resolve();

onmessage = ({ data }) => {
  if (data.id === undefined) {
    setup = data;
    return;
  }
  queue = queue.then(async () => {
    try {
      store ??= await load();
      postMessage({ id: data.id, ...answer(data.text) });
    } catch (error) {
      postMessage({ id: data.id, error: error.message });
    }
  });
};
