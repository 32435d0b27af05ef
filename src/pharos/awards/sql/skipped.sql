-- Accepted rows of a confirmed batch that have no award.
select r.number from awards_batch_row r
 where r.batch_id = %(batch)s and r.accepted
   and not exists (select from awards_award a
                    where a.batch_id = r.batch_id and a.row_number = r.number)
 order by r.number
