"""A message exists once, leaves once, and what cannot be sent is told."""

import socket
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from notifications import health, leases, outbox
from notifications.channels import in_app, smtp
from notifications.models import Message, State
from tests.notifications.sink import Sink
from tests.work.people import NOON, firm, person

pytestmark = pytest.mark.django_db


def only():
    return Message.objects.exclude(kind="message_undelivered").get()


# --- posting ---------------------------------------------------------------------------------------------------------


def test_the_same_occasion_is_posted_once(post):
    first = post()
    assert post(body="again") == first
    assert Message.objects.count() == 1


def test_many_drafts_are_stored_in_one_go_and_known_ones_stay(post, fang):
    post(1)
    drafts = [
        outbox.draft(
            channel="in_app", kind="news", about="case/1", subject="x", body="y", dedupe=key, at=NOON, recipient=fang
        )
        for key in (f"deadline/1/due/{fang.pk}", "a", "b")
    ]
    assert outbox.post_all(drafts) == 2
    assert Message.objects.count() == 3


def test_a_message_of_an_act_that_failed_does_not_exist(post):
    def act():
        with transaction.atomic():
            post()
            return 1 / 0

    with pytest.raises(ZeroDivisionError):
        act()
    assert not Message.objects.exists()


def test_a_subject_is_one_line_and_headers_cannot_be_smuggled(post):
    assert post(subject="来信\r\nBcc: x@example.com").subject == "来信 Bcc: x@example.com"
    for headers in ({"X-A": "b\r\nBcc: c"}, {"Bcc": "x@example.com"}, {"X A": "b"}, {"Subject": "x"}):
        with pytest.raises(ValueError):
            post(2, headers=headers)


def test_a_message_needs_a_way_to_its_reader(post):
    with pytest.raises(ValueError):
        post(recipient=None, to="")
    with pytest.raises(ValueError):
        post(recipient=None, channel="in_app")
    with pytest.raises(ValueError):
        post(channel="pigeon")


def test_the_database_says_no_too(post):
    message = post()
    for wrong in ({"state": "gone"}, {"state": "sent"}, {"state": "claimed"}, {"to": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(**wrong)


# --- where no mail server is set -------------------------------------------------------------------------------------


def test_the_mailbox_shows_the_mail_to_its_receiver_alone(post, fang, mo):
    post()
    assert outbox.sweep(at=NOON).sent == 1
    (mail,) = Message.objects.mailbox_of(fang)
    assert (mail.channel, mail.sent_at, mail.body[:1]) == ("mailbox", NOON, "请")
    assert not Message.objects.mailbox_of(mo).exists()


def test_what_is_not_due_waits(post):
    post(send_at=NOON + timedelta(hours=1))
    assert outbox.sweep(at=NOON).sent == 0
    assert outbox.sweep(at=NOON + timedelta(hours=1)).sent == 1


def test_a_notice_is_behind_the_bell_at_once_and_read_once(post, fang):
    post(channel="in_app")
    assert Message.objects.bell_of(fang).unread().count() == 1
    assert in_app.read(fang, at=NOON) == 1
    assert in_app.read(fang, at=NOON) == 0
    assert Message.objects.bell_of(fang).count() == 1


def test_a_notice_for_tomorrow_comes_tomorrow(post, fang):
    post(channel="in_app", send_at=NOON + timedelta(days=1))
    assert not Message.objects.bell_of(fang).exists()
    outbox.sweep(at=NOON + timedelta(days=1))
    assert Message.objects.bell_of(fang).exists()


def test_nobody_reads_the_notices_of_another(post, mo):
    notice = post(channel="in_app")
    assert in_app.read(mo, at=NOON, ids=[notice.pk]) == 0


def test_who_sees_which_message(post, fang, mo, house):
    ours = post(1, recipient=mo)
    private = post(2, organisation=None, recipient=mo, kind="password_reset")
    an = person("An", Role.AUDITOR, house)
    xu = person("Xu", Role.MANAGER, firm("Elsewhere", "EL"))
    assert set(Message.objects.visible_to(mo)) == {ours, private}
    assert set(Message.objects.visible_to(an)) == {ours}
    assert not Message.objects.visible_to(fang).exists()
    assert not Message.objects.visible_to(xu).exists()


# --- taking back -----------------------------------------------------------------------------------------------------


def test_what_has_not_left_is_taken_back(post, sink):
    post(1)
    kept = post(2)
    assert outbox.cancel(about="deadline/1", at=NOON) == 1
    assert outbox.sweep(at=NOON).sent == 1
    assert sink.ids == [kept.message_id]
    assert outbox.cancel(about=["deadline/1", "deadline/2"], at=NOON) == 0


def test_some_kinds_can_be_taken_back_and_others_stay(post):
    post(1)
    assert outbox.cancel(about="deadline/1", at=NOON, kinds=["digest"]) == 0


def test_a_message_taken_back_in_the_middle_of_its_text_does_not_arrive(post, sink, monkeypatch):
    message = post()
    look = leases.fence

    def cancelled_meanwhile(message, **options):
        outbox.cancel(about=message.about, at=NOON)
        return look(message, **options)

    monkeypatch.setattr(leases, "fence", cancelled_meanwhile)
    assert outbox.sweep(at=NOON).sent == 0
    message.refresh_from_db()
    assert (message.state, sink.accepted) == (State.CANCELLED, [])


# --- carrying by mail ------------------------------------------------------------------------------------------------


def test_a_mail_arrives_as_it_was_written(post, sink, fang):
    ics = {"name": "期限.ics", "type": "text/calendar; method=REQUEST", "text": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}
    message = post(html="<p>请答复。</p>", headers={"X-FreezeDesk-Case": "HL-0001"}, attachments=[ics])
    assert outbox.sweep(at=NOON).sent == 1
    (mail,) = sink.mails
    assert mail["subject"] == "案件 HL-0001：三天后到期"
    assert (mail["to"], mail["message-id"]) == (fang.email, message.message_id)
    assert (mail["x-freezedesk-case"], mail["auto-submitted"]) == ("HL-0001", "auto-generated")
    assert mail.get_body(("plain",)).get_content().splitlines() == ["请在 1 月 8 日前答复。", ".", "..两点"]
    assert "请答复" in mail.get_body(("html",)).get_content()
    (calendar,) = mail.iter_attachments()
    assert (calendar.get_filename(), calendar.get_content_type()) == ("期限.ics", "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    assert only().state == State.SENT


def test_nothing_waits_in_our_own_machine_before_the_last_byte(sink):
    """Without TCP_NODELAY the final dot would lie 40 ms in the kernel: 40 ms in which a crash doubles the mail."""
    server = smtp._open()
    assert server.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    server.close()


def test_a_line_that_is_a_dot_does_not_end_the_mail(post, sink):
    post(body="Reply by 8 January.\n.\n..two\n")
    outbox.sweep(at=NOON)
    assert sink.mails[0].get_content().splitlines() == ["Reply by 8 January.", ".", "..two"]


def test_many_mails_go_over_one_line_in_the_order_of_their_moments(post, sink):
    for number in range(25):
        post(number, send_at=NOON - timedelta(minutes=number), body=f"{number}\n")
    assert outbox.sweep(at=NOON).sent == 25
    assert [mail.get_content().strip() for mail in sink.mails] == [str(n) for n in reversed(range(25))]


def test_a_round_ends_at_its_limit(post, sink):
    for number in range(5):
        post(number)
    assert outbox.sweep(at=NOON, limit=2).sent == 2
    assert outbox.sweep(at=NOON, limit=9).sent == 3


def test_a_server_that_says_later_is_asked_later(post, by_mail):
    with by_mail(Sink(lambda command, count: "451 busy" if command == "RCPT" and count < 6 else None)):
        post()
        assert outbox.sweep(at=NOON).delayed == 1
        waiting = only()
        assert (waiting.state, waiting.attempts) == (State.PENDING, 1)
        assert "451 busy" in waiting.last_error
        assert waiting.send_at > NOON
        assert outbox.sweep(at=NOON).sent == 0
        assert outbox.sweep(at=waiting.send_at).sent == 1


def test_a_refusal_after_the_last_byte_is_an_answer_too(post, by_mail):
    with by_mail(Sink(lambda command, count: "452 full" if command == "DOT" and count < 6 else None)) as sink:
        post()
        assert outbox.sweep(at=NOON).delayed == 1
        assert only().attempts == 1
        assert outbox.sweep(at=NOON + timedelta(hours=1)).sent == 1
        assert len(sink.accepted) == 1


def test_one_that_is_refused_for_good_stops_no_other_and_is_told_to_those_who_can_act(post, by_mail, mo, fang, caplog):
    with by_mail(Sink(lambda command, count: "550 no such user" if command == "RCPT" and count == 3 else None)):
        dead, other = post(1), post(2)
        swept = outbox.sweep(at=NOON)
    assert (swept.dead, swept.sent) == (1, 1)
    dead.refresh_from_db()
    other.refresh_from_db()
    assert (dead.state, dead.last_error, other.state) == (State.DEAD, "550 no such user", State.SENT)
    (alarm,) = Message.objects.bell_of(mo)
    assert alarm.about == f"message/{dead.pk}"
    assert dead.subject in alarm.body
    assert not Message.objects.bell_of(fang).exists()


def test_poison_is_dead_and_never_reaches_the_line(post, sink, caplog):
    message = post(1)
    Message.objects.filter(pk=message.pk).update(headers={"X-A": "b\r\nBcc: c"})
    post(2)
    swept = outbox.sweep(at=NOON)
    assert (swept.dead, swept.sent) == (1, 1)
    assert len(sink.accepted) == 1


def test_an_address_in_another_script_needs_a_server_that_can(post, by_mail, caplog):
    with by_mail(Sink()):
        post(1, recipient=None, to="王敏@例子.中国")
        assert outbox.sweep(at=NOON).dead == 1
    with by_mail(Sink(extensions=["SMTPUTF8", "8BITMIME"])):
        post(2, recipient=None, to="王敏@例子.中国")
        assert outbox.sweep(at=NOON).sent == 1


def test_a_server_that_is_away_delays_everything_and_kills_nothing(post, sink, settings, caplog):
    for number in range(12):
        post(number)
    settings.EMAIL_PORT, right = 1, settings.EMAIL_PORT
    later = NOON
    for _round in range(outbox.ATTEMPTS + 5):
        assert outbox.sweep(at=later).delayed == 1  # one try a round
        later += timedelta(minutes=1)
    settings.EMAIL_PORT = right
    assert outbox.sweep(at=later).sent == 12


def test_reminders_that_are_too_late_are_not_sent_and_that_is_told_once(post, sink, fang, mo, caplog):
    for number in range(25):
        post(number, not_after=NOON)
    fresh = post(25)
    swept = outbox.sweep(at=NOON + timedelta(seconds=1))
    assert (swept.stale, swept.dead, swept.sent) == (25, 0, 1)
    assert sink.ids == [fresh.message_id]
    for reader in (fang, mo):
        (notice,) = Message.objects.bell_of(reader)
        assert notice.kind == "reminders_stale"
    assert {record.levelname for record in caplog.records if record.name == "notifications.outbox"} <= {
        "WARNING",
        "INFO",
    }


def test_what_came_too_late_waits_for_nobody(post, sink, caplog):
    post(not_after=NOON)
    outbox.sweep(at=NOON + timedelta(seconds=1))
    assert not Message.objects.undelivered().exists()
    assert health.lateness(NOON).dead == 0


def test_after_many_refusals_it_is_dead(post, by_mail, caplog):
    with by_mail(Sink(lambda command, count: "451 busy" if command == "RCPT" else None)):
        post()
        later = NOON
        while only().state == State.PENDING:
            outbox.sweep(at=later)
            later = max(later, only().send_at)
        assert only().state == State.DEAD
        assert timedelta(hours=12) < later - NOON < timedelta(days=2)


# --- health ----------------------------------------------------------------------------------------------------------


def test_health_tells_of_a_silent_sweeper_and_of_late_messages(post):
    assert health.lateness(NOON).sweeper_age is None
    outbox.sweep(at=NOON)
    health.beat(health.DERIVER, NOON)
    assert health.lateness(NOON).ok
    later = NOON + timedelta(minutes=10)
    post(send_at=NOON)
    told = health.lateness(later)
    assert (told.ok, told.sweeper_age, told.oldest_pending) == (False, 600, 600)
    assert told.reasons == ["sweeper_silent", "derive_silent", "messages_late"]
    outbox.sweep(at=later)
    health.beat(health.DERIVER, later, {"missing": 0})
    assert health.lateness(later).ok
    health.beat(health.DERIVER, later, {"missing": 2})
    assert health.lateness(later).reasons == ["reminders_missing"]


def test_health_counts_what_waits_for_a_person(post, by_mail, caplog):
    with by_mail(Sink(lambda command, count: "550 no" if command == "RCPT" else None)):
        post()
        outbox.sweep(at=NOON)
    health.beat(health.DERIVER, NOON)
    told = health.lateness(NOON)
    assert (told.dead, told.uncertain, told.ok) == (1, 0, True)


def test_an_idle_round_asks_little(post, django_assert_max_num_queries):
    outbox.sweep(at=NOON)
    with django_assert_max_num_queries(8):
        outbox.sweep(at=NOON)
