-- The version that stands for a programme, published before withdrawn, and its provider's names.
select v.id, v.document, v.nation,
       array(select n.text from organisations_name n where n.organisation_id = v.organisation_id
             union
             select names.value from organisations_organisation o, jsonb_each_text(o.name) names
             where o.id = v.organisation_id
             order by 1)
from catalogue_programmeversion v
where v.programme_id = %(programme)s
order by v.state, v.number desc
limit 1
