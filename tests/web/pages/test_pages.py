"""What each public page says, and to whom."""

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from reading import get

from quorate.web.accounts.models import Learner
from quorate.web.content import site
from quorate.web.learning.api import Shown, do_record_all
from quorate.web.pages.catalogue import catalogue

ROLES = ("new-graduate", "senior-engineer", "manager", "architect")
TOPICS = ("consistency", "performance", "cost", "reliability")
QUERIES_MAX = 4


@pytest.fixture
def learner(visitor: Client) -> Client:
    """Somebody who has done one thing, so that there is a row."""
    assert (
        303
        == visitor.post(
            "/settings", {"theme": "auto", "zone": "Europe/Berlin", "name": ""}
        ).status_code
    )
    return visitor


def show(count: int) -> None:
    """Let the learner answer this many times."""
    given = [
        (
            "",
            Shown(
                "lesson",
                "correlated-failure",
                ("redundancy-availability",),
                "see",
                f"item-{n}",
                "choice",
                outcome="right",
                score=1.0,
            ),
        )
        for n in range(count)
    ]
    do_record_all(Learner.objects.get(), given, now=timezone.now())


def test_home_opens_with_the_figure_before_any_question(visitor: Client) -> None:
    html = visitor.get("/").content.decode()
    assert html.index('data-figure="correlated-failure"') < html.index('id="goal"')
    assert html.index("<svg", html.index("hero-figure")) < html.index("The figure in words")


def test_home_has_every_part_of_the_seed_page_in_order(visitor: Client) -> None:
    words = [words for _, words in get(visitor, "/").headings]
    parts = [
        "What do you want to be able to do?",
        "Four paths by role",
        "The paths side by side",
        "Four paths by topic",
        "Four ways into every lesson",
        "Which path is right for you?",
        "The journey",
        "Checkpoints of twelve weeks",
        "How it goes",
        "Your first step",
    ]
    assert parts == [each for each in words if each in parts]


def test_home_is_made_from_the_paths_themselves(visitor: Client) -> None:
    page = get(visitor, "/")
    for slug in (*ROLES, *TOPICS):
        path = site().curriculum.paths[slug]
        assert f"/paths/{slug}" in page.links
        assert path.audience in page.text
        assert path.outcome in page.text
    for slug in ROLES:
        path = site().curriculum.paths[slug]
        assert [] == [
            line
            for line in (*path.learn, *path.perfect_if, path.prerequisites)
            if line not in page.text
        ]
        assert [] == [phase.title for phase in path.phases if phase.title not in page.text]
    for slug in (*ROLES, *TOPICS):
        lines = [line.text for line in site().curriculum.paths[slug].choose_by]
        assert [] == [line for line in lines if line not in page.text]


def test_home_asks_one_question_without_a_form(visitor: Client) -> None:
    page = get(visitor, "/")
    goals = [link for link in page.links if link.startswith("/start?goal=")]
    assert [
        "/start?goal=fundamentals",
        "/start?goal=build",
        "/start?goal=design",
        "/start?goal=lead",
    ] == goals


def test_entry_orders_carry_the_agreed_words_and_open_the_lesson_in_their_order(
    visitor: Client,
) -> None:
    page = get(visitor, "/")
    agreed = (
        "Pick what you'd enjoy starting with. Everyone meets all four; "
        "research does not show people learn better in one 'style'."
    )
    assert agreed in page.text
    orders = [link for link in page.links if "?order=" in link]
    assert [
        f"/laws/correlated-failure?order={each}" for each in ("see", "run", "solve", "prove")
    ] == orders


def test_the_journey_is_drawn_and_told(visitor: Client) -> None:
    html = visitor.get("/").content.decode()
    drawing = html[html.index('<svg class="drawing weeks"') :].split("</svg>", 1)[0]
    found = catalogue()
    phases = sum(len(path.phases) for path in found.roles)
    assert 1 + phases == drawing.count('class="event"')
    assert len(found.roles) == drawing.count('class="ring"') == drawing.count('class="message"')
    assert 1 == drawing.count('class="now"')
    told = unescape(html.split('class="lanes"', 1)[1])
    assert [] == [path.outcome for path in found.roles if f"<div>{path.outcome}</div>" not in told]


def test_a_learner_sees_today_at_home_and_the_seed_page_at_paths(learner: Client) -> None:
    show(1)
    assert "hero-figure" not in learner.get("/").content.decode()
    assert "hero-figure" in learner.get("/paths").content.decode()


def test_a_path_says_how_much_of_it_is_written_and_lists_every_unit(visitor: Client) -> None:
    for slug in (*ROLES, *TOPICS):
        page = get(visitor, f"/paths/{slug}?view=list")
        view = catalogue().paths[slug]
        written = [unit for unit in view.units if unit.available]
        assert (
            f"Written so far: {len(written)} units, {view.hours_available:.1f} hours" in page.text
        )
        assert [] == [unit.title for unit in view.units if unit.title not in page.text]
        assert f"/plan?path={slug}" in page.links


def test_a_map_opens_the_phase_one_is_in_and_links_every_unit(visitor: Client) -> None:
    html = visitor.get("/paths/new-graduate").content.decode()
    assert 1 == html.count('<details class="phase-map" open')
    links = get(visitor, "/paths/new-graduate").links
    assert [] == [
        unit.id for unit in catalogue().paths["new-graduate"].units if unit.href not in links
    ]


def test_the_list_shows_what_the_learner_has_done(learner: Client) -> None:
    row = 'class="unit is-practised"'
    assert row not in learner.get("/paths/new-graduate?view=list").content.decode()
    show(1)
    assert row in learner.get("/paths/new-graduate?view=list").content.decode()


def test_a_planned_unit_says_what_it_will_teach_how_long_and_what_to_do_now(
    visitor: Client,
) -> None:
    unit = site().curriculum.units["asynchronous-reality"]
    page = get(visitor, f"/units/{unit.id}")
    assert "planned, not written yet" in page.text
    assert [] == [each for each in unit.teaches if f"/concepts/{each}" not in page.links]
    assert [] == [
        n
        for n in (unit.minutes.core, unit.minutes.full, unit.minutes.deep)
        if f"{n} min" not in page.text
    ]
    assert "/laws/correlated-failure" in page.links


def test_a_written_unit_and_an_alias_lead_to_the_page_itself(visitor: Client) -> None:
    assert (
        "/laws/correlated-failure" == visitor.get("/units/correlated-failure").headers["Location"]
    )
    assert "/laws/correlated-failure" == visitor.get("/units/law-1").headers["Location"]
    assert "/units/asynchronous-reality" == visitor.get("/units/law-2").headers["Location"]


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/paths/new-gradute", "new-graduate"),
        ("/units/asynchronous-realty", "asynchronous-reality"),
        ("/concepts/flp-imposibility", "flp-impossibility"),
    ],
)
def test_an_unknown_id_is_refused_with_what_it_may_have_meant(
    visitor: Client, address: str, near: str
) -> None:
    response = visitor.get(address)
    assert 404 == response.status_code
    assert near in response.content.decode()


@pytest.mark.parametrize("bad", ["%00", "a" * 5000, "%F0%9F%92%A5", "..%2F..%2Fetc", "<script>"])
@pytest.mark.parametrize("place", ["paths", "units", "concepts"])
def test_a_hostile_id_is_not_found_and_not_echoed_as_markup(
    visitor: Client, place: str, bad: str
) -> None:
    response = visitor.get(f"/{place}/{bad}")
    assert 404 == response.status_code
    assert b"<script>" not in response.content


def test_a_visitor_costs_no_query(visitor: Client, address: str) -> None:
    visitor.get(address)
    with CaptureQueriesContext(connection) as queries:
        visitor.get(address)
    assert [] == queries.captured_queries


def test_queries_stay_few_and_the_same_however_much_was_done(learner: Client, address: str) -> None:
    counts = []
    for answers in (1, 49):
        show(answers)
        learner.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert 200 == learner.get(address).status_code
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= QUERIES_MAX
