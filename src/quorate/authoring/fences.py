"""What the dialect's fenced blocks become: figures, calculators, diagrams, executed code."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from markdown import Markdown

from quorate.assessment import Fields, Located, Unreadable, read_yaml
from quorate.authoring.diagrams import diagram_text, picture_path
from quorate.authoring.embeds import (
    calculator_html,
    diagram_html,
    figure_html,
    output_html,
    run_html,
)
from quorate.authoring.errors import FigureError
from quorate.authoring.page import Page
from quorate.calculators import CalculatorError, find_calculator
from quorate.curriculum import Problem

Formatter = Callable[..., str]
RUN_FENCE = "python-run"
"""What `python run` is called inside: fences of one word are what the extension knows."""


class Fences:
    """The formatters of one page."""

    def __init__(self, page: Page, render: Callable[[str], str], root: Path) -> None:
        self._page = page
        self._render = render
        self._root = root

    def custom(self) -> list[dict[str, Any]]:
        """Return the configuration of pymdownx.superfences."""
        own: list[tuple[str, Formatter]] = [
            ("mermaid", self.mermaid),
            ("simulation", self.simulation),
            ("calculator", self.calculator),
            ("output", self.output),
        ]
        own.append((RUN_FENCE, self.run))
        return [{"name": name, "class": name, "format": formatter} for name, formatter in own]

    def mermaid(self, source: str, *_: object, **__: object) -> str:
        """Return the committed picture, or the source where there is none yet."""
        text = diagram_text(source)
        if not text.title or not text.description:
            hint = "add the lines `accTitle: …` and `accDescr: …`"
            self._page.report("content.E041", source, "a diagram without text twin", hint=hint)
        picture = picture_path(self._root / self._page.folder, source)
        if not picture.is_file():
            message = f"the diagram has no picture {picture.parent.name}/{picture.name}"
            self._page.report("content.E040", source, message, hint="run `make diagrams`")
            shown = f'<pre tabindex="0"><code>{escape(source)}</code></pre>'
            return f'<figure class="diagram diagram-missing" data-made="">{shown}</figure>'
        svg = picture.read_text(encoding="utf-8")
        return diagram_html(svg, text.title, text.description or text.title)

    def simulation(self, source: str, *_: object, **__: object) -> str:
        """Return a figure of this or another unit's scenario file."""
        fields = self._fields(source, "simulation")
        if fields is None:
            return ""
        unit_id = fields.text("scenario", default=self._page.unit_id)
        name = fields.text("figure", default="main")
        caption = fields.text("caption")
        given = fields.mapping("parameters", required=False)
        parameters = {} if given is None else dict(given.items())
        if not fields.finish():
            return ""
        try:
            figure = self._page.around.find_figure(unit_id, name, parameters)
        except FigureError as error:
            hint = "figures are defined in the unit's scenario.py"
            self._page.report("content.E050", source, str(error), hint=hint)
            return ""
        self._page.runnable += 1
        self._page.figures[figure.slug] = None
        return figure_html(figure, self._inline(caption), self._page.around.addresses)

    def calculator(self, source: str, *_: object, **__: object) -> str:
        """Return a calculator filled in."""
        fields = self._fields(source, "calculator")
        if fields is None:
            return ""
        name = fields.text("name")
        given = fields.mapping("inputs", required=False)
        inputs = {} if given is None else dict(given.items())
        if not fields.finish():
            return ""
        try:
            found = find_calculator(name)
            result = found.run(inputs)
        except CalculatorError as error:
            self._page.report("content.E053", source, str(error), hint="see the message")
            return ""
        self._page.runnable += 1
        return calculator_html(found, result, self._page.around.addresses)

    def run(
        self,
        source: str,
        language: str,
        class_name: str,
        options: dict[str, Any],
        md: Markdown,
        **_: object,
    ) -> str:
        """Return an executed block."""
        del language, class_name, options
        self._page.runnable += 1
        highlighter = md.preprocessors["fenced_code_block"].highlight  # type: ignore[attr-defined]
        code = highlighter(
            src=source, language="python", options={}, md=md, classes=[], id_value="", attrs={}
        )
        return run_html(str(code).replace("<pre>", '<pre tabindex="0">'))

    def output(self, source: str, *_: object, **__: object) -> str:
        """Return what a block prints."""
        return output_html(source)

    def _inline(self, text: str) -> str:
        html = self._render(text)
        return html.removeprefix("<p>").removesuffix("</p>")

    def _fields(self, source: str, noun: str) -> Fields | None:
        line = self._page.line_of(source.split("\n", 1)[0])
        value = read_yaml(source, first_line=line)
        problems = self._page.problems
        if isinstance(value, Unreadable):
            hint = "quote values that hold `: `"
            problem = Problem(self._page.path, value.line, "content.E001", value.reason, hint)
            problems.append(problem)
            return None
        if not isinstance(value, Located):
            message = f"the {noun} block holds no keys"
            problems.append(Problem(self._page.path, line, "content.E004", message, "key: value"))
            return None
        return Fields(value, self._page.path, problems)
