create temporary table if not exists issuing_incoming (like issuing_credential)
on commit delete rows;
-- Two chunks of one transaction must not meet.
truncate issuing_incoming
