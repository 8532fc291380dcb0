"""The register: papers with their dates, what does not fit together, and who must be told when data changes."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import parties, ready_pack
from cases.models import Account, Item, Party, PartyPaper
from documents import storing
from tests.appeals import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon_everywhere")]

DATA = {
    "kind": "company",
    "name": "宁波海岚进出口有限公司",
    "name_en": "Ningbo Hailan Import & Export Co., Ltd.",
    "country": "CN",
    "address": "浙江省宁波市示例路1号",
    "legal_rep": "沈立群",
}


@pytest.fixture
def party(fang, firm, noon):
    return parties.add_party(firm, DATA, by=fang, at=noon)


@pytest.fixture
def accounts(party, fang, noon):
    common = {"institution": "iBanFirst", "currency": "EUR", "is_iban": True}
    open_ones = [
        parties.add_account(party, {"number": number, **common}, by=fang, at=noon)
        for number in ("BE47914999000180", "BE36914999000281")
    ]
    parties.add_account(party, {"number": "BE03914999000584", "status": "closed", **common}, by=fang, at=noon)
    return open_ones


def state_of(answer, kind):
    return next(row["state"] for row in answer.context["papers"] if row["paper"].kind == kind)


# --- papers and findings (row 1.1e) ----------------------------------------------------------------------------------


def test_a_power_of_attorney_older_than_three_months_is_red(page, fang, party, noon):
    parties.add_paper(party, kind="power-of-attorney", issued_on=(noon - timedelta(days=100)).date(), by=fang, at=noon)
    answer = page(fang, language="en").get(f"/accounts-register/parties/{party.pk}/")
    assert state_of(answer, "power-of-attorney") == "late"
    assert [(finding.code, finding.severity) for finding in answer.context["findings"]] == [("paper_expired", "late")]
    assert "Expired or too old" in answer.text


def test_a_fresh_one_takes_its_place_and_the_old_one_stays_readable(page, fang, party, noon):
    parties.add_paper(party, kind="power-of-attorney", issued_on=(noon - timedelta(days=100)).date(), by=fang, at=noon)
    browser = page(fang)
    given = {"kind": "power-of-attorney", "issued_on": "2026-01-04"}
    assert browser.post(f"/accounts-register/parties/{party.pk}/papers/", given).status_code == 302
    answer = browser.get(f"/accounts-register/parties/{party.pk}/")
    assert state_of(answer, "power-of-attorney") == "ok"
    assert len(answer.context["older"]) == 1
    assert answer.context["findings"] == []


def test_two_papers_with_different_addresses_are_one_finding_that_names_both(page, fang, party):
    browser = page(fang, language="en")
    for kind, address in (("business-licence", "浙江省宁波市示例路1号"), ("proof-of-address", "上海市示例路9号")):
        given = {"kind": kind, "shows_address": address, "issued_on": "2026-01-02"}
        assert browser.post(f"/accounts-register/parties/{party.pk}/papers/", given).status_code == 302
    answer = browser.get(f"/accounts-register/parties/{party.pk}/")
    found = [finding for finding in answer.context["findings"] if finding.code == "papers_differ"]
    assert len(found) == 1
    for paper in answer.context["papers"]:
        assert paper["name"] in str(found[0].sentence)
    assert unescape(str(found[0].sentence)) in unescape(answer.text)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"issued_on": "2026-02-01"}, "issued_on"),
        ({"issued_on": "2025-06-01", "expires_on": "2025-05-01"}, "expires_on"),
        ({"issued_on": "2026-02-30"}, "issued_on"),
        ({"kind": "no-such-paper"}, "kind"),
        ({"shows_address": "长" * 301}, "shows_address"),
    ],
)
def test_a_wrong_paper_is_refused_beside_its_field(page, fang, party, given, field):
    answer = page(fang).post(f"/accounts-register/parties/{party.pk}/papers/", {"kind": "business-licence", **given})
    assert answer.status_code == 422
    assert field in answer.context["paper_form"].errors
    assert not PartyPaper.objects.exists()


def test_a_statement_on_authenticity_names_who_made_it(page, fang, party, noon):
    paper = parties.add_paper(party, kind="business-licence", by=fang, at=noon)
    browser, where = page(fang), f"/accounts-register/parties/{party.pk}/papers/{paper.pk}/authenticity/"
    assert browser.post(where, {"state": "doubtful", "note": ""}).status_code == 422
    assert browser.post(where, {"state": ""}).status_code == 422
    assert browser.post(where, {"state": "doubtful", "note": "The stamp is blurred"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.authenticity, paper.authenticity_by, paper.authenticity_at) == ("doubtful", fang, noon)
    codes = [f.code for f in browser.get(f"/accounts-register/parties/{party.pk}/").context["findings"]]
    assert "paper_doubtful" in codes


# --- changes (row 1.3a) ----------------------------------------------------------------------------------------------


def test_a_new_legal_representative_makes_one_item_for_every_active_account(page, fang, party, accounts):
    browser = page(fang)
    answer = browser.post(
        f"/accounts-register/parties/{party.pk}/edit/", {**DATA, "legal_rep": "顾清和", "version": party.version}
    )
    assert answer.status_code == 302
    items = Item.objects.filter(origin=Item.Origin.REGISTER)
    assert {item.account for item in items} == set(accounts)
    assert all(item.due_at for item in items)
    text = browser.get(f"/accounts-register/parties/{party.pk}/").text
    assert "<del>沈立群</del> → 顾清和" in text
    assert all(item.title_zh in unescape(text) for item in items)


def test_the_item_is_done_when_the_institution_has_been_told(page, fang, party, accounts, noon):
    parties.change_party(party, {"legal_rep": "顾清和"}, version=party.version, by=fang, at=noon)
    item = Item.objects.first()
    answer = page(fang).post(f"/accounts-register/parties/{party.pk}/items/{item.pk}/done/", {"note": "By mail"})
    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.state, item.settled_by) == ("done", fang)


def test_a_change_of_telephone_needs_no_letter(page, fang, party, accounts):
    given = {**DATA, "phone": "+86 574 5550 0100", "version": party.version}
    page(fang).post(f"/accounts-register/parties/{party.pk}/edit/", given)
    assert not Item.objects.exists()


def test_the_second_to_save_chooses_field_by_field_and_loses_nothing(page, fang, mo, party, noon):
    old = party.version
    parties.change_party(party, {"phone": "111", "address": "新路2号"}, version=old, by=mo, at=noon)
    browser, where = page(fang, language="en"), f"/accounts-register/parties/{party.pk}/edit/"
    mine = {**DATA, "phone": "222", "contact": "王敏", "version": old}
    answer = browser.post(where, mine)
    assert answer.status_code == 422
    assert {clash["name"] for clash in answer.context["clashes"]} == {"phone", "address", "contact"}
    assert 'value="222"' in answer.text
    again = {
        **mine,
        "version": answer.context["version"],
        "keep_phone": "mine",
        "keep_address": "theirs",
        "keep_contact": "mine",
    }
    assert browser.post(where, again).status_code == 302
    party.refresh_from_db()
    assert (party.phone, party.address, party.contact) == ("222", "新路2号", "王敏")


@pytest.mark.parametrize(
    ("given", "field"), [({"name": ""}, "name"), ({"email": "nonsense"}, "email"), ({"name": "长" * 201}, "name")]
)
def test_wrong_data_is_refused_beside_its_field_and_kept(page, fang, party, given, field):
    answer = page(fang).post(
        f"/accounts-register/parties/{party.pk}/edit/", {**DATA, **given, "version": party.version}
    )
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    party.refresh_from_db()
    assert party.name == DATA["name"]


# --- adding ----------------------------------------------------------------------------------------------------------


def test_a_party_is_added_once(page, fang, firm):
    browser = page(fang)
    answer = browser.post("/accounts-register/parties/new/", {**DATA, "organisation": firm.pk})
    party = Party.objects.get()
    assert answer.url == f"/accounts-register/parties/{party.pk}/"
    answer = browser.post("/accounts-register/parties/new/", {**DATA, "organisation": firm.pk})
    assert answer.status_code == 422
    assert [e.code for e in answer.context["form"].errors.as_data()["name"]] == ["party_already"]


def test_an_iban_fills_the_institution_of_a_new_account(page, fang, party):
    answer = page(fang).post(
        f"/accounts-register/parties/{party.pk}/accounts/", {"number": "BE47 9149 9900 0180", "currency": "EUR"}
    )
    assert answer.status_code == 302
    account = Account.objects.get()
    assert (account.number, account.institution, account.country, account.is_iban) == (
        "BE47914999000180",
        "iBanFirst",
        "BE",
        True,
    )
    assert account.provider.code == "ibanfirst-be"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": "BE48 9149 9900 0180"}, "number"),
        ({"number": ""}, "number"),
        ({"number": "6222021102003300512"}, "institution"),
    ],
)
def test_a_wrong_account_is_refused_beside_its_field(page, fang, party, given, field):
    answer = page(fang).post(f"/accounts-register/parties/{party.pk}/accounts/", {"currency": "EUR", **given})
    assert answer.status_code == 422
    assert field in answer.context["account_form"].errors
    assert not Account.objects.exists()


def test_an_account_number_stands_once_in_the_register(page, fang, party, accounts):
    given = {"number": "BE47 9149 9900 0180", "currency": "EUR"}
    answer = page(fang).post(f"/accounts-register/parties/{party.pk}/accounts/", given)
    assert answer.status_code == 422
    assert [e.code for e in answer.context["account_form"].errors.as_data()["number"]] == ["account_already"]


# --- who may, and what it costs --------------------------------------------------------------------------------------


def test_another_firm_finds_nothing(page, xu, party, accounts):
    browser = page(xu)
    assert browser.get(f"/accounts-register/parties/{party.pk}/").status_code == 404
    assert browser.post(f"/accounts-register/parties/{party.pk}/edit/", DATA).status_code == 404
    assert "海岚" not in browser.get("/accounts-register/parties/").text
    assert "BE47" not in browser.get("/accounts-register/").text


def test_an_auditor_reads_and_changes_nothing(page, udo, party):
    browser = page(udo)
    assert browser.get(f"/accounts-register/parties/{party.pk}/").status_code == 200
    for path in ("edit/", "papers/", "accounts/"):
        assert browser.post(f"/accounts-register/parties/{party.pk}/{path}", DATA).status_code == 403
    assert browser.get("/accounts-register/parties/new/").status_code == 403


@pytest.mark.parametrize("address", ["/accounts-register/", "/accounts-register/parties/"])
def test_the_lists_cost_the_same_with_ten_and_a_thousand_rows(page, fang, firm, noon, address):
    browser = page(fang)

    def add(count):
        had = Party.objects.count()
        made = Party.objects.bulk_create(
            Party(organisation=firm, name=f"Firm {n:05}", created_at=noon) for n in range(had, had + count)
        )
        Account.objects.bulk_create(
            Account(organisation=firm, party=one, number=f"{one.pk:012}", institution="Bank", created_at=noon)
            for one in made
        )
        PartyPaper.objects.bulk_create(
            PartyPaper(party=one, kind="business-licence", added_at=noon, added_by=fang) for one in made
        )

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    add(30)
    cost()
    few = cost()
    add(970)
    assert cost() == few <= 20


def test_every_row_stands_on_exactly_one_page(page, fang, firm, noon):
    Party.objects.bulk_create(Party(organisation=firm, name=f"Firm {n:03}", created_at=noon) for n in range(60))
    browser = page(fang)
    seen, after = [], ""
    while True:
        answer = browser.get("/accounts-register/parties/", {"after": after})
        seen += [row["party"].name for row in answer.context["rows"]]
        after = answer.context["following"]
        if not after:
            break
    assert seen == sorted(f"Firm {n:03}" for n in range(60))


# --- the ready pack (row 5.3c) ---------------------------------------------------------------------------------------

EIGHT = (
    "business-licence", "articles", "ownership-chart", "ubo-id", "legal-rep-id", "legal-rep-certificate",
    "proof-of-address", "power-of-attorney",
)  # fmt: skip


@pytest.fixture
def eight(party, firm, fang, cai, noon):
    """Eight papers; the address is too old, and nobody has compared the power of attorney."""
    for kind in EIGHT:
        file = storing.store(world.pdf(kind), name=f"{kind}.pdf", organisation=firm, at=noon)
        issued = noon.date() - timedelta(days=200 if kind == "proof-of-address" else 20)
        paper = parties.add_paper(party, kind=kind, file=file, issued_on=issued, by=fang, at=noon)
        if kind != "power-of-attorney":
            parties.declare_authenticity(paper, state="genuine", note="", by=cai, at=noon)
    return party


@pytest.mark.parametrize(("language", "said"), [("en", "6/8 pre-cleared"), ("zh-hans", "已预审6/8")])
def test_the_ready_pack_says_how_many_papers_are_pre_cleared_by_whom_and_when(
    page, fang, cai, firm, eight, accounts, noon, language, said
):
    browser = page(fang, language=language)
    assert unescape(browser.get("/accounts-register/").content.decode()).count(said) == 3  # one an account
    of_party = unescape(browser.get(f"/accounts-register/parties/{eight.pk}/").content.decode())
    assert said in of_party
    assert of_party.count({"en": "Pre-cleared", "zh-hans": "已预审"}[language]) >= 6
    case = world.freeze(firm, fang, at=noon, account_number="BE47914999000180")
    locker = unescape(browser.get(f"/cases/{case.ref}/evidence/").content.decode())
    assert said in locker
    panel = locker[locker.index('id="held"') :]
    panel = panel[: panel.index("</section>")]
    assert panel.count(str(cai)) == 6
    assert panel.count("<time") == 6
    assert {"en": "expired or too old", "zh-hans": "已过期或过旧"}[language] in panel
    assert {"en": "not compared with the original", "zh-hans": "未与原件核对"}[language] in panel


def test_a_paper_without_a_file_or_in_doubt_is_not_pre_cleared(eight, fang, noon):
    assert str(ready_pack.of(eight, on=noon.date())) == "已预审6/8"
    parties.add_paper(eight, kind="articles", by=fang, at=noon)
    paper = eight.papers.get(kind="ubo-id")
    parties.declare_authenticity(paper, state="doubtful", note="章不清", by=fang, at=noon)
    pack = ready_pack.of(eight, on=noon.date())
    assert (pack.cleared, len(pack), pack.is_complete) == (4, 8, False)
    assert {each.paper.kind: str(each.why_not) for each in pack.papers if not each.is_cleared} == {
        "articles": "无文件", "ubo-id": "存疑", "power-of-attorney": "未与原件核对", "proof-of-address": "已过期或过旧",
    }  # fmt: skip


def test_all_pre_cleared_papers_come_into_a_case_at_one_press(page, firm, fang, eight, noon):
    case = world.freeze(firm, fang, at=noon, account_number="BE47914999000180")
    browser, there = page(fang), f"/cases/{case.ref}/evidence/"
    assert 'value="ready"' in browser.get(there).content.decode()
    browser.post(f"{there}held/", {"paper": "ready"})
    assert case.evidence.standing().count() == 6
    assert 'value="ready"' not in browser.get(there).content.decode()
