// The words of a page in the language that its reader chose: looked up by the English ones; sentences and data stay.
const here = new URL(import.meta.url);
const languages = here.search.slice(1).split(",").filter(Boolean);
const MONTHS = "January February March April May June July August September October November December".split(" ");
const DAY = new RegExp(String.raw`\b\d{1,2} (?:${MONTHS.join("|")}) \d{4}\b`, "g");
const NUMBER = /\d[\d,]*/g;
const KEY = "language";

const nameOf = (language) => new Intl.DisplayNames([language], { type: "language" }).of(language);

function chosen() {
  const asked = new URL(location.href).searchParams.get("lang");
  if (asked) return asked;
  try {
    return localStorage.getItem(KEY) ?? "en";
  } catch {
    return "en";
  }
}

function choose(language) {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // A browser that keeps nothing has the choice in the address.
  }
  const address = new URL(location.href);
  address.searchParams.set("lang", language);
  location.replace(address);
}

function offer(current) {
  const bar = document.querySelector("header nav");
  for (const language of ["en", ...languages].filter((of) => of !== current)) {
    const button = bar.appendChild(document.createElement("button"));
    const name = nameOf(language);
    button.type = "button";
    button.lang = language;
    button.textContent = name[0].toLocaleUpperCase(language) + name.slice(1);
    button.addEventListener("click", () => choose(language));
  }
}

// A day in the case in which sentences have it: 23 июня 2006 г.
function day(text, language) {
  const [of, month, year] = text.split(" ");
  const date = new Date(Date.UTC(2000, MONTHS.indexOf(month), Number(of)));
  date.setUTCFullYear(Number(year));
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(date);
}

function translated(text, words, language) {
  const values = [];
  const pattern = text
    .replace(DAY, (found) => (values.push(day(found, language)), "{day}"))
    .replace(NUMBER, (found) => (values.push(found), "{n}"));
  if (pattern === "{day}") return values[0];
  const found = words[pattern];
  // Days come first among the values, numbers after them.
  const days = values.filter((value) => !/^[\d,]+$/.test(value));
  const numbers = values.filter((value) => /^[\d,]+$/.test(value));
  return found?.replaceAll("{day}", () => days.shift()).replaceAll("{n}", () => numbers.shift());
}

// What the data say keeps its language: names, paraphrases, reasons, and what a reader types.
const DATA = "script, style, input, textarea, select:not([data-facet]), code, pre, blockquote, [lang]:not(html, [data-put])";

function put(node, { words, names }, language) {
  const text = node.data.trim().replace(/\s+/g, " ");
  const parent = node.parentElement;
  if (!text || !parent || parent.closest(DATA)) return;
  const isName = parent.matches("a, h1") && !parent.closest("header, .lead, .intro, .card");
  const other = (isName && names[text]) || translated(text, words, language);
  if (!other) {
    // Another script has written there since, what has no words in this language.
    if ("put" in parent.dataset) parent.lang = "en";
    return;
  }
  const [before] = node.data.match(/^\s*/);
  const [after] = node.data.match(/\s*$/);
  if (parent.childNodes.length === 1 && !(parent instanceof SVGElement)) {
    parent.lang = language;
    parent.dataset.put = "";
    node.data = before + other + after;
    return;
  }
  const span = document.createElement("span");
  span.lang = language;
  span.textContent = other;
  node.replaceWith(before, span, after);
}

function replaceWithin(root, catalogue, language) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) put(node, catalogue, language);
  for (const cell of root.querySelectorAll("[data-head]")) {
    cell.dataset.head = catalogue.words[cell.dataset.head] ?? cell.dataset.head;
  }
  for (const labelled of root.querySelectorAll("[aria-label]:not([lang])")) {
    labelled.ariaLabel = translated(labelled.ariaLabel, catalogue.words, language) ?? labelled.ariaLabel;
  }
}

async function show(language) {
  const answer = await fetch(new URL(`words.${language}.json`, here));
  if (!answer.ok) return;
  const catalogue = await answer.json();
  replaceWithin(document.body, catalogue, language);
  const note = document.querySelector("footer > div").appendChild(document.createElement("p"));
  note.lang = language;
  note.textContent = catalogue.words["The data are in English."];
  // What other scripts write later.
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node.nodeType === Node.TEXT_NODE) put(node, catalogue, language);
        else if (node.nodeType === Node.ELEMENT_NODE && !node.lang) replaceWithin(node, catalogue, language);
      }
    }
  }).observe(document.querySelector("main"), { childList: true, subtree: true });
}

const current = languages.includes(chosen()) ? chosen() : "en";
offer(current);
if (current !== "en") show(current);
