"""What practice does when the site starts: renamed labs keep their runs, and runs left behind are judged."""

from collections.abc import Mapping

from quorate.web.content import site
from quorate.web.practice.dispatcher import DISPATCHER
from quorate.web.practice.labs import labs
from quorate.web.practice.models import Draft, Run


def do_resume() -> None:
    """Take over what an earlier server, or an earlier release of the content, left."""
    units = site().curriculum.units
    do_adopt_renames({slug: units[slug].aliases for slug in labs() if slug in units})
    if Run.objects.filter(state__in=[Run.QUEUED, Run.RUNNING]).exists():
        DISPATCHER.notify()


def do_adopt_renames(former_names: Mapping[str, tuple[str, ...]]) -> None:
    """Move runs and drafts from a lab's former names to its name; two drafts are never merged unseen."""
    for slug, former in former_names.items():
        if not former:
            continue
        Run.objects.filter(lab__in=former).update(lab=slug)
        have_one = Draft.objects.filter(lab=slug).values("learner_id")
        Draft.objects.filter(lab__in=former).exclude(learner_id__in=have_one).update(lab=slug)
