"""Which text was changed in one language and not in the other since: the letter says one thing, twice."""

from collections.abc import Iterable, Mapping

from appeals.models import Appeal, CitationUse, Fact, Reason, Request

Texts = Mapping[str, tuple[str, str]]
COLUMNS = ("dispute", "point", "request", "late_reason")
ROWS = (("fact", Fact, "text"), ("reason", Reason, "text"), ("ask", Request, "text"), ("law", CitationUse, "why"))


def texts(appeal: Appeal) -> dict[str, tuple[str, str]]:
    """Every text of the letter as (Chinese, English), by the name that the composer gives it."""
    fresh = Appeal.objects.get(pk=appeal.pk)
    found = {name: (getattr(fresh, f"{name}_zh").strip(), getattr(fresh, f"{name}_en").strip()) for name in COLUMNS}
    for kind, model, field in ROWS:
        owner = {"case": appeal.case_id} if model is Fact else {"appeal": appeal.pk}
        rows = model._default_manager.filter(**owner)
        for pk, zh, en in rows.values_list("pk", f"{field}_zh", f"{field}_en"):
            found[f"{kind}:{pk}"] = (zh.strip(), en.strip())
    return found


def stale(appeal: Appeal, before: Texts, *, checked: Iterable[str] = ()) -> dict[str, str]:
    """After a saving: the side that was left as it was waits for a look, until it is changed or ticked as checked."""
    waiting = dict(Appeal.objects.values_list("stale", flat=True).get(pk=appeal.pk))
    now = texts(appeal)
    for name, (zh, en) in now.items():
        if name not in before:
            continue
        new_zh, new_en = zh != before[name][0], en != before[name][1]
        if new_zh and new_en:
            waiting.pop(name, None)
        elif new_zh or new_en:
            other, said = ("en", en) if new_zh else ("zh", zh)
            if waiting.get(name) == ("zh" if new_zh else "en"):
                waiting.pop(name)  # it has followed the other side
            elif said:
                waiting[name] = other
    for name in checked:
        waiting.pop(name, None)
    return {name: side for name, side in waiting.items() if name in now}
