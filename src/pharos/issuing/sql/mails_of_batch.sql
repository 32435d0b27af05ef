select coalesce(m.state, 'none'), count(*)
  from issuing_chunk k
  join issuing_credential c on c.issuer_id = k.organisation_id and c.chunk_id = k.id
  left join common_mail m on m.kind = 'mail_issued' and m.about = c.id
 where k.organisation_id = %s and k.batch_id = %s
 group by 1
