// Elements of a page, made without a line of HTML, so that no text can become markup.

/** An element with attributes and content: texts, elements, or lists of these. Of `on…` the value is a listener. */
export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== "") made.setAttribute(key, value);
  }
  made.append(...content.flat(Infinity).filter((part) => part !== null && part !== undefined));
  return made;
}

/** Parts with a text between each two. */
export const joined = (parts, between) => parts.flatMap((part, i) => (i ? [between, part] : [part]));
