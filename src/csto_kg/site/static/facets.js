// Choices on the page of disagreements, made from its own rows; the address keeps what is chosen.
const box = document.querySelector("[data-facets]");
const selects = [...box.querySelectorAll("select")];
const status = box.querySelector("[role=status]");
// The other table of the page, of what the types mean, has fewer columns.
const sections = [...document.querySelectorAll("main > section")].filter(
  (of) => of.querySelector("thead > tr")?.cells.length > selects.length - 1,
);

// What a link is called in an address: the last part of the place that it leads to.
const keyOf = (link) => link.getAttribute("href").split("/").at(-1).replace(/\.html(#.*)?$/, "");

const rows = sections.flatMap((section) =>
  [...section.querySelectorAll("tbody > tr")].map((row) => ({ row, section, values: valuesOf(row, section) })),
);

const texts = new Map(rows.flatMap(({ values }) => Object.values(values).flatMap((of) => [...of])));

function valuesOf(row, section) {
  const values = {};
  for (const { dataset } of selects) {
    const links = row.cells[dataset.column].querySelectorAll("a");
    const title = section.querySelector("h2").textContent.replace(/ \(\d+\)$/, "");
    values[dataset.facet] = new Map(
      dataset.column === "0" ? [[section.id, title]] : [...links].map((link) => [keyOf(link), link.textContent]),
    );
  }
  return values;
}

function chosen() {
  return Object.fromEntries(selects.filter((s) => s.value).map((s) => [s.dataset.facet, s.value]));
}

const fits = (of, choice, but) =>
  Object.entries(choice).every(([facet, value]) => facet === but || of.values[facet].has(value));

// Each list has what the other choices leave, with how many rows each has.
function fill(select, choice) {
  const facet = select.dataset.facet;
  const counts = new Map();
  for (const of of rows.filter((row) => fits(row, choice, facet))) {
    for (const [key, text] of of.values[facet]) counts.set(key, { text, n: (counts.get(key)?.n ?? 0) + 1 });
  }
  const asked = choice[facet];
  if (asked && !counts.has(asked)) counts.set(asked, { text: texts.get(asked) ?? asked, n: 0 });
  const options = [...counts].sort(([, a], [, b]) => (facet === "outcome" ? 0 : a.text.localeCompare(b.text)));
  select.replaceChildren(
    select.options[0],
    ...options.map(([key, { text, n }]) => new Option(`${text} (${n})`, key, false, key === choice[facet])),
  );
  select.value = choice[facet] ?? "";
}

function show(choice) {
  let shown = 0;
  const left = new Map(sections.map((section) => [section, 0]));
  for (const of of rows) {
    of.row.hidden = !fits(of, choice);
    if (of.row.hidden) continue;
    shown += 1;
    left.set(of.section, left.get(of.section) + 1);
  }
  for (const [section, n] of left) section.hidden = n === 0;
  for (const select of selects) fill(select, choice);
  status.textContent = `${status.dataset.shown}: ${shown} / ${rows.length}`;
  box.querySelector("button").hidden = Object.keys(choice).length === 0;
}

function choose() {
  const address = new URL(location.href);
  for (const { dataset, value } of selects) {
    value ? address.searchParams.set(dataset.facet, value) : address.searchParams.delete(dataset.facet);
  }
  history.replaceState(null, "", address);
  show(chosen());
}

for (const select of selects) select.addEventListener("change", choose);
box.querySelector("button").addEventListener("click", () => {
  for (const select of selects) select.value = "";
  choose();
  selects[0].focus();
});
box.hidden = false;
const asked = new URL(location.href).searchParams;
show(
  Object.fromEntries(selects.map((s) => [s.dataset.facet, asked.get(s.dataset.facet)]).filter(([, value]) => value)),
);
