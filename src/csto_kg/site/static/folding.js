// Words in the form in which spellings of one word are equal: as src/csto_kg/ask/reading/words.py has it, rule for rule.

const LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя";
const LATIN = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".split(" ");
const CYRILLIC = new Map([...LETTERS].map((letter, at) => [letter, LATIN[at].replaceAll("_", "")]));
const POSSESSIVE = /(?<=[\p{L}\p{N}_])['’ʼ`´]s?(?![\p{L}\p{N}_])/gu;
const NOT = /n['’]t(?![\p{L}\p{N}_])/giu;
const INITIALS = /(?<![\p{L}\p{N}_])(?:[\p{L}\p{N}_]\.){2,}/gu;
const WORD = /[\p{L}\p{N}_]+/gu;

/** A text in lower case without diacritics, typographic marks and Cyrillic letters. */
export function plain(text) {
  const lower = text.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ").normalize("NFC");
  const latin = Array.from(lower, (letter) => CYRILLIC.get(letter) ?? letter).join("");
  return latin.normalize("NFKD").replace(/\p{M}/gu, "");
}

function spaced(text) {
  const without = text.replace(NOT, " no").replace(POSSESSIVE, " ");
  return without.replace(INITIALS, (found) => found.replaceAll(".", "") + " ");
}

/** The words of a text in order, in lower case. */
export function wordsOf(text) {
  return plain(spaced(text)).match(WORD) ?? [];
}

/** The stems of the words of a text. */
export function stemsOf(text) {
  return wordsOf(text).map(stem);
}

function stem(given) {
  if (/^\p{Nd}+$/u.test(given) || given.length <= 3) return given;
  let word = singular(given);
  if (word.length > 6) word = word.replace(/is(e|ed|ing|er|ation)$/, "iz$1");
  for (const ending of ["ization", "ation", "ition", "ing", "ed"]) {
    const rest = word.endsWith(ending) ? word.slice(0, -ending.length) : word;
    if (rest !== word && rest.length >= 3 && /[aeiouy]/.test(rest)) {
      word = rest + (ending === "ization" ? "iz" : "");
      break;
    }
  }
  if (word.length > 4 && word.at(-1) === word.at(-2) && !"aeiouls".includes(word.at(-1))) word = word.slice(0, -1);
  return word.length > 3 && word.endsWith("e") ? word.slice(0, -1) : word;
}

function singular(word) {
  if (word.endsWith("ies") && word.length > 4) return word.slice(0, -3) + "y";
  if (/(ss|sh|ch|x)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") && !/(ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}
