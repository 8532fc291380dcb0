"""How a choice in a letter's form is said to its reader: an exhibit with its page, a channel with its address."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from appeals.material import Material
from appeals.wording import CHANNELS
from web.letter_lines import reads_english

Labels = Mapping[str, tuple[str, str, int]]  # an exhibit's key to its number, its title, its pages


def labels(known: Material) -> dict[str, tuple[str, str, int]]:
    return {
        str(item.pk): (exhibit, item.for_reader("title") or item.original_name, item.file.pages or 1)
        for exhibit, item in known.exhibits
    }


def exhibit(key: str, page: str, exhibits: Labels) -> str:
    if key not in exhibits:
        return ""
    number, title, _pages = exhibits[key]
    return _("%(exhibit)s %(title)s, page %(page)s") % {"exhibit": number, "title": title, "page": page or "1"}


def channel(kind: str, address: str) -> str:
    """On two lines, as it stands in two boxes."""
    name = CHANNELS[kind][1 if reads_english() else 0] if kind in CHANNELS else kind
    return "\n".join(said for said in (name, address) if said)
