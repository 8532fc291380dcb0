"""Why a date is that date, step by step, so that a lawyer can check it. All sentences of the engine stand here.

A step is kept as its code and its values, never as text: it is told in the language of whoever opens it.
"""
# ruff: noqa: E501  (a sentence stays in one piece)

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from knowledge.phrases import NamedDay, Phrase, day_text, days_text, is_chinese, moment_text, phrase

Group = Literal["starts", "rule", "counting", "calendar", "result"]

GROUPS: dict[Group, Phrase] = {
    "starts": Phrase("Starts", "起算"),
    "rule": Phrase("Rule", "规则"),
    "counting": Phrase("Counting", "计算"),
    "calendar": Phrase("Calendar", "日历"),
    "result": Phrase("Result", "结果"),
}

STEPS: dict[str, tuple[Group, Phrase]] = {
    # --- starts ---
    "event_day": ("starts", Phrase("{event}: {day}, {place}.", "{event}：{day}，{place}。")),
    "event_moment": ("starts", Phrase("{event}: {moment}, {place}.", "{event}：{moment}，{place}。")),
    "event_elsewhere": (
        "starts",
        Phrase(
            "At the acting body ({place}) that moment is {moment}. The period runs from {day}.",
            "该时刻在经办机构所在地（{place}）为{moment}，期限自{day}起算。",
        ),
    ),
    "day_of_body": (
        "starts",
        Phrase(
            "No time of day was given; the day is taken as the day at the acting body ({place}).",
            "未提供时刻，按经办机构所在地（{place}）当日计。",
        ),
    ),
    "hour_twice": (
        "starts",
        Phrase(
            "Clocks were set back that night and {time} came twice; the {which} pass is meant (UTC{offset}).",
            "当晚时钟拨慢，{time}出现两次，此处指{which}（UTC{offset}）。",
        ),
    ),
    "computed_event": (
        "starts",
        Phrase(
            "That day is itself computed by {rule}: {day}.",
            "该日期本身由规则{rule}推算得出：{day}。",
        ),
    ),
    # --- rule ---
    "rule": (
        "rule",
        Phrase(
            "{source} ({version}): {limit}. {standing}. Rule {rule}.",
            "{source}（{version}）：{limit}。{standing}。规则编号：{rule}。",
        ),
    ),
    "profile_only": ("rule", Phrase("Counted as “{profile}”: {limit}.", "按“{profile}”计算：{limit}。")),
    "text_as_of": (
        "rule",
        Phrase(
            "The text was read as of {since}; later changes were not compared.",
            "所依据的条文为{since}的文本，其后修改未经比对。",
        ),
    ),
    "in_force_since": ("rule", Phrase("In force since {since}.", "自{since}起施行。")),
    "earlier_version": (
        "rule",
        Phrase(
            "On {day} the earlier text applied ({source}): {amount}. The present text applies from {since}.",
            "{day}适用旧规定（{source}）：{amount}。现行规定自{since}起适用。",
        ),
    ),
    "older_contract": (
        "rule",
        Phrase(
            "The contract is older than {since}: the earlier text applies ({source}): {amount}.",
            "合同订立早于{since}，适用旧规定（{source}）：{amount}。",
        ),
    ),
    "text_is_younger": (
        "rule",
        Phrase(
            "The text on file is that of {since}; the event is older. Counsel confirms that the limit was the same.",
            "所依据的条文为{since}的文本，而事件发生在此之前。请法务确认当时期限相同。",
        ),
    ),
    "amount_given": (
        "rule",
        Phrase("The length is taken from the document: {amount}.", "期限长度取自文书：{amount}。"),
    ),
    "other_profile": (
        "rule",
        Phrase(
            "Counted on request as “{profile}”, not as the rule says.", "应要求按“{profile}”计算，而非规则原定方式。"
        ),
    ),
    "source_weak": (
        "rule",
        Phrase(
            "The source of this rule is not confirmed. Counsel decides before anyone relies on the date.",
            "本规则出处尚未核实，须经法务确认后方可依据。",
        ),
    ),
    # --- counting ---
    "basis": ("counting", Phrase("{basis}", "{basis}")),
    "first_day": ("counting", Phrase("Day 1 is {day}.", "第1日为{day}。")),
    "event_day_counts": (
        "counting",
        Phrase("The day of the event counts as day 1: {day}.", "事件当日即为第1日：{day}。"),
    ),
    "not_counted": ("calendar", Phrase("Rest days, not counted: {days}.", "休息日，不计入：{days}。")),
    "made_up": (
        "calendar",
        Phrase("Weekend days that are worked, counted: {days}.", "调休上班的周末，计入：{days}。"),
    ),
    "part_ends": ("counting", Phrase("{amount} end on {day}.", "{amount}至{day}届满。")),
    "working_days_end": ("counting", Phrase("Working day {count} is {day}.", "第{count}个工作日为{day}。")),
    "part_counts_back": ("counting", Phrase("{amount} back lead to {day}.", "倒推{amount}至{day}。")),
    "no_such_day": (
        "counting",
        Phrase(
            "That month has no day {number}: its last day takes the place, {day}.",
            "该月没有{number}日，以该月最后一日为届满日：{day}。",
        ),
    ),
    "eve": (
        "counting",
        Phrase(
            "The period starts with {first} itself and ends on the eve of the corresponding date: {day}.",
            "期限自{first}当日起算，至相应日期的前一日届满：{day}。",
        ),
    ),
    "franc": (
        "counting",
        Phrase(
            "Délai franc: the last day does not count either, so the end is {day}.",
            "délai franc：末日亦不计入，故届满日为{day}。",
        ),
    ),
    "added": ("counting", Phrase("{amount} are added: {day}.", "另加{amount}：{day}。")),
    "at_once": ("counting", Phrase("At once: no time is added.", "立即：不另计时间。")),
    "vacation": (
        "counting",
        Phrase(
            "The period starts on {first} and ends on {day}, both within the judicial vacation: it runs to {until}.",
            "期限自{first}起算、于{day}届满，均在司法休庭期内，故延至{until}。",
        ),
    ),
    "no_vacation": (
        "counting",
        Phrase(
            "The period from {first} to {day} does not lie wholly within the judicial vacation: no extension.",
            "{first}至{day}的期限并非全部处于司法休庭期内，不予延长。",
        ),
    ),
    "tax_rest_days": (
        "counting",
        Phrase(
            "Three or more rest days in a row fall inside the period: {days}. The end moves by {count} days to {day}.",
            "期限内有连续三日以上法定休假日：{days}，顺延{count}日至{day}。",
        ),
    ),
    "two_working_days": (
        "counting",
        Phrase(
            "The period must contain at least two working days (art. 3(5)): the end is {day}.",
            "期限内至少应有两个工作日（第3条第5款），故届满日为{day}。",
        ),
    ),
    "paused": (
        "counting",
        Phrase(
            "The clock stood still from {first} to {last}: {amount} are added.",
            "{first}至{last}中止计时，顺延{amount}。",
        ),
    ),
    "next_hour": (
        "counting",
        Phrase(
            "The hour of the event is not counted: counting starts at {moment}.",
            "事件发生的当时不计入，自次时{moment}起算。",
        ),
    ),
    "hours_elapsed": (
        "counting",
        Phrase(
            "{amount} by the clock: {start} UTC to {end} UTC.",
            "按钟点经过{amount}：世界协调时{start}至{end}。",
        ),
    ),
    "hours_back": (
        "counting",
        Phrase(
            "{amount} back by the clock: {start} UTC to {end} UTC.", "按钟点倒推{amount}：世界协调时{start}至{end}。"
        ),
    ),
    "hours_not_counted": (
        "counting",
        Phrase("Hours on these days are not counted: {days}.", "下列日期的钟点不计入：{days}。"),
    ),
    "clocks_change": (
        "counting",
        Phrase(
            "Clocks change on the way: UTC{before} at the start, UTC{after} at the end.",
            "其间时钟调整：起点为UTC{before}，终点为UTC{after}。",
        ),
    ),
    "later_of_two": (
        "counting",
        Phrase(
            "Two limits apply and the later one counts: {first} and {second}.",
            "两个期限以较晚者为准：{first}与{second}。",
        ),
    ),
    # --- calendar ---
    "calendar": ("calendar", Phrase("{calendar}, {years}: {notice}.", "{calendar}，{years}年：{notice}。")),
    "calendar_note": ("calendar", Phrase("{note}", "{note}")),
    "no_rest_days": ("calendar", Phrase("No calendar of rest days applies.", "不适用休息日日历。")),
    "weekdays_only": (
        "calendar",
        Phrase(
            "No table of holidays is on file for this rule: Monday to Friday count as working days.",
            "本规则没有节假日表：以星期一至星期五为工作日。",
        ),
    ),
    "no_year": (
        "calendar",
        Phrase(
            "{calendar}: no table of {years} is on file; only weekends could be taken into account. The date is provisional.",
            "{calendar}：没有{years}年的节假日表，仅计周末。该日期为暂定。",
        ),
    ),
    "provisional": (
        "calendar",
        Phrase(
            "{calendar}: {years} is not official yet. The date is provisional and is computed again when the year is loaded.",
            "{calendar}：{years}年安排尚未正式公布。该日期为暂定，待年度安排载入后重新计算。",
        ),
    ),
    # --- result ---
    "moved": (
        "result",
        Phrase(
            "{from_day} is a rest day: the end moves to {day}. Passed over: {days}.",
            "{from_day}为休息日，届满日顺延至{day}。其间休息日：{days}。",
        ),
    ),
    "not_moved": (
        "result",
        Phrase(
            "The last day is a rest day ({days}), but the end does not move: {why}",
            "末日为休息日（{days}），但不顺延：{why}",
        ),
    ),
    "worked_weekend": (
        "result",
        Phrase(
            "{day} falls on a weekend but is a make-up working day ({name}): the end does not move.",
            "{day}虽为周末，但系{name}调休上班日，不顺延。",
        ),
    ),
    "due_day": ("result", Phrase("Last day: {day}, until {time}, {place}.", "届满日：{day}，至{time}止，{place}。")),
    "due_moment": (
        "result",
        Phrase("Ends: {moment}, {place} (UTC{offset}).", "届满时刻：{moment}，{place}（UTC{offset}）。"),
    ),
    "same_moment": ("result", Phrase("The same moment: {moment}, {place}.", "同一时刻：{moment}，{place}。")),
    "latest_day": (
        "result",
        Phrase("At the latest on {day}, until {time}, {place}.", "最迟应于{day}{time}前完成，{place}。"),
    ),
    "not_before_day": (
        "result",
        Phrase(
            "The waiting time ends with {day}; possible from {next_day}.", "等待期至{day}届满，自{next_day}起方可进行。"
        ),
    ),
    "not_before_moment": (
        "result",
        Phrase("Not before {moment}, {place} (UTC{offset}).", "不早于{moment}，{place}（UTC{offset}）。"),
    ),
    "window": (
        "result",
        Phrase("The source gives a range: from {day} at the earliest.", "出处给出的是区间：最早为{day}。"),
    ),
    "printed_end": (
        "result",
        Phrase(
            "The notice prints its own end, {day}. The printed date prevails over the computed one ({computed}).",
            "文书载明届满日为{day}。以文书所载日期为准（推算日期为{computed}）。",
        ),
    ),
    "other_reading": ("result", Phrase("Also arguable: {day} ({why}).", "另一种解释：{day}（{why}）。")),
    # --- steps of dates that people state, and of the firm's own targets ---
    "stated_trigger": ("starts", Phrase("{en}, {at}.", "{zh}，{at}。")),
    "stated_date": ("result", Phrase("As stated: {on} {time}", "按所述日期：{on}{time}")),
    # --- what happened to a date after it was first set ---
    "granted_end": (
        "result",
        Phrase("Extended to {day} by the authority: {paper}.", "办案机关准予延长至{day}：{paper}。"),
    ),
    "granted_amount": (
        "rule",
        Phrase("The authority added {amount}: {paper}.", "办案机关准予延长{amount}：{paper}。"),
    ),
    "renewed": (
        "result",
        Phrase("The freeze was renewed: {paper}. It now ends on {day}.", "冻结已续期：{paper}。现届满日为{day}。"),
    ),
    "printed_on_paper": (
        "result",
        Phrase("The paper prints {day}, and what is printed prevails: {paper}.", "以文书载明的{day}为准：{paper}。"),
    ),
    "settled_on": ("result", Phrase("It is settled that {day} counts: {why}.", "已确定以{day}为准：{why}。")),
    "stands_still": ("result", Phrase("Stands still since {moment}: {why}.", "自{moment}起中止：{why}。")),
    "other_side_says": ("result", Phrase("{who} says {day}.", "{who}主张为{day}。")),
    "target_from": (
        "starts",
        Phrase("{days} working days before the legal date of {legal}.", "法定期限{legal}之前{days}个工作日。"),
    ),
}

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


@dataclass(frozen=True)
class Step:
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def group(self) -> Group:
        return STEPS[self.code][0] if self.code in STEPS else "counting"

    def heading(self, language: str) -> str:
        """ "Starts", "Rule", "Counting", "Calendar" or "Result"."""
        return GROUPS[self.group].text(language)

    def text(self, language: str) -> str:
        if self.code not in STEPS:
            return self.code  # kept by a later edition of the programme: better shown bare than not at all
        told = {key: _told(value, language) for key, value in self.params.items()}
        return STEPS[self.code][1].text(language).format(**told).strip()

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "params": dict(self.params)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Step":
        return cls(str(data["code"]), dict(data.get("params") or {}))


def _told(value: Any, language: str) -> str:
    """Days, moments, phrases and lists of named days are written out; everything else stands as it is."""
    if isinstance(value, Mapping):
        return phrase(value).text(language)
    if isinstance(value, list | tuple):
        return days_text([(date.fromisoformat(day), Phrase(en, zh)) for day, en, zh in value], language)
    if isinstance(value, str):
        if _DAY.match(value):
            return day_text(date.fromisoformat(value), language)
        if _MOMENT.match(value):
            return moment_text(datetime.fromisoformat(value), language)
    return str(value)


def told_days(days: list[NamedDay]) -> list[list[str]]:
    """Named days as a step keeps them."""
    return [[day.isoformat(), name.en, name.zh] for day, name in days]


def lines(trace: tuple[Step, ...], language: str) -> list[str]:
    """The whole reasoning, one sentence a line."""
    colon = "：" if is_chinese(language) else ": "
    return [f"{step.heading(language)}{colon}{step.text(language)}" for step in trace]
