"""The rule as it is cited beside a date: law, article, version, length, and how much weight it carries."""

from datetime import date

from knowledge.amounts import Amount, Direction, amount_phrase
from knowledge.phrases import Phrase
from knowledge.profiles import Profile
from knowledge.rules import Rule
from knowledge.trace import Step

STANDING = {
    "legal-limit": Phrase("Statutory limit", "法定期限"),
    "regulator-guideline": Phrase("Guideline of the regulator, no statute", "监管指引，非法定期限"),
    "provider-claim": Phrase("Stated by a provider or guide, gives no right", "机构或指南自称的时限，不构成权利"),
    "recommended-practice": Phrase("Recommended practice", "建议做法"),
    "document-defined": Phrase("Set by the document", "以文书所定为准"),
}
OTHER_STANDING = Phrase("Other", "其他")


def rule_steps(rule: Rule, profile: Profile, amount: Amount, *, given: bool, asked_for: bool, day: date) -> list[Step]:
    """`given`: the length comes from the document. `asked_for`: somebody chose another way of counting."""
    limit = limit_phrase(amount, rule, profile).as_json()
    if not rule.law:
        steps = [Step("profile_only", {"limit": limit, "profile": profile.name.as_json()})]
    else:
        standing = STANDING.get(rule.legal_status, OTHER_STANDING)
        cited = {"source": _source(rule), "version": rule.edition, "standing": standing}
        told = {key: value.as_json() for key, value in cited.items()}
        steps = [Step("rule", {**told, "limit": limit, "rule": rule.id}), *_version_steps(rule, day)]
    if given:
        steps.append(Step("amount_given", {"amount": amount_phrase(amount).as_json()}))
    if asked_for:
        steps.append(Step("other_profile", {"profile": profile.name.as_json()}))
    if rule.confidence == "low":
        steps.append(Step("source_weak"))
    return [*steps, Step("basis", {"basis": profile.basis.as_json()})]


def _version_steps(rule: Rule, day: date) -> list[Step]:
    since, old = rule.effective_from, rule.replaced_version
    if since is None:
        return []
    if old is not None:
        told = {
            "source": old.source.as_json(),
            "amount": amount_phrase(rule.parts).as_json(),
            "since": since.isoformat(),
        }
        if rule.applies_by == "contract":
            return [Step("older_contract", told)]
        return [Step("earlier_version", {**told, "day": day.isoformat()})]
    if day < since:
        return [Step("text_is_younger", {"since": since.isoformat()})]
    # The stored copy of a code has a date of its own, which is not the day it came into force.
    code = "text_as_of" if rule.version.startswith("snapshot") else "in_force_since"
    return [Step(code, {"since": since.isoformat()})]


def _source(rule: Rule) -> Phrase:
    """《行政复议法》第20条第1款; a comma where the title is no book title or the article names another law."""
    law, article = rule.law, rule.article
    joined = law.zh.endswith(("》", "）")) and article.zh.startswith("第")
    return Phrase(f"{law.en}, {article.en}", f"{law.zh}{'' if joined else '，'}{article.zh}")


def limit_phrase(amount: Amount, rule: Rule, profile: Profile) -> Phrase:
    """ "within 60 calendar days of the event", in words that fit what the limit is for."""
    if not amount and rule.vacation:
        amount = (rule.vacation.amount,)
    long = amount_phrase(amount)
    in_hours = amount[0].unit == "hours"
    direction: Direction = rule.direction
    if direction == "before":
        return Phrase(f"at least {long.en} before the event", f"至少提前{long.zh}")
    if direction == "not_before":
        return Phrase(f"not before {long.en} have passed", f"满{long.zh}后方可进行")
    if amount[0].count == 0:
        return Phrase("at once", "立即")
    since = "自事件发生时起" if in_hours else "自事件当日起" if profile.event_day_counts else "自事件次日起"
    if rule.kind == "freeze-expiry":
        return Phrase(f"runs for {long.en} from the event", f"{since}为期{long.zh}")
    if rule.kind == "recommended-practice" and rule.unit in ("months", "years"):
        return Phrase(f"{long.en} after the event", f"{since}满{long.zh}")
    return Phrase(f"within {long.en} of the event", f"{since}{long.zh}内")
