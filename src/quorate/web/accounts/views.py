"""Settings and “Keep my work”: thin views over the actions."""

import json

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from quorate.web.accounts.actions import delete as deleting
from quorate.web.accounts.actions import portability, recovery
from quorate.web.accounts.actions import settings as changing
from quorate.web.accounts.actions.guest import (
    ORDER_COOKIE,
    do_ensure_learner,
    learner_of,
    zone_of,
)
from quorate.web.accounts.given import HINT
from quorate.web.accounts.models import Learner
from quorate.web.errors import BadInputError, TooLargeError
from quorate.web.methods import allow
from quorate.web.notices import add_notice

YEAR_SECONDS = 365 * 24 * 3600


def see_other(name: str) -> HttpResponseRedirect:
    """Answer a write by sending the browser to a page."""
    return HttpResponseRedirect(reverse(name), status=303)


@allow("GET", "POST")
def settings(request: HttpRequest) -> HttpResponse:
    """Show and change settings."""
    if request.method != "POST":
        form = changing.form_of(learner_of(request), zone_of(request))
        return settings_page(request, form)
    form = changing.validate_settings(request.POST.dict())
    if form.problems:
        return settings_page(request, form)
    learner = do_ensure_learner(request)
    changing.do_save_settings(learner, form, now=timezone.now())
    add_notice(request, "Your settings are saved.")
    response = see_other("settings")
    response.set_cookie(
        ORDER_COOKIE, form.entry_order, max_age=YEAR_SECONDS, samesite="Lax", httponly=True
    )
    return response


def settings_page(request: HttpRequest, form: changing.SettingsForm) -> HttpResponse:
    """Render the form; with problems it is a 400, so that scripts and people see it failed."""
    context = {
        "form": form,
        "days": changing.DAYS,
        "themes": [{"value": key, "text": text} for key, text in Learner.THEMES],
        "orders": [{"value": key, "text": text} for key, text in Learner.ORDERS],
    }
    status = 400 if form.problems else 200
    return render(request, "accounts/settings.html", context, status=status)


@allow("GET", "POST")
def delete(request: HttpRequest) -> HttpResponse:
    """Delete all of one's data after one question."""
    learner = learner_of(request)
    if request.method != "POST" or learner is None:
        return render(request, "accounts/delete.html", {"deleted": False})
    if request.POST.get("confirm") != "delete":
        problem = "Nothing was deleted: write the word “delete” to confirm."
        return render(request, "accounts/delete.html", {"problem": problem}, status=400)
    deleting.do_delete_learner(request, learner)
    return render(request, "accounts/deleted.html")


@allow("GET", "POST")
def keep(request: HttpRequest) -> HttpResponse:
    """Show, make and revoke the recovery link."""
    learner = learner_of(request)
    if request.method != "POST":
        return keep_page(request)
    action = request.POST.get("action", "make")
    if action == "make":
        # Two clicks on one button make one row: the second is signed in by then.
        learner = do_ensure_learner(request)
        secret = recovery.do_make_link(learner, now=timezone.now())
        return keep_page(request, secret=secret)
    if learner is not None and action == "revoke":
        recovery.do_revoke_link(learner)
        add_notice(request, "The recovery link no longer works.")
    elif learner is not None and action == "sign-out-elsewhere":
        recovery.do_sign_out_elsewhere(request, learner)
        add_notice(request, "You are signed out on every other device.")
    elif learner is not None:
        raise BadInputError(
            f"{action[:40]!r} is nothing this page does.", hint="Use the page's own buttons."
        )
    return see_other("keep")


def keep_page(request: HttpRequest, *, secret: str = "", problem: str = "") -> HttpResponse:
    """Render “Keep my work”, with a fresh secret exactly once."""
    link = request.build_absolute_uri(reverse("recover", args=[secret])) if secret else ""
    status = 400 if problem else 200
    context = {"link": link, "problem": problem}
    response = render(request, "accounts/keep.html", context, status=status)
    if secret:
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
    return response


@allow("GET")
def export_file(request: HttpRequest) -> HttpResponse:
    """Download everything that is kept about the person who asks."""
    learner = learner_of(request)
    if learner is None:
        return see_other("keep")
    now = timezone.now()
    document = portability.export_document(learner, now=now)
    body = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    name = f"quorate-{now:%Y-%m-%d}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers)


@allow("POST")
def import_file(request: HttpRequest) -> HttpResponse:
    """Merge an export file into the work of the person who asks."""
    try:
        read = portability.validate_import(uploaded(request))
    except (BadInputError, TooLargeError) as refusal:
        if request.content_type == "application/json":
            raise
        return keep_page(request, problem=f"{refusal.message} {refusal.hint}")
    learner = do_ensure_learner(request)
    merged = portability.do_import(learner, read, now=timezone.now())
    counts = ", ".join(f"{title}: {count} new" for title, count in merged.counts)
    told = "Your work is here." if merged.total else "Everything in the file was here already."
    add_notice(request, told, hint=" ".join((f"{counts}.", *read.told)))
    return see_other("keep")


def uploaded(request: HttpRequest) -> bytes:
    """Return the bytes of the file that was sent."""
    if request.content_type == "application/json":
        return request.body
    sent = request.FILES.get("file")
    if sent is None:
        raise BadInputError("No file was chosen.", hint=HINT)
    body: bytes = sent.read(portability.IMPORT_BYTES_MAX + 1)
    return body


@allow("GET", "POST")
def recover(request: HttpRequest, secret: str) -> HttpResponse:
    """Continue on this device as the learner of a link, after one question."""
    owner = recovery.access_learner_by_secret(secret)
    here = learner_of(request)
    if request.method != "POST":
        context = {"owner": owner, "same": here == owner, "other": here not in (None, owner)}
        response = render(request, "accounts/recover.html", context)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response
    now = timezone.now()
    if here is not None and here != owner and request.POST.get("bring") == "yes":
        document = portability.export_document(here, now=now)
        read = portability.validate_import(json.dumps(document).encode())
        with transaction.atomic():
            portability.do_import(owner, read, now=now)
    if here != owner:
        recovery.do_continue_as(request, owner)
    add_notice(request, f"You continue as {owner}.", hint="Everything you did is here.")
    return see_other("today")
