-- How many awards of a chunk are confirmed still, with a person who was not erased.
select count(*)
  from awards_award a
  join awards_learner l on l.id = a.learner_id
  join common_person_key k on k.id = l.person_key_id
 where a.issuer_id = %s and a.batch_id = %s and a.chunk = %s
   and a.state = 'confirmed' and k.wrapped is not null
