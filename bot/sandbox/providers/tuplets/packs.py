"""The built-in domain packs, field by field ("Built-in Domain Packs")."""

from typing import Any

SCHEMA_VERSION = "2026-05-31"
Field = dict[str, Any]


def _select(
    key: str, label: str, codes: str, *, multi: bool = False, required: bool = False
) -> Field:
    options = [
        {"id": n, "code": code, "label": code.replace("_", " ").capitalize()}
        for n, code in enumerate(codes.split(), start=1)
    ]
    kind = "multi_select" if multi else "single_select"
    return {"key": key, "label": label, "type": kind, "required": required, "options": options}


def _rating(key: str, label: str) -> Field:
    return {"key": key, "label": label, "type": "rating", "required": False, "min": 1, "max": 5}


def _boolean(key: str, label: str) -> Field:
    return {"key": key, "label": label, "type": "boolean", "required": False}


PACKS: dict[str, tuple[Field, ...]] = {
    "insurance": (
        _select(
            "call_reason",
            "Reason for call",
            "CLAIM_STATUS NEW_POLICY POLICY_CHANGE BILLING COVERAGE_QUESTION CANCELLATION OTHER",
            required=True,
        ),
        _select(
            "policy_line",
            "Policy line",
            "AUTO HOME RENTERS LIFE HEALTH COMMERCIAL UNKNOWN",
            multi=True,
        ),
        _select(
            "claim_stage",
            "Claim stage",
            "FIRST_NOTICE DOCUMENT_COLLECTION ADJUSTER_REVIEW SETTLEMENT DENIAL_APPEAL NOT_A_CLAIM",
        ),
        _rating("cancellation_risk", "Cancellation risk"),
        _boolean("missed_retention_opportunity", "Missed retention opportunity"),
        _boolean("compliance_disclosure_present", "Compliance disclosure present"),
    ),
    "support": (
        _select(
            "contact_reason",
            "Contact reason",
            "ACCOUNT_ACCESS BILLING TECHNICAL_ISSUE ORDER_STATUS REFUND CANCELLATION OTHER",
            required=True,
        ),
        _select(
            "resolution_status",
            "Resolution status",
            "RESOLVED PARTIALLY_RESOLVED ESCALATED CALLBACK_REQUIRED UNRESOLVED",
        ),
        _boolean("escalation_required", "Escalation required"),
        _rating("churn_risk", "Churn risk"),
        _boolean("refund_requested", "Refund requested"),
    ),
    "sales": (
        _rating("buying_intent", "Buying intent"),
        _select(
            "lead_stage",
            "Lead stage",
            "UNQUALIFIED QUALIFYING QUALIFIED PROPOSAL NEGOTIATION CLOSED_WON_SIGNAL "
            "CLOSED_LOST_SIGNAL",
        ),
        _select(
            "objection_type",
            "Objection type",
            "PRICE TIMING AUTHORITY NEED COMPETITOR IMPLEMENTATION NONE",
            multi=True,
        ),
        _boolean("competitor_mentioned", "Competitor mentioned"),
        _boolean("next_step_committed", "Next step committed"),
        _boolean("missed_upsell_opportunity", "Missed upsell opportunity"),
    ),
    "healthcare": (
        _select(
            "patient_intent",
            "Patient intent",
            "SCHEDULE_APPOINTMENT RESCHEDULE PRESCRIPTION TEST_RESULTS BILLING_INSURANCE "
            "SYMPTOM_TRIAGE OTHER",
        ),
        _boolean("escalation_required", "Clinical or administrative escalation required"),
        _boolean("referral_issue", "Referral issue"),
        _boolean("consent_language_present", "Consent language present"),
    ),
    "financial_services": (
        _select(
            "service_reason",
            "Service reason",
            "ACCOUNT_ACCESS TRANSACTION_DISPUTE FRAUD_CONCERN KYC_DOCUMENTS LOAN_OR_CREDIT "
            "COMPLAINT OTHER",
        ),
        _boolean("fraud_signal", "Fraud signal"),
        _rating("complaint_risk", "Complaint risk"),
        _boolean("regulatory_language_present", "Regulatory language present"),
    ),
}
