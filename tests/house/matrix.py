"""Who gets what from every address of the house. One line an address and kind of request, one column a person.

Columns  nobody  a stranger who has not signed in
         fang    finance            cai   counsel           mo    manager
         ada     administrator      udo   auditor           gus   guest of the case HL-0001
         late    a guest whose last day has passed
         xu      manager of another organisation            yan   its administrator

Lines    GET     the page
         POST    the form, filled in as a person would (FORMS in forms.py)
         EMPTY   the form, sent with nothing in it
         An address without a GET line answers 405 to GET, one without POST and EMPTY lines answers 405 to POST; whoever
         is not signed in is sent to the door before that.

Answers  in      sent to the sign-in page
         401     the same, said to a program
         302     sent on to another page of the house: the act was done
         403     the role may not; the sentence says who may
         404     there is no such thing, or it is not yours: the same answer, word for word
         409     somebody saved meanwhile: both texts side by side
         422     refused, with what to do
         503     /health says that nobody carries the messages: in the tests nobody does
         .       the same as the column to the left

A name may carry a variant after a colon: the same address with another object (`at` in forms.py says which).
"""

DESK = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
today                  GET     in     200  .    .    .    .    .    .    .    .
deadlines              GET     in     200  .    .    .    .    .    .    .    .
deadlines              POST    in     302  .    .    403  .    .    .    422  403
deadlines              EMPTY   in     422  .    .    403  .    .    .    422  403
deadlines-week         GET     in     200  .    .    .    .    .    .    .    .
deadlines-board        GET     in     200  .    .    .    .    .    .    .    .
deadlines-wall         GET     in     200  .    .    .    .    .    .    .    .
deadlines-seen         POST    in     302  .    .    .    .    .    .    .    .
deadlines-views        GET     in     200  .    .    .    .    .    .    .    .
deadlines-views        POST    in     302  .    .    .    .    403  .    302  .
deadlines-views        EMPTY   in     422  .    .    .    .    403  .    422  .
deadlines-first-all    POST    in     302  .    .    .    .    .    .    .    .
deadlines-view         GET     in     403  .    200  403  .    404  .    .    .
deadlines-view         POST    in     403  .    302  403  .    404  .    .    .
deadlines-view         EMPTY   in     403  .    422  403  .    404  .    .    .
deadlines-view-delete  POST    in     403  .    302  403  .    404  .    .    .
deadlines-view-first   POST    in     302  .    .    .    .    404  .    .    .
reports                GET     in     200  .    .    .    .    403  .    200  .
activity               GET     in     200  .    .    .    .    .    .    .    .
job                    GET     in     200  .    .    .    .    404  .    .    .
job-cancel             POST    in     302  .    .    403  .    404  .    .    .
mailbox                GET     in     200  .    .    .    .    .    .    .    .
mail                   GET     in     200  404  .    .    .    .    .    .    .
calendar               GET     in     200  .    .    .    .    .    .    .    .
calendar               POST    in     200  .    .    .    .    .    .    .    .
calendar               EMPTY   in     422  .    .    .    .    .    .    .    .
calendar-feed:nonsense GET     404    .    .    .    .    .    .    .    .    .
notices                GET     in     200  .    .    .    .    .    .    .    .
notices                POST    in     302  .    .    .    .    .    .    .    .
webhooks               GET     in     403  .    .    200  403  .    .    .    200
webhook-add            POST    in     403  .    .    200  403  .    .    .    422
webhook-add            EMPTY   in     403  .    .    422  403  .    .    .    422
webhook                GET     in     404  .    .    200  404  .    .    .    .
webhook-act:ring       POST    in     404  .    .    302  404  .    .    .    .
webhook-act:off        POST    in     404  .    .    302  404  .    .    .    .
webhook-act:rotate     POST    in     404  .    .    200  404  .    .    .    .
webhook-act:remove     POST    in     404  .    .    302  404  .    .    .    .
webhook-act:nonsense   POST    in     404  .    .    .    .    .    .    .    .
undelivered            GET     in     403  .    200  .    403  .    .    200  .
undelivered-act:again  POST    in     404  .    302  .    404  .    .    .    .
undelivered-act:settle POST    in     404  .    302  .    404  .    .    .    .
undelivered-act:nonsense POST  in     404  .    .    .    .    .    .    .    .
"""

LOG = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
log                    GET     in     200  .    .    403  .    .    .    200  403
log                    POST    in     302  .    .    403  .    .    .    404  403
log-discard            POST    in     302  .    .    403  .    404  .    .    .
log-step:account       GET     in     200  .    .    403  .    404  .    .    .
log-step:account       POST    in     302  .    .    403  .    404  .    .    .
log-step:account       EMPTY   in     422  .    .    403  .    404  .    .    .
log-step:who           GET     in     200  .    .    403  .    404  .    .    .
log-step:amounts       GET     in     200  .    .    403  .    404  .    .    .
log-step:causes        GET     in     200  .    .    403  .    404  .    .    .
log-step:check         GET     in     200  .    .    403  .    404  .    .    .
log-step:check         EMPTY   in     422  .    .    403  .    404  .    .    .
log-step:nonsense      GET     in     404  .    .    403  .    404  .    .    .
log-save               POST    in     200  .    .    403  .    404  .    .    .
"""

CASES = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
cases                  GET     in     200  .    .    .    .    .    .    .    .
case                   GET     in     200  .    .    .    .    .    404  .    .
case:fresh             GET     in     200  .    .    .    .    404  .    .    .
case:closed            GET     in     200  .    .    .    .    404  .    .    .
case:paused            GET     in     200  .    .    .    .    404  .    .    .
case-timeline          GET     in     200  .    .    .    .    .    404  .    .
case-timeline          POST    in     302  .    .    403  .    .    404  .    .
case-timeline          EMPTY   in     422  .    .    403  .    .    404  .    .
case-event             GET     in     200  .    .    403  .    .    404  .    .
case-event             POST    in     302  .    .    403  .    .    404  .    .
case-event             EMPTY   in     422  .    .    403  .    .    404  .    .
case-file              GET     in     200  .    .    .    .    .    404  .    .
case-verify            GET     in     200  .    .    .    .    .    404  .    .
case-verify:fresh      POST    in     302  .    .    403  .    404  .    .    .
case-verify:fresh      EMPTY   in     422  .    .    403  .    404  .    .    .
case-learn             GET     in     200  .    .    403  .    .    404  .    .
case-learn             EMPTY   in     422  .    .    403  .    .    404  .    .
case-move              GET     in     200  .    .    403  .    .    404  .    .
case-move              POST    in     403  .    302  403  .    .    404  .    .
case-move              EMPTY   in     422  .    .    403  .    .    404  .    .
case-pause             GET     in     200  .    .    403  .    .    404  .    .
case-pause             POST    in     302  .    .    403  .    .    404  .    .
case-pause             EMPTY   in     422  .    .    403  .    .    404  .    .
case-resume:paused     POST    in     302  .    .    403  .    404  .    .    .
case-close             GET     in     403  .    200  403  .    .    404  .    .
case-close             POST    in     403  .    302  403  .    .    404  .    .
case-close             EMPTY   in     403  .    422  403  .    .    404  .    .
case-items             GET     in     200  .    .    .    .    .    404  .    .
case-items             POST    in     302  .    .    403  .    .    404  .    .
case-items             EMPTY   in     422  .    .    .    .    .    404  .    .
case-item              GET     in     200  .    .    .    .    .    404  .    .
case-item-act:done     POST    in     302  .    .    403  .    .    404  .    .
case-item-act:waive    POST    in     403  .    302  403  .    .    404  .    .
case-item-act:waive    EMPTY   in     422  .    .    .    .    .    404  .    .
case-item-act:assign   POST    in     302  .    .    403  .    .    404  .    .
case-item-act:assign   EMPTY   in     422  .    .    .    .    .    404  .    .
case-item-act:reopen   POST    in     302  .    .    403  .    .    404  .    .
case-item-act:nonsense POST    in     404  .    .    .    .    .    .    .    .
case-clocks            GET     in     200  .    .    .    .    .    404  .    .
case-date              GET     in     200  .    .    .    .    404  .    .    .
case-date-put-off      POST    in     302  .    .    403  .    404  .    .    .
case-date-put-off      EMPTY   in     422  .    .    403  .    404  .    .    .
case-clock-outage      POST    in     302  .    .    403  .    .    404  .    .
case-clock-outage      EMPTY   in     422  .    .    403  .    .    404  .    .
case-expedite          POST    in     302  .    .    403  .    404  .    .    .
case-expedite          EMPTY   in     422  .    .    403  .    404  .    .    .
case-expedite-decide   POST    in     403  .    302  403  .    .    404  .    .
case-expedite-decide   EMPTY   in     403  .    422  403  .    .    404  .    .
case-clock-start       GET     in     200  .    .    403  .    .    404  .    .
case-clock-start       POST    in     302  .    .    403  .    .    404  .    .
case-clock-start       EMPTY   in     422  .    .    403  .    .    404  .    .
case-clock-day         GET     in     200  .    .    403  .    404  .    .    .
case-clock-day         POST    in     302  .    .    403  .    404  .    .    .
case-clock-day         EMPTY   in     422  .    .    403  .    404  .    .    .
case-clock-change:extend GET   in     200  .    .    403  .    404  .    .    .
case-clock-change:extend POST  in     302  .    .    403  .    404  .    .    .
case-clock-change:extend EMPTY in     422  .    .    403  .    404  .    .    .
case-clock-change:suspend GET  in     403  200  .    403  .    404  .    .    .
case-clock-change:suspend POST in     403  302  .    403  .    404  .    .    .
case-clock-change:suspend EMPTY in    403  422  .    403  .    404  .    .    .
case-clock-change:nonsense GET in     404  .    .    .    .    .    .    .    .
case-clock-change:nonsense POST in    404  .    .    .    .    .    .    .    .
case-clock-act:confirm POST    in     403  302  .    403  .    404  .    .    .
case-clock-act:acknowledge POST in    302  .    .    403  .    404  .    .    .
case-clock-act:meet    POST    in     302  .    .    403  .    404  .    .    .
case-clock-act:waive   POST    in     403  302  .    403  .    404  .    .    .
case-clock-act:waive   EMPTY   in     422  .    .    .    .    404  .    .    .
case-clock-act:nonsense POST   in     404  .    .    .    .    .    .    .    .
case-causes            GET     in     200  .    .    .    .    .    404  .    .
case-causes            POST    in     302  .    .    403  .    .    404  .    .
case-messages          GET     in     200  .    .    .    .    .    404  .    .
case-messages          POST    in     302  .    .    403  .    .    404  .    .
case-messages          EMPTY   in     422  .    .    403  .    .    404  .    .
case-people            GET     in     200  .    .    .    .    .    404  .    .
case-people            POST    in     302  .    .    403  .    .    404  .    .
case-people            EMPTY   in     422  .    .    .    .    .    404  .    .
case-engage:fresh      POST    in     302  .    .    403  .    404  .    .    .
case-engage:fresh      EMPTY   in     422  .    .    .    .    404  .    .    .
case-guests            POST    in     403  302  .    403  .    .    404  .    .
case-guests            EMPTY   in     403  422  .    403  .    .    404  .    .
case-guest-end         POST    in     403  302  .    403  .    .    404  .    .
case-audit             GET     in     403  200  .    .    .    403  404  .    .
"""

APPEALS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
case-evidence          GET     in     200  .    .    .    .    .    404  .    .
case-evidence          POST    in     302  .    .    403  .    .    404  .    .
case-evidence          EMPTY   in     422  .    .    .    .    .    404  .    .
case-exhibit           GET     in     200  .    .    .    .    .    404  .    .
case-exhibit           POST    in     302  .    .    403  .    .    404  .    .
case-exhibit           EMPTY   in     422  .    .    .    .    .    404  .    .
case-exhibit-move      POST    in     302  .    .    403  .    .    404  .    .
case-exhibit-remove    POST    in     302  .    .    403  .    .    404  .    .
case-exhibit-remove    EMPTY   in     422  .    .    .    .    .    404  .    .
case-exhibit-original  GET     in     200  .    .    .    .    .    404  .    .
case-exhibit-page      GET     in     200  .    .    .    .    .    404  .    .
case-appeals           GET     in     200  .    .    .    .    .    404  .    .
case-appeals:fresh     POST    in     302  .    .    403  .    404  .    .    .
case-appeals:fresh     EMPTY   in     422  .    .    .    .    404  .    .    .
case-appeal            GET     in     200  .    .    .    .    .    404  .    .
case-appeal            POST    in     302  .    .    403  .    .    404  .    .
case-appeal            EMPTY   in     409  .    .    403  .    .    404  .    .
case-letter-pdf        GET     in     200  .    .    .    .    .    404  .    .
case-packs             GET     in     200  .    .    .    .    .    404  .    .
case-packs             POST    in     302  .    .    403  .    .    404  .    .
case-pack:waiting      GET     in     200  .    .    .    .    404  .    .    .
case-pack:approved     GET     in     200  .    .    .    .    404  .    .    .
case-pack-approve      POST    in     403  302  .    403  .    404  .    .    .
case-pack-approve      EMPTY   in     422  .    .    .    .    404  .    .    .
case-pack-return       POST    in     403  302  .    403  .    404  .    .    .
case-pack-return       EMPTY   in     403  422  .    403  .    404  .    .    .
case-pack-bind         POST    in     302  .    .    403  .    404  .    .    .
case-bundle            GET     in     200  .    .    .    .    404  .    .    .
case-bundle-volume     GET     in     404  .    .    .    .    .    .    .    .
case-submissions       GET     in     200  .    .    .    .    .    404  .    .
case-submissions:approved POST in     302  .    .    403  .    404  .    .    .
case-submissions:approved EMPTY in    422  .    .    403  .    404  .    .    .
case-receipt           POST    in     302  .    .    403  .    404  .    .    .
case-receipt           EMPTY   in     422  .    .    403  .    404  .    .    .
case-status            GET     in     200  .    .    .    .    .    404  .    .
case-status            POST    in     302  .    .    403  .    .    404  .    .
case-status            EMPTY   in     422  .    .    .    .    .    404  .    .
case-grant             POST    in     302  .    .    403  .    404  .    .    .
case-grant             EMPTY   in     422  .    .    .    .    404  .    .    .
case-rejections        GET     in     200  .    .    .    .    .    404  .    .
case-rejections:sent   POST    in     302  .    .    403  .    404  .    .    .
case-rejections:sent   EMPTY   in     422  .    .    403  .    404  .    .    .
case-rejection         GET     in     200  .    .    .    .    404  .    .    .
case-rejection-mark    POST    in     302  .    .    403  .    404  .    .    .
case-rejection-join    POST    in     302  .    .    403  .    404  .    .    .
case-rejection-answer  GET     in     200  .    .    .    .    404  .    .    .
case-rejection-answer  POST    in     302  .    .    403  .    404  .    .    .
case-second            POST    in     302  .    .    403  .    404  .    .    .
"""

REGISTER = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
accounts               GET     in     200  .    .    .    .    .    .    .    .
parties                GET     in     200  .    .    .    .    .    .    .    .
party-new              GET     in     200  .    .    403  .    .    .    200  403
party-new              POST    in     302  .    .    403  .    .    .    422  403
party-new              EMPTY   in     422  .    .    403  .    .    .    422  403
party                  GET     in     200  .    .    .    .    404  .    .    .
party-edit             GET     in     200  .    .    403  .    404  .    .    .
party-edit             POST    in     302  .    .    403  .    404  .    .    .
party-edit             EMPTY   in     422  .    .    403  .    404  .    .    .
party-papers           POST    in     302  .    .    403  .    404  .    .    .
party-papers           EMPTY   in     422  .    .    403  .    404  .    .    .
party-paper            GET     in     200  .    .    .    .    404  .    .    .
party-paper-authenticity POST  in     302  .    .    403  .    404  .    .    .
party-paper-authenticity EMPTY in     422  .    .    .    .    404  .    .    .
party-accounts         POST    in     302  .    .    403  .    404  .    .    .
party-accounts         EMPTY   in     422  .    .    403  .    404  .    .    .
party-item-done        POST    in     302  .    .    403  .    404  .    .    .
health-reviews         GET     in     200  .    .    .    .    .    .    .    .
health-review          GET     in     200  .    .    .    .    404  .    .    .
health-review          POST    in     302  .    .    403  .    404  .    .    .
health-review          EMPTY   in     422  .    .    403  .    404  .    .    .
"""

MONEY = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
money                  GET     in     200  .    .    403  200  403  .    200  403
money-plan             GET     in     200  .    .    403  200  404  .    .    .
case-money             GET     in     200  .    .    403  200  403  404  .    .
money-export           GET     in     200  .    .    403  200  404  .    .    .
money-paper            GET     in     200  .    .    403  200  404  .    .    .
money-memo             GET     in     200  .    .    403  200  404  .    .    .
money-position         GET     in     200  .    .    403  200  404  .    .    .
money-position         POST    in     302  403  302  403  .    404  .    .    .
money-position         EMPTY   in     422  403  422  403  .    404  .    .    .
money-account:link     POST    in     302  403  302  403  .    404  .    .    .
money-account:nonsense POST    in     404  403  404  403  .    404  .    .    .
money-payments         GET     in     200  .    .    403  200  404  .    .    .
money-payments         POST    in     302  403  302  403  .    404  .    .    .
money-payments         EMPTY   in     422  403  422  403  .    404  .    .    .
money-payment:paid     POST    in     302  403  302  403  .    404  .    .    .
money-payment:cancel   POST    in     302  403  302  403  .    404  .    .    .
money-payment:ask      POST    in     302  403  302  403  .    404  .    .    .
money-payment:nonsense POST    in     404  403  404  403  .    404  .    .    .
money-receipt:came     POST    in     302  403  302  403  .    404  .    .    .
money-receipt:redirect POST    in     403  302  403  .    .    404  .    .    .
money-receipt:nonsense POST    in     404  .    .    403  404  .    .    .    .
money-options          GET     in     200  .    .    403  200  404  .    .    .
money-options          POST    in     302  403  302  403  .    404  .    .    .
money-options          EMPTY   in     422  403  422  403  .    404  .    .    .
money-option:ask       POST    in     302  403  302  403  .    404  .    .    .
money-option:commit    POST    in     302  403  302  403  .    404  .    .    .
money-option:drop      POST    in     302  403  302  403  .    404  .    .    .
money-option:nonsense  POST    in     404  403  404  403  .    404  .    .    .
approvals              GET     in     200  .    .    403  200  403  .    200  403
approvals              POST    in     403  .    302  403  .    .    .    422  403
approvals              EMPTY   in     403  .    422  403  .    .    .    422  403
approval:approve       POST    in     302  .    .    404  302  404  .    .    .
approval:refuse        POST    in     302  .    .    404  302  404  .    .    .
approval:nonsense      POST    in     404  .    .    .    .    .    .    .    .
delegation-end         POST    in     403  .    302  404  403  404  .    .    .
case-licences          GET     in     200  .    .    403  200  403  404  .    .
case-licences          POST    in     302  .    .    403  .    .    404  .    .
case-licences          EMPTY   in     422  .    .    403  .    .    404  .    .
case-licence           GET     in     200  .    .    403  200  403  404  .    .
case-licence-letter    GET     in     200  .    .    403  200  403  404  .    .
case-licence-act:request POST  in     302  .    .    403  .    .    404  .    .
case-licence-act:refuse POST   in     302  .    .    403  .    .    404  .    .
case-licence-act:grant EMPTY   in     422  .    .    403  .    .    404  .    .
case-licence-act:book  EMPTY   in     422  .    .    403  .    .    404  .    .
case-licence-act:nonsense POST in     404  .    .    403  .    .    404  .    .
"""

FRAME = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
icons                  GET     200    .    .    .    .    .    .    .    .    .
language               POST    302    .    .    .    .    .    .    .    .    .
language               EMPTY   400    .    .    .    .    .    .    .    .    .
theme                  POST    302    .    .    .    .    .    .    .    .    .
stay                   POST    in     302  .    .    .    .    .    .    .    .
help                   GET     200    .    .    .    .    .    .    .    .    .
profile                GET     in     200  .    .    .    .    .    .    .    .
profile                POST    in     302  .    .    .    .    .    .    .    .
profile                EMPTY   in     422  .    .    .    .    .    .    .    .
my-notifications       GET     in     200  .    .    .    .    .    .    .    .
my-notifications       POST    in     302  .    .    .    .    .    .    .    .
my-notifications       EMPTY   in     422  .    .    .    .    .    .    .    .
my-away                POST    in     302  .    422  302  .    422  .    .    .
my-away                EMPTY   in     422  .    .    .    .    .    .    .    .
my-back                POST    in     302  404  .    .    .    .    .    .    .
people                 GET     in     403  .    .    200  403  .    .    .    200
people-invite          POST    in     403  .    .    302  403  .    .    .    302
people-invite          EMPTY   in     403  .    .    422  403  .    .    .    422
people-role            POST    in     404  .    .    302  404  .    .    .    .
people-end             POST    in     404  .    .    302  404  .    .    .    .
people-link            POST    in     404  .    .    302  404  .    .    .    .
recovery               GET     in     403  .    .    200  403  .    .    .    200
recovery-open          POST    in     404  .    .    302  404  .    .    .    .
recovery-confirm       POST    in     404  .    .    302  404  .    .    .    .
recovery-confirm       EMPTY   in     404  .    .    422  404  .    .    .    .
recovery-refuse        POST    in     404  .    .    302  404  .    .    .    .
health                 GET     503    .    .    .    .    .    .    .    .    .
"""

# allauth's own pages. Where nobody is signed in, some of them lead to the door by their own means.
DOOR = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
account_login          GET     200    302  .    .    .    .    .    .    .    .
account_login          POST    302    .    .    .    .    .    .    .    .    .
account_login          EMPTY   422    302  .    .    .    .    .    .    .    .
account_logout         GET     in     200  .    .    .    .    .    .    .    .
account_logout         POST    in     .    .    .    .    .    .    .    .    .
account_inactive       GET     200    .    .    .    .    .    .    .    .    .
account_signup         GET     200    302  .    .    .    .    .    .    .    .
account_signup         POST    200    302  .    .    .    .    .    .    .    .
account_reauthenticate GET     in     200  .    .    .    .    .    .    .    .
account_reauthenticate POST    in     302  .    .    .    .    .    .    .    .
account_reauthenticate EMPTY   in     422  .    .    .    .    .    .    .    .
account_change_password GET    in     200  .    .    .    .    .    .    .    .
account_change_password POST   in     302  .    .    .    .    .    .    .    .
account_change_password EMPTY  in     422  .    .    .    .    .    .    .    .
account_set_password   GET     in     302  .    .    .    .    .    .    .    .
account_set_password   EMPTY   in     302  .    .    .    .    .    .    .    .
account_reset_password GET     200    .    .    .    .    .    .    .    .    .
account_reset_password POST    302    .    .    .    .    .    .    .    .    .
account_reset_password EMPTY   422    .    .    .    .    .    .    .    .    .
account_reset_password_done GET 200   .    .    .    .    .    .    .    .    .
account_reset_password_from_key GET 200 .  .    .    .    .    .    .    .    .
account_reset_password_from_key EMPTY 422 . .    .    .    .    .    .    .    .
account_reset_password_from_key_done GET 200 . .    .    .    .    .    .    .    .
mfa_index              GET     in     200  .    .    .    .    .    .    .    .
mfa_authenticate       GET     in     302  .    .    .    .    .    .    .    .
mfa_authenticate       EMPTY   in     302  .    .    .    .    .    .    .    .
mfa_reauthenticate     GET     in     302  .    .    .    .    .    .    .    .
mfa_reauthenticate     EMPTY   in     302  .    .    .    .    .    .    .    .
recovery_lost          GET     in     .    .    .    .    .    .    .    .    .
recovery_lost          EMPTY   in     .    .    .    .    .    .    .    .    .
mfa_activate_totp      GET     in     200  .    .    .    .    .    .    .    .
mfa_activate_totp      EMPTY   in     422  .    .    .    .    .    .    .    .
mfa_deactivate_totp    GET     in     404  .    .    .    .    .    .    .    .
mfa_deactivate_totp    EMPTY   in     404  .    .    .    .    .    .    .    .
mfa_view_recovery_codes GET    in     404  .    .    .    .    .    .    .    .
mfa_generate_recovery_codes GET in    200  .    .    .    .    .    .    .    .
mfa_generate_recovery_codes EMPTY in  422  .    .    .    .    .    .    .    .
mfa_download_recovery_codes GET in    404  .    .    .    .    .    .    .    .
mfa_list_webauthn      GET     in     200  .    .    .    .    .    .    .    .
mfa_add_webauthn       GET     in     200  .    .    .    .    .    .    .    .
mfa_add_webauthn       EMPTY   in     422  .    .    .    .    .    .    .    .
mfa_login_webauthn     GET     in     302  .    .    .    .    .    .    .    .
mfa_login_webauthn     EMPTY   in     302  .    .    .    .    .    .    .    .
mfa_reauthenticate_webauthn GET in    302  .    .    .    .    .    .    .    .
mfa_reauthenticate_webauthn EMPTY in  302  .    .    .    .    .    .    .    .
mfa_remove_webauthn    GET     in     404  .    .    .    .    .    .    .    .
mfa_remove_webauthn    EMPTY   in     404  .    .    .    .    .    .    .    .
mfa_edit_webauthn      GET     in     404  .    .    .    .    .    .    .    .
mfa_edit_webauthn      EMPTY   in     404  .    .    .    .    .    .    .    .
usersessions_list      GET     in     200  .    .    .    .    .    .    .    .
usersessions_list      EMPTY   in     302  .    .    .    .    .    .    .    .
"""

API = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
api-1:api-root         GET     401    404  .    .    .    .    .    .    .    .
api-1:openapi-json     GET     401    200  .    .    .    .    .    .    .    .
api-1:list_cases       GET     401    200  .    .    .    .    .    .    .    .
api-1:create_case      POST    401    201  .    .    403  .    404  .    201  403
api-1:create_case      EMPTY   401    422  .    .    .    .    .    .    .    .
api-1:read_case        GET     401    200  .    .    .    .    .    404  .    .
api-1:list_deadlines   GET     401    200  .    .    .    .    .    .    .    .
"""

TABLE = {
    "desk": DESK,
    "log": LOG,
    "cases": CASES,
    "appeals": APPEALS,
    "register": REGISTER,
    "money": MONEY,
    "frame": FRAME,
    "door": DOOR,
    "api": API,
}
