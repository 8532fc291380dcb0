"""What a paper hides on a layer stays hidden in the bundle, whatever the other papers bring along."""

import pypdfium2

from tests.documents import nasty
from tests.documents.test_binding import bound, item, spec


def test_a_hidden_layer_stays_hidden_when_a_later_paper_has_layers_too(tmp_path):
    made = bound(spec([item(tmp_path, f"1.{n}", nasty.layers()) for n in (1, 2, 3)]))
    document = pypdfium2.PdfDocument(made[1])
    for place in made[0].items:
        picture = document[place.first_page - 1].render(scale=0.5, grayscale=True).to_numpy()
        assert picture[(842 - 450) // 2, 250 // 2] > 200
    document.close()
