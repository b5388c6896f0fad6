/** The editor's look, from the page's tokens only. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "0.9rem", height: "100%" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono, ui-monospace, monospace)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", paddingBlock: "0.5rem" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted)", border: "none" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)", fontWeight: "600" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--accent) 25%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--muted)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--bad)" },
  ".q-mark": { backgroundColor: "color-mix(in srgb, var(--accent) 12%, transparent)" },
  ".q-mark-event": { boxShadow: "inset 3px 0 var(--accent)" },
  ".q-mark-error": {
    backgroundColor: "color-mix(in srgb, var(--bad) 12%, transparent)",
    boxShadow: "inset 3px 0 var(--bad), inset 6px 0 var(--paper), inset 8px 0 var(--bad)",
  },
  ".q-note": { color: "var(--bad)", padding: "0.15rem 1rem 0.35rem", whiteSpace: "pre-wrap", fontFamily: "inherit" },
});

const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--good)" },
  { tag: [tags.comment], color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.definition(tags.variableName), tags.function(tags.definition(tags.variableName)), tags.className], fontWeight: "600" },
  { tag: [tags.number, tags.bool, tags.null, tags.self], color: "var(--accent)" },
  { tag: [tags.invalid], color: "var(--bad)" },
]);

export const look: Extension = [theme, syntaxHighlighting(highlight)];

/** What stands around the editor in its shadow. */
export const AROUND = `
:host { display: block; }
.frame { border: 1px solid var(--band); border-radius: 8px; overflow: hidden; background: var(--paper); display: grid; grid-template-rows: 1fr auto; height: 100%; min-height: 14rem; }
.frame > div:first-child { min-height: 0; overflow: auto; max-height: var(--editor-height, 70vh); }
.foot { display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: space-between; color: var(--muted); font-size: .8rem; padding: .3rem .75rem; border-top: 1px solid var(--band); }
.foot p { margin: 0; }
.both { border: 2px solid var(--accent); border-radius: 8px; padding: .75rem; margin-bottom: .75rem; }
.both p { margin: 0 0 .5rem; }
.both pre { max-height: 12rem; overflow: auto; background: color-mix(in srgb, var(--band) 35%, transparent); padding: .5rem; font: .85rem/1.5 var(--mono, ui-monospace, monospace); }
.both button { font: inherit; color: inherit; background: transparent; border: 1px solid var(--muted); border-radius: 6px; min-height: 2.75rem; padding: .25rem .9rem; margin-right: .5rem; cursor: pointer; }
.both button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;
