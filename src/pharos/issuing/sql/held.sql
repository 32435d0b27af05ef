-- A credential with its person's key and the answer of the national register, as the scope shows them.
select /* columns */
  from issuing_credential c
  left join common_person_key k on k.id = c.person_key_id
  left join issuing_national_registration n
         on n.issuer_id = c.issuer_id and n.credential_id = c.id
 where c.id = %s
