"""Stop a run that has not ended."""

from django.utils import timezone

from quorate.web.practice.models import Run


def do_cancel_run(run: Run) -> None:
    """One that waits is over at once; one that runs is ended by its judge within half a second."""
    waiting = Run.objects.filter(id=run.id, state=Run.QUEUED)
    stopped = waiting.update(
        state=Run.CANCELLED, reason="You stopped this run.", finished_at=timezone.now()
    )
    if not stopped:
        Run.objects.filter(id=run.id, state=Run.RUNNING).update(cancel_requested=True)
