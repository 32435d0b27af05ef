-- The awards that learners of the batch hold already.
select a.id from awards_batch_row r
  join awards_learner l on l.id = r.learner_id
    or (l.organisation_id = r.organisation_id and l.identity = r.identity)
  join awards_award a on a.learner_id = l.id and a.version_id = %(version)s
   and a.state in ('confirmed', 'suspended')
 where r.batch_id = %(batch)s and r.accepted
 order by r.number
