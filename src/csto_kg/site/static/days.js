// Who was in which body on a day: the same values and words as the pages have, for any day. Pages that use this say so.

/** What held on each day, as `days.json` has it; links lead to pages beside that file. */
export async function loadDays(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return { ...(await response.json()), root: response.url };
}

/** How certain a standing is on a day: see `holds_on` and `verdict_on` in the package. */
export function verdictOn([, , , begins, latestBegin, earliestEnd, ends, ending], day) {
  if (!(begins <= day && day < ends)) return ends <= day ? "no longer" : "not yet";
  if (day < latestBegin) {
    if (begins !== "0001-01-01") return "possible";
    return latestBegin === "9999-12-31" ? "unknown" : "not attested yet";
  }
  if (day < earliestEnd) return "certain";
  return ending === "unknown" ? "unknown" : "possible";
}

const SHOWN = ["certain", "possible", "unknown"];
const HUES = ["member", "party", "observer"];

/** The strongest verdict on each agent, by its number, for a way of being in a body. */
export function verdicts(data, day, [body, hue]) {
  const found = new Map();
  for (const standing of data.standings) {
    if (standing[1] !== body || standing[2] !== hue) continue;
    const verdict = verdictOn(standing, day);
    const known = found.get(standing[0]);
    if (SHOWN.includes(verdict) && !(known && SHOWN.indexOf(known) <= SHOWN.indexOf(verdict))) {
      found.set(standing[0], verdict);
    }
  }
  return found;
}

/** The strongest way in which an agent is in one of some bodies, and its verdict; empty texts for none. */
export function best(data, day, agent, isWanted) {
  const found = data.standings
    .filter((standing) => standing[0] === agent && isWanted(standing[1]))
    .map((standing) => [SHOWN.indexOf(verdictOn(standing, day)), HUES.indexOf(standing[2])])
    .filter(([verdict]) => verdict >= 0)
    .sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  return found.length ? [HUES[found[0][1]], SHOWN[found[0][0]]] : ["", ""];
}

/** Why an agent is not in a body: not yet, no longer, between two times; a dash where no source has it there. */
export function absent(data, day, agent, body) {
  const found = new Set(
    data.standings.filter((s) => s[0] === agent && s[1] === body).map((standing) => verdictOn(standing, day)),
  );
  return found.size === 0 ? "–" : found.size === 1 ? [...found][0] : "not then";
}

/** A day as people write it: `16 May 2022`. */
export function written(data, day) {
  const [year, month, number] = day.split("-").map(Number);
  return `${number} ${data.months[month - 1]} ${year}`;
}

/** A link to a page of the site, under the policy and from the sources that the address of this page asks for. */
export function linkTo(data, [text, path]) {
  const link = document.createElement("a");
  const target = new URL(path, data.root);
  const asked = new URLSearchParams(location.search);
  for (const name of ["known-by", "policy"]) {
    if (asked.has(name)) target.searchParams.set(name, asked.get(name));
  }
  link.href = target;
  link.textContent = text;
  return link;
}

/** Parts with something between them. */
export function joined(parts, between) {
  return parts.flatMap((part, number) => (number ? [between, part] : [part]));
}

/** What differs between two days: paragraphs, in the words that the page has of itself. */
export function differences(data, one, other) {
  const order = Object.keys(data.verdicts);
  const found = [];
  for (const row of data.rows) {
    const [before, after] = [one, other].map((day) => verdicts(data, day, row));
    const grouped = new Map();
    data.agents.forEach((agent, number) => {
      const pair = [before.get(number) ?? "", after.get(number) ?? ""];
      if (pair[0] === pair[1]) return;
      const key = pair.map((verdict) => order.indexOf(verdict)).join();
      if (!grouped.has(key)) grouped.set(key, [pair, []]);
      grouped.get(key)[1].push(linkTo(data, agent));
    });
    for (const key of [...grouped.keys()].sort()) {
      const [pair, links] = grouped.get(key);
      const [then, now] = pair.map((verdict) => data.verdicts[verdict]);
      found.push([row[2], linkTo(data, data.bodies[row[0]]), ": ", ...joined(links, ", "), ` – ${then}, then ${now}.`]);
    }
  }
  return found.length ? found : [[data.nothing]];
}
