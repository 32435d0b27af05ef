-- One chunk of awards; a learner who holds an award of the version by now is left out.
with found as (
  select r.*, coalesce(
           (select l.id from awards_learner l where l.id = r.learner_id and l.erased_at is null),
           (select l.id from awards_learner l where l.organisation_id = r.organisation_id
                                                and l.identity = r.identity)) as learner
    from awards_batch_row r
   where r.batch_id = %(batch)s and r.accepted
     and r.number >= %(start)s and r.number < %(end)s),
whole as (
  select f.*, (
           select e.enrolled_on from awards_enrolment e join awards_run u on u.id = e.run_id
            where e.learner_id = f.learner and u.version_id = %(version)s
              and (%(run)s::uuid is null or u.id = %(run)s::uuid)
            order by e.enrolled_on desc limit 1) as enrolled_on
    from found f where f.learner is not null)
insert into awards_award (issuer_id, id, version_id, learner_id, batch_id, row_number, chunk,
                          award_date, enrolled_on, pathway, identity_check, grade_scale,
                          grade_code, grade, identity, state, state_because)
select w.organisation_id, w.award_id, %(version)s::uuid, w.learner, w.batch_id, w.number,
       %(chunk)s, w.award_date, w.enrolled_on, w.pathway, w.identity_check, w.grade_scale,
       w.grade_code, w.grade,
       awards_identity(w.organisation_id, w.award_id, %(version)s::uuid, w.learner,
         w.award_date, w.enrolled_on, w.pathway, w.identity_check, w.grade_scale,
         w.grade_code, w.grade),
       'confirmed', ''
  from whole w order by w.learner
on conflict do nothing
returning row_number
