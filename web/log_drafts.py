"""The draft behind the wizard: its steps as forms, what was typed kept as typed, the way from step to step."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Can
from cases import drafts
from cases.models import Draft
from documents import storing
from documents.models import StoredFile
from web.forms import log as steps
from web.forms.log_step import StepForm, bound
from web.joined import joined
from web.requests import Request
from web.whole import whole


def draft_or_404(request: Request, key: str) -> Draft:
    rows = Draft.objects.visible_to(request.user).select_related("organisation", "notice_file", "case", "saved_by")
    draft = get_object_or_404(rows, key=key)
    request.user.require(Can.LOG_FREEZE, draft.organisation_id)
    return draft


def resume_at(draft: Draft) -> str:
    """The first step nobody has touched."""
    return next((name for name in steps.NAMES if name not in draft.answers), "check")


def title_of(draft: Draft) -> str:
    typed = draft.answers.get("account", {})
    words = (typed.get("party_name", ""), typed.get("account_number", ""))
    return joined(*words)


def saved_at(draft: Draft) -> str:
    return str(_("Draft saved %(time)s") % {"time": timezone.localtime(draft.saved_at).strftime("%H:%M")})


def form_for(
    draft: Draft,
    step: str,
    data: Mapping[str, Any] | None,
    *,
    kept: Mapping[str, Any] | None = None,
    files: Any = None,
    check: bool = False,
) -> StepForm:
    """What was typed comes back as it was. Errors are shown when somebody wanted to go on, not while coming back."""
    make = steps.form_of(step)
    firm, at = draft.organisation, timezone.now()
    if check and kept:
        return make(bound(kept), organisation=firm, at=at)
    if data is None:
        initial = dict(kept) if kept is not None else first_answers(draft, step)
        return make(None, initial=initial, organisation=firm, at=at)
    return make(data, files=files, organisation=firm, at=at)


def first_answers(draft: Draft, step: str) -> dict[str, Any]:
    """What can be known before the first answer of a step: nothing is typed twice (WCAG 3.3.7)."""
    now = timezone.localtime()
    if step == "who":
        account = steps.answers_of(draft, at=now)
        is_bank = account.provider.endswith("-bank")
        # Not the name: a bank's would stand as the court's, and go into its letter.
        return {"which_institution": "bank" if is_bank else "provider"}
    if step == "amounts":
        return {"known_at": timezone.localtime(draft.created_at).replace(second=0, microsecond=0), "currency": "EUR"}
    return {}


def kept_notice(form: StepForm, draft: Draft) -> StoredFile | None:
    """The photo of the notice is kept at once, so that a wrong answer elsewhere does not cost it."""
    upload = form.files.get("notice") if form.files else None
    if upload is None:
        return None
    return storing.store(
        upload, name=upload.name or "", organisation=draft.organisation, at=timezone.now(), prepare_now=False
    )


def save_step(request: Request, draft: Draft, form: StepForm, notice: StoredFile | None = None) -> Draft:
    version = request.POST.get("version", "")
    return drafts.save(
        draft,
        form.step,
        form.typed(),
        version=whole(version, draft.version),
        by=request.user,
        at=timezone.now(),
        notice=notice,
    )


def chosen(request: HttpRequest, draft: Draft, step: str) -> Mapping[str, Any]:
    """After a clash: each field as the reader chose it, mine as posted or theirs as the draft keeps it."""
    data = request.POST.copy()
    theirs = draft.answers.get(step, {})
    for name in [key.removeprefix("keep_") for key in request.POST if key.startswith("keep_")]:
        if request.POST[f"keep_{name}"] == "theirs":
            value = theirs.get(name, "")
            data.setlist(name, value if isinstance(value, list) else [value] if value else [])
    return data


def address(draft: Draft, step: str, *, was: str = "") -> str:
    address = reverse("log-step", args=[draft.key, step])
    return f"{address}?was={was}" if was else address


def titles(draft: Draft, current: str) -> list[dict[str, Any]]:
    here = steps.NAMES.index(current)
    return [
        {
            "name": name,
            "label": steps.TITLES[name],
            "state": "now" if name == current else "done" if name in draft.answers and place < here else "",
            "url": address(draft, name) if name in draft.answers and name != current else "",
        }
        for place, name in enumerate(steps.NAMES)
    ]
