"""The look of a page of its own, by the same names of colours as the site."""

LOOK = """
:root{color-scheme:light dark;
--paper:light-dark(#fcfbf7,#13151b);--raise:light-dark(#fff,#1a1d25);--sunk:light-dark(#f4f1e8,#0e1015);
--band:light-dark(#efe9da,#262a35);--line:light-dark(#dcd7c9,#323743);--edge:light-dark(#86816f,#7d8393);
--muted:light-dark(#5a5e6b,#a9acb8);--ink:light-dark(#1b1e2b,#ebe8df);--accent:light-dark(#2b3fb8,#aebbff);
--on-accent:light-dark(#fff,#12151f);--tint:light-dark(#eceefa,#20253c);--bad:light-dark(#a93119,#ff9f87);
--good:light-dark(#1b6840,#86d4a5);
--sans:Seravek,"Gill Sans Nova",Ubuntu,Calibri,"Source Sans 3","Noto Sans","DejaVu Sans Condensed",system-ui,sans-serif;
--font:var(--sans);--mono:ui-monospace,"Cascadia Code",Menlo,Consolas,"DejaVu Sans Mono",monospace}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 var(--sans);overflow-wrap:anywhere}
main{max-width:90rem;margin:0 auto;padding:1.25rem clamp(.75rem,3vw,2rem)}
h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25}h2{margin:1.5rem 0 .5rem;font-size:1.125rem}
.verdict{max-width:60rem;margin:0 0 .5rem;padding-left:.75rem;border-left:1px solid var(--edge)}
.verdict b::first-letter{text-transform:uppercase}.verdict b{margin-right:.35em}
.verdict.is-violated{border-left:4px double var(--bad)}.verdict.is-violated b{color:var(--bad)}
.verdict.is-ok{border-left-color:var(--good)}.verdict.is-ok b{color:var(--good)}
.facts{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:0 0 1rem;font-size:.9375rem}
.facts dt{color:var(--muted)}.facts dd{margin:0}
.notice{max-width:60rem;padding:.5rem .75rem;border:1px solid var(--edge)}
figure{margin:0}figcaption{max-width:60rem;color:var(--muted);font-size:.9375rem}
.scroll{overflow-x:auto}.scroll svg{max-width:none!important}
pre{white-space:pre-wrap;font:.9375rem/1.5 var(--mono)}
"""
