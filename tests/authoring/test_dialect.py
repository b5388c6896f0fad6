"""Each construct of the dialect comes out as structure, not as raw text."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import markdown.util
import pytest

from authoring.example import write_course
from quorate.authoring import Lesson, Site, load_site, render_fragment
from quorate.authoring.outline import outline_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return load_site(write_course(tmp_path_factory.mktemp("course")), cache_dir=None)


@pytest.fixture(scope="module")
def lesson(site: Site) -> Lesson:
    return site.lessons["shared"]


def tree(html: str) -> Element:
    """Parse a fragment; what is not well-formed fails here."""
    from html.parser import HTMLParser

    void = ("br", "hr", "img", "input", "path", "rect")
    root = Element("root")
    stack = [root]

    class Builder(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            child = Element(tag, {name: value or "" for name, value in attrs})
            stack[-1].append(child)
            if tag not in void:
                stack.append(child)

        def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            stack[-1].append(Element(tag, {name: value or "" for name, value in attrs}))

        def handle_endtag(self, tag: str) -> None:
            if tag not in void:
                assert stack.pop().tag == tag, html

        def handle_data(self, data: str) -> None:
            if len(stack[-1]):
                stack[-1][-1].tail = (stack[-1][-1].tail or "") + data
            else:
                stack[-1].text = (stack[-1].text or "") + data

    Builder().feed(html)
    assert [root] == stack
    return root


def select(root: Element, tag: str, class_name: str = "") -> list[Element]:
    return [
        each
        for each in root.iter(tag)
        if not class_name or class_name in each.get("class", "").split()
    ]


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def parts(lesson: Lesson) -> Iterator[str]:
    yield lesson.claim_html
    yield lesson.next_html
    for facet in lesson.facets.values():
        yield from (facet.html, facet.opening_first_html, facet.opening_later_html)


def test_nothing_of_the_dialect_stays_raw_text(lesson: Lesson) -> None:
    for html in parts(lesson):
        tree(html)
        assert [] == outline_of(html).leaks
        assert markdown.util.STX not in html
        for mark in (
            "!!!",
            "===",
            "???",
            ":material-",
            ":octicons-",
            "{ .lg",
            "/// ",
            "md-button--primary }",
        ):
            assert mark not in html


def test_the_four_facets_have_two_openings_each(lesson: Lesson) -> None:
    assert ["see", "run", "solve", "prove"] == list(lesson.facets)
    facet = lesson.facets["see"]
    assert ("See it", 10) == (facet.title, facet.minutes)
    assert "<p>You begin with the picture.</p>" == facet.opening_first_html
    assert "Now the picture" in facet.opening_later_html
    assert "You begin" not in facet.html
    assert "What is shared fails together." in lesson.claim_html


def test_admonitions_nest(lesson: Lesson) -> None:
    root = tree(lesson.facets["see"].html)
    (outer,) = select(root, "div", "abstract")
    (inner,) = select(outer, "div", "tip")
    assert ["Choose", "Tip"] == [text_of(each) for each in select(outer, "p", "admonition-title")]
    assert "A second one with code" in text_of(inner)
    (folded,) = select(root, "details", "question")
    assert ["one", "two"] == [text_of(each) for each in folded.iter("li")]


def test_tabs_are_radio_buttons_that_need_no_script(lesson: Lesson) -> None:
    sets = select(tree(lesson.facets["see"].html), "div", "tabbed-set")
    assert 2 == len(sets)
    names = []
    for each in sets:
        inputs, labels = list(each.iter("input")), list(each.iter("label"))
        assert ["radio", "radio"] == [box.get("type") for box in inputs]
        assert [box.get("id") for box in inputs] == [label.get("for") for label in labels]
        assert 1 == sum("checked" in box.attrib for box in inputs)
        assert 2 == len(select(each, "div", "tabbed-block"))
        assert " / ".join(text_of(label) for label in labels) == each.get("aria-label")
        names.append({box.get("name") for box in inputs})
    assert names[0].isdisjoint(names[1])
    assert len(select(sets[0], "div", "example")) == 1
    assert select(select(tree(lesson.facets["see"].html), "div", "success")[0], "div", "tabbed-set")


def test_cards_hold_icons_attributes_lists_and_buttons(lesson: Lesson) -> None:
    (grid,) = select(tree(lesson.facets["solve"].html), "div", "cards")
    cards = list(grid.find("ul") or ())
    assert 2 == len(cards)
    icons = select(grid, "svg", "icon")
    assert {"icon", "lg", "middle"} == set(icons[0].get("class", "").split())
    assert ["true", "true"] == [each.get("aria-hidden") for each in icons]
    assert all(each.find("path") is not None for each in icons)
    assert ["sharing", "not sharing deeply", "deeply"] == [
        text_of(each) for each in cards[0].iter("li")
    ][1:]
    assert 2 == len(list(cards[0].iter("hr"))) + len(list(cards[1].iter("hr")))
    (button,) = select(grid, "a", "md-button")
    assert {"md-button", "md-button--primary"} == set(button.get("class", "").split())
    assert "/paths/short" == button.get("href")


def test_tables_scroll_in_a_named_region(lesson: Lesson) -> None:
    (box,) = select(tree(lesson.facets["solve"].html), "div", "table-scroll")
    assert ("region", "0", "Table: Option, Cost, Chance") == (
        box.get("role"), box.get("tabindex"), box.get("aria-label"))  # fmt: skip
    assert ["col"] * 3 == [each.get("scope") for each in box.iter("th")]
    rows = [[text_of(cell) for cell in row.iter("td")] for row in box.iter("tr")][1:]
    assert [["One rack", "low", "1 %"], ["Two racks", "high", "0.01 %"]] == rows
    assert ["cell-center", "cell-right"] == [
        each.get("class") for each in list(box.iter("td"))[1:3]
    ]
    assert "style" not in {name for each in box.iter() for name in each.attrib}


def test_tasks_definitions_nested_lists_and_raw_html(lesson: Lesson) -> None:
    root = tree(lesson.facets["solve"].html)
    boxes = [each for each in root.iter("input") if each.get("type") == "checkbox"]
    assert [("done", True), ("to do", False)] == [
        (each.get("aria-label"), "checked" in each.attrib) for each in boxes
    ]
    assert "Its definition." == text_of(next(root.iter("dd")))
    ordered = next(root.iter("ol"))
    assert ["Years?", "Role?"] == [text_of(each) for each in next(iter(ordered)).iter("li")][1:]
    (raw,) = select(root, "div", "overall-progress")
    assert "0" == raw.get("data-progress")
    assert "Raw HTML stays." == text_of(raw)
    (deep,) = select(root, "details", "deep")
    assert "Why it is so" == text_of(next(deep.iter("summary")))
    (citation,) = select(root, "a", "citation")
    assert ("#source-dean2013", "Jeffrey Dean and Luiz Barroso, 2013") == (
        citation.get("href"), text_of(citation))  # fmt: skip


def test_formulas_are_mathml_with_their_source(lesson: Lesson) -> None:
    root = tree(lesson.facets["prove"].html)
    (block,) = select(root, "div", "formula")
    (formula,) = block.iter("math")
    assert "block" == formula.get("display")
    assert r"p_{\text{all}} = \beta p + (1 - \beta)^n p^n" == formula.get("alttext")
    assert list(tree(lesson.facets["see"].html).iter("math"))


def test_computed_values_say_where_they_come_from(lesson: Lesson) -> None:
    root = tree(lesson.facets["run"].html)
    (value,) = select(root, "span", "computed")
    assert ("availability.parallel(0.99, 2)", "99.99 %") == (value.get("title"), text_of(value))
    assert "{{ this }}" in [text_of(each) for each in root.iter("code")]


def test_executed_code_keeps_its_output_beneath(lesson: Lesson) -> None:
    root = tree(lesson.facets["run"].html)
    assert 2 == len(select(root, "div", "run"))
    assert ["Prints0.9999", "Prints0.99"] == [text_of(e) for e in select(root, "div", "run-output")]
    assert "python-run" not in lesson.facets["run"].html
    assert all(each.get("tabindex") == "0" for each in root.iter("pre"))


def test_a_diagram_is_its_picture_with_a_text_twin(lesson: Lesson) -> None:
    (figure,) = select(tree(lesson.facets["see"].html), "figure", "diagram")
    assert figure.find(".//svg/title") is not None
    assert "One rack" == text_of(next(figure.iter("figcaption")))
    assert "Two replicas stand in one rack." in text_of(select(figure, "details", "figure-text")[0])


def test_a_simulation_works_as_picture_and_form(lesson: Lesson) -> None:
    (figure,) = select(tree(lesson.facets["see"].html), "figure", "simulation")
    (form,) = figure.iter("form")
    assert ("get", "/simulations/shared") == (form.get("method"), form.get("action"))
    assert ["share", "struck"] == [each.get("name") for each in form.iter("select")]
    assert ["0.5", "none"] == [
        e.get("value") for e in form.iter("option") if "selected" in e.attrib
    ]
    assert 'width="0.5"' in lesson.facets["see"].html
    assert "Look at the width." == text_of(next(figure.iter("figcaption")))
    assert "0 replicas are down." in text_of(select(figure, "details", "figure-text")[0])
    assert figure.get("data-recording", "").startswith("/simulations/shared.json?v=")
    assert ("shared",) == lesson.figures


def test_a_calculator_works_as_a_form(lesson: Lesson) -> None:
    (section,) = select(tree(lesson.facets["run"].html), "section", "calculator")
    (form,) = section.iter("form")
    assert "/calculators/availability-common-cause" == form.get("action")
    assert list(form.iter("input"))
    assert list(section.iter("dd"))


def test_headings_have_anchors_and_links(lesson: Lesson) -> None:
    root = tree(lesson.facets["prove"].html)
    (heading,) = root.iter("h3")
    (link,) = select(heading, "a", "headerlink")
    assert ("assumptions", "#assumptions") == (heading.get("id"), link.get("href"))
    assert "Link to: Assumptions" == link.get("aria-label")


def test_links_lead_to_addresses(lesson: Lesson) -> None:
    links = {text_of(a): a.get("href") for html in parts(lesson) for a in tree(html).iter("a")}
    assert "#numbers" == links["the numbers"]
    assert "/units/beginnings" == links["Beginnings"]
    assert "/concepts/share" == links["all"]
    assert "/calculators/availability-common-cause" == links["calculator"]
    assert "https://example.org/x" == links["elsewhere"]


def test_footnotes_stay_in_their_facet(lesson: Lesson) -> None:
    (notes,) = select(tree(lesson.facets["run"].html), "div", "footnote")
    assert "A footnote with its own words." in text_of(notes)
    assert all("footnote" not in lesson.facets[each].html for each in ("see", "solve", "prove"))


def test_ids_are_unique_on_the_page(lesson: Lesson) -> None:
    ids = [each.get("id") for html in parts(lesson) for each in tree(html).iter() if each.get("id")]
    assert len(set(ids)) == len(ids)


def test_fragments_render_the_same_way(site: Site) -> None:
    assert "<p>How <em>many</em> of <code>n</code>?</p>" == render_fragment("How *many* of `n`?")
    assert 'href="/concepts/share"' in site.render_fragment("[all](concept:share)")
    assert "citation" in site.render_fragment("[@dean2013]", unit_id="shared")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>ok",
        '<img src=x onerror="alert(1)">ok',
        '<a href="javascript:alert(1)">ok</a>',
        "[ok](javascript:alert(1))",
        '<a href="java\tscript:alert(1)">ok</a>',
        '<p style="color:red">ok</p>',
        "<iframe src='https://example.org'></iframe>ok",
        '<form action="https://example.org"><button>ok</button></form>',
        '<svg><a xlink:href="javascript:alert(1)"><text>ok</text></a></svg>',
    ],
)
def test_what_could_run_never_reaches_a_page(hostile: str) -> None:
    html = render_fragment(hostile)
    assert "ok" in html
    for mark in ("<script", "onerror", "javascript:", "script:alert", "style=", "<iframe", "<form"):
        assert mark not in html
