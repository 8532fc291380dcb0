"""The knowledge, and a case on its way to an appeal."""

import pytest

from appeals.models import Appeal, Pack, Submission
from cases import moves
from cases.stages import Stage
from knowledge import loading
from knowledge.models import Edition
from tests import made
from tests.appeals import world


@pytest.fixture(autouse=True)
def knowledge(request):
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        if not Edition.objects.exists():  # a transactional test before this one emptied the tables
            loading.load(at=made.LOADED)


@pytest.fixture
def case(firm, fang, cai, mo, noon, knowledge):
    """A provider's own freeze, verified, in the stage of the appeal."""
    return world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)


@pytest.fixture
def went_out(case, fang, cai, mo, noon):
    """Submitted, without binding a PDF: that is tested elsewhere."""
    appeal, _made = world.letter(case, fang, at=noon)
    pack = world.approved(appeal, fang, cai, at=noon)
    Pack.objects.filter(pk=pack.pk).update(state=Pack.State.SUBMITTED)
    Appeal.objects.filter(pk=appeal.pk).update(status=Appeal.Status.SUBMITTED)
    Submission.objects.create(
        appeal=appeal,
        pack=pack,
        channel_kind="email",
        submitted_at=noon,
        submitted_by=fang,
        sha256="0" * 64,
        receipt="number",
        receipt_no="CMP-88213",
    )
    moves.move(case, Stage.FOLLOW_UP, by=mo, at=noon, because="test", past_gate=True)
    appeal.refresh_from_db()
    return appeal
