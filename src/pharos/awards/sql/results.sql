-- The result behind each award of the batch, with its enrolment or the reason for none.
insert into awards_result (id, organisation_id, version_id, learner_id, enrolment_id,
                           no_enrolment, components, grade_scale, grade_code, grade, passed,
                           assessed_on, identity_check, entered_in, recorded_by, recorded_at)
select gen_random_uuid(), a.issuer_id, a.version_id, a.learner_id, e.id,
       case when e.id is null then 'recorded_at_award' else '' end, '[]', a.grade_scale,
       a.grade_code, a.grade, true, a.award_date, a.identity_check, a.batch_id, %(by)s, %(now)s
  from awards_award a
  left join lateral (
    select e.id from awards_enrolment e join awards_run u on u.id = e.run_id
     where e.learner_id = a.learner_id and u.version_id = a.version_id
       and e.enrolled_on = a.enrolled_on
     order by e.id limit 1) e on true
 where a.batch_id = %(batch)s
