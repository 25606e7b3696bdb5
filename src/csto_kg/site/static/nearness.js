// How alike two words are, and which words are nearest to one: as src/csto_kg/advice.py has it.

/** The likeness of two texts from 0 to 1: twice the letters that they share in order, by the letters that both have. */
export function likeness(one, other) {
  if (!one.length && !other.length) return 1;
  let row = new Array(other.length + 1).fill(0);
  for (const letter of one) {
    const next = [0];
    for (let at = 1; at <= other.length; at += 1) {
      next.push(letter === other[at - 1] ? row[at - 1] + 1 : Math.max(row[at], next[at - 1]));
    }
    row = next;
  }
  return (2 * row[other.length]) / (one.length + other.length);
}

/** Up to `most` of `words` that are alike to `word` at least as `least` says, the likest first, without regard to case. */
export function nearest(word, words, least = 0.75, most = 3) {
  const lower = word.toLowerCase();
  return [...new Set(words)]
    .map((of) => [of, likeness(lower, of.toLowerCase())])
    .filter(([, alike]) => alike >= least)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([of]) => of);
}

/** A fix for an unknown name: names that are alike as a question, or `otherwise`. */
export function didYouMean(word, words, otherwise = "", least = 0.75) {
  const near = nearest(word, words, least);
  return near.length ? `Did you mean ${near.join(" or ")}?` : otherwise;
}
