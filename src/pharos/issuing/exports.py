"""Documents of a credential as files: the Open Badge and the proof beside it."""

from uuid import UUID

from pharos.issuing import queries


def files_of(credential_id: UUID) -> dict[str, bytes]:
    """`NAME.json` and, when the log holds its leaf, `NAME.json.tlog-proof`."""
    made = queries.made(queries.credential(credential_id))
    name = f"{credential_id}.json"
    files = {name: made.document}
    proof = queries.tlog_proof(made.credential)
    if proof is not None:
        files[f"{name}.tlog-proof"] = proof.to_text().encode()
    return files
