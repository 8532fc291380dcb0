"""The people and firms of the sample desk. All invented; nobody can sign in as them outside the demo."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts import people
from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from cases import parties
from cases.models import Party
from demo.papers import Firm


@dataclass(frozen=True)
class Desk:
    organisation: Organisation
    wang: User  # finance
    chen: User  # counsel
    maes: User  # manager
    admin: User
    zhou: User  # auditor


HAILAN = Firm(
    "宁波海岚进出口有限公司",
    "Ningbo Hailan Import & Export Co., Ltd.",
    "浙江省宁波市鄞州区海晏北路88号12楼",
    "12/F, 88 Haiyan North Road, Yinzhou, Ningbo",
    "91330200MA0000000X",
    "沈立群",
    "Shen Liqun",
)
MERIDIAN = Firm(
    "子午光学有限公司",
    "Meridian Optics B.V.",
    "荷兰埃因霍温示例街12号",
    "Voorbeeldstraat 12, Eindhoven, the Netherlands",
    "NL-00000012",
    "范德贝格",
    "J. van der Berg",
)
QIHENG = Firm(
    "苏州启衡供应链有限公司",
    "Suzhou Qiheng Supply Chain Co., Ltd.",
    "江苏省苏州市工业园区示例路6号",
    "6 Shili Road, Industrial Park, Suzhou",
    "91320594MA0000001Y",
    "顾清和",
    "Gu Qinghe",
)
TUOPU = Firm(
    "深圳拓朴电子有限公司",
    "Shenzhen Tuopu Electronics Co., Ltd.",
    "广东省深圳市南山区示例大道19号",
    "19 Shili Avenue, Nanshan, Shenzhen",
    "91440300MA0000002Z",
    "罗一鸣",
    "Luo Yiming",
)
CORVIN = Firm(
    "科尔文工坊",
    "Atelier Corvin SAS",
    "法国里昂示例路3号",
    "3 rue de l'Exemple, Lyon, France",
    "FR-000000003",
    "科尔文",
    "A. Corvin",
)


def open_desk(*, at: datetime) -> Desk:
    """The organisation and its people. The first administrator is made by hand, as `createsuperuser` would."""
    long_ago = at - timedelta(days=400)
    organisation = Organisation.objects.create(
        name="明衡财务法务共享中心",
        name_en="Mingheng Shared Desk",
        prefix="FD",
        country="CN",
        time_zone="Asia/Shanghai",
        is_sample=True,
        created_at=long_ago,
    )
    admin = User.objects.create_user(
        "sofie.claes@desk.example", name="Sofie Claes", language="en", time_zone="Europe/Brussels", title="IT"
    )
    Membership.objects.create(user=admin, organisation=organisation, role=Role.ADMINISTRATOR, since=long_ago)

    def member(email: str, name: str, role: Role, language: str, zone: str, title: str) -> User:
        user = people.invite(organisation, email, name, role, by=admin, at=long_ago).user
        user.language, user.time_zone, user.title = language, zone, title
        user.save(update_fields=["language", "time_zone", "title"])
        return User.objects.get(pk=user.pk)

    return Desk(
        organisation=organisation,
        wang=member("wang.min@desk.example", "王敏 Wang Min", Role.FINANCE, "zh-hans", "Asia/Shanghai", "财务经理"),
        chen=member("chen.jing@desk.example", "陈静 Chen Jing", Role.COUNSEL, "zh-hans", "Asia/Shanghai", "法务总监"),
        maes=member("pieter.maes@desk.example", "Pieter Maes", Role.MANAGER, "en", "Europe/Brussels", "CFO"),
        admin=admin,
        zhou=member("zhou.lan@desk.example", "周岚 Zhou Lan", Role.AUDITOR, "zh-hans", "Asia/Shanghai", "内部审计"),
    )


def register(firm: Firm, desk: Desk, *, country: str, at: datetime) -> Party:
    return parties.add_party(
        desk.organisation,
        {
            "name": firm.zh,
            "name_en": firm.en,
            "reg_no": firm.reg_no,
            "address": firm.address,
            "address_en": firm.address_en,
            "legal_rep": firm.legal_rep,
            "legal_rep_en": firm.legal_rep_en,
            "legal_rep_title": "执行董事",
            "legal_rep_title_en": "executive director",
            "contact": "王敏，财务经理",
            "contact_en": "Wang Min, finance manager",
            "phone": "+86 574 5550 0118",
            "email": "legal@desk.example",
            "country": country,
        },
        by=desk.wang,
        at=at,
    )
