"""What the other side's country asks of the form of papers: language, translation, legalisation (row 9.3b)."""

from collections.abc import Iterable
from dataclasses import dataclass

from appeals.models import Evidence
from cases.models import Case
from knowledge import papers, routes
from knowledge.papers import FormProfile


@dataclass(frozen=True)
class PaperForms:
    """What is commonly asked there, and of which exhibits; counsel there decides what really is."""

    profile: FormProfile
    translated: list[tuple[str, Evidence]]
    legalised: list[tuple[str, Evidence]]


def of(case: Case, exhibits: Iterable[tuple[str, Evidence]]) -> PaperForms | None:
    """None where nothing is known of the country. `exhibits`: the numbered papers of the case."""
    country = routes.of(case.route).jurisdiction if case.route else case.freeze.jurisdiction
    profile = papers.form_profile(country)
    if profile is None:
        return None
    found = PaperForms(profile, [], [])
    if routes.jurisdiction_of(case.party.country) == profile.jurisdiction:
        return found  # papers of the country itself stand in its language and under its seals
    for exhibit, item in exhibits:
        paper = papers.find(item.kind)
        if paper and profile.jurisdiction in paper.translation_in:
            found.translated.append((exhibit, item))
        if paper and profile.jurisdiction in paper.legalisation_in:
            found.legalised.append((exhibit, item))
    return found
