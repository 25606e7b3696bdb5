// Search on the page of all names: the index is fetched at the first word, and the address keeps what is searched for.
import { stemsOf, wordsOf } from "./folding.js";
import { likeness } from "./nearness.js";

const MOST = 60;
const FEW = 3; // where fewer are found, names that are spelt otherwise are too
const LEAST = 0.75; // how like a word that is spelt otherwise must be
const box = document.querySelector("[data-search]");
const input = box.querySelector("input");
const count = box.querySelector("[role=status]");
const list = box.querySelector("ol");
const others = [...document.querySelectorAll("main > section"), ...document.querySelectorAll("main > nav")].filter(
  (part) => !part.contains(box),
);
let index;

async function loaded() {
  index ??= fetch(new URL(box.dataset.search, document.baseURI))
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
    .then(({ kinds, entries }) =>
      entries.map(([name, place, kind, names = []], at) => ({
        ...{ name, place, at, kind: kinds[kind] },
        names: [name, ...names].map((of) => named(of)),
      })),
    );
  return index;
}

function named(of) {
  const [text, language] = typeof of === "string" ? [of, ""] : of;
  const words = wordsOf(text);
  return { text, language, words, stems: stemsOf(text), whole: words.join(" ") };
}

// How well a name has what is searched for, the less the better: letter for letter, the name itself, one that starts so,
// one with all words.
function fit(name, asked) {
  if (name.text.toLowerCase() === asked.text.toLowerCase()) return -1;
  if (name.whole === asked.whole) return 0;
  if (name.whole.startsWith(asked.whole)) return 1;
  const has = (word, at) =>
    name.words.some((own) => own.startsWith(word)) || name.stems.some((own) => own === asked.stems[at]);
  return asked.words.every(has) ? 2 : Infinity;
}

// The same for a name that is written otherwise: each word is like one of the name, the likest first.
function fitNearly(name, asked) {
  let sum = 0;
  for (const word of asked.words) {
    const alike = Math.max(0, ...name.words.map((own) => likenessOf(word, own)));
    if (alike < LEAST) return Infinity;
    sum += alike;
  }
  // Of names with words as like, the one with fewer others.
  return 3 - sum / asked.words.length + name.words.length / 1000;
}

// Words much longer or shorter than another cannot be like it.
function likenessOf(word, own) {
  const [shorter, longer] = [word.length, own.length].sort((a, b) => a - b);
  return (2 * shorter) / (shorter + longer) < LEAST ? 0 : likeness(word, own);
}

function found(entries, asked, fit) {
  const hits = [];
  for (const entry of entries) {
    let best = { how: Infinity };
    for (const name of entry.names) {
      const how = fit(name, asked);
      if (how < best.how) best = { how, name };
    }
    if (best.how < Infinity) hits.push({ entry, ...best });
  }
  return hits.sort((a, b) => a.how - b.how || a.entry.at - b.entry.at);
}

function shown({ entry, name }) {
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  link.href = new URL(entry.place, document.baseURI).href;
  link.textContent = name.text;
  if (name.language) link.lang = name.language;
  const more = item.appendChild(document.createElement("span"));
  more.className = "muted";
  more.textContent = [name.text === entry.name ? "" : entry.name, entry.kind].filter(Boolean).join(", ");
  return item;
}

async function search() {
  const text = input.value.trim();
  const address = new URL(location.href);
  text ? address.searchParams.set("q", text) : address.searchParams.delete("q");
  history.replaceState(null, "", address);
  const words = wordsOf(text);
  let hits = [];
  let near = [];
  if (words.length) {
    try {
      const asked = { text, words, stems: stemsOf(text), whole: words.join(" ") };
      hits = found(await loaded(), asked, fit);
      if (hits.length < FEW) near = found(await loaded(), asked, fitNearly).filter(({ entry }) => !hits.some((hit) => hit.entry === entry));
    } catch (error) {
      index = undefined;
      count.textContent = `${box.dataset.failed} (${error.message})`;
      return;
    }
    if (input.value.trim() !== text) return;
  }
  for (const part of others) part.hidden = words.length > 0;
  list.replaceChildren(...[...hits, ...near].slice(0, MOST).map(shown));
  const number = hits.length > MOST ? `${MOST} / ${hits.length}` : `${hits.length}`;
  const nearly = near.length ? `. ${box.dataset.nearly}: ${near.length}` : "";
  count.textContent = words.length ? `${box.dataset.found}: ${number}${nearly}` : "";
}

// From the box down into the list and back, besides Tab; Enter opens the first.
box.addEventListener("keydown", (event) => {
  const links = [input, ...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
  const to = event.key === "Escape" ? input : links[at + step];
  if (step && at >= 0 && to) {
    event.preventDefault();
    to.focus();
  } else if (event.key === "Escape") {
    input.value = "";
    input.focus();
    search();
  } else if (event.key === "Enter" && document.activeElement === input) {
    links[1]?.click();
  }
});
input.addEventListener("input", search);
box.querySelector("[data-scripts]").remove();
box.querySelector("div").hidden = false;
input.value = new URL(location.href).searchParams.get("q") ?? "";
if (input.value) search();
