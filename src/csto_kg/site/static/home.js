// The slider and the date field of the first page: they move the counts, the map, the lines in time and the matrix together.

import { absent, best, joined, linkTo, loadDays, verdicts, written } from "./days.js";

const DAY = 86400000;
const SVG = "http://www.w3.org/2000/svg";
const numbered = (day) => Math.round(Date.parse(day) / DAY);
const dayOf = (number) => new Date(number * DAY).toISOString().slice(0, 10);

function made(tag, attributes, ...parts) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...parts);
  return element;
}

function showCounts(data, day) {
  const section = document.querySelector("#day");
  section.querySelector("h2").textContent = `On ${written(data, day)}`;
  showChanges(data, day, section);
  section.querySelectorAll("tbody tr").forEach((line, number) => {
    const found = verdicts(data, day, data.rows[number]);
    ["certain", "possible", "unknown"].forEach((shown, column) => {
      const agents = data.agents.filter((_, agent) => found.get(agent) === shown);
      const names = joined(agents.map((agent) => linkTo(data, agent)), ", ");
      line.cells[column + 1].replaceChildren(...(names.length ? [`${data.numbers[agents.length]}: `, ...names] : ["none"]));
    });
  });
}

function showChanges(data, day, section) {
  const onDay = data.changes.filter(([, , first, last]) => first === day || last === day);
  const parts = [];
  for (const [words, isCertain] of [["On this day: ", true], ["Perhaps on this day: ", false]]) {
    const links = onDay.filter(([, , first, last]) => (first === last) === isCertain).map((act) => linkTo(data, act));
    if (links.length) parts.push(parts.length ? ` ${words}` : words, ...joined(links, "; "), ".");
  }
  let intro = section.querySelector(".intro");
  if (!intro) section.querySelector("h2").after((intro = made("p", { class: "intro" })));
  intro.replaceChildren(...parts);
  intro.hidden = !parts.length;
}

function showMap(data, day) {
  const map = document.querySelector("svg.map");
  if (!map) return;
  map.setAttribute("aria-label", `Map of ${written(data, day)}: the states named above, in their colours`);
  for (const state of map.querySelectorAll("[data-agent]")) {
    const [hue, verdict] = best(data, day, Number(state.dataset.agent), (body) => body < data.mains);
    state.setAttribute("class", `state ${hue} ${verdict}`.trim());
    if (verdict === "possible") state.setAttribute("fill", `url(#${hue}-possible)`);
    else state.removeAttribute("fill");
  }
}

function showLines(day) {
  const table = document.querySelector("table.lanes");
  if (!table?.dataset.first) return;
  const [first, last] = [table.dataset.first, table.dataset.last].map(numbered);
  const share = `${((100 * (numbered(day) - first)) / (last - first + 1)).toFixed(3)}%`;
  table.querySelectorAll("svg.csto-strip").forEach((strip) => {
    let line = strip.querySelector("line.csto-day");
    if (!line) {
      line = document.createElementNS(SVG, "line");
      line.setAttribute("class", "csto-day");
      line.setAttribute("y1", strip.closest("thead") ? "18" : "0");
      line.setAttribute("y2", "100%");
      strip.append(line);
    }
    line.setAttribute("x1", share);
    line.setAttribute("x2", share);
  });
}

function showMatrix(data, day) {
  const section = document.querySelector("#bodies");
  if (!section) return;
  section.querySelector("h2").textContent = `In which bodies on ${written(data, day)}`;
  for (const cell of section.querySelectorAll("[data-cell]")) {
    const [agent, body] = cell.dataset.cell.split(" ").map(Number);
    const [hue, verdict] = best(data, day, agent, (other) => other === body);
    cell.className = `${hue} ${verdict}`;
    cell.textContent = verdict ? data.cells[verdict].replace("{}", hue) : absent(data, day, agent, body);
  }
}

/** The days that are links: all are, and the chosen one is marked. */
function presets(data, nav) {
  const shown = [...nav.querySelectorAll(":scope > a, :scope > span")];
  return shown.map((preset, number) => {
    const day = data.days[number];
    const path = day === data.last ? "index.html" : `day/${day}.html`;
    const link = linkTo(data, ["", path]);
    link.replaceChildren(...preset.childNodes);
    link.dataset.day = day;
    preset.replaceWith(link);
    return link;
  });
}

function controls(data, nav, table) {
  const [first, last] = [table?.dataset.first || data.days[0], table?.dataset.last || data.days.at(-1)];
  const field = made("input", { type: "date", min: first, max: last, required: "" });
  const slider = made("input", { type: "range", min: numbered(first), max: numbered(last), "aria-label": "Day" });
  const label = made("label", {}, "As of ", field);
  nav.querySelector("p").replaceWith(made("div", { class: "chooser" }, label, slider));
  return [field, slider];
}

async function start(nav) {
  const data = await loadDays(nav.dataset.days);
  const links = presets(data, nav);
  const [field, slider] = controls(data, nav, document.querySelector("table.lanes"));
  const show = (day) => {
    field.value = day;
    slider.value = numbered(day);
    slider.setAttribute("aria-valuetext", written(data, day));
    for (const link of links) {
      if (link.dataset.day === day) link.setAttribute("aria-current", "date");
      else link.removeAttribute("aria-current");
    }
    showCounts(data, day);
    showMap(data, day);
    showLines(day);
    showMatrix(data, day);
  };
  const note = made("p", { role: "status", class: "muted" });
  nav.append(note);
  const refuse = (day) => {
    const [first, last] = [field.min, field.max].map((end) => written(data, end));
    note.textContent = `${day} is not a day from ${first} to ${last}; shown is ${written(data, dayOf(slider.valueAsNumber))}.`;
  };
  // A server says above the title of which day it gave the page.
  const [said, asOf] = [".view > p strong", ".view [name='as-of']"].map((place) => document.querySelector(place));
  const keep = (day) => {
    note.textContent = "";
    if (said) said.textContent = said.textContent.replace(/^As of [^,]+/, `As of ${written(data, day)}`);
    if (asOf) asOf.value = day;
    const asked = new URLSearchParams(location.search);
    asked.delete("as-of");
    asked.set("day", day);
    history.replaceState(null, "", `?${asked}`);
  };
  const choose = (day) => {
    show(day);
    keep(day);
  };
  field.addEventListener("input", () => {
    if (field.value && field.checkValidity()) choose(field.value);
    else if (field.value) refuse(field.value);
  });
  slider.addEventListener("input", () => show(dayOf(slider.valueAsNumber)));
  // Browsers refuse an address that changes with every step of a drag.
  slider.addEventListener("change", () => keep(dayOf(slider.valueAsNumber)));
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      choose(link.dataset.day);
    });
  }
  const given = new URLSearchParams(location.search);
  const asked = given.get("day") ?? given.get("as-of");
  const own = nav.dataset.day || data.last;
  field.value = asked ?? own;
  const isDay = Boolean(asked && field.value && field.checkValidity());
  show(isDay ? asked : own);
  // What a server was asked as of, it has read itself, and a month or a year too.
  if (asked && !isDay && given.has("day")) refuse(asked);
}

const nav = document.querySelector("nav[data-days]");
// Opened as a file, a page may read no other file: then its days stay links.
if (nav && location.protocol !== "file:") start(nav);
