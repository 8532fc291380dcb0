"""The pages of the log, answered as a browser would send them."""

import re
from html import unescape

ACCOUNT = {"account_number": "BE47 9149 9900 0180", "party_name": "宁波海岚进出口有限公司", "verified": "no"}
WHO = {"who": "institution", "body_name": "iBanFirst SA", "instrument_no": "CMP-88213", "scope": "whole"}
AMOUNTS = {
    "amount": "486200.00",
    "currency": "EUR",
    "frozen_at": "2026-01-05T09:40",
    "known_at": "2026-01-05T10:00",
    "term_none": "on",
}
CAUSES = {"causes": ["amount-out-of-profile"]}
ALL = {"account": ACCOUNT, "who": WHO, "amounts": AMOUNTS, "causes": CAUSES}


def post(browser, draft, step, answers, **more):
    """As the page would send it: with the version it was drawn with."""
    draft.refresh_from_db()
    return browser.post(f"/log/{draft.key}/{step}/", {"version": draft.version, **answers, **more})


def walk(browser, draft, **changed):
    """The four pages, in order; the answers of a step may be replaced."""
    for step, answers in ALL.items():
        answer = post(browser, draft, step, {**answers, **changed.get(step, {})})
        assert answer.status_code == 302, wrong(answer)
    return answer


def create(browser, draft):
    ticks = re.findall(
        r'name="accepted_clocks" value="([^"]*)"[^>]* checked', browser.get(f"/log/{draft.key}/check/").text
    )
    return post(browser, draft, "check", {"accepted_clocks": ticks})


def wrong(answer):
    """The sentences beside the fields."""
    return [unescape(text) for text in re.findall(r'class="err"[^>]*>.*?<span>(.*?)</span>', answer.text, re.S)]


def error_of(answer, field):
    form = answer.context["form"]
    return [error.code for error in form.errors.as_data().get(field, [])]
