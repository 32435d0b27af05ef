insert into issuing_counter (organisation_id, version_id, month, act, count)
values (%(organisation)s, %(version)s, %(month)s, %(act)s, %(count)s)
on conflict (organisation_id, version_id, month, act)
do update set count = issuing_counter.count + excluded.count
