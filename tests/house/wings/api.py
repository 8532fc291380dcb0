"""What programs ask."""

from tests.house.filled import At, Forms

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
api-1:api-root         GET     401    404  .    .    .    .    .    .    .    .
api-1:openapi-json     GET     401    200  .    .    .    .    .    .    .    .
api-1:list_cases       GET     401    200  .    .    .    .    .    .    .    .
api-1:create_case      POST    401    201  .    .    403  .    404  .    201  403
api-1:create_case      EMPTY   401    422  .    .    .    .    .    .    .    .
api-1:read_case        GET     401    200  .    .    .    .    .    404  .    .
api-1:list_deadlines   GET     401    200  .    .    .    .    .    .    .    .
"""

FREEZE = {
    "account_number": "DE89 3704 0044 0532 0130 00",
    "institution": "Commerzbank",
    "party_name": "宁波海岚进出口有限公司",
    "known_at": "2026-11-18T09:40:00+01:00",
}

AT: At = {}

FORMS: Forms = {
    "api-1:create_case": lambda h: FREEZE,
}
