"""Forms of evidence, letter and pack: they check the shape of what was typed, and save nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal, Evidence
from knowledge import papers
from knowledge.letters import Letter
from web.forms.cases import PlainForm
from web.forms.dates import DateInput, DayField

MOST_FILES = 40


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; each is judged for itself later, so that one bad file does not cost the others."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if not files:
            raise ValidationError(_("Choose at least one file."), code="no_file")
        if len(files) > MOST_FILES:
            raise ValidationError(
                _("Upload at most %(most)s files at once."), code="too_many_files", params={"most": MOST_FILES}
            )
        return files


def paper_choices() -> list[tuple[str, Any]]:
    """The catalogue by the group it is bound in; what the desk writes itself is left out."""
    groups: dict[str, list[tuple[str, str]]] = {section: [] for section in papers.SECTIONS}
    for paper in papers.current().values():
        if not paper.is_written_here:
            groups[paper.section].append((paper.code, str(paper)))
    named = [(str(Evidence.Section(section).label), rows) for section, rows in groups.items()]
    return [("", _("Not in the list")), *named]


class UploadForm(PlainForm):
    papers = FilesField(label=_("Files"))
    kind = forms.ChoiceField(label=_("What are they?"), required=False)
    section = forms.ChoiceField(
        label=_("Group"), required=False, choices=[("", _("As the paper says")), *Evidence.Section.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = paper_choices()  # type: ignore[attr-defined]


class DescribeForm(PlainForm):
    kind = forms.ChoiceField(label=_("Paper"), required=False)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    reference = forms.CharField(label=_("Number of the paper"), max_length=80, required=False)
    dated_on = DayField(label=_("Date of the paper"), required=False, widget=DateInput)
    source_zh = forms.CharField(label=_("Source in Chinese"), max_length=120, required=False)
    source_en = forms.CharField(label=_("Source in English"), max_length=120, required=False)
    source_class = forms.ChoiceField(label=_("Kind of source"), choices=Evidence.SourceClass.choices)
    proves_zh = forms.CharField(label=_("What it proves, in Chinese"), max_length=300, required=False)
    proves_en = forms.CharField(label=_("What it proves, in English"), max_length=300, required=False)
    form = forms.ChoiceField(label=_("Original or copy"), choices=Evidence.Form.choices)
    confidentiality = forms.ChoiceField(label=_("Confidentiality"), choices=Evidence.Confidentiality.choices)
    held_by = forms.CharField(label=_("Who holds the original"), max_length=120, required=False)
    source_note_zh = forms.CharField(label=_("How it came to us, in Chinese"), max_length=300, required=False)
    source_note_en = forms.CharField(label=_("How it came to us, in English"), max_length=300, required=False)
    witness_name = forms.CharField(label=_("Witness"), max_length=100, required=False)
    witness_contact = forms.CharField(label=_("Telephone or e-mail of the witness"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = paper_choices()  # type: ignore[attr-defined]


class WaiveForm(PlainForm):
    because = forms.CharField(label=_("Why may it stay as it is?"), max_length=300)


class ReplaceForm(PlainForm):
    paper = forms.FileField(label=_("Better copy"))
    because = forms.CharField(label=_("Why is it replaced?"), max_length=300)


class RemoveForm(PlainForm):
    because = forms.CharField(label=_("Why is it taken out?"), max_length=300)


class StartForm(PlainForm):
    letter = forms.ChoiceField(label=_("Letter"), widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=Appeal.Language.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, offered: Sequence[Letter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].choices = [(letter.code, str(letter)) for letter in offered]  # type: ignore[attr-defined]


class LetterForm(PlainForm):
    """The letter as a whole. Facts, reasons and law are rows and are read beside it (web/composing.py)."""

    letter = forms.ChoiceField(label=_("Letter"))
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=Appeal.Language.choices, widget=forms.RadioSelect
    )
    recipient = forms.CharField(label=_("Addressee"), max_length=200, required=False)
    department_zh = forms.CharField(label=_("Department, in Chinese"), max_length=200, required=False)
    department_en = forms.CharField(label=_("Department, in English"), max_length=200, required=False)
    channel_kind = forms.ChoiceField(label=_("Channel"), required=False)
    channel_address = forms.CharField(label=_("Address of the channel"), max_length=300, required=False)
    letter_on = DayField(label=_("Date of the letter"), required=False, widget=DateInput)
    reply_by = DayField(label=_("Answer asked for by"), required=False, widget=DateInput)
    dispute_zh = forms.CharField(required=False, max_length=2000)
    dispute_en = forms.CharField(required=False, max_length=2000)
    point_zh = forms.CharField(required=False, max_length=1000)
    point_en = forms.CharField(required=False, max_length=1000)
    request_zh = forms.CharField(required=False, max_length=2000)
    request_en = forms.CharField(required=False, max_length=2000)
    late_reason_zh = forms.CharField(required=False, max_length=2000)
    late_reason_en = forms.CharField(required=False, max_length=2000)

    def __init__(self, *args: Any, offered: Sequence[Letter], channels: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].choices = [(letter.code, str(letter)) for letter in offered]  # type: ignore[attr-defined]
        self.fields["channel_kind"].choices = [("", _("Not chosen yet")), *channels.items()]  # type: ignore[attr-defined]


class CaseLetterForm(PlainForm):
    """What every letter beside the appeal has; its slots are read beside it (web/case_letter_form.py)."""

    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=Appeal.Language.choices, widget=forms.RadioSelect
    )
    recipient = forms.CharField(label=_("Addressee"), max_length=200, required=False)
    department_zh = forms.CharField(label=_("Department, in Chinese"), max_length=200, required=False)
    department_en = forms.CharField(label=_("Department, in English"), max_length=200, required=False)
    channel_kind = forms.ChoiceField(label=_("Channel"), required=False)
    channel_address = forms.CharField(label=_("Address of the channel"), max_length=300, required=False)
    letter_on = DayField(label=_("Date of the letter"), widget=DateInput)

    def __init__(self, *args: Any, channels: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel_kind"].choices = [("", _("Not chosen yet")), *channels.items()]  # type: ignore[attr-defined]


class NoteForm(PlainForm):
    note = forms.CharField(
        label=_("Note to counsel"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
