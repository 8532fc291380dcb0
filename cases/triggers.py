"""From what happened to the words of the statutes: one happening can start several rules, each under its own name."""

FROZEN = "frozen"  # the measure took effect
KNOWN = "known"  # we learned of it
SUBMITTED = "submitted"  # our appeal, complaint or objection arrived
SUPPLEMENT = "supplement_requested"
REJECTED = "rejected"  # the answer to it was served
SILENCE = "promised_reply_time_passed"

# The trigger events of knowledge/data/time_limits.yaml that each happening stands for.
STARTS: dict[str, tuple[str, ...]] = {
    FROZEN: ("freeze_effective", "seizure_effective", "instrument_blocked", "preservation_executed"),
    KNOWN: (
        "freeze_known",
        "account_restricted",
        "restriction_notified",
        "administrative_act_known",
        "administrative_act_notified",
        "preservation_ruling_received",
        "seizure_order_notified",
        "seizure_denounced",
        "satd_notified",
        "fiu_opposition_notified",
    ),
    SUBMITTED: (
        "complaint_received_by_provider",
        "complaint_submitted",
        "reconsideration_submitted",
        "objection_to_aml_measure_submitted",
        "preservation_review_submitted",
        "execution_objection_submitted",
        "lifting_request_registered",
        "administrative_appeal_received",
    ),
    SUPPLEMENT: ("supplement_requested",),
    REJECTED: (
        "decision_served",
        "final_response_received",
        "final_response_sent",
        "objection_decision_served",
        "reconsideration_decision_received",
        "lifting_refusal_notified",
        "execution_objection_ruling_served",
    ),
    SILENCE: ("promised_reply_time_passed",),
}

# Rules that fit only in particular cases: offered, but not ticked. Counsel decides.
ONLY_IF = frozenset(
    {
        "eu-psd2-block-notice",  # blocked payment instruments, not every frozen account
        "cn-mps-freeze-major-1y",  # major or complex cases
        "cn-mps-freeze-securities-2y",  # securities, not deposits
        "cn-cpl-presuit-sue-30d",  # preservation before a suit
        "cn-stop-payment-48h",  # an emergency stop, not a freeze
        "cn-tax-reconsideration-60d-after-payment",  # only when the tax itself is disputed
    }
)


def names_of(happening: str) -> tuple[str, ...]:
    """The statute's words for a happening; a name of the catalogue stands for itself."""
    return STARTS.get(happening, (happening,))
