// An editor for SPARQL in an element with a shadow root. CodeMirror puts its styles into that root as constructed sheets,
// which a strict content security policy allows, where the styles of a document would have to be inline.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--member)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--other)" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--party)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.atom, tags.propertyName], color: "var(--observer)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "14px", border: "1px solid var(--line)" },
  "&.cm-focused": { outline: "2px solid var(--link)", outlineOffset: "1px" },
  ".cm-content": { fontFamily: 'ui-monospace, "Noto Sans Mono", monospace', caretColor: "var(--ink)", minHeight: "9em" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--muted)", backgroundColor: "var(--soft)", borderRight: "1px solid var(--line)" },
  ".cm-scroller": { overflow: "auto", maxHeight: "26em" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--link) 25%, transparent)",
  },
});

// Where a browser itself puts text in the place of a selection, it writes styles into elements, which the policy of a page
// forbids: so the editor puts it there.
const typing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || event.data === null || event.isComposing || view.composing) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

/** An editor in `host`. `label` names it for screen readers; `onSubmit` is called for Ctrl-Enter. */
export function sparqlEditor(host, text, label, onSubmit) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const submit = { key: "Mod-Enter", run: () => (onSubmit(), true) };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        EditorView.lineWrapping,
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        look,
        typing,
        // Tab leaves the editor, as it leaves any field: who has no mouse must get out again.
        keymap.of([submit, ...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label }),
      ],
    }),
  });
  return {
    get text() {
      return view.state.doc.toString();
    },
    set text(value) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
    },
    focus: () => view.focus(),
  };
}
