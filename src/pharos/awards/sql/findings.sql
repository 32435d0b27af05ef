-- What was found in the rows of a batch, by code: how often, the first places, the first facts.
select r.accepted, p ->> 'code', count(distinct r.number),
       (array_agg(coalesce(nullif(p ->> 'cell', ''), r.line::text) order by r.number))[1:20],
       (array_agg(p -> 'facts' order by r.number))[1]
  from awards_batch_row r, jsonb_array_elements(r.problems) p
 where r.batch_id = %(batch)s and (p ->> 'warning')::boolean = r.accepted
 group by 1, 2 order by 3 desc, 2
