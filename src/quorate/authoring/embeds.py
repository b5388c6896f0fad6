"""The HTML of what a page embeds: figures, calculators, executed code, diagrams.

Everything works without script: forms send the reader to the page of the figure or calculator.
"""

import json
from collections.abc import Mapping
from html import escape

from quorate.authoring.addresses import Addresses
from quorate.authoring.page import Control, FigureShown
from quorate.calculators import Calculator, Input, Result


def figure_html(figure: FigureShown, caption_html: str, addresses: Addresses) -> str:
    """Return a figure with its controls, facts, caption and text twin."""
    action = addresses.of("simulation", figure.slug)
    recording = f"{addresses.of('recording', figure.slug)}?v={figure.version}"
    controls = "".join(_control(each, figure.parameters) for each in figure.controls)
    facts = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
        for label, value in figure.facts
    )
    chosen = escape(json.dumps(dict(figure.parameters)))
    return (
        f'<figure class="simulation" data-made="" data-figure="{figure.slug}" '
        f'data-recording="{recording}" data-parameters="{chosen}">'
        f'<div class="figure-picture" tabindex="0">{figure.svg}</div>'
        f'<form class="figure-controls" method="get" action="{action}">{controls}'
        '<button type="submit">Show</button></form>'
        f'<dl class="figure-facts">{facts}</dl>'
        f"<figcaption>{caption_html}</figcaption>"
        '<details class="figure-text"><summary>The figure in words</summary>'
        f"<p>{_lines(figure.text)}</p></details></figure>"
    )


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.strip().split("\n"))


def _control(control: Control, chosen: Mapping[str, object]) -> str:
    unit = f' <span class="unit">{escape(control.unit)}</span>' if control.unit else ""
    options = "".join(
        f'<option value="{escape(shown(each))}"'
        f"{' selected' if each == chosen.get(control.name) else ''}>{escape(shown(each))}</option>"
        for each in control.values
    )
    return (
        f"<label><span>{escape(control.label)}</span> "
        f'<select name="{escape(control.name)}">{options}</select>{unit}</label>'
    )


def shown(value: object) -> str:
    """Return a grid value as addresses and controls write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def calculator_html(calculator: Calculator, result: Result, addresses: Addresses) -> str:
    """Return a calculator filled in, with its results."""
    action = addresses.of("calculator", calculator.slug)
    fields = "".join(_field(each, result.inputs[each.name]) for each in calculator.inputs)
    values = "".join(
        f"<div><dt>{escape(each.label)}</dt>"
        f'<dd data-value="{escape(each.name)}">{_number(each.value)} {escape(each.unit)}</dd></div>'
        for each in result.values
    )
    working = "".join(f"<li>{escape(line)}</li>" for line in result.working)
    return (
        f'<section class="calculator" data-made="" data-calculator="{calculator.slug}" '
        f'aria-label="Calculator: {escape(calculator.title)}">'
        f'<p class="calculator-title"><a href="{action}">{escape(calculator.title)}</a></p>'
        f'<form method="get" action="{action}">{fields}'
        '<button type="submit">Compute</button></form>'
        f'<dl class="calculator-results">{values}</dl>'
        f"<details><summary>Working</summary><ol>{working}</ol></details></section>"
    )


def _field(each: Input, value: float) -> str:
    unit = f' <span class="unit">{escape(each.unit)}</span>' if each.unit else ""
    return (
        f"<label><span>{escape(each.label)}</span> "
        f'<input type="number" name="{each.name}" value="{value:g}" min="{each.low:g}" '
        f'max="{each.high:g}" step="any">{unit}</label>'
    )


def _number(value: float) -> str:
    return f"{value:.6g}"


def run_html(code_html: str) -> str:
    """Return an executed block: the code, marked for the player that can run it again."""
    return f'<div class="run" data-made="" data-run="python">{code_html}</div>'


def output_html(text: str) -> str:
    """Return what an executed block prints."""
    return (
        '<div class="run-output" data-made=""><p class="run-output-title">Prints</p>'
        f'<pre tabindex="0"><code>{escape(text)}</code></pre></div>'
    )


def diagram_html(svg: str, title: str, description: str) -> str:
    """Return a diagram with its text twin."""
    return (
        f'<figure class="diagram" data-made=""><div class="figure-picture" tabindex="0">{svg}</div>'
        f"<figcaption>{escape(title)}</figcaption>"
        '<details class="figure-text"><summary>The diagram in words</summary>'
        f"<p>{_lines(description)}</p></details></figure>"
    )
