"""Every link goes somewhere: a walk over all addresses that the public pages name."""

from django.test import Client
from reading import Read, inside, read

START = "/"
ALWAYS = (
    "/paths",
    "/practice",
    "/library",
    "/search?q=quorum",
    "/about",
    "/design",
    "/paths/manager?view=list",
)
KEPT_OUT = ("/static/", "/keep/file", "/settings/delete")
FOLLOWED = (
    "/paths",
    "/practice",
    "/library",
    "/units/",
    "/concepts/",
    "/search",
    "/about",
    "/design",
    "/?",
)


def test_every_link_of_every_public_page_leads_to_a_page_and_every_anchor_exists(
    visitor: Client,
) -> None:
    waiting = [START, *ALWAYS]
    pages: dict[str, Read | None] = {}
    named: list[tuple[str, str, str]] = []
    broken: list[tuple[str, int]] = []
    while waiting:
        here = waiting.pop()
        if here in pages:
            continue
        response = visitor.get(here, follow=True)
        if response.status_code != 200:
            broken.append((here, response.status_code))
        kind = response.headers.get("Content-Type", "")
        page = read(response.content.decode()) if kind.startswith("text/html") else None
        pages[here] = page
        if page is None or not (here == START or here.startswith(FOLLOWED)):
            continue
        for link in page.links:
            target = inside(here, link)
            if target is None or target[0].startswith(KEPT_OUT):
                continue
            named.append((here, *target))
            waiting.append(target[0])
    assert [] == broken
    assert len(pages) > 400
    missing = {
        (here, target, anchor)
        for here, target, anchor in named
        if anchor and (found := pages.get(target)) is not None and anchor not in found.ids
    }
    assert set() == missing


def test_home_reaches_the_lab_in_one_click_and_the_first_law_in_one(visitor: Client) -> None:
    page = read(visitor.get("/").content.decode())
    assert "/labs/place-replicas" in page.links
    assert "/laws/correlated-failure" in page.links
