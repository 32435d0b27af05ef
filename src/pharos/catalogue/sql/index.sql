insert into catalogue_search
    (programme_id, organisation_id, version_id, listed, nation, kind, level, field, ects,
     languages, participation, published_at, confirmed_on, sort_en, sort_hy, sort_ka, words)
select v.programme_id, v.organisation_id, v.id, v.state = 'published', v.nation, v.kind, v.level,
       v.isced_f, v.ects, %(languages)s, %(participation)s, v.published_at,
       greatest((v.published_at at time zone %(zone)s)::date,
                (select max(c.day) from catalogue_confirmation c where c.subject_id = v.programme_id)),
       %(sort_en)s, %(sort_hy)s, %(sort_ka)s,
       setweight(to_tsvector('english', %(a_english)s) || to_tsvector('armenian', %(a_armenian)s)
                 || to_tsvector('simple', %(a_simple)s), 'A')
       || setweight(to_tsvector('simple', %(b_simple)s), 'B')
       || setweight(to_tsvector('english', %(c_english)s) || to_tsvector('armenian', %(c_armenian)s)
                    || to_tsvector('simple', %(c_simple)s), 'C')
from catalogue_programmeversion v
where v.id = %(version)s
on conflict (programme_id) do update set
    version_id = excluded.version_id, listed = excluded.listed, nation = excluded.nation,
    kind = excluded.kind, level = excluded.level, field = excluded.field, ects = excluded.ects,
    languages = excluded.languages, participation = excluded.participation,
    published_at = excluded.published_at, confirmed_on = excluded.confirmed_on, sort_en = excluded.sort_en, sort_hy = excluded.sort_hy,
    sort_ka = excluded.sort_ka, words = excluded.words
