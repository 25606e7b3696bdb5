// Any two days, compared in words. The address of the page keeps the two.

import { differences, loadDays, written } from "./days.js";

async function start(place) {
  const data = await loadDays(place.dataset.days);
  const fields = [...place.querySelectorAll("input")];
  const shown = place.querySelector(".differences");
  const between = place.querySelector(".between");
  const show = () => {
    const isRead = fields.every((field) => field.value);
    between.textContent = isRead
      ? place.dataset.between.replace(/\{(\d)\}/g, (_, at) => written(data, fields[at].value))
      : place.dataset.unread;
    shown.hidden = !isRead;
    if (!isRead) return;
    const paragraphs = differences(data, ...fields.map((field) => field.value)).map((parts) => {
      const paragraph = document.createElement("p");
      paragraph.append(...parts);
      return paragraph;
    });
    shown.replaceChildren(...paragraphs);
  };
  const asked = new URLSearchParams(location.search);
  for (const field of fields) {
    if (asked.has(field.name)) field.value = asked.get(field.name); // empty where the address has no day
    field.addEventListener("input", () => {
      show();
      if (fields.every((of) => of.value)) {
        history.replaceState(null, "", `?${fields.map((of) => `${of.name}=${of.value}`).join("&")}`);
      }
    });
  }
  document.querySelector("[data-scripts]").remove();
  place.hidden = false;
  show();
}

const place = document.querySelector(".compare[data-days]");
if (place) start(place);
