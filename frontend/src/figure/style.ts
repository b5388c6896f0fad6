/** The figure's look, from the page's tokens only; in a sheet of its own, which no content policy forbids. */

export const STYLE = `
:host { display: block; container-type: inline-size; color: var(--ink); --row: 2.75rem; --rail: 8.5rem; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button, input, select { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.sheet { background: var(--paper); border: 1px solid var(--band); border-radius: 10px; padding: 1.25rem; display: grid; gap: 1rem; }
.title { margin: 0; font-weight: 600; }
.caption, .quiet { color: var(--muted); margin: 0; font-size: .9em; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
legend { padding: 0; margin-bottom: .75rem; }
.choices { display: flex; flex-wrap: wrap; gap: .5rem; }
.choice, .plain { min-height: 2.75rem; padding: .25rem .9rem; border: 1px solid var(--muted); border-radius: 999px; background: transparent; cursor: pointer; font-variant-numeric: tabular-nums; }
.choice:hover, .plain:hover { border-color: var(--accent); }
.plain { border-style: dotted; }
.told { margin: 0; }
.knobs { display: grid; gap: 1rem; }
.knob { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; align-items: baseline; }
.knob .value { font-variant-numeric: tabular-nums; font-weight: 600; }
.knob input, .moment input { grid-column: 1 / -1; width: 100%; min-height: 2.25rem; margin: 0; accent-color: var(--accent); }
select { grid-column: 1 / -1; justify-self: start; max-width: 100%; min-height: 2.75rem; padding: .25rem .6rem; background: var(--paper); border: 1px solid var(--muted); border-radius: 6px; }
.stage { display: grid; grid-template-columns: var(--rail) minmax(0, 1fr); column-gap: .75rem; }
.machines { display: grid; grid-template-columns: minmax(0, 1fr); grid-auto-rows: var(--row); border: 2px solid var(--ink); border-radius: 8px; padding: 0 .35rem; margin-inline: -2px; }
.machines[data-shared="no"] { border-color: transparent; }
.unit { position: relative; display: flex; align-items: center; gap: .5rem; width: 100%; height: var(--row); padding: 0 .4rem; background: transparent; border: 0; text-align: left; cursor: pointer; font-variant-numeric: tabular-nums; font-size: .9em; }
.unit::before { content: ""; position: absolute; inset: 4px 0; border: 1.5px solid var(--muted); border-radius: 5px; }
.unit.shared::before { border-color: transparent; }
.machines[data-shared="no"] .unit.machine::before { border-color: var(--ink); border-width: 2px; }
.unit:hover::before { border-color: var(--accent); }
.unit[data-down="yes"]::before { border-style: dashed; border-color: var(--bad); }
.unit:disabled { color: var(--muted); cursor: default; }
.unit:disabled:hover::before { border-color: transparent; }
.lamp { width: .7rem; height: .7rem; flex: none; }
.word { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.service { display: flex; align-items: center; height: var(--row); padding-inline: .75rem 0; font-size: .9em; font-weight: 600; line-height: 1.2; }
.lines { display: block; width: 100%; touch-action: pan-y; cursor: ew-resize; }
.line { stroke: var(--ink); stroke-width: 2; }
.line.all { stroke: var(--good); stroke-width: 3; }
.tick { stroke: var(--ink); stroke-width: 2; }
.band { stroke: var(--muted); stroke-width: 1.25; }
.outline { fill: none; stroke: var(--bad); stroke-width: 1.25; }
.cross { stroke: var(--bad); stroke-width: 2; }
.now { fill: none; stroke: var(--accent); stroke-width: 1.5; }
.axis { stroke: var(--muted); stroke-width: 1; }
.axis-word { fill: var(--muted); font-size: 12px; font-variant-numeric: tabular-nums; }
.veiled .line { stroke-dasharray: 1 5; stroke: var(--muted); }
.moment { grid-column: 2; display: grid; }
.moment .row { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; justify-content: space-between; }
.live { margin: 0; min-height: 1.6em; font-weight: 600; }
.live[data-state="bad"] { color: var(--bad); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem 1.5rem; margin: 0; }
.figures div { border-top: 1px solid var(--band); padding-top: .5rem; }
.figures dt { color: var(--muted); font-size: .85em; display: flex; gap: .4rem; align-items: center; }
.figures dd { margin: 0; font-size: 1.35em; font-variant-numeric: tabular-nums; line-height: 1.3; }
.mark { width: .8rem; height: .8rem; flex: none; overflow: visible; }
.mark-shape { fill: none; stroke: currentColor; stroke-width: 1.75; }
.mark-shape.full { fill: currentColor; }
.mark-guess { color: var(--accent); }
.mark-exact, .mark-measured { color: var(--ink); }
.mark-alone { color: var(--good); }
.scale { display: block; width: 100%; overflow: visible; }
details summary { cursor: pointer; min-height: 2rem; }
details ul { margin: .5rem 0 0; padding-left: 1.2rem; font-variant-numeric: tabular-nums; }
@container (max-width: 34rem) {
  .sheet { padding: .9rem .75rem; }
  .stage { --rail: 5.75rem; column-gap: .5rem; }
  .unit { padding: 0 .3rem; gap: .35rem; }
  .choices { display: grid; grid-template-columns: 1fr 1fr; }
  .choice, .plain { padding-inline: .4rem; border-radius: 8px; }
  .moment { grid-column: 1 / -1; }
}
@media (prefers-reduced-motion: no-preference) {
  .unit::before { transition: border-color .15s; }
  .line { transition: stroke .2s; }
}
@media print { .moment, .knobs input, .choices { display: none; } }
`;
