"""What a person does on the pages, in the words of the tests."""

import re
from typing import Any

from django.test import Client

from quorate.web.accounts.models import Learner
from quorate.web.content import site
from quorate.web.learning.models import EvidenceRow

RIGHT: dict[str, Any] = {
    "t-see": "Its power feed",
    "t-run": ["The switch", "The feed"],
    "t-solve": ["The feed is cut", "The machines are down", "The alarm rings"],
}


def seed_on_page(client: Client, item_id: str, *, query: str = "") -> int:
    """The variant that a page shows of an item."""
    html = client.get(f"/laws/shared-fate{query}").content.decode()
    block = html.split(f'action="/items/{item_id}/answer"', 1)[1]
    found = re.search(r'name="seed" value="(\d+)"', block)
    assert found is not None
    return int(found[1])


def right_answer(item_id: str, seed: int) -> dict[str, Any]:
    """The fields of the right answer to a variant."""
    variant = site().variant(item_id, seed)
    if variant.type == "numeric":
        number = int(re.findall(r"\d+", variant.prompt_md)[0])
        return {"answer": str(number * 60) if item_id == "t-prove" else str(number)}
    ids = {option.text_md: option.id for option in variant.options}
    if variant.type == "ordering":
        return {f"place_{ids[text]}": str(n) for n, text in enumerate(RIGHT[item_id], 1)}
    if variant.type == "multi":
        return {"answer": [ids[text] for text in RIGHT[item_id]]}
    return {"answer": ids[RIGHT[item_id]]}


def answer(client: Client, item_id: str, **fields: Any) -> Any:
    """Answer the variant that is shown; rightly unless told otherwise."""
    query = fields.pop("query", "")
    extra = fields.pop("headers", None)
    seed = fields.pop("seed", None)
    seed = seed_on_page(client, item_id, query=query) if seed is None else seed
    given = fields or right_answer(item_id, seed)
    return client.post(f"/items/{item_id}/answer", {"seed": seed, **given}, headers=extra)


def the_learner() -> Learner:
    return Learner.objects.get()


def log() -> list[tuple[str, str]]:
    rows = EvidenceRow.objects.order_by("at", "event_id")
    return list(rows.values_list("item_id", "outcome"))
