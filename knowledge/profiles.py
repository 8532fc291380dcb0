"""The ways of counting, one for each statute that has its own: what counts, what moves, and the provision that says so.

Where two systems count alike they still have a profile each, because a lawyer wants to read her own provision.
"""
# ruff: noqa: E501  (provisions are quoted in one piece)

from dataclasses import dataclass
from typing import Literal

from knowledge.phrases import Phrase

Months = Literal["same_date", "eve"]
Hours = Literal["elapsed", "next_hour", "german"]

FREEZES_LAPSE = Phrase(
    "a freeze lapses on its last day and is not prolonged by a holiday.", "冻结期限届满即失效，不因节假日延长。"
)
NOTHING_MOVES = Phrase("the source says nothing about rest days.", "出处未规定遇休息日顺延。")
STATUTE_SILENT = Phrase("the statute counts the days as they are.", "法律规定按日历连续计算。")


@dataclass(frozen=True)
class Profile:
    key: str
    name: Phrase
    basis: Phrase  # the provision, as counsel would quote it
    moves: bool = False  # an end on a rest day moves to the next working day
    stays: Phrase = NOTHING_MOVES  # why it does not
    event_day_counts: bool = False
    months: Months = "same_date"
    hours: Hours = "elapsed"
    franc: bool = False  # the last day does not count either
    two_working_days: bool = False
    tax_rest_days: bool = False
    until: Literal["24:00", "23:59"] = "24:00"


def _profile(key: str, name: tuple[str, str], basis: tuple[str, str], **rest: object) -> Profile:
    return Profile(key, Phrase(*name), Phrase(*basis), **rest)  # type: ignore[arg-type]


_ALL = (
    _profile(
        "cn-civil",
        ("Civil Code of the PRC", "《民法典》"),
        (
            "Civil Code arts. 201 to 203: the day of the event is not counted; an end on a rest day moves to the day after it.",
            "《民法典》第201条、第203条：开始的当日不计入，自下一日开始计算；期间的最后一日是法定休假日的，以法定休假日结束的次日为最后一日。",
        ),
        moves=True,
    ),
    _profile(
        "cn-court",
        ("PRC court and reconsideration procedure", "中国诉讼与行政复议程序"),
        (
            "Civil Procedure Law art. 85, Interpretation art. 125: the hour and the day of the event are not counted; hours run from"
            " the next hour; an end on a statutory rest day moves to the first day after it; posting in time is in time.",
            "《民事诉讼法》第85条、司法解释第125条：期间开始的时和日不计算在期间内，以时起算的自次时起算；届满的最后一日是法定休假日的，"
            "以休假日后的第一日为届满日；在期满前交邮的，不算过期。",
        ),
        moves=True,
        hours="next_hour",
    ),
    _profile(
        "cn-criminal",
        ("PRC criminal procedure", "中国刑事诉讼程序"),
        (
            "Criminal Procedure Law art. 105: the hour and the day of the start are not counted; an end on a rest day moves to the"
            " first day after it.",
            "《刑事诉讼法》第105条：期间开始的时和日不算在期间以内；期间的最后一日为节假日的，以节假日后的第一日为期满日期。",
        ),
        moves=True,
        hours="next_hour",
    ),
    _profile(
        "cn-working-days",
        ("PRC limits in working days", "中国以工作日计算的期限"),
        (
            "Reconsideration Law art. 88(2), Penalty Law art. 85, Compulsion Law art. 69: these days are working days, without"
            " statutory rest days; make-up working days count.",
            "《行政复议法》第88条第2款、《行政处罚法》第85条、《行政强制法》第69条：该期限以工作日计算，不含法定休假日；调休上班日计入。",
        ),
    ),
    _profile(
        "cn-tax",
        ("PRC tax collection", "中国税收征管"),
        (
            "Implementing Rules of the Tax Collection Law art. 109: an end on a statutory rest day moves to the day after it; three"
            " or more rest days in a row inside the period extend it by those days.",
            "《税收征收管理法实施细则》第109条：期限的最后一日是法定休假日的，以休假日期满的次日为最后一日；在期限内有连续3日以上"
            "法定休假日的，按休假日天数顺延。",
        ),
        moves=True,
        tax_rest_days=True,
    ),
    _profile(
        "freeze-term",
        ("term of a freeze", "冻结期限"),
        (
            "A freeze ends with its last day. An end date printed in the notice prevails.",
            "冻结期限届满，冻结即告失效。文书载明届满日的，以文书为准。",
        ),
        stays=FREEZES_LAPSE,
    ),
    _profile(
        "eu-1182",
        ("Regulation 1182/71", "欧共体第1182/71号条例"),
        (
            "Regulation 1182/71 art. 3: the day or hour of the event is not counted; an end on a public holiday, Sunday or Saturday"
            " moves to the end of the next working day; two days or more contain at least two working days.",
            "欧共体第1182/71号条例第3条：事件发生的当日或当时不计入；末日为公共假日、星期日或星期六的，顺延至下一工作日终了；两日以上的期限"
            "至少含两个工作日。",
        ),
        moves=True,
        hours="next_hour",
        two_working_days=True,
    ),
    _profile(
        "eu-psp-business-day",
        ("business days of a payment service provider", "支付机构营业日"),
        (
            "PSD2 art. 4(37): a day on which the provider is open for business; counted from the day after receipt.",
            "欧盟《支付服务指令二》第4条第37项：支付机构对外营业之日；自收到次日起算。",
        ),
    ),
    _profile(
        "eu-gc",
        ("General Court of the EU", "欧盟普通法院程序"),
        (
            "Rules of Procedure of the General Court arts. 58 to 60: the day of the event is not counted; ten days on account of"
            " distance are added; only the sum moves off a Saturday, Sunday or official holiday.",
            "欧盟《普通法院程序规则》第58至60条：事件当日不计入；另加十日在途期间；仅就总期限末日遇星期六、星期日或法定假日顺延一次。",
        ),
        moves=True,
        until="23:59",
    ),
    _profile(
        "be-judicial",
        ("Belgian Judicial Code", "比利时《司法法典》"),
        (
            "Judicial Code arts. 52 to 54: counted from the day after the act; months run de quantième à veille de quantième; an end on"
            " a Saturday, Sunday or public holiday moves to the next working day.",
            "比利时《司法法典》第52至54条：自行为次日起算；以月计算的，自起算日至相应日期的前一日；末日为星期六、星期日或法定假日的，顺延至下一工作日。",
        ),
        moves=True,
        months="eve",
    ),
    _profile(
        "fr-civil",
        ("French Code of Civil Procedure", "法国《民事诉讼法典》"),
        (
            "CPC arts. 640 to 642, CPP art. 801: the day of the act is not counted; months end on the same date; an end on a Saturday,"
            " Sunday or public holiday moves to the first working day after it.",
            "法国《民事诉讼法典》第640至642条、《刑事诉讼法典》第801条：行为当日不计入；以月计算的于相同日期届满；末日为星期六、星期日或"
            "法定假日的，顺延至其后第一个工作日。",
        ),
        moves=True,
    ),
    _profile(
        "fr-franc",
        ("French délai franc", "法国完整期限（délai franc）"),
        (
            "Code of Administrative Justice, délai franc: neither the first nor the last day counts; the filing must have arrived.",
            "法国行政诉讼“完整期限”：首日与末日均不计入；以法院收到为准。",
        ),
        moves=True,
        franc=True,
    ),
    _profile(
        "fr-ouvrable",
        ("French jours ouvrables", "法国可工作日"),
        (
            "Jours ouvrables: Monday to Saturday without public holidays.",
            "法国可工作日（jours ouvrables）：星期一至星期六，法定假日除外。",
        ),
    ),
    _profile(
        "de-bgb",
        ("German Civil Code", "德国《民法典》"),
        (
            "BGB §§ 187 to 193: the day of the event is not counted; weeks and months end on the same day; an end on a Saturday, Sunday"
            " or general holiday moves to the next working day.",
            "德国《民法典》第187至193条：事件当日不计入；以周、月计算的于相应之日届满；末日为星期六、星期日或法定假日的，以下一工作日代之。",
        ),
        moves=True,
        hours="german",
    ),
    _profile(
        "de-werktag",
        ("German Werktage", "德国工作日（Werktag）"),
        (
            "GwG §§ 40, 46: Saturday is no Werktag; counted from the day after the event.",
            "德国《反洗钱法》第40条、第46条：星期六不视为工作日；自事件次日起算。",
        ),
    ),
    _profile(
        "gb-inclusive",
        ("UK periods starting with the day itself", "英国“自当日起”期限"),
        (
            "The statute says “starting with the day on which”: that day is day 1.",
            "英国法条文为“自……当日起”：当日即为第1日。",
        ),
        event_day_counts=True,
        months="eve",
        stays=STATUTE_SILENT,
    ),
    _profile(
        "gb-working-days",
        ("UK working days", "英国工作日"),
        (
            "POCA 2002 s. 335(5), (7): day 1 is the first working day after the event; weekends, bank holidays, Good Friday and"
            " Christmas Day do not count.",
            "英国《2002年犯罪所得法》第335条第5、7款：事件后第一个工作日为第1日；周末、银行假日、耶稣受难日和圣诞节不计。",
        ),
    ),
    _profile(
        "gb-plain",
        ("UK corresponding-date rule", "英国“相应日期”规则"),
        (
            "Corresponding-date rule: the day of the event is not counted; months end on the same date, else on the last day.",
            "英国“相应日期”规则：事件当日不计入；以月计算的于相同日期届满，无该日则以月末为准。",
        ),
    ),
    _profile(
        "us-plain",
        ("US calendar days", "美国自然日"),
        (
            "The day of the event is not counted. Only papers filed in court move off a weekend or holiday (FRCP 6(a)).",
            "事件当日不计入。仅向法院提交的文件遇周末或假日顺延（美国《联邦民事诉讼规则》第6条(a)项）。",
        ),
        moves=True,
    ),
    _profile(
        "us-business-days",
        ("US business days", "美国工作日"),
        (
            "31 CFR part 501: business days, without weekends and federal holidays.",
            "美国《联邦法规汇编》第31编第501部分：以工作日计算，周末及联邦假日不计。",
        ),
    ),
    _profile(
        "hk-plain",
        ("Hong Kong, Cap. 1 s. 71", "香港《释义及通则条例》第71条"),
        (
            "Cap. 1 s. 71: the day of the event is not counted; under an Ordinance an end on a general holiday moves to the next day"
            " that is none. A guideline of the HKMA does not move.",
            "香港《释义及通则条例》（第1章）第71条：事件当日不计入；法例所定期限末日为公众假期的，延至其后首个非公众假期日。金管局指引不顺延。",
        ),
        moves=True,
    ),
    _profile(
        "sg-plain",
        ("Singapore, Interpretation Act s. 50", "新加坡《释义法》第50条"),
        (
            "Interpretation Act 1965 s. 50: the day of the event is not counted; under an Act an end on an excluded day moves to the"
            " next day that is none. FIDReC terms do not move.",
            "新加坡《1965年释义法》第50条：事件当日不计入；法律所定期限末日为除外日的，延至其后首个非除外日。FIDReC规则不顺延。",
        ),
        moves=True,
    ),
    _profile(
        "clock",
        ("hours by the clock", "按钟点"),
        (
            "Elapsed hours: counted on the UTC clock, so that a change of clocks neither adds nor takes an hour.",
            "按实际经过的小时计算：以世界协调时为准，夏令时调整不增不减。",
        ),
    ),
    _profile(
        "recurring",
        ("recurring date", "定期事项"),
        (
            "Repeats on the day number of the first date; a short month ends on its last day and the next one returns to the number.",
            "按首次日期的日数循环；月份较短时取月末，下次仍恢复原日数。",
        ),
        moves=True,
    ),
    _profile(
        "none",
        ("as the document says", "以文书为准"),
        ("Plain count: the day of the event is not counted.", "按日计算：事件当日不计入。"),
        stays=NOTHING_MOVES,
    ),
)

PROFILES: dict[str, Profile] = {profile.key: profile for profile in _ALL}

# The calendar a profile is at home in, for a count that names no rule and no calendar.
HOME_CALENDARS = {
    "cn-civil": "CN-WORK",
    "cn-court": "CN-WORK",
    "cn-criminal": "CN-WORK",
    "cn-working-days": "CN-WORK",
    "cn-tax": "CN-WORK",
    "eu-1182": "BE-PUBLIC",
    "eu-psp-business-day": "TARGET",
    "eu-gc": "EU-INST",
    "be-judicial": "BE-PUBLIC",
    "fr-civil": "FR-PUBLIC",
    "fr-franc": "FR-PUBLIC",
    "fr-ouvrable": "FR-OUVRABLE",
    "de-bgb": "DE-LAND",
    "de-werktag": "DE-LAND",
    "gb-working-days": "GB-EW",
    "us-business-days": "US-FED",
    "clock": "CLOCK",
}
