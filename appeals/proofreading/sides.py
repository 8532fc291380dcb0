"""What one language of a letter says and the other does not: a sum, a day, an exhibit. [pure]"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.words import listed
from appeals.proofreading import exhibits as named_exhibits
from appeals.proofreading.amounts import amounts
from appeals.proofreading.dates import days
from appeals.proofreading.paper import Finding


def sides(part: str, zh: str, en: str) -> Iterator[Finding]:
    if not zh.strip() or not en.strip():
        return
    sums_zh, sums_en = ({a.value for a in amounts(text)} for text in (zh, en))
    days_zh, days_en = ({d.readings for d in days(text) if d.readings} for text in (zh, en))
    refs_zh, refs_en = ({(n.number, n.pages) for n in named_exhibits.named(text)} for text in (zh, en))
    same_days = all(any(set(a) & set(b) for b in days_en) for a in days_zh) and len(days_zh) == len(days_en)
    if sums_zh != sums_en and (sums_zh and sums_en):
        said = listed(f"{value:,.2f}" for value in sorted(sums_zh ^ sums_en))
        yield Finding(
            "languages-differ",
            "advice",
            part,
            said,
            _("The two languages name different sums: %(said)s.") % {"said": said},
        )
    if not same_days and days_zh and days_en:
        said = listed(sorted({d.isoformat() for pair in days_zh ^ days_en for d in pair}))
        yield Finding(
            "languages-differ",
            "advice",
            part,
            said,
            _("The two languages name different days: %(said)s.") % {"said": said},
        )
    if refs_zh != refs_en and refs_zh and refs_en:
        said = listed(sorted(number for number, _pages in refs_zh ^ refs_en))
        yield Finding(
            "languages-differ",
            "advice",
            part,
            said,
            _("The two languages refer to different exhibits: %(said)s.") % {"said": said},
        )
