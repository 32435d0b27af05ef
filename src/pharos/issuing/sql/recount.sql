select version_id, date_trunc('month', awarded_on)::date, 'issue', count(*)
-- an award counts once, however often its document was signed anew
from issuing_credential where issuer_id = %(organisation)s and successor_id is null
group by 1, 2
union all
select c.version_id, date_trunc('month', c.awarded_on)::date, s.act, count(*)
from issuing_status_change s
join issuing_credential c on c.issuer_id = s.organisation_id and c.id = s.credential_id
where s.organisation_id = %(organisation)s and s.done_at is not null
group by 1, 2, 3
