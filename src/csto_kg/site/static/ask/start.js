// Begins the page that asks. It is no module, since a browser loads none from a file on disk, and this must say so.
(() => {
  "use strict";
  const root = document.getElementById("ask");
  const need = document.getElementById("ask-need");
  const say = (text) => {
    const line = document.createElement("p");
    line.className = "ask-error";
    line.textContent = text;
    need.before(line);
  };
  if (location.protocol === "file:") {
    say("Opened as a file on disk, this page cannot fetch the data that it asks: browsers forbid it. Put the folder on a "
      + "web server, such as that of “python3 -m http.server”, and open it there.");
  } else if (!root.dataset.endpoint && (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function")) {
    say("This browser is too old to answer questions by itself: it lacks WebAssembly or DecompressionStream.");
  } else {
    import(new URL("page.js", document.currentScript.src))
      .then((page) => page.begin(root))
      .catch((error) => say(`This page could not be started: ${error.message}`));
  }
})();
