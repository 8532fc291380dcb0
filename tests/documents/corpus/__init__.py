"""A second cabinet, wider than the first: every way of doing harm we know of, each harmless here, and honest files.

A row is (file name, maker, verdicts that are right). The codes are the other cabinet's matter (hostile.py): here it
matters that nothing dangerous is taken silently, that nothing dies, and that ordinary papers come in."""

from tests.documents.corpus.hidden import HIDDEN
from tests.documents.corpus.honest import HONEST
from tests.documents.corpus.office_files import OFFICE
from tests.documents.corpus.others import OTHERS
from tests.documents.corpus.pdfs import PDFS
from tests.documents.corpus.pictures import PICTURES
from tests.documents.corpus.roundabout import ROUNDABOUT

SHELVES = {
    "pdf": PDFS, "pictures": PICTURES, "office": OFFICE, "others": OTHERS, "hidden": HIDDEN, "honest": HONEST,
    "roundabout": ROUNDABOUT,
}  # fmt: skip
