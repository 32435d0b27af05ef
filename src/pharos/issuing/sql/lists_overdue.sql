select l.organisation_id, l.id
from issuing_status_list l
where (select count(distinct p.purpose) from issuing_publication p
       where p.list_id = l.id and p.version >= l.version and p.valid_from > %(renew)s)
      < %(purposes)s + (exists (select from registry_issuer_key k
           where k.organisation_id = l.organisation_id and k.purpose = 'documents' and k.state = 'active'))::int
order by l.id
