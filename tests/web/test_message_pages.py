"""The pages about messages: notices to oneself, and what did not arrive."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit import log
from notifications import outbox
from notifications.models import Message, State


@pytest.fixture
def post(fang, firm):
    def post(key="1", **changes):
        fields = {
            "channel": "mail", "kind": "deadline-due", "about": "deadline/1", "subject": "今天到期", "body": "…",
            "dedupe": key, "recipient": fang, "organisation": firm, "at": timezone.now(),
        }  # fmt: skip
        return outbox.post(**fields | changes)

    return post


def dead(message, **changes):
    Message.objects.filter(pk=message.pk).update(state=State.DEAD, last_error="550 no such user", **changes)
    return message


def test_a_manager_sees_what_did_not_arrive_to_whom_and_why(post, mo, fang, page):
    dead(post())
    shown = page(mo, "en").get("/undelivered/").text
    for words in ("今天到期", fang.name, fang.email, "Not delivered", "Check the address", "550 no such user"):
        assert words in shown


def test_sending_again_uses_the_address_the_person_has_now(post, mo, fang, firm, page):
    message = dead(post(), to="old@hl.example")
    answer = page(mo).post(f"/undelivered/{message.pk}/again/", follow=True)
    assert answer.redirect_chain == [("/undelivered/", 302)]
    message.refresh_from_db()
    assert (message.state, message.to) == (State.PENDING, fang.email)
    assert log.entries(f"org/{firm.pk}").last().action == "message.sent_again"


def test_a_second_click_is_told_that_it_was_decided(post, mo, page):
    message = dead(post())
    client = page(mo, "en")
    client.post(f"/undelivered/{message.pk}/settle/")
    assert "decided on this message already" in client.post(f"/undelivered/{message.pk}/settle/", follow=True).text


def test_what_came_too_late_stands_apart_and_asks_for_nothing(post, mo, page):
    message = post()
    Message.objects.filter(pk=message.pk).update(state=State.STALE)
    client = page(mo)
    assert "今天到期" not in client.get("/undelivered/").text
    late = client.get("/undelivered/?show=stale").text
    assert "今天到期" in late
    assert f"undelivered/{message.pk}/" not in late


def test_finance_is_told_who_decides_and_a_stranger_sees_nothing(post, fang, xu, page):
    message = dead(post())
    assert page(fang).get("/undelivered/").status_code == 403
    assert page(xu).post(f"/undelivered/{message.pk}/again/").status_code == 404
    assert "今天到期" not in page(xu).get("/undelivered/").text


def test_the_list_is_cut_into_pages(post, mo, page):
    for number in range(30):
        dead(post(str(number), subject=f"No {number:02}", send_at=timezone.now() - timedelta(minutes=number)))
    first, second = (page(mo).get(f"/undelivered/?page={number}").text for number in (1, 2))
    assert "No 24" in first
    assert "No 25" not in first
    assert "No 29" in second


def test_notices_are_read_one_by_one_or_all_at_once_and_never_by_looking(post, fang, mo, page):
    for key in "abc":
        post(key, channel="in_app", subject=f"Notice {key}")
    client = page(fang, "en")
    assert "3 unread" in client.get("/notices/").text
    assert "3 unread" in client.get("/notices/").text
    one = Message.objects.get(dedupe="b")
    page(mo).post("/notices/", {"notice": one.pk})
    assert "3 unread" in client.get("/notices/").text
    client.post("/notices/", {"notice": one.pk})
    assert "2 unread" in client.get("/notices/").text
    client.post("/notices/", {"notice": "x"})
    assert "2 unread" in client.get("/notices/").text
    client.post("/notices/")
    assert "0 unread" in client.get("/notices/").text


def test_the_mailbox_draws_a_mail_with_its_own_styles_and_nothing_else(post, fang, mo, page):
    message = post(html="<!doctype html><style>p { color: red }</style><p>今天到期</p><script>alert(1)</script>")
    outbox.sweep(at=timezone.now() + timedelta(minutes=1))
    there = f"/mailbox/{message.pk}/page/"
    assert there in page(fang).get(f"/mailbox/{message.pk}/").text
    answer = page(fang).get(there)
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "allow" not in policy
    assert page(mo).get(there).status_code == 404
