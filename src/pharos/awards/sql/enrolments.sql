-- Who was enrolled and is awarded has completed.
update awards_enrolment e
   set state = 'completed', ended_on = greatest(r.assessed_on, e.enrolled_on)
  from awards_result r
 where r.entered_in = %(batch)s and r.enrolment_id = e.id and e.state = 'enrolled'
