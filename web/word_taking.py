"""What counsel outside sends back as a Word file, beside what is saved: a difference is chosen, the rest is told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.words import both
from appeals import versions
from appeals.filling import FilledLetter
from appeals.wording import is_english
from documents import wordfile
from documents.wordfile import Row
from web import shown, two_writers
from web.requests import Request
from web.two_writers import Flat

Words = Mapping[str, Sequence[Sequence[str]]]  # by language: code, heading and text of each paragraph
NOTE = gettext_lazy(
    "Change the words in the table, tracked or not, and send this file back. The letter as it reads follows."
)


@dataclass(frozen=True)
class Back:
    """The texts that came back different, by their names, and what a person has to copy by hand."""

    theirs: Flat
    by_hand: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def told(self) -> ValidationError:
        if not self.theirs:
            return ValidationError(_("The file says what the letter says. There is nothing to take over."), code="same")
        return ValidationError(
            _("%(n)s texts differ. Choose each; nothing is saved until you do."),
            code="compare",
            params={"n": len(self.theirs)},
        )


def sent_out(
    title: tuple[str, str], filled: Mapping[str, FilledLetter], rows: Sequence[Row], name: str
) -> HttpResponse:
    """`title` is in Chinese and in English; the letter as it reads stands below the texts that may be changed."""
    place = 0 if shown.speaks_chinese() else 1
    letters = [(_name_of(language), _headed(parts)) for language, parts in versions.words_of(filled).items()]
    written = wordfile.written(title[place], letters, rows, both(NOTE)[place])
    answer = HttpResponse(written, content_type=wordfile.MIME)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _name_of(language: str) -> str:
    return "English" if is_english(language) else "中文"


def _headed(parts: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """A heading is said once."""
    found, last = [], ""
    for code, heading, text in parts:
        found.append((heading if code != last else "", text))
        last = code
    return found


def came_back(
    request: Request,
    saved: Flat,
    rows: Iterable[Row],
    label: Callable[[str], str],
    *,
    titles: Iterable[tuple[str, str]],
    read: Iterable[Words],
) -> Back:
    """`saved` are the texts that may be taken over; `titles` and `read` are what stood beside them in the file."""
    upload = request.FILES.get("word")
    if upload is None:
        raise ValidationError(_("Choose the Word file that came back."), code="no_file")
    sent = ["中文", "English", *both(NOTE), *(said for title in titles for said in title)]
    sent += [said for words in read for parts in words.values() for _code, *texts in parts for said in texts]
    came = wordfile.read(upload.read(wordfile.MOST_BYTES + 1), sent)
    theirs = {
        name: text for name, text in came.changed.items() if name in saved and text != two_writers.plain(saved[name])
    }
    # Texts of lines that have left the letter since, and whatever was written where no text of the letter stands.
    beside = [text for name, text in came.changed.items() if name not in saved and text] + list(came.beside)
    missing = [label(name) for row in rows for name in row.names if name and name not in came.names]
    by_hand = (
        (_("Written beside the texts of the letter"), tuple(beside)),
        (_("Comments and notes"), came.remarks),
        (_("Not in the file any more; they stay as they are"), tuple(missing)),
    )
    return Back(theirs, tuple((what, said) for what, said in by_hand if said))
