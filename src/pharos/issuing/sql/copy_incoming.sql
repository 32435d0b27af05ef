copy issuing_incoming (
  issuer_id, id, award_id, version_id, person_key_id, template_id, chunk_id, position,
  log_chunk_id, log_position, list_id, status_index, created, awarded_on, plain, sealed,
  signature, identity, state
) from stdin (format binary)
