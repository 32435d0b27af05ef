update issuing_credential c set state = 'revoked', successor_id = n.successor
  from unnest(%s::uuid[], %s::uuid[]) as n(id, successor)
 where c.issuer_id = %s and c.id = n.id
