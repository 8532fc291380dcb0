"""Dates counted twice: by the engine, and by a walk from day to day that knows nothing but a list of days off.

Each line was worked out from the statute and the public calendars of 2026 first: rule, event, zone, length, what is
counted, whose days off, and the day that comes out. The lists below are written down here once more on purpose: an
error in the catalogue's calendars would otherwise prove itself.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from knowledge import catalogue
from knowledge.batch import answers

DAY = timedelta(days=1)
OFF = {
    "CN": "01-01 01-02 01-03 02-15 02-16 02-17 02-18 02-19 02-20 02-21 02-22 02-23 04-04 04-05 04-06 05-01 05-02 05-03 05-04"
    " 05-05 06-19 06-20 06-21 09-25 09-26 09-27 10-01 10-02 10-03 10-04 10-05 10-06 10-07",
    "BE": "01-01 04-06 05-01 05-14 05-25 07-21 08-15 11-01 11-11 12-25",
    "T2": "01-01 04-03 04-06 05-01 12-25 12-26",
    "DE": "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26",
    "FR": "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25",
    "GB": "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    "US": "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
}
AT_WORK = {"CN": "01-04 02-14 02-28 05-09 09-20 10-10"}  # Saturdays and Sundays worked instead of a long holiday
CASES = """
cn-arl-no-notice-1y                       2025-05-02        Asia/Shanghai       12 months-rolls          CN  2026-05-06
cn-arl-no-notice-1y                       2025-02-21        Asia/Shanghai       12 months-rolls          CN  2026-02-24
cn-arl-supplement-notice-5wd              2026-04-30        Asia/Shanghai        5 working-days          CN  2026-05-11
cn-arl-supplement-notice-5wd              2026-09-18        Asia/Shanghai        5 working-days          CN  2026-09-24
cn-arl-decision-60d                       2026-07-29        Asia/Shanghai       60 days-rolls            CN  2026-09-28
cn-arl-decision-60d                       2026-08-04        Asia/Shanghai       60 days-rolls            CN  2026-10-08
cn-arl-summary-30d                        2026-01-16        Asia/Shanghai       30 days-rolls            CN  2026-02-24
cn-all-no-notice-1y                       2025-10-04        Asia/Shanghai       12 months-rolls          CN  2026-10-08
cn-all-extension-10d                      2026-06-10        Asia/Shanghai       10 days-rolls            CN  2026-06-22
cn-all-appeal-15d                         2026-01-31        Asia/Shanghai       15 days-rolls            CN  2026-02-24
cn-all-appeal-15d                         2026-02-13        Asia/Shanghai       15 days-rolls            CN  2026-02-28
cn-all-absolute-20y                       2006-10-03        Asia/Shanghai      240 months-rolls          CN  2026-10-08
cn-cpl-presuit-sue-30d                    2026-04-01        Asia/Shanghai       30 days-rolls            CN  2026-05-06
cn-cpl-preservation-review-10d            2026-09-24        Asia/Shanghai       10 days-rolls            CN  2026-10-08
cn-cpl-exec-objection-15d                 2026-09-25        Asia/Shanghai       15 days-rolls            CN  2026-10-10
cn-cpl-third-party-suit-15d               2026-09-05        Asia/Shanghai       15 days-rolls            CN  2026-09-20
cn-exec-objection-docket-3d               2026-02-12        Asia/Shanghai        3 days-rolls            CN  2026-02-24
cn-cpl-foreign-appeal-30d                 2026-01-24        Asia/Shanghai       30 days-rolls            CN  2026-02-24
cn-cpl-deposit-freeze-1y                  2024-02-29        Asia/Shanghai       12 months                -   2025-02-28
cn-mps-freeze-major-1y                    2025-10-03        Asia/Shanghai       12 months                -   2026-10-03
cn-mps-freeze-securities-2y               2024-02-29        Asia/Shanghai       24 months                -   2026-02-28
cn-acl-freeze-ext-30d                     2026-09-05        Asia/Shanghai       30 days                  -   2026-10-05
cn-nfra-complaint-15d                     2026-06-05        Asia/Shanghai       15 days-rolls            CN  2026-06-22
cn-compensation-2y                        2024-05-03        Asia/Shanghai       24 months-rolls          CN  2026-05-06
cn-compensation-decision-2m               2025-12-31        Asia/Shanghai        2 months-rolls          CN  2026-02-28
cn-compensation-sue-3m                    2025-11-30        Asia/Shanghai        3 months-rolls          CN  2026-02-28
cn-customs-freeze-reconsideration-60d     2026-08-03        Asia/Shanghai       60 days-rolls            CN  2026-10-08
cn-tax-freeze-reconsideration-60d         2026-03-03        Asia/Shanghai       60 days-rolls            CN  2026-05-06
seed-privacy-request-15wd                 2026-02-06        Asia/Shanghai       15 working-days          CN  2026-03-05
seed-chase-after-promised-time            2026-02-13        Asia/Shanghai        1 working-days          CN  2026-02-14
cn-apl-hearing-notice-7wd                 2026-02-25        Asia/Shanghai        7 working-days-before   CN  2026-02-09
seed-consult-lawyer-24h                   2026-02-14T23:59  Asia/Shanghai       24 hours                 -   2026-02-15T23:59+08:00
seed-password-link-24h                    2026-03-28T02:30  Europe/Brussels     24 hours                 -   2026-03-29T03:30+02:00
seed-provider-manual-review-48h           2026-10-24T10:00  Europe/Brussels     48 hours                 -   2026-10-26T09:00+01:00
seed-provider-auto-check-2h               2026-10-25T01:30  Europe/Brussels      2 hours                 -   2026-10-25T02:30+01:00
be-ibanfirst-holding-15bd                 2026-04-22        Europe/Brussels     15 working-days          T2  2026-05-14
seed-provider-standard-5bd                2026-12-22        Europe/Brussels      5 working-days          T2  2026-12-30
be-ombudsfin-refusal-1y                   2025-04-06        Europe/Brussels     12 months-rolls          BE  2026-04-07
be-ombudsfin-outcome-90d                  2026-02-04        Europe/Brussels     90 days-rolls            BE  2026-05-05
be-cic-28sexies-appeal-15d                2026-04-29        Europe/Brussels     15 days-rolls            BE  2026-05-15
be-cic-61quater-15d                       2026-10-27        Europe/Brussels     15 days-rolls            BE  2026-11-12
be-cic-46quater-block-3wd                 2026-05-13        Europe/Brussels      3 working-days          BE  2026-05-19
be-basic-bank-designation-2m              2026-03-06        Europe/Brussels      2 months-rolls          BE  2026-05-06
eu-eapo-bank-declaration-3wd              2026-07-17        Europe/Brussels      3 working-days          BE  2026-07-23
eu-eapo-service-3wd                       2026-12-23        Europe/Brussels      3 working-days          BE  2026-12-29
eu-eapo-remedy-decision-21d               2026-04-10        Europe/Brussels     21 days-rolls            BE  2026-05-04
eu-gdpr-extension-2m                      2025-11-30        Europe/Brussels      3 months-rolls          BE  2026-03-02
eu-sanctions-info-2w                      2026-07-07        Europe/Brussels     14 days                  -   2026-07-21
eu-psd2-termination-2m                    2025-12-31        Europe/Brussels      2 months                -   2026-02-28
fr-cpp-706-154-appeal-10d                 2026-05-15        Europe/Paris        10 days-rolls            FR  2026-05-26
fr-silence-2m                             2025-12-31        Europe/Paris         2 months-rolls          FR  2026-03-02
fr-saisie-attribution-contest-1m          2026-04-14        Europe/Paris         1 months-rolls          FR  2026-05-15
fr-satd-contest-2m                        2026-05-14        Europe/Paris         2 months-rolls          FR  2026-07-15
fr-saisie-account-15jo                    2026-04-30        Europe/Paris        15 days-with-Saturdays   FR  2026-05-21
fr-acpr-ack-10jo                          2026-07-08        Europe/Paris        10 days-with-Saturdays   FR  2026-07-21
de-vwgo-klage-1m                          2026-03-03        Europe/Berlin        1 months-rolls          DE  2026-04-07
de-vwgo-no-instruction-1y                 2025-05-25        Europe/Berlin       12 months-rolls          DE  2026-05-26
de-ao-einspruch-1m                        2026-09-03        Europe/Berlin        1 months-rolls          DE  2026-10-05
de-fgo-klage-1m                           2026-01-31        Europe/Berlin        1 months-rolls          DE  2026-03-02
de-zpo-sofortige-2w                       2026-04-20        Europe/Berlin       14 days-rolls            DE  2026-05-04
de-stpo-sofortige-1w                      2026-05-18        Europe/Berlin        7 days-rolls            DE  2026-05-26
de-zpo-vorpfaendung-1m                    2026-01-31        Europe/Berlin        1 months                -   2026-02-28
de-gwg-fiu-handover-5wd                   2026-04-01        Europe/Berlin        5 working-days          DE  2026-04-10
de-zag-complaint-15bd                     2026-04-24        Europe/Berlin       15 working-days          DE  2026-05-19
de-schlichtung-90d                        2026-02-14        Europe/Berlin       90 days-rolls            DE  2026-05-15
de-vwgo-inaction-3m                       2025-11-30        Europe/Berlin        3 months-rolls          DE  2026-03-02
gb-psr-complaint-35bd                     2026-03-27        Europe/London       35 working-days          GB  2026-05-20
gb-poca-moratorium-max-186d               2026-01-15        Europe/London      185 days                  -   2026-07-19
hk-hkma-ack-7d                            2026-02-13        Asia/Hong_Kong       7 days                  -   2026-02-20
hk-hkma-final-60d                         2026-02-03        Asia/Hong_Kong      60 days                  -   2026-04-04
sg-fidrec-6m                              2025-08-31        Asia/Singapore       6 months                -   2026-02-28
sg-fidrec-4w                              2026-01-30        Asia/Singapore      28 days                  -   2026-02-27
us-cafra-notice-60d                       2026-01-02        America/New_York    60 days                  -   2026-03-03
us-cafra-complaint-90d                    2026-10-02        America/New_York    90 days                  -   2026-12-31
us-cafra-hardship-15d                     2026-02-20        America/New_York    15 days                  -   2026-03-07
us-ofac-block-report-10bd                 2026-12-21        America/New_York    10 working-days          US  2027-01-06
"""


def days(text):
    return {date.fromisoformat(f"2026-{each}") for each in text.split()}


def works(day, law, week=5):
    """The first of January is a day off everywhere, in the years around as well."""
    if day in days(AT_WORK.get(law, "")):
        return True
    return day.weekday() < week and day not in days(OFF[law]) and (day.month, day.day) != (1, 1)


def walk(day, count, law, *, week=5, step=DAY):
    while count:
        day += step
        count -= works(day, law, week)
    return day


def rolled(day, law):
    while not works(day, law):
        day += DAY
    return day


def month_on(day, count):
    """The same number in the later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def by_walking(trigger, zone, count, unit, law):
    if unit == "hours":
        moment = datetime.fromisoformat(trigger).replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
        return (moment + timedelta(hours=count)).astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
    day = date.fromisoformat(trigger)
    found = {
        "days": lambda: day + count * DAY,
        "days-rolls": lambda: rolled(day + count * DAY, law),
        "months": lambda: month_on(day, count),
        "months-rolls": lambda: rolled(month_on(day, count), law),
        "working-days": lambda: walk(day, count, law),
        "days-with-Saturdays": lambda: walk(day, count, law, week=6),
        "working-days-before": lambda: walk(day, count, law, step=-DAY),
    }[unit]()
    return found.isoformat()


@pytest.mark.parametrize("line", CASES.strip().splitlines(), ids=lambda line: "-".join(line.split()[:2]))
def test_engine_and_walk_come_to_the_day_worked_out_by_hand(line):
    rule, trigger, zone, count, unit, law, due = line.split()
    assert by_walking(trigger, zone, int(count), unit, law) == due
    row = {"rule_id": rule, "trigger_local": trigger, "trigger_tz": zone}
    [(answer, refused)] = answers([row], catalogue.rules(), catalogue.calendars())
    assert refused is None
    assert answer["due_local"] == due
