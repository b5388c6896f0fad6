"""An exam: drawn by seed, handed in at once, kept, shown with feedback, drawn anew."""

import re

import pytest
from django.test import Client
from learning_acts import answer

from quorate.assessment import make_variant, parameters_of
from quorate.web.accounts.models import Learner
from quorate.web.content import site
from quorate.web.learning.models import EvidenceRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]
PATH = "/exams/exam-shared-fate"
FACTORS = {"te-hours": 60, "te-days": 24, "te-weeks": 7}


def sitting(client: Client) -> tuple[str, dict[str, str]]:
    html = client.get(PATH).content.decode()
    seed = re.search(r'name="seed" value="(\d+)"', html)[1]
    answers = {}
    for item_id in re.findall(r'<section class="item" id="([\w-]+)"', html):
        template = next(
            each for each in site().exams["exam-shared-fate"].templates if each.id == item_id
        )
        number = int(re.findall(r"\d+", make_variant(template, int(seed)).prompt_md)[0])
        answers[f"{item_id}.answer"] = str(number * FACTORS[item_id])
    return seed, answers


def test_all_right_passes_and_completes_the_exam(client: Client) -> None:
    seed, answers = sitting(client)
    assert 2 == len(answers)
    response = client.post(PATH, {"seed": seed, **answers})
    assert f"{PATH}?result={seed}" == response["Location"]
    html = client.get(response["Location"]).content.decode()
    assert "<h1>Passed</h1>" in html
    assert "2 of 2 questions right" in html
    assert 3 == EvidenceRow.objects.filter(kind="exam").count()
    assert "passed" in client.get("/profile").content.decode()


def test_right_questions_alone_do_not_pass_an_exam(client: Client) -> None:
    seed, answers = sitting(client)
    first = dict(list(answers.items())[:1])
    client.post(PATH, {"seed": seed, **dict.fromkeys(answers, "1")})
    html = client.get(f"{PATH}?result={seed}").content.decode()
    assert "Not passed yet" in html
    assert first
    rows = EvidenceRow.objects.filter(unit="exam-shared-fate")
    assert ["wrong"] == list(rows.values_list("outcome", flat=True))


def test_handing_in_twice_counts_once(client: Client) -> None:
    seed, answers = sitting(client)
    for _ in range(2):
        client.post(PATH, {"seed": seed, **answers})
    assert 3 == EvidenceRow.objects.count()


def test_the_next_sitting_draws_anew_and_only_it_is_due(client: Client) -> None:
    seed, answers = sitting(client)
    client.post(PATH, {"seed": seed, **answers})
    second, answers = sitting(client)
    assert seed != second
    assert 409 == client.post(PATH, {"seed": "12345", **answers}).status_code
    assert 303 == client.post(PATH, {"seed": second, **answers}).status_code


def test_an_answer_that_cannot_be_read_gives_everything_back(client: Client) -> None:
    seed, answers = sitting(client)
    names = list(answers)
    answers[names[0]] = "a lot"
    response = client.post(PATH, {"seed": seed, **answers})
    html = response.content.decode()
    assert 400 == response.status_code
    assert 'value="a lot"' in html
    assert f'value="{answers[names[1]]}"' in html
    assert 0 == Learner.objects.count()


def test_what_is_left_empty_is_not_known(client: Client) -> None:
    seed, _ = sitting(client)
    client.post(PATH, {"seed": seed})
    rows = EvidenceRow.objects.exclude(item_id="").values_list("outcome", flat=True)
    assert ["does-not-know"] * 2 == list(rows)


def test_a_result_belongs_to_who_sat(client: Client) -> None:
    seed, answers = sitting(client)
    client.post(PATH, {"seed": seed, **answers})
    other = Client()
    answer(other, "t-see")
    assert 404 == other.get(f"{PATH}?result={seed}").status_code
    assert 404 == Client().get(f"{PATH}?result={seed}").status_code


def seed_shown(client: Client) -> int:
    return int(re.search(r'name="seed" value="(\d+)"', client.get(PATH).content.decode())[1])


def test_no_two_visitors_and_no_two_guests_get_the_same_first_sitting() -> None:
    guest = Client()
    answer(guest, "t-see")
    seeds = [seed_shown(client) for client in (*(Client() for _ in range(6)), guest, guest)]
    assert 8 == len(set(seeds))


def test_the_questions_are_kept_for_nobody(client: Client) -> None:
    assert "no-store" == client.get(PATH)["Cache-Control"]
    seed, answers = sitting(client)
    client.post(PATH, {"seed": seed, **answers})
    assert "no-store" == client.get(PATH)["Cache-Control"]
    assert 0 == len(Client().get(PATH).cookies)


def test_the_key_of_one_guest_is_not_the_exam_of_another(client: Client) -> None:
    seed, answers = sitting(client)
    client.post(PATH, {"seed": seed})
    assert 200 == client.get(f"{PATH}?result={seed}").status_code
    other = Client()
    assert 409 == other.post(PATH, {"seed": seed, **answers}).status_code
    answer(other, "t-see")
    assert 409 == other.post(PATH, {"seed": seed, **answers}).status_code
    assert 1 == EvidenceRow.objects.filter(unit="exam-shared-fate").count()


def test_posting_one_seed_again_keeps_its_first_answers(client: Client) -> None:
    seed, answers = sitting(client)
    client.post(PATH, {"seed": seed})
    assert f"{PATH}?result={seed}" == client.post(PATH, {"seed": seed, **answers})["Location"]
    rows = EvidenceRow.objects.filter(unit="exam-shared-fate")
    assert ["wrong"] == list(rows.values_list("outcome", flat=True))


def test_after_the_first_sitting_no_other_seed_may_be_chosen(client: Client) -> None:
    """Two pages were open: the one handed in first counts, the other is not due any more."""
    first, answers = sitting(client)
    second, others = sitting(client)
    assert 303 == client.post(PATH, {"seed": first, **answers}).status_code
    assert 409 == client.post(PATH, {"seed": second, **others}).status_code
    due = seed_shown(client)
    assert due == seed_shown(client)


@pytest.mark.parametrize(
    "seed", ["", "-1", "x", "4294967296", "9" * 10, "9" * 50, "1e3", " 7", "٧" * 11]
)
def test_a_seed_that_no_page_draws_is_refused(client: Client, seed: str) -> None:
    assert 409 == client.post(PATH, {"seed": seed}).status_code
    assert 0 == Learner.objects.count()


def test_a_question_met_before_is_practice_and_still_a_point(client: Client) -> None:
    for _ in range(8):
        seed, answers = sitting(client)
        client.post(PATH, {"seed": seed, **answers})
    templates = {each.id: each for each in site().exams["exam-shared-fate"].templates}
    seen: set[tuple[str, str]] = set()
    for row in EvidenceRow.objects.exclude(item_id="").order_by("id"):
        content = (row.item_id, repr(parameters_of(templates[row.item_id], row.variant_seed)))
        assert ("right", "practised" if content in seen else "") == (row.outcome, row.state)
        seen.add(content)
    summaries = EvidenceRow.objects.filter(item_id="").values_list("score", "state")
    assert [(1.0, "")] * 8 == list(summaries)
    seed = EvidenceRow.objects.filter(state="practised")[0].variant_seed
    assert "You have seen this answer" in client.get(f"{PATH}?result={seed}").content.decode()
