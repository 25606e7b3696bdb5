// Any two days, compared in words. The address of the page keeps the two.

import { differences, loadDays } from "./days.js";

async function start(place) {
  const data = await loadDays(place.dataset.days);
  const fields = [...place.querySelectorAll("input")];
  const shown = place.querySelector(".differences");
  const show = () => {
    if (!fields.every((field) => field.value)) return;
    const paragraphs = differences(data, ...fields.map((field) => field.value)).map((parts) => {
      const paragraph = document.createElement("p");
      paragraph.append(...parts);
      return paragraph;
    });
    shown.replaceChildren(...paragraphs);
  };
  const asked = new URLSearchParams(location.search);
  for (const field of fields) {
    field.value = asked.get(field.name) ?? field.value;
    field.addEventListener("input", () => {
      show();
      if (fields.every((of) => of.value)) {
        history.replaceState(null, "", `?${fields.map((of) => `${of.name}=${of.value}`).join("&")}`);
      }
    });
  }
  place.hidden = false;
  show();
}

const place = document.querySelector(".compare[data-days]");
if (place && location.protocol !== "file:") start(place);
