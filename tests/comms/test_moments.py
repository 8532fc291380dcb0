"""When a mail was sent: believed where the line says it, decided by the first server, or told to be doubtful."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms import moments, reading

SERVER = "from a.example by b.example with ESMTPS id 7; Mon, 02 Mar 2026 {}"
TEN_IN_SHANGHAI, TEN_IN_CHICAGO, TEN_IN_LONDON = "2026-03-02T02:00", "2026-03-02T16:00", "2026-03-02T10:00"


def told(date, *received):
    found = moments.sent(date, received)
    return found.at.isoformat()[:16] if found.at else None, found.doubt


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 02 Mar 2026 10:00:00 +0800",
        "Mon, 2 Mar 26 10:00 +08:00",
        "Mon, 02 Mar 2026 10:00:00 +0800 (CST)",
        "Mon, 02 Mar 2026 10:00:00 GMT+8",
        "Mon, 02 Mar 2026 10:00:60 UTC+0800",
        "Mon, 02 Mar 2026 02:00:00 GMT",
        "Mon Mar 02 10:00:00 +0800 2026",
        "2026-03-02T10:00:00.000+08:00",
        "2026-03-02T02:00:00Z",
        "2026年3月2日 星期一 上午10:00:00 +0800",
        "2026年3月2日 下午10时00分 +2000",
    ],
)
def test_a_zone_that_is_said_is_believed(date):
    if "+2000" in date:
        assert told(date) == ("2026-03-02T22:00", moments.AS_UTC)  # no zone is twenty hours away
    else:
        assert told(date)[0][:15] == TEN_IN_SHANGHAI[:15]
        assert told(date)[1] == ""


@pytest.mark.parametrize(
    ("taken", "at"),
    [
        ("10:00:05 +0800 (CST)", TEN_IN_SHANGHAI),
        ("02:00:05 +0000", TEN_IN_SHANGHAI),
        ("16:03:00 GMT", TEN_IN_CHICAGO),
        ("10:40:00 -0600", TEN_IN_CHICAGO),
    ],
)
def test_the_first_server_says_which_cst_is_meant(taken, at):
    assert told("Mon, 02 Mar 2026 10:00:00 CST", SERVER.format("23:00:00 +0000"), SERVER.format(taken)) == (at, "")


@pytest.mark.parametrize("date", ["Mon, 02 Mar 2026 10:00:00", "", "02/03/2026 10:00", "Mon, 31 Feb 2026 10:00 +0800"])
def test_what_the_line_does_not_say_the_first_server_does(date):
    assert told(date, SERVER.format("10:20:00 +0800")) == ("2026-03-02T02:20", moments.BY_SERVER)


@pytest.mark.parametrize(
    ("date", "at", "doubt"),
    [
        ("Mon, 02 Mar 2026 10:00:00 CST", TEN_IN_SHANGHAI, moments.AS_CHINA),
        ("Mon Mar  2 10:00:00 2026", TEN_IN_SHANGHAI, moments.AS_CHINA),
        ("2026年3月2日 10:00", TEN_IN_SHANGHAI, moments.AS_CHINA),
        ("Mon, 02 Mar 2026 10:00:00 IST", TEN_IN_LONDON, moments.AS_UTC),
        ("Mon, 02 Mar 2026 10:00:00 XYZ", TEN_IN_LONDON, moments.AS_UTC),
        ("Thu, 01 Jan 1970 00:00:00", None, ""),
        ("Mon, 31 Feb 2026 25:61:00 +0800", None, ""),
    ],
)
def test_without_a_server_the_doubt_is_said_beside_the_line_as_it_stands(date, at, doubt):
    assert told(date) == (at, doubt)
    assert moments.sent(date).written == date
    found = reading.read(f"From: a@b.example\r\nSubject: x\r\nDate: {date}\r\n\r\nx".encode())
    assert found.sent_written == " ".join(date.split())
    assert (doubt in found.problems) is bool(doubt)


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_no_line_stops_the_post(date, received):
    moments.sent(date, received)
    moments.sent(f"Mon, 02 Mar 2026 10:00:00 {date}", [f"x; 2026-03-02 10:00 {each}" for each in received])
