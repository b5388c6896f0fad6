/** The explorer's look, from the page's tokens only; in a sheet of its own, which no content policy forbids. */

export const STYLE = `
:host { display: block; container-type: inline-size; color: var(--ink); font: .9375rem/1.45 var(--font, system-ui, sans-serif); font-variant-numeric: tabular-nums lining-nums; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button, input, select { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.sheet { display: grid; grid-template-columns: minmax(0, 1fr) 21rem; grid-template-areas: "bar bar" "runs panel" "list panel"; grid-template-rows: auto auto 1fr; gap: .75rem 1.25rem; align-items: start; }
.bar { grid-area: bar; display: flex; flex-wrap: wrap; gap: .4rem .5rem; align-items: center; }
.bar .gap { flex: 1; }
.told { order: 1; flex-basis: 100%; }
.told:empty { display: none; }
button svg { display: block; margin: auto; }
.set { display: inline-flex; }
.set button { margin-left: -1px; }
button { min-height: 2.5rem; min-width: 2.5rem; padding: .2rem .7rem; background: var(--raise, var(--paper)); border: 1px solid var(--edge, var(--muted)); border-radius: 2px; cursor: pointer; }
button:hover { border-color: var(--ink); background: var(--sunk, var(--band)); position: relative; }
button:disabled { color: var(--muted); border-style: dashed; cursor: default; }
button[aria-pressed="true"] { background: var(--tint, var(--band)); border-color: var(--accent); position: relative; }
button.bad { border: 3px double var(--bad); }
input[type="search"] { min-height: 2.5rem; width: 11rem; max-width: 100%; padding: .2rem .6rem; background: var(--raise, var(--paper)); border: 1px solid var(--edge, var(--muted)); border-radius: 2px; }
details { position: relative; }
summary { cursor: pointer; }
.menu > summary { display: inline-flex; align-items: center; min-height: 2.5rem; padding: .2rem .7rem; border: 1px solid var(--edge, var(--muted)); border-radius: 2px; list-style: none; background: var(--raise, var(--paper)); }
.menu > summary::after { content: "▾"; margin-left: .4em; color: var(--muted); }
.menu > div { position: absolute; z-index: 3; right: 0; margin-top: 2px; padding: .75rem 1rem; min-width: 15rem; max-height: 60vh; overflow: auto; background: var(--raise, var(--paper)); border: 1px solid var(--edge, var(--muted)); }
.menu fieldset { border: 0; margin: 0 0 .5rem; padding: 0; }
.menu legend { padding: 0; color: var(--muted); }
.menu label { display: flex; gap: .5rem; align-items: center; min-height: 1.9rem; }
.menu dl { display: grid; grid-template-columns: auto 1fr; gap: .15rem .9rem; margin: 0; min-width: 20rem; }
.menu dt { font-weight: 600; white-space: nowrap; }
.menu dd { margin: 0; color: var(--muted); }
.runs { grid-area: runs; display: grid; gap: .75rem; min-width: 0; }
.run > h2 { margin: 0 0 .25rem; font-size: 1rem; font-weight: 600; display: flex; flex-wrap: wrap; gap: 0 .6rem; align-items: baseline; }
.run > h2 small { font-weight: 400; color: var(--muted); font-size: .875rem; }
.run > h2 .violated { color: var(--bad); }
.run > h2 .ok { color: var(--good); }
.stage { position: relative; height: min(var(--rows, 20rem), 34rem); overflow: hidden auto; border: 1px solid var(--line, var(--band)); background: var(--paper); overscroll-behavior-x: contain; }
.two .stage { height: min(var(--rows, 20rem), 23rem); }
.stage canvas { position: sticky; top: 0; display: block; touch-action: pan-y; cursor: crosshair; }
.overview { height: 40px; margin-top: 4px; border: 1px solid var(--line, var(--band)); overflow: hidden; }
.overview canvas { display: block; cursor: ew-resize; touch-action: none; }
.tip { position: absolute; z-index: 2; max-width: 19rem; padding: .3rem .6rem; background: var(--ink); color: var(--paper); font-size: .875rem; line-height: 1.35; pointer-events: none; overflow-wrap: anywhere; }
.frame { position: relative; min-width: 0; }
.status { margin: .25rem 0 0; color: var(--muted); font-size: .875rem; min-height: 1.3em; }
.panel { grid-area: panel; display: grid; gap: 1rem; min-width: 0; }
.panel > div:not(.chosen-event) { display: grid; gap: 1rem; }
.panel section { min-width: 0; border-top: 1px solid var(--ink); padding-top: .4rem; }
.panel h2 { margin: 0 0 .35rem; font-size: 1rem; }
.panel p { margin: 0 0 .35rem; overflow-wrap: anywhere; }
.chosen-event { min-height: 4.6em; font-size: 1.0625rem; }
.quiet { color: var(--muted); }
.panel ul { list-style: none; margin: 0; padding: 0; max-height: 15rem; overflow: auto; }
.panel li button { width: 100%; text-align: left; border-color: transparent; background: none; padding: .2rem .4rem; min-height: 2rem; overflow-wrap: anywhere; }
.panel li button:hover { border-color: var(--edge, var(--muted)); }
.violations li button { border-left: 4px double var(--bad); }
.scroll { max-height: 20rem; overflow: auto; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td { padding: .15rem .4rem .15rem 0; border-bottom: 1px solid var(--line, var(--band)); text-align: left; vertical-align: top; font-weight: 400; }
th { overflow-wrap: break-word; }
td { overflow-wrap: anywhere; font-family: var(--mono, monospace); font-size: .8125rem; line-height: 1.5; }
tr.changed th, tr.changed td { font-weight: 700; box-shadow: inset 0 -2px var(--accent); }
.changed th::before { content: "→\\00a0"; }
select { min-height: 2.25rem; max-width: 100%; padding: .1rem .4rem; background: var(--raise, var(--paper)); border: 1px solid var(--edge, var(--muted)); border-radius: 2px; }
.list { grid-area: list; min-width: 0; }
.list > summary { padding: .4rem 0; }
.list ol { list-style: none; margin: 0; padding: 0; }
.list li button { display: grid; grid-template-columns: 4.75rem minmax(0, 1fr); gap: 0 1rem; width: 100%; min-height: 2rem; padding: .15rem .4rem; border-color: transparent; border-radius: 0; background: none; text-align: left; overflow-wrap: anywhere; }
.list li button:hover { background: var(--sunk, var(--band)); }
.list li button[aria-current] { background: var(--tint, var(--band)); box-shadow: inset 3px 0 var(--accent); }
.list time { color: var(--muted); text-align: right; }
.list .turn { display: flex; gap: .5rem; margin: .4rem 0; align-items: center; flex-wrap: wrap; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@container (max-width: 56rem) {
  .sheet { grid-template-columns: minmax(0, 1fr); grid-template-areas: "bar" "runs" "panel" "list"; grid-template-rows: none; }
  .stage, .two .stage { height: min(var(--rows, 20rem), 60vh); }
}
@container (max-width: 34rem) {
  .menu { position: static; }
  .bar { position: relative; }
  .menu > div { left: 0; right: 0; min-width: 0; }
  .menu dl { min-width: 0; }
  input[type="search"] { width: 100%; }
  .search { flex: 1 1 100%; }
  .list li button { grid-template-columns: 4.75rem minmax(0, 1fr); }
  .bar .gap { display: none; }
}
@media print { .bar, .list .turn { display: none; } }
`;
