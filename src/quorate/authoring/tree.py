"""Works on the parsed tree: links, pictures, headings, tables, tabs."""

from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from quorate.authoring.icons import ICONS, icon_name
from quorate.authoring.links import BrokenLink
from quorate.authoring.page import Page
from quorate.curriculum import did_you_mean

ICON_PATTERN = r":((?:material|octicons|fontawesome|simple)-[a-z0-9-]{1,60}):"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class IconProcessor(InlineProcessor):
    """Turns `:material-school:` into a drawing that attribute lists can address."""

    def __init__(self, md: Markdown, page: Page) -> None:
        super().__init__(ICON_PATTERN, md)
        self.page = page

    def handleMatch(self, m, data):  # type: ignore[no-untyped-def, override, explicit-override]  # noqa: ANN001, ANN201, ARG002, N802
        """Return the icon's element."""
        name = icon_name(m[1])
        if name not in ICONS:
            near = did_you_mean(name, ICONS) or tuple(sorted(ICONS))
            hint = f"there are {', '.join(near)}"
            self.page.report("content.E036", m[0], f'no icon is drawn for "{m[1]}"', hint=hint)
        return icon_element(name), m.start(0), m.end(0)


def icon_element(name: str) -> Element:
    """Return an icon as an element, or its words if it is not drawn."""
    path = ICONS.get(name)
    if path is None:
        words = Element("span", {"class": "icon icon-text"})
        words.text = name.replace("-", " ")
        return words
    lines = {
        "class": "icon",
        "aria-hidden": "true",
        "viewBox": "0 0 24 24",
        "width": "20",
        "height": "20",
        "fill": "none",
        "stroke": "currentColor",
        "stroke-width": "1.8",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    }
    icon = Element("svg", lines)
    SubElement(icon, "path", {"d": path}).text = " "
    return icon


class TreePolish(Treeprocessor):
    """Last look at the tree of a section."""

    def __init__(self, md: Markdown, page: Page) -> None:
        super().__init__(md)
        self.page = page

    def run(self, root: Element) -> None:  # type: ignore[explicit-override]  # 3.12
        """Change the tree in place."""
        for parent in list(root.iter()):
            for position, child in enumerate(list(parent)):
                if child.tag == "table":
                    self._table(parent, position, child)
        for element in list(root.iter()):
            self._element(element)

    def _element(self, element: Element) -> None:
        classes = (element.get("class") or "").split()
        if element.tag == "a":
            self._link(element)
        elif element.tag == "img":
            self._picture(element)
        elif element.tag in _HEADINGS:
            self._heading(element)
        elif element.tag == "pre":
            element.set("tabindex", "0")
        elif "tabbed-set" in classes:
            self._tabs(element)
        elif element.tag == "details" and "deep" not in classes:
            element.set("class", " ".join(["admonition", *classes]))

    def _link(self, element: Element) -> None:
        href = element.get("href", "")
        if not href or "footnote" in (element.get("class") or ""):
            return
        folder = self.page.folder.as_posix()
        try:
            found = self.page.around.links.resolve(href, folder, here=self.page.unit_id)
        except BrokenLink as error:
            self.page.report("content.E032", href, str(error), hint=error.hint)
            element.set("class", f"{element.get('class') or ''} broken-link".strip())
            del element.attrib["href"]
            return
        element.set("href", found.address)
        if found.anchor:
            line = self.page.line_of(href)
            self.page.links_to_check.append((line, found.unit_id, found.anchor))
        if href.startswith(("http:", "https:")):
            element.set("rel", "noopener")

    def _picture(self, element: Element) -> None:
        src = element.get("src", "")
        if not (element.get("alt") or "").strip():
            message = f'the picture "{src[:80]}" has no text'
            self.page.report("content.E031", src, message, hint="write ![what it shows](…)")
        if "://" not in src and not src.startswith(("/", "data:")):
            place = (self.page.folder / src).as_posix()
            element.set("src", self.page.around.addresses.of("picture", place))
        element.set("loading", "lazy")

    def _heading(self, element: Element) -> None:
        """Keep ids unique over the sections of a page, and give each heading its link."""
        name = element.get("id")
        if not name:
            return
        wanted, count = name, 1
        while wanted in self.page.anchors:
            count += 1
            wanted = f"{name}-{count}"
        self.page.anchors[wanted] = None
        element.set("id", wanted)
        title = " ".join("".join(element.itertext()).split())
        link = {"class": "headerlink", "href": f"#{wanted}", "aria-label": f"Link to: {title}"}
        SubElement(element, "a", link).text = "#"

    def _table(self, parent: Element, position: int, table: Element) -> None:
        """Let a wide table scroll in its own box, reachable by keyboard."""
        headers = [" ".join("".join(each.itertext()).split()) for each in table.iter("th")]
        for each in table.iter("th"):
            each.set("scope", "col")
            if not "".join(each.itertext()).strip():
                each.tag = "td"
        for each in table.iter():
            # Inline styles are refused by the pages' security policy.
            side = each.attrib.pop("style", "").removeprefix("text-align: ").rstrip(";")
            if side in ("center", "right"):
                each.set("class", f"cell-{side}")
        label = f"Table: {', '.join(each for each in headers if each)}"
        box = Element("div", {"class": "table-scroll", "role": "region", "tabindex": "0"})
        box.set("aria-label", label[:150])
        box.tail, table.tail = table.tail, None
        parent.remove(table)
        parent.insert(position, box)
        box.append(table)

    def _tabs(self, element: Element) -> None:
        """Radio buttons show one tab at a time without any script; name them on this page."""
        self.page.tab_sets += 1
        names = f"{self.page.prefix}tabs-{self.page.tab_sets}"
        labels = [label for each in element if each.tag == "div" for label in each.findall("label")]
        inputs = [each for each in element if each.tag == "input"]
        for number, (box, label) in enumerate(zip(inputs, labels, strict=True), 1):
            box.set("name", names)
            box.set("id", f"{names}-{number}")
            label.set("for", f"{names}-{number}")
        element.set("role", "group")
        element.set("aria-label", " / ".join("".join(each.itertext()) for each in labels))
        element.attrib.pop("data-tabs", None)
