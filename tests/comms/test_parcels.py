"""Files are laid into as few mails as the limit allows, each in exactly one."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from django.core.exceptions import ValidationError
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from comms import parcels, sending, writing
from comms.parcels import MB, Enclosed, Limit


def files(*sizes):
    return [Enclosed(f"{n}.pdf", "application/pdf", int(size * MB), f"{n:064}") for n, size in enumerate(sizes)]


@pytest.mark.parametrize("sizes", [[2] * 19, [19, 19], [12, 12, 7, 7], [10, 8, 7, 7, 6], [9.5] * 4, [4] * 9 + [2]])
def test_38_mb_through_a_limit_of_20_are_two_mails(sizes):
    made = parcels.pack(files(*sizes), Limit(20))
    assert len(made) == 2
    assert sorted(f.name for part in made for f in part) == sorted(f.name for f in files(*sizes))


def test_a_limit_that_counts_the_mail_itself_leaves_room_for_a_third_more():
    assert len(parcels.pack(files(*[2] * 19), Limit(20, is_encoded=True))) == 3
    assert len(parcels.pack(files(14, 14), Limit(20, is_encoded=True))) == 2
    with pytest.raises(ValidationError):
        parcels.pack(files(19, 19), Limit(20, is_encoded=True))


def test_a_mail_that_keeps_the_limit_and_grows_past_it_on_the_way_says_so():
    heavy, light = (
        sending.plan("x", "y", "en", files(12, 6, 12), Limit(20))[0],
        sending.plan("x", "y", "en", files(12), Limit(20))[0],
    )
    assert (heavy.is_heavy, light.is_heavy) == (True, False)
    assert not sending.plan("x", "y", "en", files(12), Limit(20, is_encoded=True))[0].is_heavy


def test_a_file_that_no_mail_takes_is_named():
    with pytest.raises(ValidationError) as caught:
        parcels.pack(files(1, 21), Limit(20))
    assert caught.value.error_list[0].code == "file_too_large"
    assert "1.pdf" in caught.value.messages[0]


def test_without_a_known_limit_it_is_one_mail_in_order():
    assert parcels.pack(files(30, 30, 1)) == [files(30, 30, 1)]


def test_two_files_of_one_name_stay_two():
    named = parcels.unlike_names(
        [Enclosed("a.pdf", "", 1, "1"), Enclosed("A.pdf", "", 1, "2"), Enclosed("b", "", 1, "3")]
    )
    assert [file.name for file in named] == ["a.pdf", "A (2).pdf", "b"]
    three = [Enclosed(name, "", 1, str(n)) for n, name in enumerate(["a.pdf", "a.pdf", "a (2).pdf", "a.pdf"])]
    assert [file.name for file in parcels.unlike_names(three)] == ["a.pdf", "a (3).pdf", "a (2).pdf", "a (4).pdf"]


@given(st.lists(st.integers(1, 20), min_size=1, max_size=9), st.booleans())
def test_each_file_goes_once_and_no_mail_exceeds_the_limit(sizes, is_encoded):
    limit = Limit(30, is_encoded)
    made = parcels.pack(files(*sizes), limit)
    assert sorted(f.sha256 for part in made for f in part) == [f.sha256 for f in files(*sizes)]
    assert all(sum(limit.weight(f) for f in part) <= limit.room for part in made)
    assert len(made) <= -(-2 * sum(map(limit.weight, files(*sizes))) // limit.room) + 1


LONG = "冻结通知书" * 11  # with its number and end, as many bytes as a name may have


def as_sent(plan, words="您" * 6000):
    text = writing.Text(
        sender=f"{'宁波' * 40} <a@b.example>",
        to="投诉 <c@d.example>",
        subject=plan.subject,
        body=writing.body(words, [file.name for file in plan.files], "zh-Hans", part=plan.part, parts=plan.parts),
        reply_to="case@b.example",
    )
    files = [(file.name, file.kind, b"\xff" * file.size) for file in plan.files]
    return writing.as_eml(text, files, message_id="<1@b.example>", at=datetime(2026, 3, 2, tzinfo=UTC))


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])  # a smaller fault tells no more
@given(st.lists(st.integers(0, 10_000) | st.integers(300_000, 330_000), min_size=1, max_size=12), st.booleans())
def test_each_mail_as_it_travels_keeps_the_limit_and_every_file_comes_out_of_one(sizes, fill):
    limit = Limit(1, is_encoded=True)
    sizes += [limit.largest] if fill else []
    given = [
        Enclosed(f"{LONG}{n:02}.pdf", "application/pdf", size, f"{n:064}") for n, size in enumerate(sizes, start=1)
    ]
    plans = sending.plan("账户冻结" * 30, "宁波" * 40, "zh-Hans", given, limit)
    found = []
    for plan in plans:
        raw = as_sent(plan)
        assert len(raw) <= limit.size
        assert max(map(len, re.findall(rb"(?m)^[A-Za-z0-9+/=]+\r$", raw))) <= 77  # 76 and the end of the line
        mail = message_from_bytes(raw, policy=policy.default)
        assert mail["Subject"] == plan.subject
        inside = [(part.get_filename(), len(part.get_content())) for part in mail.iter_attachments()]
        assert inside == sorted(inside)
        found += inside
    assert sorted(found) == [(file.name, file.size) for file in given]
