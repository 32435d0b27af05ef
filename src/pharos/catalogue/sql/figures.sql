-- How many programmes are listed, and how many of them have an accreditation that holds on the day.
select count(*),
       count(*) filter (where exists (
           select from catalogue_standing s
           where s.version_id = c.version_id
             and s.state in ('in_force', 'conditional', 'limited')
             and s.first_day <= %(on)s and (s.until is null or s.until > %(on)s)))
from catalogue_search c
where c.listed
