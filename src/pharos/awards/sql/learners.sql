-- Learners who are new with this batch; then what the batch knows better of the others.
-- Who was entered meanwhile under the same number is found by it (awards.sql).
insert into awards_learner (id, organisation_id, person_key_id, identifier_kind, identity,
                            likeness, box, entered_in, entered_at)
select r.learner_id, r.organisation_id, r.person_key_id, r.identifier_kind, r.identity,
       r.likeness, r.box, r.batch_id, %(now)s
  from awards_batch_row r
 where r.batch_id = %(batch)s and r.accepted
   and not exists (select from awards_learner l where l.id = r.learner_id)
 order by r.identity
on conflict do nothing;

update awards_learner l set box = r.box, likeness = r.likeness
  from awards_batch_row r
 where r.batch_id = %(batch)s and r.accepted and l.id = r.learner_id
   and l.entered_in <> r.batch_id and l.erased_at is null and l.box is distinct from r.box;
