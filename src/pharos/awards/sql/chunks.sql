-- The first row number of each chunk of accepted rows.
select number from (
  select number, row_number() over (order by number) - 1 as place
    from awards_batch_row where batch_id = %(batch)s and accepted) as placed
 where place %% %(size)s = 0 order by number
