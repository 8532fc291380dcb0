"""Where a page stands for its reader, whatever box, turn and unit it has."""

import math

from hypothesis import given
from hypothesis import strategies as st

from documents.pagebox import Frame, normalised, stamp_scale, visible

corner = st.floats(-2000, 2000, allow_nan=False)
side = st.floats(20, 3000)
turns = st.sampled_from([0, 90, 180, 270])
units = st.sampled_from([0.5, 1.0, 2.0, 10.0])


def frames():
    return st.builds(
        lambda x, y, w, h, turn, unit: Frame((x, y, x + w, y + h), turn, unit), corner, corner, side, side, turns, units
    )


@given(frames())
def test_the_readers_corners_are_the_corners_of_the_box(frame):
    seen = [frame.to_page(x, y) for x in (0, frame.width) for y in (0, frame.height)]
    x0, y0, x1, y1 = frame.box
    for x, y in seen:
        assert min(abs(x - x0), abs(x - x1)) < 1e-6 * 4000
        assert min(abs(y - y0), abs(y - y1)) < 1e-6 * 4000
    assert len({(round(x, 3), round(y, 3)) for x, y in seen}) == 4


@given(frames(), st.floats(5, 60))
def test_a_strip_grows_the_page_at_the_readers_foot_and_nowhere_else(frame, points):
    grown = frame.grown_at_foot(points)
    assert math.isclose(grown.height, frame.height + points, rel_tol=1e-6, abs_tol=1e-6)
    assert math.isclose(grown.width, frame.width, rel_tol=1e-6, abs_tol=1e-6)
    old, new = frame.to_page(0, frame.height), grown.to_page(0, grown.height)
    assert math.isclose(old[0], new[0], abs_tol=1e-3)
    assert math.isclose(old[1], new[1], abs_tol=1e-3)


def test_a_reversed_box_is_put_right_and_a_crop_stays_on_the_paper():
    assert normalised((595, 842, 0, 0)) == (0, 0, 595, 842)
    assert visible((0, 0, 595, 842), (-50, 100, 900, 500)) == (0, 100, 595, 500)
    assert visible((0, 0, 595, 842), (700, 900, 800, 1000)) == (0, 0, 595, 842)
    assert visible(None, None) == (0, 0, 612, 792)


@given(side, side)
def test_the_number_is_never_too_small_to_read(width, height):
    assert 0.42 <= stamp_scale(width, height) <= 6


def test_the_number_has_its_plain_size_on_a4_standing_or_lying():
    assert math.isclose(stamp_scale(595.28, 841.89), 1.0, abs_tol=0.01)
    assert stamp_scale(841.89, 595.28) > 1
