"""Why no date is computed: a wrong one is worse than none. Each refusal has a code and a sentence in both languages."""
# ruff: noqa: E501  (a sentence stays in one piece)

from typing import Any

from knowledge.phrases import Phrase

SENTENCES: dict[str, Phrase] = {
    # the rule
    "unknown_rule": Phrase(
        "There is no rule “{rule}” in the catalogue. Check how it is written (like “cn-arl-apply-60d”), or ask counsel which"
        " rule is meant.",
        "规则目录中没有“{rule}”。请核对编号写法（例如“cn-arl-apply-60d”），或向法务确认适用哪条规则。",
    ),
    "rule_repealed": Phrase(
        "The rule “{rule}” is repealed and computes nothing. Use “{successor}”. {note}",
        "规则“{rule}”所依据的规定已废止，不作计算。请改用“{successor}”。{note}",
    ),
    "rule_alias": Phrase(
        "The rule “{rule}” is another name for “{successor}”. Use that one, so that the date is not entered twice.",
        "规则“{rule}”是“{successor}”的别名。请使用后者，以免同一期限登记两次。",
    ),
    "rule_warning": Phrase(
        "The rule “{rule}” is a warning and has no date. {note}", "规则“{rule}”仅为提示，不产生期限。{note}"
    ),
    "rule_open_ended": Phrase(
        "The rule “{rule}” sets no number of days: no date can be computed. {note}",
        "规则“{rule}”未规定天数，无法计算日期。{note}",
    ),
    "rule_needs_document": Phrase(
        "The length of “{rule}” stands in the document itself. Read it there and enter it, for example “10 business_days”.",
        "“{rule}”的期限以文书所载为准。请从文书中读取并填写，例如“10个工作日”。",
    ),
    "not_in_force": Phrase(
        "The rule “{rule}” applies from {since}; on {day} it was not in force. Ask counsel which text applied then.",
        "规则“{rule}”自{since}起适用，{day}时尚未施行。请法务确认当时适用的规定。",
    ),
    "no_longer_in_force": Phrase(
        "The rule “{rule}” ended on {until}; on {day} it was no longer in force.",
        "规则“{rule}”已于{until}失效，{day}时不再适用。",
    ),
    "unknown_profile": Phrase(
        "There is no way of counting called “{profile}”. Write it like “cn-court”, or leave it to the rule.",
        "没有名为“{profile}”的计算方式。请按“cn-court”的形式填写，或留空以规则为准。",
    ),
    "unknown_calendar": Phrase(
        "There is no calendar called “{calendar}”. Write it like “CN-WORK”, or leave it to the rule.",
        "没有名为“{calendar}”的日历。请按“CN-WORK”的形式填写，或留空以规则为准。",
    ),
    "unknown_zone": Phrase(
        "“{zone}” is no time zone. Write it like “Asia/Shanghai”.",
        "“{zone}”不是时区名称。请按“Asia/Shanghai”的形式填写。",
    ),
    # the event
    "time_needed": Phrase(
        "“{rule}” runs in hours: the event needs a time of day, for example {day}T10:00.",
        "“{rule}”以小时计算：请补充事件发生的时刻，例如 {day}T10:00。",
    ),
    "time_does_not_exist": Phrase(
        "{time} did not exist ({place}): the clocks were put forward. Check the time of the event.",
        "{place}没有{time}这一时刻：当日时钟拨快。请核对事件发生的时刻。",
    ),
    "year_out_of_range": Phrase(
        "The year {year} lies outside what the calendars can answer ({first} to {last}). Check the date.",
        "{year}年超出日历可计算的范围（{first}年至{last}年）。请核对日期。",
    ),
    "trigger_not_understood": Phrase(
        "“{text}” is no date. Write it like 2026-01-15 or 2026-01-15T10:00.",
        "无法识别日期“{text}”。请按 2026-01-15 或 2026-01-15T10:00 的形式填写。",
    ),
    "amount_not_understood": Phrase(
        "“{text}” is no length of time. Write it like “60 calendar_days” or “2 months + 10 days”.",
        "无法识别期限“{text}”。请按“60 calendar_days”或“2 months + 10 days”的形式填写。",
    ),
    "amount_too_long": Phrase(
        "“{text}” is longer than any time limit. Check the number: {most} of one unit is the most.",
        "“{text}”超出任何期限的长度。请核对数字：每种单位最多为{most}。",
    ),
    "printed_end_too_early": Phrase(
        "The printed end {printed} lies before the event on {day}. Check both dates against the document.",
        "文书载明的届满日{printed}早于{day}发生的事件。请对照文书核对这两个日期。",
    ),
    "hours_stand_alone": Phrase(
        "Hours cannot be mixed with other units in one period: “{text}”. Give the hours alone, or the days alone.",
        "小时不能与其他单位混合计算：“{text}”。请只填小时数或只填天数。",
    ),
}


class Refused(Exception):
    """No date, and the reason. `code` is for programs, `text(language)` for people."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(self.text("en"))

    @property
    def message(self) -> Phrase:
        return Phrase(self.text("en"), self.text("zh"))

    def line(self) -> str:
        """Code and sentence in one line, in both languages: whoever runs a command may read either."""
        return f"{self.code}: {self.text('en')} / {self.text('zh')}".replace("\n", " ")

    def text(self, language: str) -> str:
        """A parameter that is itself a phrase speaks the language asked for."""
        told = {key: value.text(language) if isinstance(value, Phrase) else value for key, value in self.params.items()}
        return SENTENCES[self.code].text(language).format(**told).strip()
