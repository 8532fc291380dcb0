"""The frame round every page, and the tags pages are written with."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from accounts.models import User
from cases import completeness
from notifications import outbox
from web import icons, shown


def draw(text, language="en", **names):
    with translation.override(language):
        return Template(text).render(Context(names))


@pytest.fixture
def english():
    with translation.override("en"), timezone.override("Europe/Brussels"):
        yield


@pytest.fixture
def chinese():
    with translation.override("zh-hans"), timezone.override("Asia/Shanghai"):
        yield


# --- the frame -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "lang"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_a_page_says_which_language_it_is_in(page, fang, language, lang):
    answer = page(fang, language=language).get("/me/")
    assert f'<html lang="{lang}"' in answer.text
    assert answer.headers["Content-Language"] == language


def test_the_page_is_served_under_a_policy_without_inline_script_or_style(page, fang):
    answer = page(fang).get("/me/")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "style=" not in answer.text
    assert not re.search(r"<script(?![^>]* src=)(?![^>]*application/json)", answer.text)
    assert not re.search(r" on[a-z]+=", answer.text)


def test_no_page_of_a_signed_in_person_stays_in_the_browsers_cache(page, fang):
    client = page(fang)
    assert client.get("/me/").headers["Cache-Control"] == "no-store"
    assert "HX-Request" in client.get("/me/").headers["Vary"]
    assert "max-age" in client.get(f"/icons-{icons.version()}.svg").headers["Cache-Control"]


def test_help_stands_first_in_the_foot_of_every_page(page, fang):
    for answer in (page(fang).get("/me/"), page().get("/accounts/login/")):
        foot = answer.text[answer.text.index('<footer class="foot">') :]
        assert foot.startswith('<footer class="foot"><a href="/help/">')


def test_the_rail_marks_the_place_one_is_in(page, fang):
    text = page(fang).get("/deadlines/").text
    assert re.search(r'<a href="/deadlines/" aria-current="page">', text)
    assert text.count('aria-current="page"') >= 1


def test_without_a_demo_there_is_no_banner(page, fang, settings):
    assert 'class="sample"' not in page(fang).get("/me/").text
    settings.DEMO = True
    assert 'class="sample"' in page(fang).get("/me/").text


def test_a_missing_page_answers_404_in_the_frame(page, fang):
    answer = page(fang).get("/nowhere/")
    assert answer.status_code == 404
    assert 'class="rail"' in answer.text
    stranger = page().get("/nowhere/")
    assert stranger.status_code == 404
    assert 'class="rail"' not in stranger.text


def test_more_files_than_fit_are_refused_in_words(fang, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    client = Client(enforce_csrf_checks=True)
    client.force_login(fang, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    client.get("/me/")  # where the page hands out its token
    three = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(3)]
    answer = client.post("/me/", {"papers": three})
    assert answer.status_code == 400
    assert "<h1>" in answer.text
    assert "More than 2 files were sent at once." in answer.text


def test_more_text_than_fits_is_refused_in_words_to_people_and_to_programs(page, fang, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert "<h1>" in page(fang).post("/me/", {"name": "x" * 200}).text
    told = page(fang).post("/api/v1/cases", "x" * 200, content_type="application/json")
    assert told.status_code in {400, 413}
    assert told.json()["problems"][0]["message"]


def test_the_page_for_a_broken_server_needs_no_request():
    assert "<h1>" in draw('{% include "500.html" %}')


def test_a_form_that_was_too_old_is_refused_with_a_sentence(fang):
    client = Client(enforce_csrf_checks=True)
    client.force_login(fang, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post("/me/", {"name": "x"})
    assert answer.status_code == 403
    assert "<h1>" in answer.text


def test_health_calls_when_the_clock_has_never_gone_round_and_is_content_when_it_does(page, db):
    answer = page().get("/health")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == ["sweeper_silent", "derive_silent"]
    outbox.sweep(at=timezone.now())
    completeness.watch(at=timezone.now())
    answer = page().get("/health")
    assert (answer.status_code, answer.json()["ok"], answer.json()["reasons"]) == (200, True, [])


def test_health_tells_numbers_and_nobodys_names(page, db, django_assert_max_num_queries):
    outbox.sweep(at=timezone.now())
    with django_assert_max_num_queries(5):
        told = page().get("/health").json()
    assert set(told) == {
        "ok", "database", "reasons", "sweeper_age", "derive_age", "oldest_pending", "oldest_event", "uncertain", "dead", "missing",
    }  # fmt: skip


# --- language, light, time -------------------------------------------------------------------------------------------


def test_one_click_changes_the_language_and_it_is_remembered(page, fang):
    client = page(fang)
    answer = client.post("/language/", {"language": "en", "next": "/me/"})
    assert answer.url == "/me/"
    assert User.objects.get(pk=fang.pk).language == "en"
    assert '<html lang="en"' in client.get("/me/").text


def test_the_language_of_the_person_counts_where_the_browser_has_none(client, mo):
    client.force_login(mo, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert '<html lang="en"' in client.get("/me/", headers={"Accept-Language": "zh-CN"}).text


def test_before_sign_in_the_browser_decides(client, db):
    assert '<html lang="en"' in client.get("/accounts/login/", headers={"Accept-Language": "en-GB"}).text
    assert '<html lang="zh-Hans"' in client.get("/accounts/login/", headers={"Accept-Language": "nl"}).text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_no_switch_leads_to_another_site(page, db, elsewhere):
    assert page().post("/language/", {"language": "en", "next": elsewhere}).url == "/"
    assert page().post("/theme/", {"theme": "dark", "next": elsewhere}).url == "/"


def test_an_unknown_language_is_refused(page, db):
    assert page().post("/language/", {"language": "xx"}).status_code == 400
    assert page().get("/language/").status_code == 405


def test_the_chosen_light_is_kept_and_can_be_given_back_to_the_system(page, fang):
    client = page(fang)
    client.post("/theme/", {"theme": "dark", "next": "/me/"})
    assert 'data-theme="dark"' in client.get("/me/").text
    client.post("/theme/", {"theme": "", "next": "/me/"})
    assert "data-theme" not in client.get("/me/").text


def test_a_foreign_value_in_the_cookie_is_not_written_into_the_page(page, fang):
    client = page(fang)
    client.cookies["theme"] = 'x" onload="x'
    assert "onload" not in client.get("/me/").text


def test_times_are_shown_in_the_readers_zone(page, mo):
    assert mo.time_zone == "Europe/Brussels"
    client = page(mo, language="en")
    client.get("/me/")
    text = client.get("/accounts/sessions/").text
    assert re.search(r'<time datetime="[^"]+\+0[12]:00">', text)


def test_own_settings_are_saved_and_a_wrong_zone_is_not(page, fang):
    client = page(fang)
    form = {"name": "方敏", "title": "出纳", "language": "zh-hans", "time_zone": "Europe/Paris"}
    assert client.post("/me/", form).status_code == 302
    assert User.objects.get(pk=fang.pk).time_zone == "Europe/Paris"
    refused = client.post("/me/", {**form, "time_zone": "Mars/Base"})
    assert refused.status_code == 422
    assert "方敏" in refused.text


# --- dates and money -------------------------------------------------------------------------------------------------


def test_a_day_carries_its_weekday_in_both_languages():
    day = date(2026, 11, 24)
    assert draw("{{ d|day }}", d=day) == "Tue 24 Nov 2026"
    assert draw("{{ d|day }}", "zh-hans", d=day) == "2026年11月24日（周二）"
    far = date(2031, 1, 2)
    assert draw("{{ d|day_short }}", d=far) == "Thu 2 Jan 2031"
    assert draw("{{ d|day_short }}", "zh-hans", d=far) == "2031年1月2日 周四"


def test_in_a_table_this_year_needs_no_number():
    today = timezone.localdate()
    assert str(today.year) not in draw("{{ d|day_short }}", d=today)
    assert str(today.year) not in draw("{{ d|day_short }}", "zh-hans", d=today)


def test_a_moment_names_the_city_only_where_the_clocks_differ(english):
    due = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert shown.moment(due, "Europe/Brussels") == "Tue 24 Nov 2026, 17:00"
    assert shown.moment(due, "Europe/Paris") == "Tue 24 Nov 2026, 17:00"
    assert shown.moment(due, "Asia/Shanghai") == "Wed 25 Nov 2026, 00:00 Beijing"


def test_the_same_in_chinese(chinese):
    due = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert shown.moment(due) == "2026年11月25日（周三）00:00"
    assert shown.moment(due, "Europe/Brussels") == "布鲁塞尔时间2026年11月24日（周二）17:00"
    assert shown.city("Asia/Shanghai") == "北京"


def test_a_time_tag_holds_the_machines_form_in_the_zone_of_the_rule(english):
    due = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert draw('{% when m zone="Asia/Shanghai" %}', m=due).startswith('<time datetime="2026-11-24T17:00+08:00">')
    assert draw("{% when d %}", d=date(2026, 1, 5)) == '<time datetime="2026-01-05">Mon 5 Jan 2026</time>'
    assert draw("{% when nothing %}", nothing=None) == ""


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_money_never_carries_a_sign_that_can_be_mistaken(language):
    with translation.override(language):
        assert shown.money(Decimal("486200"), "EUR") == "€486,200.00"
        assert shown.money(Decimal("-38000.5"), "EUR") == "-€38,000.50"
        assert shown.money(Decimal("300000"), "CNY") == "CNY\u00a0300,000.00"
        assert shown.money(Decimal("1200"), "JPY") == "JPY\u00a01,200"
        assert shown.money(Decimal("99.9"), "usd") == "USD\u00a099.90"


def test_amounts_are_written_in_capitals_with_their_currency():
    assert shown.money_in_words(Decimal("300000"), "CNY") == "人民币叁拾万元整"
    assert shown.money_in_words(Decimal("486200.55"), "EUR") == "欧元肆拾捌万陆仟贰佰元伍角伍分"


# --- parts -----------------------------------------------------------------------------------------------------------


def test_every_icon_on_the_list_is_drawn_and_kept_for_a_year(page, db):
    answer = page().get(f"/icons-{icons.version()}.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(icons.NAMES) <= 60
    for name in icons.NAMES:
        assert f'id="{name}"' in answer.text


def test_an_icon_that_is_not_on_the_list_is_refused():
    with pytest.raises(LookupError):
        draw('{% icon "unicorn" %}')


def test_an_icon_is_silent_beside_words_and_speaks_alone():
    assert 'aria-hidden="true"' in draw('{% icon "scale" %}')
    assert 'role="img" aria-label="Next &amp; last"' in draw('{% icon "scale" label %}', label="Next & last")


@pytest.mark.parametrize("code", ["late", "soon", "ok", "done", "now", "block", "todo", "wait"])
def test_a_state_is_a_word_a_shape_and_a_colour(code):
    drawn = draw("{% state code %}", code=code)
    assert f'data-s="{code}"' in drawn
    assert "<use href=" in drawn
    assert re.sub(r"<[^>]+>", "", drawn).strip()


def test_a_state_takes_another_word():
    assert "Paused" in draw('{% state "wait" "Paused" icon="circle-pause" %}')
    assert "tag solid" in draw('{% state "late" solid=True %}')


class Notice(forms.Form):
    number = forms.CharField(label="Number", help_text="Top right.")
    number_unknown = forms.BooleanField(label="Not known", required=False)
    who = forms.ChoiceField(label="Who", choices=[("court", "Court"), ("police", "Police")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    token = forms.CharField(required=False, widget=forms.HiddenInput)


def test_a_field_has_label_hint_error_and_control_in_this_order():
    drawn = draw("{% field form.number %}", form=Notice({}))
    places = [drawn.index(part) for part in ("<label", "Top right.", 'class="err"', "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_number-hint id_number-error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'class="field bad"' in drawn


def test_a_field_may_be_unknown():
    drawn = draw("{% field form.number unknown=form.number_unknown %}", form=Notice())
    assert drawn.count("<input") == 2
    assert 'for="id_number_unknown"' in drawn
    assert "(optional)" not in drawn


def test_choices_stand_in_a_group_with_a_legend_and_small_hints():
    drawn = draw("{% field form.who hints=hints %}", form=Notice(), hints={"police": "Counsel only."})
    assert "<fieldset" in drawn
    assert "<legend>Who" in drawn
    assert drawn.count('type="radio"') == 2
    assert "<small>Counsel only.</small>" in drawn


def test_an_optional_field_says_so_and_a_hidden_one_says_nothing():
    assert "(optional)" in draw("{% field form.note %}", form=Notice())
    assert "label" not in draw("{% field form.token %}", form=Notice())


def test_what_was_typed_is_escaped():
    assert "<b>" not in draw("{% field form.number %}", form=Notice({"number": '"><b>'}))


def test_the_summary_links_to_each_field_with_the_same_words():
    with translation.override("en"):
        form = Notice({})
        form.add_error(None, "Nothing goes out by itself.")
        drawn = draw("{% errors form %}", form=form)
    assert 'href="#id_number"' in drawn
    assert 'href="#id_who_0"' in drawn
    assert "Nothing goes out by itself." in drawn
    assert drawn.count("<li>") == 3
    assert drawn.count("This field is required.") == 2


def test_a_form_without_errors_has_no_summary():
    assert draw("{% errors form none %}", form=Notice(), none=None).strip() == ""


def test_a_long_list_shows_where_one_is_and_keeps_the_filter():
    request = RequestFactory().get("/cases/", {"q": "海岚", "page": "2"})
    drawn = draw("{% pages page %}", page=Paginator(range(95), 20).page(2), request=request)
    assert '<span aria-current="page">2</span>' in drawn
    assert "q=%E6%B5%B7%E5%B2%9A&amp;page=3" in drawn
    assert "21 to 40 of 95" in drawn
    assert draw("{% pages page %}", page=Paginator([], 20).page(1), request=request).strip() == ""


def test_crumbs_lead_back_and_end_here():
    drawn = draw(
        '{% crumbs "Cases" "cases" case.ref "/cases/FD-0007/" "Evidence" %}', case=SimpleNamespace(ref="FD-0007")
    )
    assert '<a href="/cases/">Cases</a>' in drawn
    assert '<a href="/cases/FD-0007/">FD-0007</a>' in drawn
    assert drawn.endswith('<li aria-current="page">Evidence</li>')


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_strange_host_is_refused_with_a_page(page, method, settings):
    settings.ALLOWED_HOSTS = ["desk.example.com"]
    answer = getattr(page(), method)("/", HTTP_HOST="evil.example.com", HTTP_REFERER="https://evil.example.com/a/")
    assert answer.status_code == 400
    assert "FreezeDesk" in answer.text
