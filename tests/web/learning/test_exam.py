"""An exam: drawn by seed, handed in at once, kept, shown with feedback, drawn anew."""

import re

import pytest
from django.test import Client
from learning_acts import answer

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
        from quorate.assessment import make_variant

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
