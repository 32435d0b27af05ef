"""Every code that a check can answer with: a closed list, so that each has its sentences.

Codes never change their meaning. `not_checked`: an earlier check left nothing to look at.
`not_supported`: perhaps right, but in a form that we do not read.
"""

from collections.abc import Mapping
from typing import Final

_GENERAL: Final = frozenset({"not_checked", "not_supported", "malformed"})
_LINKED_DATA: Final = frozenset(
    {
        "context_not_allowed",
        "context_order",
        "undefined_term",
        "not_compacted",
        "number_not_portable",
        "language_tag",
        "direction_not_supported",
        "too_complex",
        "malformed_time",
    }
)

CODES: Final[Mapping[str, frozenset[str]]] = {
    "format": _GENERAL
    | _LINKED_DATA
    | {
        "format_read",
        "malformed_json",
        "payload_too_large",
        "not_a_credential",
        "ambiguous_baking",
        "entities_forbidden",
        "data_model",
        "typ_mismatch",
        "claims_mismatch",
        "sd_structure",
        "sd_alg_not_allowed",
    },
    "proof": _GENERAL
    | _LINKED_DATA
    | {
        "proof_holds",
        "node_described_twice",
        "modified_after_seal",
        "proof_missing",
        "signature_wrong",
        "proof_purpose",
        "base_proof",
        "cryptosuite_not_allowed",
        "alg_not_allowed",
        "crit_unsupported",
        "key_unavailable",
        "key_unknown",
        "key_weak",
        "hosted_holds",
        "hosted_unavailable",
        "hosted_mismatch",
        "hosted_outside_scope",
        "certificate_mismatch",
        "seal_national",
        "seal_qualified_unknown",
    },
    "issuer": _GENERAL
    | {
        "issuer_known",
        "issuer_known_key_retired",
        "issuer_known_key_compromised_later",
        "issuer_key_unknown",
        "issuer_key_mismatch",
        "key_not_valid_at_time",
        "key_time_unproven",
        "key_compromised",
        "key_compromised_before_entry",
        "issuer_not_listed",
        "seal_root_national",
        "seal_root_known",
        "seal_not_valid_at_time",
        "seal_time_unproven",
        "seal_of_another",
    },
    "status": _GENERAL
    | {
        "status_good",
        "status_none",
        "status_entry_missing",
        "revoked",
        "suspended",
        "status_index",
        "status_unavailable",
        "status_not_known_then",
        "status_expired",
        "status_issuer_mismatch",
        "status_signature_wrong",
        "status_purpose",
        "status_length",
        "status_too_large",
        "decision_in_force",
        "decision_not_listed",
        "decision_of_another",
        "decision_refused",
        "decision_not_yet",
        "decision_ended",
        "decision_suspended",
        "decision_withdrawn",
        "decision_annulled",
        "decision_superseded",
        "decision_parent_not_in_force",
        "decision_unclear",
        "regime_unknown",
    },
    "validity": _GENERAL
    | {
        "within_validity",
        "not_yet_valid",
        "expired",
        "proof_expired",
        "proof_from_future",
    },
    "accredited_at_award": _GENERAL
    | {
        "accredited_at_award",
        "accredited_teach_out",
        "not_accredited_at_award",
        "decision_unclear",
        "accreditation_not_required",
        "outside_register",
        "programme_not_listed",
        "programme_of_another",
        "award_date_missing",
        "regime_unknown",
        "not_an_award",
    },
    "accredited_now": _GENERAL
    | {
        "accredited_now",
        "not_accredited_now",
        "decision_unclear",
        "not_an_award",
        "accreditation_not_required",
        "outside_register",
        "programme_not_listed",
        "regime_unknown",
    },
    "registered": _GENERAL
    | {
        "registered_in_log",
        "registered_nationally",
        "decision_listed",
        "decision_not_listed",
        "outside_register",
        "log_pending",
        "log_proof_missing",
        "log_proof_wrong",
        "registration_pending",
        "registration_refused",
        "registration_not_carried",
        "regime_unknown",
    },
    "holder": _GENERAL
    | {
        "holder_not_asked",
        "holder_binding_missing",
        "holder_mismatch",
        "holder_not_proven",
        "holder_proven",
        "holder_typ",
        "holder_signature",
        "holder_audience",
        "holder_nonce",
        "holder_other_presentation",
        "holder_time",
        "holder_address_fits",
        "holder_address_differs",
        "holder_address_missing",
    },
}

ALL_CODES: Final = frozenset().union(*CODES.values())
