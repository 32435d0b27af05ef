select l.organisation_id, l.id
from issuing_status_list l
where (select count(distinct p.purpose) from issuing_publication p
       where p.list_id = l.id and p.version >= l.version and p.valid_from > %(renew)s)
      < %(purposes)s
order by l.id
