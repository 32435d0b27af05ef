CREATE TYPE public.accreditation_uuidrange AS RANGE (
    subtype = uuid,
    multirange_type_name = public.accreditation_uuidmultirange
);

CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);

CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);

CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);

CREATE FUNCTION public.accreditation_same_case() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
    begin
      if not exists (
        select from accreditation_proposal p
         where p.id = new.proposal_id and p.case_id is not distinct from new.case_id
           and p.route is not distinct from new.route
      ) then
        raise exception 'proposal_mismatch: % is not of the case of its proposal', TG_TABLE_NAME
          using errcode = 'PH003';
      end if;
      return new;
    end $$;

CREATE FUNCTION public.accreditation_stamp() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
    begin
      new.recorded_at := clock_timestamp();
      if new.approved_by is distinct from
         nullif(current_setting('pharos.person', true), '')::uuid then
        raise exception 'approver_not_acting: % is approved by the person who acts', TG_TABLE_NAME
          using errcode = 'PH003';
      end if;
      if not exists (
        select from accreditation_proposal p
         where p.id = new.proposal_id and p.state = 'open' and p.digest = new.digest
           and p.agency_id = new.agency_id and p.proposed_by = new.proposed_by
      ) then
        raise exception 'proposal_mismatch: % is not what was proposed', TG_TABLE_NAME
          using errcode = 'PH003';
      end if;
      return new;
    end $$;

CREATE FUNCTION public.awards_identity(issuer uuid, award uuid, version uuid, learner uuid, award_date date, enrolled_on date, pathway text, identity_check text, grade_scale text, grade_code text, grade text) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog'
    AS $$
  -- jsonb writes days as ISO 8601 whatever the session's style is
  select sha256(convert_to(jsonb_build_array(issuer, award, version, learner, award_date,
    enrolled_on, pathway, identity_check, grade_scale, grade_code, grade)::text, 'UTF8'))
$$;

CREATE FUNCTION public.catalogue_seat_row() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  insert into catalogue_seats (offering_id, organisation_id, seats, taken)
    values (new.id, new.organisation_id, new.seats, 0)
    on conflict (offering_id) do update set seats = excluded.seats;
  return null;
end $$;

CREATE FUNCTION public.common_forget_keys(before timestamp with time zone) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
  with gone as (
    delete from common_idempotency_key
     where at < least(before, now() - interval '1 day') returning 1
  )
  select count(*) from gone
$$;

CREATE FUNCTION public.common_mail_counts() RETURNS TABLE(kind text, state text, code text, count bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
  select m.kind, m.state, max(m.last_code), count(*) from common_mail m
   group by 1, 2 order by 1, 2
$$;

CREATE FUNCTION public.funding_seat() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
  moved integer := 0;
begin
  if new.offering_id is null then return null; end if;
  if TG_OP = 'UPDATE' and old.state in ('reserved', 'claimed', 'paid') then
    moved := -1;
  end if;
  if new.state in ('reserved', 'claimed', 'paid') then moved := moved + 1; end if;
  if moved <> 0 then
    update catalogue_seats set taken = greatest(taken + moved, 0)
      where offering_id = new.offering_id;
  end if;
  return null;
end $$;

CREATE FUNCTION public.funding_settle() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
  reserved_before numeric := 0;
  spent_before numeric := 0;
  reserved_after numeric := 0;
  spent_after numeric := 0;
begin
  if TG_OP = 'UPDATE' then
    if old.state in ('reserved', 'claimed') then reserved_before := old.amount; end if;
    if old.state = 'paid' then spent_before := old.amount; end if;
  end if;
  if new.state in ('reserved', 'claimed') then reserved_after := new.amount; end if;
  if new.state = 'paid' then spent_after := new.amount; end if;
  if reserved_before = reserved_after and spent_before = spent_after then
    return null;
  end if;
  update funding_account
    set reserved = reserved + reserved_after - reserved_before,
        spent = spent + spent_after - spent_before
    where scheme_id = new.scheme_id;
  if not found then
    raise exception 'the scheme has no account' using errcode = '23514';
  end if;
  return null;
end $$;

CREATE FUNCTION public.issuing_links_of(hash bytea, most integer) RETURNS TABLE(tenant uuid, credential uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
  select m.tenant, m.about from (
    select distinct on (person_key_id) tenant, about, id from common_mail
     where address_hash = hash and kind = 'mail_issued' and about is not null
     order by person_key_id, id desc) m
  order by m.id desc limit most
$$;

CREATE FUNCTION public.issuing_revoked_stays() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
  before bit varying := ('x' || encode(old.revoked, 'hex'))::bit(131072);
  after bit varying := ('x' || encode(new.revoked, 'hex'))::bit(131072);
begin
  if (before & ~after) <> repeat('0', 131072)::bit varying then
    raise exception 'revocation_one_way: a revoked place was cleared' using errcode = 'PH004';
  end if;
  if new.version <= old.version then
    raise exception 'status_version: the version of a list only grows' using errcode = 'PH004';
  end if;
  return new;
end $$;

CREATE FUNCTION public.issuing_state_follows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
  last issuing_status_change%rowtype;
begin
  if old.state = new.state then
    if new.successor_id is distinct from old.successor_id then
      raise exception 'successor_without_act: % was not superseded', old.id
        using errcode = 'PH004';
    end if;
    return new;
  end if;
  if old.state = 'revoked' then
    raise exception 'revocation_one_way: % was revoked', old.id using errcode = 'PH004';
  end if;
  select * into last from issuing_status_change c
    where c.credential_id = new.id and c.organisation_id = new.issuer_id
      and c.done_at is not null
    order by c.step desc limit 1;
  if not found or new.state is distinct from
     (case last.act when 'revoke' then 'revoked' when 'supersede' then 'revoked'
                    when 'suspend' then 'suspended' else 'valid' end) then
    raise exception 'status_without_act: % has no act that makes it %', old.id, new.state
      using errcode = 'PH004';
  end if;
  if (last.act = 'supersede') <> (new.successor_id is not null) then
    raise exception 'successor_without_act: % was not superseded', old.id using errcode = 'PH004';
  end if;
  return new;
end $$;

CREATE FUNCTION public.issuing_taken_stays() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
  before bit varying := ('x' || encode(old.taken, 'hex'))::bit(131072);
  after bit varying := ('x' || encode(new.taken, 'hex'))::bit(131072);
begin
  if (before & ~after) <> repeat('0', 131072)::bit varying then
    raise exception 'place_given_twice: a place was taken back' using errcode = 'PH004';
  end if;
  return new;
end $$;

CREATE FUNCTION public.procedures_next_number(agency uuid, series text, the_year integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    declare
      given integer;
    begin
      insert into procedures_numberseries (id, agency_id, kind, year, last)
      values (gen_random_uuid(), agency, series, the_year, 1)
      on conflict (agency_id, kind, year) do update set last = procedures_numberseries.last + 1
      returning last into given;
      return given;
    end $$;

CREATE FUNCTION public.procedures_powers() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
    begin
      if new.state is distinct from old.state
         and new.state not in ('submitted', 'withdrawn_by_provider')
         and new.agency_id is distinct from
             nullif(current_setting('pharos.tenant', true), '')::uuid then
        raise exception 'case_of_agency: only the agency moves a case to %', new.state
          using errcode = 'PH003';
      end if;
      return new;
    end $$;

CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;

CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;

CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;

CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);

CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;

CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;

CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;

CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;

CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;

CREATE FUNCTION public.registry_forget_messages(before timestamp with time zone) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
  with gone as (
    update registry_signing_intent set digests = '', emptied_at = now()
     where kind = 'documents' and emptied_at is null
       and created_at < least(before, now() - interval '10 minutes') returning 1
  )
  select count(*) from gone
$$;

CREATE FUNCTION public.registry_integrate(chunks bigint[], firsts bigint[], old_size bigint, new_size bigint, new_edge text, new_root bytea, heads jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare placed bigint;
begin
  update registry_log_state set size = new_size, edge = new_edge, root = new_root
    where id = 1 and size = old_size and new_size > old_size;
  if not found then
    raise exception 'log_moved: the tree is not where the sequencer left it';
  end if;
  update registry_log_chunk c set first_index = p.first
    from unnest(chunks, firsts) as p(id, first)
    where c.id = p.id and c.first_index is null;
  get diagnostics placed = row_count;
  if placed <> cardinality(chunks) then
    raise exception 'log_moved: a chunk was placed by another';
  end if;
  insert into registry_published_head (tenant, seq)
    select key::uuid, value::bigint from jsonb_each_text(heads)
    on conflict (tenant) do update set seq = excluded.seq;
end $$;

CREATE FUNCTION public.registry_publish_checkpoint(the_size bigint, the_root bytea, moment timestamp with time zone, the_note text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  if not exists (select 1 from registry_log_state where size = the_size and root = the_root) then
    raise exception 'log_moved: no such tree';
  end if;
  insert into registry_checkpoint (size, root, signed_at, note)
    values (the_size, the_root, moment, the_note)
    on conflict (size) do nothing;
  perform pg_notify('pharos_checkpoint', the_size::text);
end $$;

CREATE TABLE public.stateregister_hit (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    issuer_id uuid NOT NULL,
    person_key_id uuid NOT NULL,
    credential_id uuid NOT NULL,
    version_id uuid NOT NULL,
    awarded_on date NOT NULL,
    state text NOT NULL,
    ground text NOT NULL,
    case_number text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    lookup_id uuid NOT NULL
);

CREATE FUNCTION public.stateregister_look(asked uuid, providers uuid[], identities bytea[]) RETURNS SETOF public.stateregister_hit
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
  insert into stateregister_hit
    (id, lookup_id, organisation_id, issuer_id, person_key_id, credential_id, version_id,
     awarded_on, state, ground, case_number, asked_at)
  select distinct on (c.id) gen_random_uuid(), k.id, k.organisation_id, c.issuer_id,
         c.person_key_id, c.id, c.version_id, c.awarded_on, c.state, k.ground, k.case_number,
         k.asked_at
    from stateregister_lookup k
    cross join unnest(providers, identities) as w (provider, identity)
    join awards_learner l on l.organisation_id = w.provider and l.identity = w.identity
    join issuing_credential c
      on c.person_key_id = l.person_key_id and c.issuer_id = l.organisation_id
     and c.successor_id is null
   where k.id = asked
     and k.organisation_id = nullif(current_setting('pharos.tenant', true), '')::uuid
     and k.asked_by = nullif(current_setting('pharos.person', true), '')::uuid
     and not exists (select from stateregister_hit h where h.lookup_id = k.id)
   order by c.id
  returning *
$$;

CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id uuid NOT NULL
);

ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);

ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_api_client (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    name text NOT NULL,
    scopes jsonb NOT NULL,
    token_hash bytea NOT NULL,
    previous_hash bytea,
    previous_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    rotated_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_reason text NOT NULL,
    sponsor_id uuid NOT NULL,
    CONSTRAINT accounts_client_end_has_reason CHECK (((ended_at IS NULL) OR (NOT (ended_reason = ''::text)))),
    CONSTRAINT accounts_client_expires CHECK ((expires_at > created_at)),
    CONSTRAINT accounts_client_previous_whole CHECK ((((previous_hash IS NULL) AND (previous_until IS NULL)) OR ((previous_hash IS NOT NULL) AND (previous_until IS NOT NULL))))
);

CREATE TABLE public.accounts_cache (
    cache_key character varying(255) NOT NULL,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);

CREATE TABLE public.accounts_client_use (
    client_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    last_used_at timestamp with time zone NOT NULL
);

CREATE TABLE public.accounts_login (
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    id uuid NOT NULL,
    email text NOT NULL,
    is_active boolean NOT NULL
);

CREATE TABLE public.accounts_person (
    id uuid NOT NULL,
    name text NOT NULL,
    latin_name text NOT NULL,
    email text NOT NULL,
    email_folded text NOT NULL,
    language character varying(2) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT accounts_person_language CHECK (((language)::text = ANY (ARRAY[('en'::character varying)::text, ('hy'::character varying)::text, ('ka'::character varying)::text]))),
    CONSTRAINT accounts_person_named CHECK ((NOT (name = ''::text)))
);

ALTER TABLE ONLY public.accounts_person FORCE ROW LEVEL SECURITY;

CREATE TABLE public.accounts_person_token (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    person_id uuid NOT NULL,
    CONSTRAINT accounts_token_expires CHECK ((expires_at > created_at))
);

CREATE TABLE public.accounts_signin_link (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    person_id uuid NOT NULL,
    CONSTRAINT accounts_link_expires CHECK ((expires_at > created_at))
);

CREATE TABLE public.accreditation_certificateformat (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    number integer NOT NULL,
    content_hash bytea NOT NULL,
    submitted_by uuid NOT NULL,
    submitted_at timestamp with time zone NOT NULL,
    CONSTRAINT accreditation_certificateformat_number_check CHECK ((number >= 0)),
    CONSTRAINT accreditation_format_hash CHECK ((octet_length(content_hash) = 32))
);

CREATE TABLE public.accreditation_decision (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    kind text NOT NULL,
    organisation_id uuid NOT NULL,
    outcome text NOT NULL,
    first_day date,
    until date,
    number text NOT NULL,
    decided_on date NOT NULL,
    document text NOT NULL,
    digest bytea NOT NULL,
    proposed_by uuid NOT NULL,
    approved_by uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    format_id uuid,
    version_id uuid,
    proposal_id uuid NOT NULL,
    case_id uuid,
    route text,
    follows_id uuid,
    renews_id uuid,
    CONSTRAINT accreditation_decision_digest CHECK ((digest = sha256(convert_to(document, 'UTF8'::name)))),
    CONSTRAINT accreditation_decision_four_eyes CHECK ((NOT (proposed_by = approved_by))),
    CONSTRAINT accreditation_decision_kind CHECK ((kind = ANY (ARRAY['authorisation'::text, 'institution'::text, 'programme'::text, 'licence'::text, 'format'::text]))),
    CONSTRAINT accreditation_decision_number CHECK ((NOT (number = ''::text))),
    CONSTRAINT accreditation_decision_route CHECK ((((case_id IS NULL) AND (route IS NULL)) OR ((case_id IS NOT NULL) AND (route = ANY (ARRAY['procedure'::text, 'light'::text]))))),
    CONSTRAINT accreditation_decision_subject CHECK ((((format_id IS NULL) AND (kind = ANY (ARRAY['programme'::text, 'licence'::text])) AND (version_id IS NOT NULL)) OR ((format_id IS NOT NULL) AND (kind = 'format'::text) AND (version_id IS NULL)) OR ((format_id IS NULL) AND (kind = ANY (ARRAY['authorisation'::text, 'institution'::text])) AND (version_id IS NULL)))),
    CONSTRAINT accreditation_decision_term_exists CHECK ((((first_day IS NULL) AND (outcome = 'refused'::text) AND (until IS NULL)) OR ((first_day IS NOT NULL) AND (outcome = ANY (ARRAY['accredited'::text, 'conditional'::text]))))),
    CONSTRAINT accreditation_decision_term_not_empty CHECK (((until IS NULL) OR (until > first_day)))
);

CREATE TABLE public.accreditation_decisionchange (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    kind text NOT NULL,
    first_day date NOT NULL,
    until date,
    teach_out_until date,
    retroactive_from date,
    ground text,
    number text NOT NULL,
    decided_on date NOT NULL,
    document text NOT NULL,
    digest bytea NOT NULL,
    proposed_by uuid NOT NULL,
    approved_by uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    decision_id uuid NOT NULL,
    proposal_id uuid NOT NULL,
    contests_id uuid,
    outcome text,
    suspensive boolean,
    CONSTRAINT accreditation_change_appeal CHECK ((((contests_id IS NULL) AND (suspensive IS NULL)) OR ((kind = 'under_appeal'::text) AND (suspensive IS NULL)) OR ((kind = 'under_appeal'::text) AND suspensive) OR ((kind = 'appeal_closed'::text) AND (suspensive IS NULL)))),
    CONSTRAINT accreditation_change_appeal_outcome CHECK ((((kind = 'appeal_closed'::text) AND (outcome = ANY (ARRAY['uphold'::text, 'remit'::text, 'annul'::text]))) OR ((NOT (kind = 'appeal_closed'::text)) AND (outcome IS NULL)))),
    CONSTRAINT accreditation_change_digest CHECK ((digest = sha256(convert_to(document, 'UTF8'::name)))),
    CONSTRAINT accreditation_change_four_eyes CHECK ((NOT (proposed_by = approved_by))),
    CONSTRAINT accreditation_change_kind CHECK ((kind = ANY (ARRAY['suspended'::text, 'lifted'::text, 'withdrawn'::text, 'limited'::text, 'annulled'::text, 'conditions_met'::text, 'prolonged'::text, 'under_appeal'::text, 'appeal_closed'::text]))),
    CONSTRAINT accreditation_change_periods CHECK ((((until IS NULL) OR (until > first_day)) AND ((teach_out_until IS NULL) OR (teach_out_until > first_day)))),
    CONSTRAINT accreditation_change_prolonged_until CHECK (((NOT (kind = 'prolonged'::text)) OR (until IS NOT NULL))),
    CONSTRAINT accreditation_change_retroactive_only_for_fraud CHECK (((retroactive_from IS NULL) OR ((ground = 'fraud'::text) AND (kind = 'withdrawn'::text))))
);

CREATE TABLE public.accreditation_formatretirement (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    last_day date NOT NULL,
    retired_by uuid NOT NULL,
    retired_at timestamp with time zone NOT NULL,
    format_id uuid NOT NULL
);

CREATE TABLE public.accreditation_proposal (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    act text NOT NULL,
    kind text NOT NULL,
    document text NOT NULL,
    digest bytea NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    closed_at timestamp with time zone,
    closed_by uuid,
    closed_note text,
    case_id uuid,
    route text,
    CONSTRAINT accreditation_proposal_act CHECK ((act = ANY (ARRAY['decision'::text, 'change'::text]))),
    CONSTRAINT accreditation_proposal_digest CHECK ((digest = sha256(convert_to(document, 'UTF8'::name)))),
    CONSTRAINT accreditation_proposal_route CHECK ((((case_id IS NULL) AND (route IS NULL)) OR ((case_id IS NOT NULL) AND (route = ANY (ARRAY['procedure'::text, 'light'::text]))))),
    CONSTRAINT accreditation_proposal_state CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'dropped'::text])))
);

CREATE TABLE public.accreditation_signedstatement (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    changes integer NOT NULL,
    key_id text NOT NULL,
    made_on date NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone NOT NULL,
    document bytea NOT NULL,
    decision_id uuid NOT NULL,
    CONSTRAINT accreditation_signedstatement_changes_check CHECK ((changes >= 0)),
    CONSTRAINT accreditation_statement_holds CHECK ((valid_until > valid_from))
);

CREATE TABLE public.accreditation_tenure (
    decision_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    first_day date NOT NULL,
    until date,
    CONSTRAINT accreditation_tenure_days CHECK (((until IS NULL) OR (until >= first_day)))
);

CREATE TABLE public.awards_award (
    issuer_id uuid NOT NULL,
    id uuid NOT NULL,
    version_id uuid NOT NULL,
    learner_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    row_number integer NOT NULL,
    chunk integer NOT NULL,
    award_date date NOT NULL,
    enrolled_on date,
    pathway text NOT NULL,
    identity_check text NOT NULL,
    grade_scale text NOT NULL,
    grade_code text NOT NULL,
    grade text NOT NULL,
    identity bytea NOT NULL,
    state text NOT NULL,
    state_because text NOT NULL,
    CONSTRAINT awards_award_chunk_check CHECK ((chunk >= 0)),
    CONSTRAINT awards_award_identity CHECK ((identity = public.awards_identity(issuer_id, id, version_id, learner_id, award_date, enrolled_on, pathway, identity_check, grade_scale, grade_code, grade))),
    CONSTRAINT awards_award_identity_check CHECK ((identity_check = ANY (ARRAY['unsupervised_no_id'::text, 'supervised_no_id'::text, 'supervised_online_id'::text, 'supervised_onsite_id'::text]))),
    CONSTRAINT awards_award_pathway CHECK ((pathway = ANY (ARRAY['course'::text, 'rpl'::text, 'mixed'::text]))),
    CONSTRAINT awards_award_row_number_check CHECK ((row_number >= 0)),
    CONSTRAINT awards_award_state CHECK ((state = ANY (ARRAY['confirmed'::text, 'suspended'::text, 'revoked'::text, 'refused'::text, 'superseded'::text])))
);

CREATE TABLE public.awards_batch (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    roster_digest bytea NOT NULL,
    rows integer NOT NULL,
    accepted integer NOT NULL,
    awarded integer NOT NULL,
    chunks integer NOT NULL,
    issued integer NOT NULL,
    refused integer NOT NULL,
    state text NOT NULL,
    two_persons boolean NOT NULL,
    imported_by uuid NOT NULL,
    imported_at timestamp with time zone NOT NULL,
    proposed_by uuid,
    proposed_at timestamp with time zone,
    confirmed_by uuid,
    confirmed_at timestamp with time zone,
    version_id uuid NOT NULL,
    run_id uuid,
    paused_at timestamp with time zone,
    paused_by uuid,
    held_for text DEFAULT ''::text NOT NULL,
    held_since timestamp with time zone,
    CONSTRAINT awards_batch_accepted_check CHECK ((accepted >= 0)),
    CONSTRAINT awards_batch_awarded_check CHECK ((awarded >= 0)),
    CONSTRAINT awards_batch_chunks_check CHECK ((chunks >= 0)),
    CONSTRAINT awards_batch_counts CHECK (((accepted <= rows) AND (awarded <= accepted) AND (issued <= (awarded - refused)))),
    CONSTRAINT awards_batch_held_for CHECK ((held_for = ANY (ARRAY[''::text, 'provider_suspended'::text, 'programme_suspended'::text, 'provider_closed'::text]))),
    CONSTRAINT awards_batch_issued_check CHECK ((issued >= 0)),
    CONSTRAINT awards_batch_paused CHECK ((((paused_at IS NULL) AND (paused_by IS NULL)) OR ((paused_at IS NOT NULL) AND (paused_by IS NOT NULL)))),
    CONSTRAINT awards_batch_refused_check CHECK ((refused >= 0)),
    CONSTRAINT awards_batch_rows_check CHECK ((rows >= 0)),
    CONSTRAINT awards_batch_state CHECK ((state = ANY (ARRAY['uploaded'::text, 'proposed'::text, 'confirmed'::text, 'issuing'::text, 'done'::text, 'partly'::text, 'dropped'::text]))),
    CONSTRAINT awards_batch_state_by_whom CHECK (((state = ANY (ARRAY['uploaded'::text, 'dropped'::text])) OR ((state = 'proposed'::text) AND (proposed_by IS NOT NULL)) OR ((state = ANY (ARRAY['confirmed'::text, 'issuing'::text, 'done'::text, 'partly'::text])) AND (confirmed_by IS NOT NULL) AND (proposed_by IS NOT NULL)))),
    CONSTRAINT awards_batch_two_persons CHECK (((confirmed_by IS NULL) OR (NOT two_persons) OR ((proposed_by IS NOT NULL) AND (NOT ((confirmed_by = proposed_by) AND (confirmed_by IS NOT NULL) AND (proposed_by IS NOT NULL))))))
);

CREATE TABLE public.awards_batch_row (
    batch_id uuid NOT NULL,
    number integer NOT NULL,
    organisation_id uuid NOT NULL,
    line integer NOT NULL,
    accepted boolean NOT NULL,
    problems jsonb NOT NULL,
    learner_id uuid,
    person_key_id uuid,
    identifier_kind text NOT NULL,
    identity bytea,
    likeness bytea,
    box bytea,
    award_date date,
    pathway text NOT NULL,
    identity_check text NOT NULL,
    grade_scale text NOT NULL,
    grade_code text NOT NULL,
    grade text NOT NULL,
    award_id uuid,
    CONSTRAINT awards_batch_row_identity_check CHECK ((identity_check = ANY (ARRAY['unsupervised_no_id'::text, 'supervised_no_id'::text, 'supervised_online_id'::text, 'supervised_onsite_id'::text]))),
    CONSTRAINT awards_batch_row_line_check CHECK ((line >= 0)),
    CONSTRAINT awards_batch_row_number_check CHECK ((number >= 0)),
    CONSTRAINT awards_batch_row_pathway CHECK ((pathway = ANY (ARRAY['course'::text, 'rpl'::text, 'mixed'::text]))),
    CONSTRAINT awards_batch_row_whole CHECK ((((NOT accepted) AND (box IS NULL) AND (learner_id IS NULL)) OR (accepted AND (award_date IS NOT NULL) AND (award_id IS NOT NULL) AND (box IS NOT NULL) AND (learner_id IS NOT NULL) AND (person_key_id IS NOT NULL))))
);

CREATE TABLE public.awards_enrolment (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    enrolled_on date NOT NULL,
    state text NOT NULL,
    ended_on date,
    ended_because text NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    learner_id uuid NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT awards_enrolment_end CHECK ((((ended_on IS NULL) AND (state = 'enrolled'::text)) OR ((NOT (state = 'enrolled'::text)) AND (ended_on >= enrolled_on)))),
    CONSTRAINT awards_enrolment_state CHECK ((state = ANY (ARRAY['enrolled'::text, 'completed'::text, 'withdrawn'::text, 'not_completed'::text])))
);

CREATE TABLE public.awards_erasure (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    kept jsonb NOT NULL,
    kept_under text NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    learner_id uuid NOT NULL,
    CONSTRAINT awards_erasure_four_eyes CHECK (((approved_by IS NULL) OR (NOT ((approved_by = proposed_by) AND (approved_by IS NOT NULL)))))
);

CREATE TABLE public.awards_import (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    award_date date,
    state text NOT NULL,
    kind text NOT NULL,
    file_name text NOT NULL,
    digest bytea NOT NULL,
    sheet text NOT NULL,
    sheets jsonb NOT NULL,
    headings jsonb NOT NULL,
    columns jsonb NOT NULL,
    notes jsonb NOT NULL,
    rows integer NOT NULL,
    judged integer NOT NULL,
    bad integer NOT NULL,
    warned integer NOT NULL,
    person_key_id uuid NOT NULL,
    file bytea,
    refusal jsonb NOT NULL,
    batch_id uuid,
    uploaded_by uuid NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    run_id uuid,
    version_id uuid NOT NULL,
    CONSTRAINT awards_import_bad_check CHECK ((bad >= 0)),
    CONSTRAINT awards_import_batch CHECK (((batch_id IS NULL) OR (state = 'kept'::text) OR (state = 'expired'::text))),
    CONSTRAINT awards_import_judged_check CHECK ((judged >= 0)),
    CONSTRAINT awards_import_rows_check CHECK ((rows >= 0)),
    CONSTRAINT awards_import_state CHECK ((state = ANY (ARRAY['sheets'::text, 'columns'::text, 'judging'::text, 'checked'::text, 'keeping'::text, 'kept'::text, 'dropped'::text, 'expired'::text]))),
    CONSTRAINT awards_import_warned_check CHECK ((warned >= 0))
);

CREATE TABLE public.awards_import_part (
    import_id uuid NOT NULL,
    number integer NOT NULL,
    organisation_id uuid NOT NULL,
    rows integer NOT NULL,
    bad integer NOT NULL,
    warned integer NOT NULL,
    box bytea NOT NULL,
    verdict bytea,
    CONSTRAINT awards_import_part_bad_check CHECK ((bad >= 0)),
    CONSTRAINT awards_import_part_number_check CHECK ((number >= 0)),
    CONSTRAINT awards_import_part_rows_check CHECK ((rows >= 0)),
    CONSTRAINT awards_import_part_warned_check CHECK ((warned >= 0))
);

CREATE TABLE public.awards_known_heading (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    heading text NOT NULL,
    field text NOT NULL,
    chosen_by uuid NOT NULL,
    chosen_at timestamp with time zone NOT NULL
);

CREATE TABLE public.awards_learner (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    person_key_id uuid NOT NULL,
    identifier_kind text NOT NULL,
    identity bytea,
    likeness bytea,
    box bytea,
    entered_in uuid NOT NULL,
    entered_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    erased_at timestamp with time zone,
    CONSTRAINT awards_learner_identifier CHECK ((identifier_kind = ANY (ARRAY['national_number'::text, 'document_number'::text, 'none'::text]))),
    CONSTRAINT awards_learner_kept_or_erased CHECK ((((box IS NOT NULL) AND (erased_at IS NULL)) OR ((box IS NULL) AND (erased_at IS NOT NULL) AND (identity IS NULL) AND (likeness IS NULL))))
);

CREATE TABLE public.awards_result (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    no_enrolment text NOT NULL,
    components jsonb NOT NULL,
    grade_scale text NOT NULL,
    grade_code text NOT NULL,
    grade text NOT NULL,
    passed boolean NOT NULL,
    assessed_on date NOT NULL,
    identity_check text NOT NULL,
    entered_in uuid NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    enrolment_id uuid,
    learner_id uuid NOT NULL,
    version_id uuid NOT NULL,
    CONSTRAINT awards_result_identity_check CHECK ((identity_check = ANY (ARRAY['unsupervised_no_id'::text, 'supervised_no_id'::text, 'supervised_online_id'::text, 'supervised_onsite_id'::text]))),
    CONSTRAINT awards_result_says_why CHECK (((enrolment_id IS NOT NULL) OR (NOT (no_enrolment = ''::text))))
);

CREATE TABLE public.awards_run (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    code text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    is_open boolean NOT NULL,
    opened_by uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    version_id uuid NOT NULL,
    CONSTRAINT awards_run_days CHECK ((last_day >= first_day))
);

CREATE TABLE public.catalogue_confirmation (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    subject text NOT NULL,
    subject_id uuid NOT NULL,
    day date NOT NULL,
    confirmed_by uuid NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    CONSTRAINT catalogue_confirmation_subject CHECK ((subject = ANY (ARRAY['organisation'::text, 'programme'::text])))
);

CREATE TABLE public.catalogue_course (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    slug text NOT NULL,
    nation text NOT NULL,
    title jsonb NOT NULL,
    objective jsonb NOT NULL,
    hours numeric(8,2) NOT NULL,
    form jsonb NOT NULL,
    languages jsonb NOT NULL,
    regions jsonb NOT NULL,
    digest bytea NOT NULL,
    shown_by uuid NOT NULL,
    shown_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT catalogue_course_hours CHECK ((hours > (0)::numeric))
);

CREATE TABLE public.catalogue_draft (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    slug text NOT NULL,
    nation text NOT NULL,
    document text NOT NULL,
    digest bytea NOT NULL,
    written_by uuid NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT catalogue_draft_digest CHECK ((digest = sha256(convert_to(document, 'UTF8'::name)))),
    CONSTRAINT catalogue_draft_slug CHECK ((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text))
);

CREATE TABLE public.catalogue_levelreferral (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    act text NOT NULL,
    level smallint NOT NULL,
    matches jsonb NOT NULL,
    number text NOT NULL,
    by_person uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    day date NOT NULL,
    version_id uuid NOT NULL,
    CONSTRAINT catalogue_levelreferral_level_check CHECK ((level >= 0)),
    CONSTRAINT catalogue_referral_act CHECK ((act = ANY (ARRAY['claimed'::text, 'confirmed'::text, 'entered'::text]))),
    CONSTRAINT catalogue_referral_level CHECK (((level >= 1) AND (level <= 8))),
    CONSTRAINT catalogue_referral_number CHECK ((((act = 'entered'::text) AND (NOT (number = ''::text))) OR ((NOT (act = 'entered'::text)) AND (number = ''::text))))
);

CREATE TABLE public.catalogue_offering (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    starts date NOT NULL,
    ends date,
    apply_until date,
    form text NOT NULL,
    place text NOT NULL,
    region text NOT NULL,
    language text NOT NULL,
    seats integer,
    price numeric(11,2),
    currency text NOT NULL,
    application_url text NOT NULL,
    application_contact text NOT NULL,
    state text NOT NULL,
    causes text[] NOT NULL,
    written_by uuid,
    written_at timestamp with time zone NOT NULL,
    version_id uuid NOT NULL,
    CONSTRAINT catalogue_offering_causes CHECK (((state = 'closed'::text) OR ((causes = '{}'::text[]) AND (state = 'open'::text)) OR ((state = 'suspended'::text) AND (NOT (causes = '{}'::text[]))))),
    CONSTRAINT catalogue_offering_days CHECK (((ends IS NULL) OR (ends >= starts))),
    CONSTRAINT catalogue_offering_price CHECK (((price IS NULL) OR (price >= (0)::numeric))),
    CONSTRAINT catalogue_offering_seats_check CHECK ((seats >= 0)),
    CONSTRAINT catalogue_offering_state CHECK ((state = ANY (ARRAY['open'::text, 'suspended'::text, 'closed'::text])))
);

CREATE TABLE public.catalogue_programme (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    slug text NOT NULL,
    entered_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT catalogue_programme_slug CHECK ((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text))
);

CREATE TABLE public.catalogue_programmeversion (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    number integer NOT NULL,
    kind text NOT NULL,
    nation text NOT NULL,
    document text NOT NULL,
    digest bytea NOT NULL,
    level smallint,
    isced_f text NOT NULL,
    ects numeric(5,1),
    first_day date NOT NULL,
    last_day date,
    state text NOT NULL,
    published_by uuid NOT NULL,
    published_at timestamp with time zone NOT NULL,
    programme_id uuid NOT NULL,
    CONSTRAINT catalogue_programmeversion_level_check CHECK ((level >= 0)),
    CONSTRAINT catalogue_programmeversion_number_check CHECK ((number >= 0)),
    CONSTRAINT catalogue_version_days CHECK (((last_day IS NULL) OR (last_day >= (first_day - '1 day'::interval)))),
    CONSTRAINT catalogue_version_digest CHECK ((digest = sha256(convert_to(document, 'UTF8'::name)))),
    CONSTRAINT catalogue_version_ects CHECK ((((ects IS NULL) AND (kind = ANY (ARRAY['non_formal'::text, 'vet_training'::text]))) OR ((ects > (0)::numeric) AND (kind = ANY (ARRAY['credit_bearing'::text, 'carved_out'::text]))) OR ((ects = (30)::numeric) AND (kind = 'regulated_30'::text)))),
    CONSTRAINT catalogue_version_kind CHECK ((kind = ANY (ARRAY['non_formal'::text, 'credit_bearing'::text, 'regulated_30'::text, 'carved_out'::text, 'vet_training'::text]))),
    CONSTRAINT catalogue_version_level CHECK (((level IS NULL) OR ((level >= 1) AND (level <= 8)))),
    CONSTRAINT catalogue_version_number CHECK (((isced_f ~ '^[0-9]{4}$'::text) AND (number >= 1))),
    CONSTRAINT catalogue_version_state CHECK ((state = ANY (ARRAY['published'::text, 'withdrawn'::text]))),
    CONSTRAINT catalogue_version_withdrawn_has_end CHECK (((state = 'published'::text) OR (last_day IS NOT NULL)))
);

CREATE TABLE public.catalogue_recognition (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    text jsonb NOT NULL,
    confirmed_by uuid NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    day date NOT NULL,
    withdrawn_by uuid,
    withdrawn_at timestamp with time zone,
    version_id uuid NOT NULL,
    CONSTRAINT catalogue_recognition_withdrawn CHECK ((((withdrawn_at IS NULL) AND (withdrawn_by IS NULL)) OR ((withdrawn_at IS NOT NULL) AND (withdrawn_by IS NOT NULL))))
);

CREATE TABLE public.catalogue_search (
    programme_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    listed boolean NOT NULL,
    nation text NOT NULL,
    kind text NOT NULL,
    level smallint,
    field text NOT NULL,
    ects numeric(5,1),
    languages text[] NOT NULL,
    participation text[] NOT NULL,
    published_at timestamp with time zone NOT NULL,
    sort_en text NOT NULL COLLATE pg_catalog."C",
    sort_hy text NOT NULL COLLATE pg_catalog."C",
    sort_ka text NOT NULL COLLATE pg_catalog."C",
    words tsvector NOT NULL,
    version_id uuid NOT NULL,
    confirmed_on date NOT NULL,
    CONSTRAINT catalogue_search_level_check CHECK ((level >= 0))
);

CREATE TABLE public.catalogue_seats (
    offering_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    seats integer,
    taken integer NOT NULL,
    CONSTRAINT catalogue_seats_enough CHECK (((seats IS NULL) OR (seats >= taken))),
    CONSTRAINT catalogue_seats_seats_check CHECK ((seats >= 0)),
    CONSTRAINT catalogue_seats_taken_check CHECK ((taken >= 0))
);

CREATE TABLE public.catalogue_standing (
    decision_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    kind text NOT NULL,
    first_day date NOT NULL,
    until date,
    state text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    version_id uuid NOT NULL,
    CONSTRAINT catalogue_standing_state CHECK ((state = ANY (ARRAY['in_force'::text, 'conditional'::text, 'limited'::text, 'suspended'::text, 'withdrawn'::text, 'annulled'::text]))),
    CONSTRAINT catalogue_standing_term CHECK (((until IS NULL) OR (until >= first_day)))
);

CREATE TABLE public.common_chain_head (
    tenant uuid NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE public.common_event (
    tenant uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    person uuid,
    kind text NOT NULL,
    entity text NOT NULL,
    act text NOT NULL,
    row_id text,
    first text,
    last text,
    count bigint NOT NULL,
    digest bytea,
    marks bytea,
    old bytea,
    new bytea,
    facts text,
    prev bytea NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE public.common_idempotency_key (
    id uuid NOT NULL,
    tenant uuid NOT NULL,
    operation text NOT NULL,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    status integer,
    answer jsonb,
    at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);

CREATE TABLE public.common_installation (
    id smallint NOT NULL,
    origin text NOT NULL,
    kind text NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT common_installation_kind CHECK ((kind = ANY (ARRAY['demonstration'::text, 'production'::text]))),
    CONSTRAINT common_installation_one CHECK ((id = 1))
);

CREATE TABLE public.common_job_retry (
    id uuid NOT NULL,
    tenant uuid NOT NULL,
    job_id bigint NOT NULL,
    task text NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL
);

CREATE TABLE public.common_job_trouble (
    job_id bigint NOT NULL,
    code text NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.common_mail (
    id uuid NOT NULL,
    tenant uuid,
    bundle uuid NOT NULL,
    kind text NOT NULL,
    language character varying(2) NOT NULL,
    about uuid,
    person_key_id uuid,
    address_hash bytea,
    box bytea,
    state text NOT NULL,
    attempts integer NOT NULL,
    last_code text NOT NULL,
    put_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT common_mail_ended CHECK ((((ended_at IS NULL) AND (state = 'waiting'::text)) OR ((ended_at IS NOT NULL) AND (state = ANY (ARRAY['sent'::text, 'failed'::text, 'dropped'::text]))))),
    CONSTRAINT common_mail_kind CHECK ((kind ~ '^mail_[a-z_]+$'::text)),
    CONSTRAINT common_mail_language CHECK (((language)::text = ANY (ARRAY[('en'::character varying)::text, ('hy'::character varying)::text, ('ka'::character varying)::text])))
);

CREATE TABLE public.common_person_key (
    id uuid NOT NULL,
    tenant uuid NOT NULL,
    wrapped bytea,
    destroyed_at timestamp with time zone,
    CONSTRAINT common_person_key_kept_or_destroyed CHECK ((((destroyed_at IS NOT NULL) AND (wrapped IS NULL)) OR ((destroyed_at IS NULL) AND (wrapped IS NOT NULL))))
);

CREATE TABLE public.criteria_draft (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    kind text NOT NULL,
    document text NOT NULL,
    digest bytea NOT NULL,
    edited_by uuid NOT NULL,
    edited_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    CONSTRAINT criteria_draft_digest CHECK ((digest = sha256(convert_to(document, 'UTF8'::name)))),
    CONSTRAINT criteria_draft_kind CHECK ((kind = ANY (ARRAY['authorisation'::text, 'institution'::text, 'programme'::text, 'cluster'::text, 'joint'::text, 'carve_out'::text, 'follow_up'::text]))),
    CONSTRAINT criteria_draft_state CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'dropped'::text])))
);

CREATE TABLE public.criteria_set (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    kind text NOT NULL,
    document text NOT NULL,
    digest bytea NOT NULL,
    number integer NOT NULL,
    first_day date NOT NULL,
    until date,
    drafted_by uuid NOT NULL,
    approved_by uuid NOT NULL,
    approved_at timestamp with time zone NOT NULL,
    retired_by uuid,
    CONSTRAINT criteria_set_digest CHECK ((digest = sha256(convert_to(document, 'UTF8'::name)))),
    CONSTRAINT criteria_set_four_eyes CHECK ((NOT (drafted_by = approved_by))),
    CONSTRAINT criteria_set_holds CHECK (((until IS NULL) OR (until > first_day))),
    CONSTRAINT criteria_set_kind CHECK ((kind = ANY (ARRAY['authorisation'::text, 'institution'::text, 'programme'::text, 'cluster'::text, 'joint'::text, 'carve_out'::text, 'follow_up'::text]))),
    CONSTRAINT criteria_set_number_check CHECK ((number >= 0))
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.funding_account (
    scheme_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    budget numeric(14,2) NOT NULL,
    reserved numeric(14,2) NOT NULL,
    spent numeric(14,2) NOT NULL,
    CONSTRAINT funding_account_budget CHECK ((budget >= (reserved + spent))),
    CONSTRAINT funding_account_counts CHECK (((reserved >= (0)::numeric) AND (spent >= (0)::numeric)))
);

CREATE TABLE public.funding_application (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    funder_id uuid NOT NULL,
    offering_id uuid,
    entitled boolean NOT NULL,
    price numeric(12,2) NOT NULL,
    amount numeric(12,2) NOT NULL,
    state text NOT NULL,
    person_key_id uuid NOT NULL,
    box bytea,
    applied_at timestamp with time zone NOT NULL,
    forget_at timestamp with time zone NOT NULL,
    reserved_until timestamp with time zone,
    decided_by uuid,
    decided_at timestamp with time zone,
    reason text,
    ended_at timestamp with time zone,
    erased_at timestamp with time zone,
    programme_id uuid NOT NULL,
    scheme_id uuid NOT NULL,
    version_id uuid NOT NULL,
    CONSTRAINT funding_application_amount CHECK (((amount > (0)::numeric) AND (price >= amount))),
    CONSTRAINT funding_application_decided CHECK (((NOT (state = ANY (ARRAY['reserved'::text, 'claimed'::text, 'paid'::text]))) OR ((decided_by IS NOT NULL) AND entitled AND (reserved_until IS NOT NULL)))),
    CONSTRAINT funding_application_state CHECK ((state = ANY (ARRAY['applied'::text, 'waiting'::text, 'reserved'::text, 'claimed'::text, 'paid'::text, 'refused'::text, 'withdrawn'::text, 'released'::text])))
);

CREATE TABLE public.funding_claim (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    funder_id uuid NOT NULL,
    award_id uuid NOT NULL,
    awarded_on date NOT NULL,
    amount numeric(12,2) NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    checked_by uuid,
    checked_at timestamp with time zone,
    approved_by uuid,
    approved_at timestamp with time zone,
    refused_by uuid,
    refused_at timestamp with time zone,
    refused_reason text,
    application_id uuid NOT NULL,
    CONSTRAINT funding_claim_amount CHECK ((amount > (0)::numeric)),
    CONSTRAINT funding_claim_four_eyes CHECK (((approved_by IS NULL) OR ((checked_by IS NOT NULL) AND (NOT ((approved_by = checked_by) AND (approved_by IS NOT NULL) AND (checked_by IS NOT NULL)))))),
    CONSTRAINT funding_claim_one_end CHECK (((approved_at IS NULL) OR (refused_at IS NULL)))
);

CREATE TABLE public.funding_proof (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    application_id uuid NOT NULL,
    person_key_id uuid NOT NULL,
    box bytea,
    given_at timestamp with time zone NOT NULL,
    forget_at timestamp with time zone NOT NULL,
    erased_at timestamp with time zone,
    scheme_id uuid NOT NULL
);

CREATE TABLE public.funding_scheme (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    nation text NOT NULL,
    funder_kind text NOT NULL,
    name jsonb NOT NULL,
    description jsonb NOT NULL,
    groups text[] NOT NULL,
    regions text[] NOT NULL,
    age_from smallint,
    age_to smallint,
    programmes uuid[] NOT NULL,
    fields text[] NOT NULL,
    levels smallint[] NOT NULL,
    kinds text[] NOT NULL,
    share numeric(5,2) NOT NULL,
    cap numeric(12,2),
    budget numeric(14,2) NOT NULL,
    currency text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    hold_days smallint NOT NULL,
    decides text NOT NULL,
    digest bytea NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    closed_by uuid,
    closed_at timestamp with time zone,
    closed_reason text,
    CONSTRAINT funding_scheme_age_from_check CHECK ((age_from >= 0)),
    CONSTRAINT funding_scheme_age_to_check CHECK ((age_to >= 0)),
    CONSTRAINT funding_scheme_approval CHECK ((((approved_at IS NULL) AND (approved_by IS NULL)) OR ((approved_at IS NOT NULL) AND (approved_by IS NOT NULL)))),
    CONSTRAINT funding_scheme_budget CHECK ((budget > (0)::numeric)),
    CONSTRAINT funding_scheme_currency CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT funding_scheme_days CHECK ((last_day >= first_day)),
    CONSTRAINT funding_scheme_four_eyes CHECK (((approved_by IS NULL) OR (NOT ((approved_by = proposed_by) AND (approved_by IS NOT NULL))))),
    CONSTRAINT funding_scheme_hold_days_check CHECK ((hold_days >= 0)),
    CONSTRAINT funding_scheme_share CHECK (((share > (0)::numeric) AND (share <= (100)::numeric) AND ((cap IS NULL) OR (cap > (0)::numeric)))),
    CONSTRAINT funding_scheme_words CHECK (((decides = ANY (ARRAY['provider'::text, 'funder'::text])) AND (funder_kind = ANY (ARRAY['ministry'::text, 'municipality'::text, 'employer'::text, 'donor'::text]))))
);

CREATE TABLE public.issuing_chunk (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    number integer NOT NULL,
    intent_id uuid NOT NULL,
    key_id text NOT NULL,
    created text NOT NULL,
    count integer NOT NULL,
    log_chunk_id bigint,
    signed_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT issuing_chunk_count CHECK ((count > 0))
);

CREATE TABLE public.issuing_claim (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    person_key_id uuid NOT NULL,
    issuer_id uuid NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);

CREATE TABLE public.issuing_comparison (
    organisation_id uuid NOT NULL,
    keeper_id uuid NOT NULL,
    next_at timestamp with time zone NOT NULL,
    compared_at timestamp with time zone,
    compared integer NOT NULL,
    last_code text NOT NULL
);

CREATE TABLE public.issuing_correction (
    id uuid NOT NULL,
    issuer_id uuid NOT NULL,
    person_key_id uuid NOT NULL,
    credential_id uuid NOT NULL,
    wish bytea NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    outcome text,
    answer bytea,
    answered_by uuid,
    answered_at timestamp with time zone,
    CONSTRAINT issuing_correction_answered CHECK ((((answer IS NULL) AND (answered_at IS NULL) AND (answered_by IS NULL) AND (outcome IS NULL)) OR ((answer IS NOT NULL) AND (answered_at IS NOT NULL) AND (answered_by IS NOT NULL) AND (outcome = ANY (ARRAY['done'::text, 'declined'::text])))))
);

CREATE TABLE public.issuing_counter (
    organisation_id uuid NOT NULL,
    version_id uuid NOT NULL,
    month date NOT NULL,
    act text NOT NULL,
    count bigint NOT NULL,
    CONSTRAINT issuing_counter_count CHECK ((count >= 0))
);

CREATE TABLE public.issuing_credential (
    issuer_id uuid NOT NULL,
    id uuid NOT NULL,
    award_id uuid NOT NULL,
    version_id uuid NOT NULL,
    person_key_id uuid NOT NULL,
    template_id integer NOT NULL,
    chunk_id uuid NOT NULL,
    "position" smallint NOT NULL,
    log_chunk_id bigint NOT NULL,
    log_position smallint NOT NULL,
    list_id integer NOT NULL,
    status_index integer NOT NULL,
    created timestamp with time zone NOT NULL,
    awarded_on date NOT NULL,
    plain text NOT NULL,
    sealed bytea NOT NULL,
    signature bytea NOT NULL,
    identity bytea NOT NULL,
    state text NOT NULL,
    successor_id uuid,
    CONSTRAINT issuing_credential_identity CHECK ((octet_length(identity) = 32)),
    CONSTRAINT issuing_credential_signature CHECK ((octet_length(signature) = 64)),
    CONSTRAINT issuing_credential_state CHECK ((state = ANY (ARRAY['valid'::text, 'suspended'::text, 'revoked'::text]))),
    CONSTRAINT issuing_credential_superseded CHECK (((successor_id IS NULL) OR (state = 'revoked'::text)))
);
ALTER TABLE ONLY public.issuing_credential ALTER COLUMN sealed SET STORAGE MAIN;

CREATE TABLE public.issuing_difference (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    keeper_id uuid NOT NULL,
    credential_id uuid NOT NULL,
    kind text NOT NULL,
    ours text NOT NULL,
    theirs text NOT NULL,
    found_at timestamp with time zone NOT NULL,
    resolution text,
    note text,
    resolved_by uuid,
    resolved_at timestamp with time zone,
    CONSTRAINT issuing_difference_kind CHECK ((kind = ANY (ARRAY['difference_number'::text, 'difference_outcome'::text, 'difference_record'::text, 'difference_missing_there'::text, 'difference_unknown_here'::text, 'difference_number_shared'::text]))),
    CONSTRAINT issuing_difference_resolved CHECK ((((note IS NULL) AND (resolution IS NULL) AND (resolved_at IS NULL) AND (resolved_by IS NULL)) OR ((note IS NOT NULL) AND (resolution = ANY (ARRAY['cured'::text, 'accepted'::text])) AND (resolved_at IS NOT NULL) AND (resolved_by IS NOT NULL))))
);

CREATE TABLE public.issuing_document (
    id uuid NOT NULL,
    issuer_id uuid NOT NULL,
    credential_id uuid NOT NULL,
    person_key_id uuid NOT NULL,
    format text NOT NULL,
    key_id text NOT NULL,
    identity bytea NOT NULL,
    sealed bytea NOT NULL,
    log_chunk_id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT issuing_document_identity CHECK ((octet_length(identity) = 32))
);

CREATE TABLE public.issuing_intent (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    number integer NOT NULL,
    version_id uuid NOT NULL,
    key_id text NOT NULL,
    created text NOT NULL,
    list_id integer NOT NULL,
    digests_of bytea,
    count integer NOT NULL,
    rows bytea NOT NULL,
    stored_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    emptied_at timestamp with time zone,
    letters integer NOT NULL,
    CONSTRAINT issuing_intent_created CHECK ((created ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$'::text))
);
ALTER TABLE ONLY public.issuing_intent ALTER COLUMN rows SET STORAGE EXTERNAL;

CREATE TABLE public.issuing_layout (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    document text NOT NULL,
    digest bytea NOT NULL,
    format_id uuid NOT NULL,
    CONSTRAINT issuing_layout_digest CHECK ((digest = sha256(convert_to(document, 'UTF8'::name))))
);

CREATE TABLE public.issuing_layout_draft (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    document text NOT NULL,
    edited_by uuid NOT NULL,
    edited_at timestamp with time zone NOT NULL
);

CREATE TABLE public.issuing_layout_pin (
    chunk_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    format_id uuid NOT NULL
);

CREATE TABLE public.issuing_link_series (
    person_key_id uuid NOT NULL,
    issuer_id uuid NOT NULL,
    number integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT issuing_link_series_number CHECK (((number > 0) AND (number < 65536)))
);

CREATE TABLE public.issuing_national_outbox (
    chunk_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    keeper_id uuid NOT NULL,
    nation text NOT NULL,
    award_days date[] NOT NULL,
    count integer NOT NULL,
    answered integer NOT NULL,
    attempts integer NOT NULL,
    last_code text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT issuing_national_outbox_counts CHECK (((answered >= 0) AND (answered <= count) AND (count > 0)))
);

CREATE TABLE public.issuing_national_registration (
    issuer_id uuid NOT NULL,
    credential_id uuid NOT NULL,
    outcome text NOT NULL,
    number text,
    reason text,
    digest bytea NOT NULL,
    log_chunk_id bigint NOT NULL,
    log_position smallint NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    stand_in boolean NOT NULL,
    CONSTRAINT issuing_national_registration_answer CHECK ((((number IS NOT NULL) AND (outcome = 'registered'::text) AND (reason IS NULL)) OR ((number IS NULL) AND (outcome = 'refused'::text) AND (reason ~ '^[a-z][a-z0-9_]{0,63}$'::text)))),
    CONSTRAINT issuing_national_registration_digest CHECK ((octet_length(digest) = 32))
);

CREATE TABLE public.issuing_publication (
    id bigint NOT NULL,
    organisation_id uuid NOT NULL,
    list_id integer NOT NULL,
    purpose text NOT NULL,
    version bigint NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone NOT NULL,
    document bytea NOT NULL,
    CONSTRAINT issuing_publication_purpose CHECK ((purpose = ANY (ARRAY['revocation'::text, 'suspension'::text, 'token'::text]))),
    CONSTRAINT issuing_publication_term CHECK ((valid_until > valid_from))
);

ALTER TABLE public.issuing_publication ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.issuing_publication_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.issuing_reissue (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    key_id text,
    proposal_id uuid,
    reason text NOT NULL,
    proposed_by uuid NOT NULL,
    approved_by uuid NOT NULL,
    started_at timestamp with time zone NOT NULL,
    total integer NOT NULL,
    done integer NOT NULL,
    skipped integer NOT NULL,
    chunks integer NOT NULL,
    version_id uuid,
    after_id uuid,
    finished_at timestamp with time zone,
    CONSTRAINT issuing_reissue_reason CHECK ((reason = ANY (ARRAY['error_in_data'::text, 'key_compromised'::text, 'superseded'::text]))),
    CONSTRAINT issuing_reissue_two_persons CHECK ((NOT (approved_by = proposed_by)))
);

CREATE TABLE public.issuing_share (
    id uuid NOT NULL,
    person_key_id uuid NOT NULL,
    credential_id uuid NOT NULL,
    parts text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT issuing_share_expires CHECK ((expires_at > created_at)),
    CONSTRAINT issuing_share_parts CHECK ((parts <@ ARRAY['name'::text, 'details'::text, 'files'::text]))
);

CREATE TABLE public.issuing_share_use (
    share_id uuid NOT NULL,
    person_key_id uuid NOT NULL,
    opened integer NOT NULL,
    refused integer NOT NULL,
    last_at timestamp with time zone
);

CREATE TABLE public.issuing_status_change (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    credential_id uuid NOT NULL,
    act text NOT NULL,
    reason text NOT NULL,
    note text NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_by uuid,
    done_at timestamp with time zone,
    step integer,
    log_chunk_id bigint,
    CONSTRAINT issuing_change_act CHECK ((act = ANY (ARRAY['revoke'::text, 'suspend'::text, 'reinstate'::text, 'supersede'::text]))),
    CONSTRAINT issuing_change_done_whole CHECK ((((done_at IS NULL) AND (log_chunk_id IS NULL) AND (step IS NULL)) OR ((done_at IS NOT NULL) AND (log_chunk_id IS NOT NULL) AND (step IS NOT NULL)))),
    CONSTRAINT issuing_change_reason CHECK ((reason = ANY (ARRAY['awarded_by_mistake'::text, 'cleared'::text, 'decision_annulled'::text, 'error_in_data'::text, 'error_in_suspension'::text, 'error_suspected'::text, 'holder_request'::text, 'key_compromised'::text, 'misconduct'::text, 'superseded'::text, 'under_investigation'::text]))),
    CONSTRAINT issuing_change_reinstated_by_two CHECK (((NOT (act = 'reinstate'::text)) OR (done_at IS NULL) OR ((approved_by IS NOT NULL) AND (NOT ((approved_by = proposed_by) AND (approved_by IS NOT NULL)))))),
    CONSTRAINT issuing_status_change_step_check CHECK ((step >= 0))
);

CREATE TABLE public.issuing_status_list (
    id integer NOT NULL,
    organisation_id uuid NOT NULL,
    number integer NOT NULL,
    revoked bytea NOT NULL,
    suspended bytea NOT NULL,
    version bigint NOT NULL,
    opened_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT issuing_status_list_revoked CHECK ((octet_length(revoked) = 16384)),
    CONSTRAINT issuing_status_list_suspended CHECK ((octet_length(suspended) = 16384))
);
ALTER TABLE ONLY public.issuing_status_list ALTER COLUMN revoked SET STORAGE EXTERNAL;
ALTER TABLE ONLY public.issuing_status_list ALTER COLUMN suspended SET STORAGE EXTERNAL;

ALTER TABLE public.issuing_status_list ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.issuing_status_list_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.issuing_status_pool (
    list_id integer NOT NULL,
    organisation_id uuid NOT NULL,
    taken bytea NOT NULL,
    free integer NOT NULL,
    CONSTRAINT issuing_status_pool_free CHECK ((free >= 0)),
    CONSTRAINT issuing_status_pool_taken CHECK ((octet_length(taken) = 16384))
);

CREATE TABLE public.issuing_template (
    id integer NOT NULL,
    organisation_id uuid NOT NULL,
    version_id uuid NOT NULL,
    digest bytea NOT NULL,
    source bytea NOT NULL,
    suite text NOT NULL,
    key_id text NOT NULL,
    body bytea NOT NULL,
    made_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    facts bytea,
    CONSTRAINT issuing_template_digest CHECK ((octet_length(digest) = 32)),
    CONSTRAINT issuing_template_suite CHECK ((suite = ANY (ARRAY['eddsa-rdfc-2022'::text, 'eddsa-jcs-2022'::text])))
);

ALTER TABLE public.issuing_template ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.issuing_template_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.lightroute_appeal (
    id uuid NOT NULL,
    number text NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    grounds text NOT NULL,
    filed_by uuid NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    filed_on date NOT NULL,
    state text NOT NULL,
    outcome text,
    reason text,
    decided_by uuid,
    decided_at timestamp with time zone,
    decided_on date,
    restored_id uuid,
    listing_id uuid NOT NULL,
    CONSTRAINT lightroute_appeal_restored CHECK (((restored_id IS NULL) OR (outcome = 'annul'::text))),
    CONSTRAINT lightroute_appeal_state CHECK ((((decided_at IS NULL) AND (outcome IS NULL) AND (state = 'filed'::text)) OR ((decided_at IS NOT NULL) AND (outcome IS NULL) AND (state = 'inadmissible'::text)) OR ((decided_at IS NOT NULL) AND (outcome = ANY (ARRAY['uphold'::text, 'remit'::text, 'annul'::text])) AND (state = 'decided'::text))))
);

CREATE TABLE public.lightroute_appealseat (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    person_id uuid NOT NULL,
    named_by uuid NOT NULL,
    named_at timestamp with time zone NOT NULL,
    choice text,
    reason text,
    voted_at timestamp with time zone,
    appeal_id uuid NOT NULL,
    CONSTRAINT lightroute_seat_vote CHECK ((((choice IS NULL) AND (voted_at IS NULL)) OR ((choice = ANY (ARRAY['uphold'::text, 'remit'::text, 'annul'::text])) AND (voted_at IS NOT NULL))))
);

CREATE TABLE public.lightroute_audit (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    number text NOT NULL,
    due_on date NOT NULL,
    outcome text,
    findings text,
    decided_on date,
    proposed_by uuid,
    approved_by uuid,
    draw_id uuid NOT NULL,
    CONSTRAINT lightroute_audit_four_eyes CHECK ((((approved_by IS NULL) AND (decided_on IS NULL) AND (outcome IS NULL) AND (proposed_by IS NULL)) OR ((decided_on IS NOT NULL) AND (findings IS NOT NULL) AND (outcome = ANY (ARRAY['passed'::text, 'failed'::text])) AND (approved_by IS NOT NULL) AND (proposed_by IS NOT NULL) AND (NOT ((proposed_by = approved_by) AND (proposed_by IS NOT NULL) AND (approved_by IS NOT NULL))))))
);

CREATE TABLE public.lightroute_draw (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    year smallint NOT NULL,
    population text NOT NULL,
    digest bytea NOT NULL,
    percent smallint NOT NULL,
    count integer NOT NULL,
    log_size bigint NOT NULL,
    announced_by uuid NOT NULL,
    announced_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    seed_size bigint,
    seed_root text,
    drawn text,
    drawn_by uuid,
    drawn_at timestamp with time zone,
    CONSTRAINT lightroute_draw_count_check CHECK ((count >= 0)),
    CONSTRAINT lightroute_draw_digest CHECK ((digest = sha256(convert_to(population, 'UTF8'::name)))),
    CONSTRAINT lightroute_draw_percent_check CHECK ((percent >= 0)),
    CONSTRAINT lightroute_draw_seed CHECK ((((drawn IS NULL) AND (drawn_by IS NULL) AND (seed_root IS NULL) AND (seed_size IS NULL)) OR ((drawn IS NOT NULL) AND (drawn_by IS NOT NULL) AND (seed_root IS NOT NULL) AND (seed_size > log_size)))),
    CONSTRAINT lightroute_draw_year_check CHECK ((year >= 0))
);

CREATE TABLE public.lightroute_listing (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    first_day date NOT NULL,
    reason text NOT NULL,
    proposed_by uuid NOT NULL,
    approved_by uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ended_on date,
    ended_because text,
    ended_reason text,
    ended_audit_id uuid,
    end_proposed_by uuid,
    end_approved_by uuid,
    appeal_until date,
    CONSTRAINT lightroute_listing_audit CHECK ((((ended_audit_id IS NOT NULL) AND (ended_because = 'audit_failed'::text)) OR ((ended_audit_id IS NULL) AND ((ended_because IS NULL) OR (ended_because = 'agency'::text))))),
    CONSTRAINT lightroute_listing_end_four_eyes CHECK ((((end_approved_by IS NULL) AND (end_proposed_by IS NULL) AND (ended_because IS NULL) AND (ended_on IS NULL)) OR ((end_approved_by IS NOT NULL) AND (end_proposed_by IS NOT NULL) AND (ended_because = ANY (ARRAY['audit_failed'::text, 'agency'::text])) AND (ended_on IS NOT NULL) AND (NOT ((end_proposed_by = end_approved_by) AND (end_proposed_by IS NOT NULL) AND (end_approved_by IS NOT NULL)))))),
    CONSTRAINT lightroute_listing_four_eyes CHECK ((NOT (proposed_by = approved_by)))
);

CREATE TABLE public.lightroute_notification (
    id uuid NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    document text NOT NULL,
    digest bytea NOT NULL,
    internal_decision_id uuid,
    parent_decision_id uuid,
    state text NOT NULL,
    sent_by uuid NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    first_day date NOT NULL,
    days smallint NOT NULL,
    due_on date NOT NULL,
    taken_by uuid,
    taken_at timestamp with time zone,
    signed_by uuid,
    signed_at timestamp with time zone,
    decision_id uuid,
    closed_at timestamp with time zone,
    closed_by uuid,
    closed_because text,
    case_id uuid,
    listing_id uuid,
    version_id uuid NOT NULL,
    CONSTRAINT lightroute_note_digest CHECK ((digest = sha256(convert_to(document, 'UTF8'::name)))),
    CONSTRAINT lightroute_note_end CHECK ((((closed_at IS NULL) AND (decision_id IS NULL) AND (state = ANY (ARRAY['notified'::text, 'asked'::text]))) OR ((closed_at IS NOT NULL) AND (decision_id IS NOT NULL) AND (state = 'decided'::text)) OR ((closed_at IS NOT NULL) AND (decision_id IS NULL) AND (state = ANY (ARRAY['objected'::text, 'withdrawn'::text, 'lapsed'::text]))))),
    CONSTRAINT lightroute_note_four_eyes CHECK (((signed_by IS NULL) OR ((taken_by IS NOT NULL) AND (NOT ((signed_by = taken_by) AND (signed_by IS NOT NULL) AND (taken_by IS NOT NULL)))))),
    CONSTRAINT lightroute_note_ground CHECK ((((kind = 'light'::text) AND (listing_id IS NOT NULL)) OR ((kind = 'carve_out'::text) AND (parent_decision_id IS NOT NULL)))),
    CONSTRAINT lightroute_note_kind CHECK ((kind = ANY (ARRAY['light'::text, 'carve_out'::text]))),
    CONSTRAINT lightroute_note_state CHECK ((state = ANY (ARRAY['notified'::text, 'asked'::text, 'objected'::text, 'decided'::text, 'withdrawn'::text, 'lapsed'::text]))),
    CONSTRAINT lightroute_notification_days_check CHECK ((days >= 0))
);

CREATE TABLE public.lightroute_proposal (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    act text NOT NULL,
    organisation_id uuid NOT NULL,
    outcome text,
    text text NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    closed_by uuid,
    closed_at timestamp with time zone,
    audit_id uuid,
    CONSTRAINT lightroute_proposal_act CHECK ((((act = 'audit'::text) AND (audit_id IS NOT NULL) AND (outcome = ANY (ARRAY['passed'::text, 'failed'::text]))) OR ((act = ANY (ARRAY['list'::text, 'end'::text])) AND (audit_id IS NULL) AND (outcome IS NULL)))),
    CONSTRAINT lightroute_proposal_four_eyes CHECK (((NOT (state = 'approved'::text)) OR (NOT ((closed_by = proposed_by) AND (closed_by IS NOT NULL))))),
    CONSTRAINT lightroute_proposal_state CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'dropped'::text])))
);

CREATE TABLE public.lightroute_question (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    text text NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_on date NOT NULL,
    answer_until date NOT NULL,
    answer text,
    answered_by uuid,
    answered_at timestamp with time zone,
    answered_on date,
    notification_id uuid NOT NULL,
    CONSTRAINT lightroute_question_answer CHECK ((((answer IS NULL) AND (answered_at IS NULL) AND (answered_by IS NULL) AND (answered_on IS NULL)) OR ((answer IS NOT NULL) AND (answered_at IS NOT NULL) AND (answered_by IS NOT NULL) AND (answered_on >= asked_on))))
);

CREATE TABLE public.lightroute_record (
    decision_id uuid NOT NULL,
    notification_id uuid NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    how text NOT NULL,
    regime text NOT NULL,
    days smallint NOT NULL,
    first_day date NOT NULL,
    due_on date NOT NULL,
    decided_on date NOT NULL,
    rests_on text NOT NULL,
    parent_decision_id uuid,
    mapping text,
    listing_id uuid,
    version_id uuid NOT NULL,
    CONSTRAINT lightroute_record_days_check CHECK ((days >= 0)),
    CONSTRAINT lightroute_record_how CHECK ((how = ANY (ARRAY['silence'::text, 'yes'::text]))),
    CONSTRAINT lightroute_record_kind CHECK ((kind = ANY (ARRAY['light'::text, 'carve_out'::text]))),
    CONSTRAINT lightroute_record_rests CHECK ((rests_on = ANY (ARRAY['notification'::text, 'listing'::text, 'parent'::text])))
);

CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);

ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.needs_answer (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    employer_id uuid NOT NULL,
    slug text NOT NULL,
    title jsonb NOT NULL,
    note text NOT NULL,
    given_by uuid NOT NULL,
    given_at timestamp with time zone NOT NULL,
    withdrawn_by uuid,
    withdrawn_at timestamp with time zone,
    need_id uuid NOT NULL,
    CONSTRAINT needs_answer_slug CHECK ((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
    CONSTRAINT needs_answer_withdrawal CHECK ((((withdrawn_at IS NULL) AND (withdrawn_by IS NULL)) OR ((withdrawn_at IS NOT NULL) AND (withdrawn_by IS NOT NULL))))
);

CREATE TABLE public.needs_need (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    nation text NOT NULL,
    title jsonb NOT NULL,
    description jsonb NOT NULL,
    skills jsonb NOT NULL,
    isced_f text NOT NULL,
    region text NOT NULL,
    people integer NOT NULL,
    level smallint,
    evidence jsonb NOT NULL,
    evidence_link text NOT NULL,
    until_day date NOT NULL,
    filed_by uuid NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    filed_on date NOT NULL,
    withdrawn_by uuid,
    withdrawn_at timestamp with time zone,
    withdrawn_reason text,
    sector_id uuid,
    CONSTRAINT needs_need_days CHECK ((until_day >= filed_on)),
    CONSTRAINT needs_need_field CHECK ((isced_f ~ '^[0-9]{2,4}$'::text)),
    CONSTRAINT needs_need_level CHECK (((level IS NULL) OR ((level >= 1) AND (level <= 8)))),
    CONSTRAINT needs_need_level_check CHECK ((level >= 0)),
    CONSTRAINT needs_need_people CHECK ((people >= 1)),
    CONSTRAINT needs_need_people_check CHECK ((people >= 0)),
    CONSTRAINT needs_need_withdrawal CHECK ((((withdrawn_at IS NULL) AND (withdrawn_by IS NULL)) OR ((withdrawn_at IS NOT NULL) AND (withdrawn_by IS NOT NULL))))
);

CREATE TABLE public.needs_offer (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    employer_id uuid NOT NULL,
    version_digest bytea NOT NULL,
    role text NOT NULL,
    note text NOT NULL,
    offered_by uuid NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    withdrawn_by uuid,
    withdrawn_at timestamp with time zone,
    declined_by uuid,
    declined_at timestamp with time zone,
    declined_reason text,
    version_id uuid NOT NULL,
    CONSTRAINT needs_offer_one_end CHECK (((withdrawn_at IS NULL) OR (declined_at IS NULL))),
    CONSTRAINT needs_offer_refusal CHECK ((((declined_at IS NULL) AND (declined_by IS NULL)) OR ((declined_at IS NOT NULL) AND (declined_by IS NOT NULL)))),
    CONSTRAINT needs_offer_role CHECK ((role = ANY (ARRAY['co_design'::text, 'co_deliver'::text, 'assess'::text, 'endorse'::text]))),
    CONSTRAINT needs_offer_withdrawal CHECK ((((withdrawn_at IS NULL) AND (withdrawn_by IS NULL)) OR ((withdrawn_at IS NOT NULL) AND (withdrawn_by IS NOT NULL))))
);

CREATE TABLE public.needs_partnership (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    employer_id uuid NOT NULL,
    role text NOT NULL,
    recognises boolean NOT NULL,
    statement text NOT NULL,
    digest bytea NOT NULL,
    signed_by uuid NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    revoked_by uuid,
    revoked_at timestamp with time zone,
    revoked_reason text,
    offer_id uuid NOT NULL,
    version_id uuid NOT NULL,
    CONSTRAINT needs_partnership_digest CHECK ((digest = sha256(convert_to(statement, 'UTF8'::name)))),
    CONSTRAINT needs_partnership_end CHECK ((((revoked_at IS NULL) AND (revoked_by IS NULL)) OR ((revoked_at IS NOT NULL) AND (revoked_by IS NOT NULL)))),
    CONSTRAINT needs_partnership_end_reasoned CHECK (((revoked_at IS NULL) OR (revoked_reason > ''::text))),
    CONSTRAINT needs_partnership_role CHECK ((role = ANY (ARRAY['co_design'::text, 'co_deliver'::text, 'assess'::text, 'endorse'::text])))
);

CREATE TABLE public.needs_sector (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    nation text NOT NULL,
    name jsonb NOT NULL,
    document_title jsonb NOT NULL,
    document_link text NOT NULL,
    document_day date NOT NULL,
    fields text[] NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    digest bytea NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    ended_by uuid,
    ended_at timestamp with time zone,
    ended_reason text,
    CONSTRAINT needs_sector_approval CHECK ((((approved_at IS NULL) AND (approved_by IS NULL)) OR ((approved_at IS NOT NULL) AND (approved_by IS NOT NULL)))),
    CONSTRAINT needs_sector_days CHECK ((last_day >= first_day)),
    CONSTRAINT needs_sector_end CHECK ((((ended_at IS NULL) AND (ended_by IS NULL)) OR ((ended_at IS NOT NULL) AND (ended_by IS NOT NULL)))),
    CONSTRAINT needs_sector_four_eyes CHECK (((approved_by IS NULL) OR (NOT ((approved_by = proposed_by) AND (approved_by IS NOT NULL)))))
);

CREATE TABLE public.organisations_custody (
    id uuid NOT NULL,
    keeper_id uuid NOT NULL,
    act text NOT NULL,
    contact text NOT NULL,
    from_day date NOT NULL,
    until_day date,
    recorded_by uuid,
    custodian_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    CONSTRAINT organisations_custody_act CHECK ((NOT (act = ''::text))),
    CONSTRAINT organisations_custody_by_another CHECK ((NOT (organisation_id = custodian_id))),
    CONSTRAINT organisations_custody_term CHECK (((until_day IS NULL) OR (until_day >= from_day)))
);

CREATE TABLE public.organisations_enquiry (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    kind text NOT NULL,
    person_key_id uuid NOT NULL,
    box bytea NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answered_by uuid,
    answered_at timestamp with time zone,
    CONSTRAINT organisations_enquiry_kind CHECK ((kind = ANY (ARRAY['duplicate'::text, 'confirmation'::text]))),
    CONSTRAINT organisations_enquiry_whole CHECK ((((answered_at IS NULL) AND (answered_by IS NULL)) OR ((answered_at IS NOT NULL) AND (answered_by IS NOT NULL))))
);

CREATE TABLE public.organisations_invitation (
    id uuid NOT NULL,
    email text NOT NULL,
    email_folded text NOT NULL,
    name text NOT NULL,
    language character varying(2) NOT NULL,
    role text NOT NULL,
    token_hash bytea NOT NULL,
    invited_by uuid NOT NULL,
    invited_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_by uuid,
    accepted_at timestamp with time zone,
    withdrawn_by uuid,
    withdrawn_at timestamp with time zone,
    organisation_id uuid NOT NULL,
    invited_in uuid,
    CONSTRAINT organisations_invitation_role CHECK ((role = ANY (ARRAY['registrar'::text, 'head'::text, 'officer'::text, 'approver'::text, 'administrator'::text, 'auditor'::text, 'operator'::text, 'quality'::text, 'expert'::text, 'committee'::text, 'evaluator'::text, 'official'::text, 'partner'::text]))),
    CONSTRAINT organisations_invitation_term CHECK ((expires_at > invited_at)),
    CONSTRAINT organisations_invitation_to_another CHECK (((accepted_by IS NULL) OR (NOT ((accepted_by = invited_by) AND (accepted_by IS NOT NULL)))))
);

CREATE TABLE public.organisations_kind (
    id uuid NOT NULL,
    keeper_id uuid NOT NULL,
    kind text NOT NULL,
    from_day date,
    until_day date,
    organisation_id uuid NOT NULL,
    CONSTRAINT organisations_kind_term CHECK (((from_day IS NULL) OR (until_day IS NULL) OR (until_day > from_day)))
);

CREATE TABLE public.organisations_mandate (
    id uuid NOT NULL,
    act text NOT NULL,
    act_day date NOT NULL,
    first_day date NOT NULL,
    until_day date,
    content_hash bytea NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    revoked_by uuid,
    revoked_at timestamp with time zone,
    revoked_reason text,
    organisation_id uuid NOT NULL,
    CONSTRAINT organisations_mandate_approval_whole CHECK ((((approved_at IS NULL) AND (approved_by IS NULL)) OR ((approved_at IS NOT NULL) AND (approved_by IS NOT NULL)))),
    CONSTRAINT organisations_mandate_four_eyes CHECK (((approved_by IS NULL) OR (NOT ((approved_by = proposed_by) AND (approved_by IS NOT NULL))))),
    CONSTRAINT organisations_mandate_revocation_whole CHECK ((((revoked_at IS NULL) AND (revoked_by IS NULL) AND (revoked_reason IS NULL)) OR ((revoked_at IS NOT NULL) AND (revoked_by IS NOT NULL) AND (revoked_reason IS NOT NULL)))),
    CONSTRAINT organisations_mandate_term CHECK (((until_day IS NULL) OR (until_day > first_day)))
);

CREATE TABLE public.organisations_membership (
    id uuid NOT NULL,
    role text NOT NULL,
    active_from timestamp with time zone NOT NULL,
    active_until timestamp with time zone,
    appointed_by uuid,
    appointed_in uuid NOT NULL,
    ended_by uuid,
    person_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    ended_reason text,
    CONSTRAINT organisations_membership_by_another CHECK (((appointed_by IS NULL) OR (NOT ((appointed_by = person_id) AND (appointed_by IS NOT NULL))))),
    CONSTRAINT organisations_membership_role CHECK ((role = ANY (ARRAY['registrar'::text, 'head'::text, 'officer'::text, 'approver'::text, 'administrator'::text, 'auditor'::text, 'operator'::text, 'quality'::text, 'expert'::text, 'committee'::text, 'evaluator'::text, 'official'::text, 'partner'::text]))),
    CONSTRAINT organisations_membership_term CHECK (((active_until IS NULL) OR (active_until >= active_from)))
);

CREATE TABLE public.organisations_name (
    id uuid NOT NULL,
    keeper_id uuid NOT NULL,
    language character varying(2) NOT NULL,
    text text NOT NULL,
    skeleton text NOT NULL,
    from_day date,
    until_day date,
    organisation_id uuid NOT NULL,
    CONSTRAINT organisations_name_given CHECK ((NOT (text = ''::text))),
    CONSTRAINT organisations_name_term CHECK (((from_day IS NULL) OR (until_day IS NULL) OR (until_day > from_day)))
);

CREATE TABLE public.organisations_organisation (
    id uuid NOT NULL,
    keeper_id uuid NOT NULL,
    slug text NOT NULL,
    name jsonb NOT NULL,
    nation character varying(2),
    legal_form text NOT NULL,
    legal_ids jsonb NOT NULL,
    fictitious boolean NOT NULL,
    register_note text NOT NULL,
    state text NOT NULL,
    held_for text NOT NULL,
    created_by uuid,
    created_at timestamp with time zone NOT NULL,
    reviewed_by uuid,
    reviewed_at timestamp with time zone,
    CONSTRAINT organisations_nation_form CHECK (((nation IS NULL) OR ((nation)::text ~ '^[A-Z]{2}$'::text))),
    CONSTRAINT organisations_review_by_another CHECK (((reviewed_by IS NULL) OR (created_by IS NULL) OR (NOT ((reviewed_by = created_by) AND (reviewed_by IS NOT NULL) AND (created_by IS NOT NULL))))),
    CONSTRAINT organisations_slug_form CHECK ((slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'::text)),
    CONSTRAINT organisations_state_known CHECK ((state = ANY (ARRAY['listed'::text, 'held'::text, 'closed'::text])))
);

CREATE TABLE public.organisations_relation (
    id uuid NOT NULL,
    keeper_id uuid NOT NULL,
    kind text NOT NULL,
    from_day date NOT NULL,
    until_day date,
    organisation_id uuid NOT NULL,
    other_id uuid NOT NULL,
    CONSTRAINT organisations_relation_known CHECK ((kind = ANY (ARRAY['branch_of'::text, 'merged_into'::text, 'owned_by'::text, 'umbrella'::text]))),
    CONSTRAINT organisations_relation_term CHECK (((until_day IS NULL) OR (until_day > from_day))),
    CONSTRAINT organisations_relation_to_another CHECK ((NOT (organisation_id = other_id)))
);

CREATE TABLE public.organisations_signatory (
    id uuid NOT NULL,
    name jsonb NOT NULL,
    office jsonb NOT NULL,
    first_day date NOT NULL,
    until_day date,
    named_by uuid NOT NULL,
    named_at timestamp with time zone NOT NULL,
    organisation_id uuid NOT NULL,
    CONSTRAINT organisations_signatory_term CHECK (((until_day IS NULL) OR (until_day > first_day)))
);

CREATE TABLE public.organisations_switch (
    id uuid NOT NULL,
    keeper_id uuid NOT NULL,
    feature text NOT NULL,
    is_on boolean NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamp with time zone NOT NULL,
    organisation_id uuid NOT NULL,
    CONSTRAINT organisations_switch_known CHECK ((feature = ANY (ARRAY['api_clients'::text, 'import'::text, 'direct_award'::text])))
);

CREATE TABLE public.oversight_appeal_member (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    person_id uuid NOT NULL,
    named_by uuid NOT NULL,
    named_at timestamp with time zone NOT NULL,
    choice text,
    reason text,
    voted_at timestamp with time zone,
    filing_id uuid NOT NULL,
    CONSTRAINT oversight_member_choice CHECK (((choice IS NULL) OR (choice = ANY (ARRAY['uphold'::text, 'remit'::text, 'annul'::text]))))
);

CREATE TABLE public.oversight_check (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    day date NOT NULL,
    planned_by uuid NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    findings text,
    held_by uuid,
    held_at timestamp with time zone,
    held_on date,
    decision_id uuid NOT NULL,
    CONSTRAINT oversight_check_kind CHECK ((kind = ANY (ARRAY['planned'::text, 'unplanned'::text])))
);

CREATE TABLE public.oversight_filing (
    id uuid NOT NULL,
    kind text NOT NULL,
    number text NOT NULL,
    organisation_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    year smallint,
    content jsonb NOT NULL,
    filed_by uuid NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    filed_on date NOT NULL,
    due_on date,
    state text NOT NULL,
    answer jsonb,
    suspensive boolean,
    outcome text,
    handled_by uuid,
    handled_at timestamp with time zone,
    handled_on date,
    proposal_id uuid,
    closing_id uuid,
    change_id uuid,
    decision_id uuid,
    version_id uuid,
    CONSTRAINT oversight_filing_decision CHECK (((kind = ANY (ARRAY['complaint'::text, 'report'::text, 'foreign'::text])) OR (decision_id IS NOT NULL))),
    CONSTRAINT oversight_filing_kind CHECK ((kind = ANY (ARRAY['appeal'::text, 'complaint'::text, 'report'::text, 'notice'::text, 'evidence'::text, 'foreign'::text]))),
    CONSTRAINT oversight_filing_outcome CHECK (((outcome IS NULL) OR ((kind = 'appeal'::text) AND (outcome = ANY (ARRAY['uphold'::text, 'remit'::text, 'annul'::text]))) OR ((kind = 'complaint'::text) AND (outcome = ANY (ARRAY['justified'::text, 'partly'::text, 'unjustified'::text]))))),
    CONSTRAINT oversight_filing_state CHECK ((state = ANY (ARRAY['filed'::text, 'registered'::text, 'inadmissible'::text, 'decided'::text, 'answered'::text, 'accepted'::text, 'returned'::text, 'noted'::text, 'procedure'::text, 'recognised'::text, 'refused'::text]))),
    CONSTRAINT oversight_filing_two_bodies CHECK ((NOT (organisation_id = agency_id))),
    CONSTRAINT oversight_filing_year_check CHECK ((year >= 0))
);

CREATE TABLE public.oversight_reminder (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    about uuid NOT NULL,
    mark text NOT NULL,
    sent_at timestamp with time zone NOT NULL
);

CREATE TABLE public.procedures_agencylisting (
    id uuid NOT NULL,
    keeper_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    list text NOT NULL,
    first_day date NOT NULL,
    until date,
    source text NOT NULL,
    by uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT procedures_listing_days CHECK (((until IS NULL) OR (until > first_day))),
    CONSTRAINT procedures_listing_list CHECK ((list = ANY (ARRAY['eqar'::text, 'enqa'::text])))
);

CREATE TABLE public.procedures_agendaitem (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    case_id uuid NOT NULL,
    session_id uuid NOT NULL
);

CREATE TABLE public.procedures_case (
    id uuid NOT NULL,
    number text,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    nation text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    resume_to text,
    renewal_of uuid,
    follows uuid,
    summary text NOT NULL,
    criteria_set uuid,
    criteria text[] NOT NULL,
    opened_by uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    submitted_on date,
    started_on date,
    panel_accepted_at timestamp with time zone,
    CONSTRAINT procedures_case_kind CHECK ((kind = ANY (ARRAY['authorisation'::text, 'institution'::text, 'programme'::text, 'cluster'::text, 'joint'::text, 'carve_out'::text, 'follow_up'::text]))),
    CONSTRAINT procedures_case_numbered CHECK (((number IS NOT NULL) OR (state = ANY (ARRAY['draft'::text, 'withdrawn_by_provider'::text])))),
    CONSTRAINT procedures_case_resumes CHECK ((((resume_to IS NOT NULL) AND (state = 'suspended_clock'::text)) OR ((NOT (state = 'suspended_clock'::text)) AND (resume_to IS NULL)))),
    CONSTRAINT procedures_case_state CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'completeness_check'::text, 'returned'::text, 'registered'::text, 'self_evaluation_accepted'::text, 'panel_proposed'::text, 'panel_confirmed'::text, 'site_visit'::text, 'draft_report'::text, 'factual_check'::text, 'final_report'::text, 'scheduled'::text, 'decided'::text, 'published'::text, 'withdrawn_by_provider'::text, 'suspended_clock'::text, 'lapsed'::text]))),
    CONSTRAINT procedures_case_two_bodies CHECK ((NOT (agency_id = organisation_id)))
);

CREATE TABLE public.procedures_casepartner (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    agreed_by uuid,
    agreed_role text,
    agreed_at timestamp with time zone,
    case_id uuid NOT NULL
);

CREATE TABLE public.procedures_casesubject (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    "position" smallint NOT NULL,
    digest bytea,
    outcome text,
    proposal_id uuid,
    case_id uuid NOT NULL,
    version_id uuid,
    CONSTRAINT procedures_casesubject_position_check CHECK (("position" >= 0)),
    CONSTRAINT procedures_subject_digest CHECK ((((digest IS NULL) AND (version_id IS NULL)) OR ((digest IS NOT NULL) AND (version_id IS NOT NULL))))
);

CREATE TABLE public.procedures_charge (
    case_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    amount numeric(12,2),
    currency text NOT NULL,
    contract text NOT NULL,
    contract_on date,
    invoice text NOT NULL,
    invoiced_on date,
    paid_on date,
    exemption text,
    exemption_note text NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT procedures_charge_amount CHECK (((amount IS NULL) OR (amount >= (0)::numeric)))
);

CREATE TABLE public.procedures_conflictstatement (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    has_conflict boolean NOT NULL,
    text text NOT NULL,
    ties jsonb NOT NULL,
    register_ties jsonb NOT NULL,
    case_id uuid NOT NULL,
    member_id uuid NOT NULL
);

CREATE TABLE public.procedures_draftreport (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    number integer NOT NULL,
    text jsonb NOT NULL,
    digest bytea NOT NULL,
    case_id uuid NOT NULL,
    set_aside uuid,
    CONSTRAINT procedures_draftreport_number_check CHECK ((number >= 0))
);

CREATE TABLE public.procedures_evidence (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    criterion text NOT NULL,
    document text NOT NULL,
    text text NOT NULL,
    file_name text NOT NULL,
    media_type text NOT NULL,
    size integer NOT NULL,
    digest bytea,
    content bytea,
    withdrawn_by uuid,
    withdrawn_at timestamp with time zone,
    case_id uuid NOT NULL,
    CONSTRAINT procedures_evidence_not_empty CHECK (((NOT (text = ''::text)) OR (digest IS NOT NULL))),
    CONSTRAINT procedures_evidence_place CHECK ((((NOT (criterion = ''::text)) AND (document = ''::text)) OR ((criterion = ''::text) AND (NOT (document = ''::text))))),
    CONSTRAINT procedures_evidence_size_check CHECK ((size >= 0))
);

CREATE TABLE public.procedures_expert (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    person_id uuid NOT NULL,
    name text NOT NULL,
    capacity text NOT NULL,
    is_international boolean NOT NULL,
    fields text[] NOT NULL,
    languages text[] NOT NULL,
    is_active boolean NOT NULL,
    by uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT procedures_expert_capacity CHECK ((capacity = ANY (ARRAY['academic'::text, 'student'::text, 'employer'::text, 'quality'::text])))
);

CREATE TABLE public.procedures_factualcheck (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    text jsonb NOT NULL,
    digest bytea NOT NULL,
    sent_on date NOT NULL,
    due_on date NOT NULL,
    comments text,
    answered_by uuid,
    answered_role text,
    answered_at timestamp with time zone,
    response text,
    responded_by uuid,
    responded_role text,
    responded_at timestamp with time zone,
    case_id uuid NOT NULL,
    set_aside uuid
);

CREATE TABLE public.procedures_finding (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    criterion text NOT NULL,
    verdict text NOT NULL,
    text text NOT NULL,
    case_id uuid NOT NULL,
    subject_id uuid,
    set_aside uuid,
    CONSTRAINT procedures_finding_verdict CHECK ((verdict = ANY (ARRAY['met'::text, 'partly'::text, 'not_met'::text])))
);

CREATE TABLE public.procedures_interest (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    has_conflict boolean NOT NULL,
    text text NOT NULL,
    is_known boolean NOT NULL,
    case_id uuid NOT NULL
);

CREATE TABLE public.procedures_internalstep (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    act text NOT NULL,
    state text NOT NULL,
    note text NOT NULL,
    case_id uuid NOT NULL
);

CREATE TABLE public.procedures_listingproposal (
    id uuid NOT NULL,
    keeper_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    list text NOT NULL,
    first_day date NOT NULL,
    until date,
    source text NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    dropped_by uuid,
    dropped_at timestamp with time zone,
    listing_id uuid,
    CONSTRAINT procedures_listing_approval_whole CHECK ((((approved_at IS NULL) AND (approved_by IS NULL)) OR ((approved_at IS NOT NULL) AND (approved_by IS NOT NULL) AND (dropped_at IS NULL)))),
    CONSTRAINT procedures_listing_dropped_whole CHECK ((((dropped_at IS NULL) AND (dropped_by IS NULL)) OR ((dropped_at IS NOT NULL) AND (dropped_by IS NOT NULL)))),
    CONSTRAINT procedures_listing_end_dated CHECK (((listing_id IS NULL) OR (until IS NOT NULL))),
    CONSTRAINT procedures_listing_four_eyes CHECK (((approved_by IS NULL) OR (NOT ((approved_by = proposed_by) AND (approved_by IS NOT NULL))))),
    CONSTRAINT procedures_listing_proposal_days CHECK (((until IS NULL) OR (until > first_day))),
    CONSTRAINT procedures_listing_proposal_list CHECK ((list = ANY (ARRAY['eqar'::text, 'enqa'::text])))
);

CREATE TABLE public.procedures_motion (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    outcome text NOT NULL,
    first_day date,
    until date,
    conditions jsonb NOT NULL,
    reasons jsonb NOT NULL,
    result text,
    case_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    session_id uuid NOT NULL,
    set_aside uuid,
    CONSTRAINT procedures_motion_result CHECK (((result IS NULL) OR (result = ANY (ARRAY['carried'::text, 'lost'::text]))))
);

CREATE TABLE public.procedures_numberseries (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    kind text NOT NULL,
    year smallint NOT NULL,
    last integer NOT NULL,
    CONSTRAINT procedures_numberseries_last_check CHECK ((last >= 0)),
    CONSTRAINT procedures_numberseries_year_check CHECK ((year >= 0))
);

CREATE TABLE public.procedures_objection (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    reason text NOT NULL,
    outcome text,
    answer text,
    answered_by uuid,
    answered_role text,
    answered_at timestamp with time zone,
    case_id uuid NOT NULL,
    member_id uuid NOT NULL,
    CONSTRAINT procedures_objection_outcome CHECK (((outcome IS NULL) OR (outcome = ANY (ARRAY['replaced'::text, 'upheld'::text]))))
);

CREATE TABLE public.procedures_panelmember (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    person_id uuid NOT NULL,
    name text NOT NULL,
    capacity text NOT NULL,
    is_international boolean NOT NULL,
    is_chair boolean NOT NULL,
    removed_at timestamp with time zone,
    removed_because text,
    case_id uuid NOT NULL,
    CONSTRAINT procedures_member_capacity CHECK ((capacity = ANY (ARRAY['academic'::text, 'student'::text, 'employer'::text, 'quality'::text])))
);

CREATE TABLE public.procedures_pause (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    reason text NOT NULL,
    first_day date NOT NULL,
    due_on date NOT NULL,
    answer text,
    answered_by uuid,
    answered_role text,
    answered_at timestamp with time zone,
    until date,
    ended_by uuid,
    case_id uuid NOT NULL
);

CREATE TABLE public.procedures_question (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    criterion text NOT NULL,
    text text NOT NULL,
    due_on date,
    closed_at timestamp with time zone,
    case_id uuid NOT NULL
);

CREATE TABLE public.procedures_remark (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    criterion text NOT NULL,
    text text NOT NULL,
    case_id uuid NOT NULL
);

CREATE TABLE public.procedures_reply (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    text text NOT NULL,
    case_id uuid NOT NULL,
    question_id uuid NOT NULL
);

CREATE TABLE public.procedures_report (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    document text NOT NULL,
    digest bytea NOT NULL,
    languages jsonb NOT NULL,
    published_at timestamp with time zone,
    case_id uuid NOT NULL,
    set_aside uuid
);

CREATE TABLE public.procedures_session (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    day date NOT NULL,
    title text NOT NULL,
    seats uuid[] NOT NULL
);

CREATE TABLE public.procedures_sitevisit (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    form text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    place text NOT NULL,
    programme text NOT NULL,
    held_on date,
    held_by uuid,
    held_role text,
    case_id uuid NOT NULL,
    set_aside uuid,
    CONSTRAINT procedures_visit_days CHECK ((last_day >= first_day)),
    CONSTRAINT procedures_visit_form CHECK ((form = ANY (ARRAY['physical'::text, 'online'::text, 'desk'::text])))
);

CREATE TABLE public.procedures_step (
    id uuid NOT NULL,
    by uuid,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    act text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    note text NOT NULL,
    case_id uuid NOT NULL
);

CREATE TABLE public.procedures_vote (
    id uuid NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    acted_in uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id uuid NOT NULL,
    choice text NOT NULL,
    case_id uuid NOT NULL,
    motion_id uuid NOT NULL,
    CONSTRAINT procedures_vote_choice CHECK ((choice = ANY (ARRAY['for'::text, 'against'::text, 'abstain'::text])))
);

CREATE TABLE public.procedures_worktime (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    case_id uuid NOT NULL,
    route text NOT NULL,
    day date NOT NULL,
    minutes integer NOT NULL,
    what text NOT NULL,
    by uuid NOT NULL,
    role text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT procedures_worktime_minutes CHECK (((minutes >= 1) AND (minutes <= 1440))),
    CONSTRAINT procedures_worktime_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT procedures_worktime_route CHECK ((route = ANY (ARRAY['procedure'::text, 'light'::text])))
);

CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);

CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;

CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;

CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);

CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;

CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registry_checkpoint (
    size bigint NOT NULL,
    root bytea NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    note text NOT NULL
);

CREATE TABLE public.registry_checkpoint_stamp (
    id bigint NOT NULL,
    size bigint NOT NULL,
    token bytea NOT NULL,
    stamped_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL
);

ALTER TABLE public.registry_checkpoint_stamp ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.registry_checkpoint_stamp_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registry_entry (
    id bigint NOT NULL,
    tenant uuid NOT NULL,
    chunk_id bigint NOT NULL,
    "position" integer NOT NULL,
    kind smallint NOT NULL,
    statement jsonb NOT NULL
);

ALTER TABLE public.registry_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.registry_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registry_issuer_certificate (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    key_id text NOT NULL,
    chain text NOT NULL,
    sha256 text NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    demonstration boolean NOT NULL,
    entered_by uuid,
    entered_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    CONSTRAINT registry_certificate_interval CHECK ((first_at < last_at)),
    CONSTRAINT registry_certificate_two_persons CHECK ((((approved_at IS NOT NULL) AND demonstration) OR ((approved_at IS NULL) AND (approved_by IS NULL) AND (entered_by IS NOT NULL)) OR ((approved_at IS NOT NULL) AND (approved_by IS NOT NULL) AND (entered_by IS NOT NULL) AND (NOT ((approved_by = entered_by) AND (approved_by IS NOT NULL) AND (entered_by IS NOT NULL))))))
);

CREATE TABLE public.registry_issuer_key (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    key_id text NOT NULL,
    public text NOT NULL,
    state text NOT NULL,
    purpose text NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    approved_by uuid,
    active_from timestamp with time zone,
    active_until timestamp with time zone,
    compromised_at timestamp with time zone,
    blocked_by uuid,
    blocked_at timestamp with time zone,
    CONSTRAINT registry_key_active_when_approved CHECK ((((active_from IS NULL) AND (state = 'proposed'::text)) OR ((active_from IS NOT NULL) AND (approved_by IS NOT NULL)))),
    CONSTRAINT registry_key_blocked_at CHECK ((((blocked_at IS NOT NULL) AND (blocked_by IS NOT NULL) AND (state = 'blocked'::text)) OR ((NOT (state = 'blocked'::text)) AND (blocked_at IS NULL) AND (blocked_by IS NULL)))),
    CONSTRAINT registry_key_compromised_at CHECK ((((compromised_at IS NOT NULL) AND (state = 'compromised'::text)) OR ((NOT (state = 'compromised'::text)) AND (compromised_at IS NULL)))),
    CONSTRAINT registry_key_interval CHECK (((active_until IS NULL) OR (active_until > active_from))),
    CONSTRAINT registry_key_purpose CHECK ((((public ~~ 'z6Mk%'::text) AND (purpose = 'credentials'::text)) OR ((public ~~ 'zDn%'::text) AND (purpose = 'documents'::text)) OR ((public ~~ 'z6Mk%'::text) AND (purpose = 'log'::text)) OR ((public ~~ 'zDn%'::text) AND (purpose = 'root'::text)) OR ((public ~~ 'zDn%'::text) AND (purpose = 'seal'::text)))),
    CONSTRAINT registry_key_state CHECK ((state = ANY (ARRAY['active'::text, 'blocked'::text, 'compromised'::text, 'proposed'::text, 'retired'::text]))),
    CONSTRAINT registry_key_two_persons CHECK (((approved_by IS NULL) OR (NOT ((approved_by = proposed_by) AND (approved_by IS NOT NULL)))))
);

CREATE TABLE public.registry_issuing_stop (
    id uuid NOT NULL,
    reason text NOT NULL,
    stopped_by uuid NOT NULL,
    stopped_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    lifted_by uuid,
    lifted_at timestamp with time zone,
    lift_proposed_at timestamp with time zone,
    lift_proposed_by uuid,
    CONSTRAINT registry_issuing_stop_four_eyes CHECK (((lifted_by IS NULL) OR (NOT ((lifted_by = lift_proposed_by) AND (lifted_by IS NOT NULL) AND (lift_proposed_by IS NOT NULL)))))
);

CREATE TABLE public.registry_key_ceremony (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    title text NOT NULL,
    digest text NOT NULL,
    keys text[] NOT NULL,
    proposed_by uuid NOT NULL,
    confirmed_by uuid NOT NULL,
    held_at timestamp with time zone NOT NULL,
    CONSTRAINT registry_ceremony_two_persons CHECK ((NOT (confirmed_by = proposed_by)))
);

CREATE TABLE public.registry_key_proposal (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    key_id text NOT NULL,
    act text NOT NULL,
    since timestamp with time zone,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    withdrawn_by uuid,
    withdrawn_at timestamp with time zone,
    CONSTRAINT registry_key_proposal_act CHECK ((act = ANY (ARRAY['compromised'::text, 'reissue'::text, 'unblock'::text]))),
    CONSTRAINT registry_key_proposal_since CHECK ((((act = 'compromised'::text) AND (since IS NOT NULL)) OR ((NOT (act = 'compromised'::text)) AND (since IS NULL)))),
    CONSTRAINT registry_key_proposal_two_persons CHECK ((((approved_at IS NULL) AND (approved_by IS NULL)) OR ((approved_at IS NOT NULL) AND (approved_by IS NOT NULL) AND (withdrawn_at IS NULL) AND (NOT ((approved_by = proposed_by) AND (approved_by IS NOT NULL))))))
);

CREATE TABLE public.registry_log_chunk (
    id bigint NOT NULL,
    tenant uuid NOT NULL,
    kind smallint NOT NULL,
    leaves bytea NOT NULL,
    count integer NOT NULL,
    first_index bigint,
    entered_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT registry_log_chunk_count CHECK ((count > 0)),
    CONSTRAINT registry_log_chunk_kind CHECK (((kind >= 1) AND (kind <= 10))),
    CONSTRAINT registry_log_chunk_leaves CHECK ((octet_length(leaves) = (32 * count)))
);
ALTER TABLE ONLY public.registry_log_chunk ALTER COLUMN leaves SET STORAGE EXTERNAL;

ALTER TABLE public.registry_log_chunk ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.registry_log_chunk_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registry_log_state (
    id smallint NOT NULL,
    size bigint NOT NULL,
    edge text NOT NULL,
    root bytea NOT NULL,
    CONSTRAINT registry_log_state_one CHECK ((id = 1))
);

CREATE TABLE public.registry_published_head (
    tenant uuid NOT NULL,
    seq bigint NOT NULL
);

CREATE TABLE public.registry_signing_intent (
    id bytea NOT NULL,
    tenant uuid NOT NULL,
    kind text NOT NULL,
    key_id text NOT NULL,
    digests bytea NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    emptied_at timestamp with time zone,
    CONSTRAINT registry_intent_kind CHECK ((kind = ANY (ARRAY['credentials'::text, 'documents'::text, 'status_list'::text])))
);

CREATE TABLE public.review_decision (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    digest bytea NOT NULL,
    written_by uuid,
    published_by uuid NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    note text NOT NULL,
    kept text NOT NULL,
    kept_by uuid,
    answers text,
    outcome text,
    reason text,
    by uuid,
    at timestamp with time zone,
    confirmed_by uuid,
    confirmed_at timestamp with time zone,
    declined_by uuid,
    declined_at timestamp with time zone,
    declined_note text,
    version_id uuid NOT NULL,
    CONSTRAINT review_decision_declined CHECK (((declined_by IS NULL) OR ((outcome = 'approved'::text) AND (NOT ((declined_by = by) AND (declined_by IS NOT NULL) AND (by IS NOT NULL)))))),
    CONSTRAINT review_decision_four_eyes CHECK (((confirmed_by IS NULL) OR ((outcome = 'approved'::text) AND (NOT ((confirmed_by = by) AND (confirmed_by IS NOT NULL) AND (by IS NOT NULL)))))),
    CONSTRAINT review_decision_one_end CHECK (((confirmed_by IS NULL) OR (declined_by IS NULL))),
    CONSTRAINT review_decision_other_person CHECK (((by IS NULL) OR (((written_by IS NULL) OR (NOT ((written_by = by) AND (written_by IS NOT NULL) AND (by IS NOT NULL)))) AND ((published_by IS NULL) OR (NOT ((published_by = by) AND (by IS NOT NULL))))))),
    CONSTRAINT review_decision_outcome CHECK (((outcome IS NULL) OR (outcome = ANY (ARRAY['approved'::text, 'returned'::text])))),
    CONSTRAINT review_decision_whole CHECK ((((answers IS NULL) AND (at IS NULL) AND (by IS NULL) AND (outcome IS NULL) AND (reason IS NULL)) OR ((answers IS NOT NULL) AND (at IS NOT NULL) AND (by IS NOT NULL) AND (outcome IS NOT NULL) AND (reason IS NOT NULL))))
);

CREATE TABLE public.standards_amendment (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    nation character varying(2) NOT NULL,
    first_day date NOT NULL,
    changes jsonb NOT NULL,
    content_hash bytea NOT NULL,
    reason text NOT NULL,
    evidence text NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    recorded_on date,
    files jsonb NOT NULL,
    links jsonb NOT NULL,
    revises uuid,
    withdrawn_at timestamp with time zone,
    withdrawn_because text,
    withdrawn_by uuid,
    CONSTRAINT standards_amendment_approval_whole CHECK ((((approved_at IS NULL) AND (approved_by IS NULL) AND (recorded_on IS NULL)) OR ((approved_at IS NOT NULL) AND (approved_by IS NOT NULL) AND (recorded_on IS NOT NULL)))),
    CONSTRAINT standards_amendment_four_eyes CHECK (((approved_by IS NULL) OR (NOT ((approved_by = proposed_by) AND (approved_by IS NOT NULL))))),
    CONSTRAINT standards_amendment_never_back CHECK (((recorded_on IS NULL) OR (first_day > recorded_on))),
    CONSTRAINT standards_amendment_one_end CHECK (((approved_at IS NULL) OR (withdrawn_at IS NULL))),
    CONSTRAINT standards_amendment_reasoned CHECK (((NOT (reason = ''::text)) AND (NOT (evidence = ''::text))))
);

CREATE TABLE public.standards_amendment_draft (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    nation character varying(2) NOT NULL,
    first_day date,
    changes jsonb NOT NULL,
    reason text NOT NULL,
    evidence text NOT NULL,
    links jsonb NOT NULL,
    files jsonb NOT NULL,
    revises uuid,
    begun_by uuid NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);

CREATE TABLE public.standards_answer (
    comment_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    consultation_id uuid NOT NULL,
    text text NOT NULL,
    answered_by uuid NOT NULL,
    answered_at timestamp with time zone NOT NULL
);

CREATE TABLE public.standards_comment (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    consultation_id uuid NOT NULL,
    clause character varying(200) NOT NULL,
    text text NOT NULL,
    written_by uuid NOT NULL,
    written_at timestamp with time zone NOT NULL
);

CREATE TABLE public.standards_consultation (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    amendment_id uuid NOT NULL,
    content_hash bytea NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    kinds jsonb NOT NULL,
    invited jsonb NOT NULL,
    opened_by uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_by uuid,
    closed_at timestamp with time zone,
    summary jsonb,
    CONSTRAINT standards_consultation_period CHECK ((last_day >= first_day))
);

CREATE TABLE public.standards_evidence (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    name character varying(200) NOT NULL,
    media_type character varying(80) NOT NULL,
    digest bytea NOT NULL,
    content bytea NOT NULL,
    brought_by uuid NOT NULL,
    brought_at timestamp with time zone NOT NULL
);

CREATE TABLE public.standards_guideline (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    nation character varying(2) NOT NULL,
    number integer NOT NULL,
    title jsonb NOT NULL,
    text jsonb NOT NULL,
    source text NOT NULL,
    first_day date NOT NULL,
    entered_by uuid NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    CONSTRAINT standards_guideline_number_check CHECK ((number >= 0))
);

CREATE TABLE public.standards_guideline_proposal (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    nation character varying(2) NOT NULL,
    title jsonb NOT NULL,
    text jsonb NOT NULL,
    source text NOT NULL,
    first_day date NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    dropped_by uuid,
    dropped_at timestamp with time zone,
    CONSTRAINT standards_guideline_approval_whole CHECK ((((approved_at IS NULL) AND (approved_by IS NULL)) OR ((approved_at IS NOT NULL) AND (approved_by IS NOT NULL) AND (dropped_at IS NULL)))),
    CONSTRAINT standards_guideline_dropped_whole CHECK ((((dropped_at IS NULL) AND (dropped_by IS NULL)) OR ((dropped_at IS NOT NULL) AND (dropped_by IS NOT NULL)))),
    CONSTRAINT standards_guideline_four_eyes CHECK (((approved_by IS NULL) OR (NOT ((approved_by = proposed_by) AND (approved_by IS NOT NULL)))))
);

CREATE TABLE public.standards_moved_day (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    nation character varying(2) NOT NULL,
    day date NOT NULL,
    works boolean NOT NULL,
    name text NOT NULL,
    source text NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    dropped_by uuid,
    dropped_at timestamp with time zone,
    CONSTRAINT standards_moved_day_approval_whole CHECK ((((approved_at IS NULL) AND (approved_by IS NULL)) OR ((approved_at IS NOT NULL) AND (approved_by IS NOT NULL) AND (dropped_at IS NULL)))),
    CONSTRAINT standards_moved_day_dropped_whole CHECK ((((dropped_at IS NULL) AND (dropped_by IS NULL)) OR ((dropped_at IS NOT NULL) AND (dropped_by IS NOT NULL)))),
    CONSTRAINT standards_moved_day_four_eyes CHECK (((approved_by IS NULL) OR (NOT ((approved_by = proposed_by) AND (approved_by IS NOT NULL))))),
    CONSTRAINT standards_moved_day_sourced CHECK (((NOT (name = ''::text)) AND (NOT (source = ''::text))))
);

CREATE TABLE public.stateregister_discrepancy (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    nation character varying(2) NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    ours text NOT NULL,
    theirs text NOT NULL,
    found_at timestamp with time zone NOT NULL,
    resolution text,
    note text,
    resolved_by uuid,
    resolved_at timestamp with time zone,
    CONSTRAINT stateregister_discrepancy_kind CHECK ((kind = ANY (ARRAY['provider_only_there'::text, 'provider_only_here'::text, 'provider_name'::text, 'provider_ended'::text, 'licence_only_there'::text, 'licence_only_here'::text, 'licence_holder'::text, 'licence_term'::text]))),
    CONSTRAINT stateregister_discrepancy_resolved CHECK ((((note IS NULL) AND (resolution IS NULL) AND (resolved_at IS NULL) AND (resolved_by IS NULL)) OR ((note IS NOT NULL) AND (resolution = ANY (ARRAY['ours'::text, 'theirs'::text, 'corrected'::text])) AND (resolved_at IS NOT NULL) AND (resolved_by IS NOT NULL))))
);

CREATE TABLE public.stateregister_lookup (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    ground text NOT NULL,
    clause text NOT NULL,
    case_number text NOT NULL,
    wanted bytea NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    CONSTRAINT stateregister_lookup_ground CHECK ((ground = ANY (ARRAY['person_asked'::text, 'recognition_procedure'::text, 'licence_procedure'::text, 'public_service'::text, 'court'::text, 'fraud_inquiry'::text]))),
    CONSTRAINT stateregister_lookup_reasoned CHECK (((NOT (clause = ''::text)) AND (NOT (case_number = ''::text))))
);

CREATE TABLE public.stateregister_reconciliation (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    nation character varying(2) NOT NULL,
    compared_at timestamp with time zone,
    theirs integer NOT NULL,
    ours integer NOT NULL,
    last_code text NOT NULL,
    next_at timestamp with time zone NOT NULL,
    CONSTRAINT stateregister_reconciliation_ours_check CHECK ((ours >= 0)),
    CONSTRAINT stateregister_reconciliation_theirs_check CHECK ((theirs >= 0))
);

CREATE TABLE public.usersessions_usersession (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ip inet NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    session_key character varying(40) NOT NULL,
    user_agent character varying(200) NOT NULL,
    data jsonb NOT NULL,
    user_id uuid NOT NULL
);

ALTER TABLE public.usersessions_usersession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.usersessions_usersession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);

ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);

ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);

INSERT INTO public.django_migrations VALUES
	(1, 'accounts', '0001_initial', now()),
	(2, 'accounts', '0002_person_token', now()),
	(3, 'accounts', '0003_login', now()),
	(4, 'account', '0001_initial', now()),
	(5, 'account', '0002_email_max_length', now()),
	(6, 'account', '0003_alter_emailaddress_create_unique_verified_email', now()),
	(7, 'account', '0004_alter_emailaddress_drop_unique_email', now()),
	(8, 'account', '0005_emailaddress_idx_upper_email', now()),
	(9, 'account', '0006_emailaddress_lower', now()),
	(10, 'account', '0007_emailaddress_idx_email', now()),
	(11, 'account', '0008_emailaddress_unique_primary_email_fixup', now()),
	(12, 'account', '0009_emailaddress_unique_primary_email', now()),
	(13, 'organisations', '0001_initial', now()),
	(14, 'catalogue', '0001_initial', now()),
	(15, 'catalogue', '0002_search', now()),
	(16, 'catalogue', '0003_index', now()),
	(17, 'catalogue', '0004_offerings', now()),
	(18, 'catalogue', '0005_kinds', now()),
	(19, 'accreditation', '0001_initial', now()),
	(20, 'accreditation', '0002_bitemporal', now()),
	(21, 'accreditation', '0003_sent_back', now()),
	(22, 'accreditation', '0004_statement', now()),
	(23, 'accreditation', '0005_basis', now()),
	(24, 'accreditation', '0006_afterwards', now()),
	(25, 'accreditation', '0007_format_retirement', now()),
	(26, 'contenttypes', '0001_initial', now()),
	(27, 'contenttypes', '0002_remove_content_type_name', now()),
	(28, 'auth', '0001_initial', now()),
	(29, 'auth', '0002_alter_permission_name_max_length', now()),
	(30, 'auth', '0003_alter_user_email_max_length', now()),
	(31, 'auth', '0004_alter_user_username_opts', now()),
	(32, 'auth', '0005_alter_user_last_login_null', now()),
	(33, 'auth', '0006_require_contenttypes_0002', now()),
	(34, 'auth', '0007_alter_validators_add_error_messages', now()),
	(35, 'auth', '0008_alter_user_username_max_length', now()),
	(36, 'auth', '0009_alter_user_last_name_max_length', now()),
	(37, 'auth', '0010_alter_group_name_max_length', now()),
	(38, 'auth', '0011_update_proxy_permissions', now()),
	(39, 'auth', '0012_alter_user_first_name_max_length', now()),
	(40, 'catalogue', '0006_confirmations', now()),
	(41, 'catalogue', '0007_claims', now()),
	(42, 'awards', '0001_initial', now()),
	(43, 'awards', '0002_identity', now()),
	(44, 'awards', '0003_imports', now()),
	(45, 'awards', '0004_held_batches', now()),
	(46, 'catalogue', '0008_seats', now()),
	(47, 'catalogue', '0009_recognisers', now()),
	(48, 'common', '0001_ground', now()),
	(49, 'common', '0002_mail', now()),
	(50, 'common', '0003_forget_keys', now()),
	(51, 'common', '0004_job_notes', now()),
	(52, 'criteria', '0001_initial', now()),
	(53, 'funding', '0001_initial', now()),
	(54, 'funding', '0002_account', now()),
	(55, 'funding', '0003_seats', now()),
	(56, 'issuing', '0001_initial', now()),
	(57, 'issuing', '0002_rules', now()),
	(58, 'issuing', '0003_national', now()),
	(59, 'issuing', '0004_holders', now()),
	(60, 'issuing', '0005_template_facts', now()),
	(61, 'issuing', '0006_documents', now()),
	(62, 'issuing', '0007_token_lists', now()),
	(63, 'issuing', '0008_reissue', now()),
	(64, 'issuing', '0009_layouts', now()),
	(65, 'lightroute', '0001_initial', now()),
	(66, 'lightroute', '0002_audit', now()),
	(67, 'lightroute', '0003_appeals', now()),
	(68, 'mfa', '0001_initial', now()),
	(69, 'mfa', '0002_authenticator_timestamps', now()),
	(70, 'mfa', '0003_authenticator_type_uniq', now()),
	(71, 'needs', '0001_initial', now()),
	(72, 'organisations', '0002_team', now()),
	(73, 'organisations', '0003_first_people', now()),
	(74, 'organisations', '0004_roles', now()),
	(75, 'organisations', '0005_custody', now()),
	(76, 'oversight', '0001_filings', now()),
	(77, 'procedures', '0001_cases', now()),
	(78, 'procedures', '0002_numbers', now()),
	(79, 'procedures', '0003_powers', now()),
	(80, 'procedures', '0004_again', now()),
	(81, 'procedures', '0005_listings', now()),
	(82, 'procrastinate', '0001_initial', now()),
	(83, 'procrastinate', '0002_drop_started_at_column', now()),
	(84, 'procrastinate', '0003_drop_started_at_column', now()),
	(85, 'procrastinate', '0004_drop_procrastinate_version_table', now()),
	(86, 'procrastinate', '0005_fix_procrastinate_fetch_job', now()),
	(87, 'procrastinate', '0006_fix_trigger_status_events_insert', now()),
	(88, 'procrastinate', '0007_add_queueing_lock_column', now()),
	(89, 'procrastinate', '0008_close_fetch_job_race_condition', now()),
	(90, 'procrastinate', '0009_add_defer_job_function', now()),
	(91, 'procrastinate', '0010_add_procrastinate_periodic_defers', now()),
	(92, 'procrastinate', '0011_add_foreign_key_index', now()),
	(93, 'procrastinate', '0012_add_locks_to_periodic_defer', now()),
	(94, 'procrastinate', '0013_fix_procrastinate_defer_periodic_job', now()),
	(95, 'procrastinate', '0014_add_finish_job_and_retry_job_functions', now()),
	(96, 'procrastinate', '0015_add_trigger_on_job_deletion', now()),
	(97, 'procrastinate', '0016_delete_finished_jobs', now()),
	(98, 'procrastinate', '0017_add_checks_to_finish_job', now()),
	(99, 'procrastinate', '0018_add_checks_to_retry_job', now()),
	(100, 'procrastinate', '0019_fix_finish_job_compat_issue', now()),
	(101, 'procrastinate', '0020_add_index_on_procrastinate_jobs', now()),
	(102, 'procrastinate', '0021_add_kwargs_to_defer_periodic_job', now()),
	(103, 'procrastinate', '0022_null_locks_excluded', now()),
	(104, 'procrastinate', '0023_remove_old_finish_job_function', now()),
	(105, 'procrastinate', '0024_job_id_bigint', now()),
	(106, 'procrastinate', '0025_add_models', now()),
	(107, 'procrastinate', '0026_add_job_priority', now()),
	(108, 'procrastinate', '0027_add_periodic_job_priority', now()),
	(109, 'procrastinate', '0028_add_cancel_states', now()),
	(110, 'procrastinate', '0029_add_additional_params_to_retry_job', now()),
	(111, 'procrastinate', '0030_alter_procrastinateevent_options', now()),
	(112, 'procrastinate', '0031_add_indexes_for_fetch_job', now()),
	(113, 'procrastinate', '0032_pre_cancel_notification', now()),
	(114, 'procrastinate', '0033_post_cancel_notification', now()),
	(115, 'procrastinate', '0034_pre_add_heartbeat', now()),
	(116, 'procrastinate', '0035_post_add_heartbeat', now()),
	(117, 'procrastinate', '0036_add_worker_model', now()),
	(118, 'procrastinate', '0037_pre_batch_defer_jobs', now()),
	(119, 'procrastinate', '0038_post_batch_defer_jobs', now()),
	(120, 'procrastinate', '0039_pre_priority_lock_fetch_job', now()),
	(121, 'procrastinate', '0040_pre_retry_failed_job', now()),
	(122, 'procrastinate', '0041_post_retry_failed_job', now()),
	(123, 'registry', '0001_initial', now()),
	(124, 'registry', '0002_functions', now()),
	(125, 'registry', '0003_lift_by_two', now()),
	(126, 'registry', '0004_purposes', now()),
	(127, 'registry', '0005_certificates', now()),
	(128, 'registry', '0006_ceremonies', now()),
	(129, 'review', '0001_initial', now()),
	(130, 'sessions', '0001_initial', now()),
	(131, 'standards', '0001_initial', now()),
	(132, 'standards', '0002_moved_day', now()),
	(133, 'standards', '0003_consultations', now()),
	(134, 'standards', '0004_withdrawn_because', now()),
	(135, 'standards', '0005_guideline_proposal', now()),
	(136, 'stateregister', '0001_initial', now()),
	(137, 'stateregister', '0002_look', now()),
	(138, 'stateregister', '0003_exchange', now()),
	(139, 'usersessions', '0001_initial', now());

INSERT INTO public.registry_log_state VALUES
	(1, 0, '{"size":0,"levels":[]}', '\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');

SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 1, false);

SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);

SELECT pg_catalog.setval('public.django_migrations_id_seq', 139, true);

SELECT pg_catalog.setval('public.issuing_publication_id_seq', 1, false);

SELECT pg_catalog.setval('public.issuing_status_list_id_seq', 1, false);

SELECT pg_catalog.setval('public.issuing_template_id_seq', 1, false);

SELECT pg_catalog.setval('public.mfa_authenticator_id_seq', 1, false);

SELECT pg_catalog.setval('public.procrastinate_events_id_seq', 1, false);

SELECT pg_catalog.setval('public.procrastinate_jobs_id_seq', 1, false);

SELECT pg_catalog.setval('public.procrastinate_periodic_defers_id_seq', 1, false);

SELECT pg_catalog.setval('public.procrastinate_workers_id_seq', 1, false);

SELECT pg_catalog.setval('public.registry_checkpoint_stamp_id_seq', 1, false);

SELECT pg_catalog.setval('public.registry_entry_id_seq', 1, false);

SELECT pg_catalog.setval('public.registry_log_chunk_id_seq', 1, false);

SELECT pg_catalog.setval('public.usersessions_usersession_id_seq', 1, false);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_api_client
    ADD CONSTRAINT accounts_api_client_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_cache
    ADD CONSTRAINT accounts_cache_pkey PRIMARY KEY (cache_key);

ALTER TABLE ONLY public.accounts_client_use
    ADD CONSTRAINT accounts_client_use_pkey PRIMARY KEY (client_id);

ALTER TABLE ONLY public.accounts_login
    ADD CONSTRAINT accounts_login_email_key UNIQUE (email);

ALTER TABLE ONLY public.accounts_login
    ADD CONSTRAINT accounts_login_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_person
    ADD CONSTRAINT accounts_person_email_folded_key UNIQUE (email_folded);

ALTER TABLE ONLY public.accounts_person
    ADD CONSTRAINT accounts_person_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_person_token
    ADD CONSTRAINT accounts_person_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_signin_link
    ADD CONSTRAINT accounts_signin_link_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accreditation_certificateformat
    ADD CONSTRAINT accreditation_certificateformat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accreditation_decision
    ADD CONSTRAINT accreditation_decision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accreditation_decision
    ADD CONSTRAINT accreditation_decision_proposal_id_key UNIQUE (proposal_id);

ALTER TABLE ONLY public.accreditation_decisionchange
    ADD CONSTRAINT accreditation_decisionchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accreditation_decisionchange
    ADD CONSTRAINT accreditation_decisionchange_proposal_id_key UNIQUE (proposal_id);

ALTER TABLE ONLY public.accreditation_certificateformat
    ADD CONSTRAINT accreditation_format_number_once UNIQUE (organisation_id, number);

ALTER TABLE ONLY public.accreditation_certificateformat
    ADD CONSTRAINT accreditation_format_once UNIQUE (organisation_id, content_hash);

ALTER TABLE ONLY public.accreditation_formatretirement
    ADD CONSTRAINT accreditation_formatretirement_format_id_key UNIQUE (format_id);

ALTER TABLE ONLY public.accreditation_formatretirement
    ADD CONSTRAINT accreditation_formatretirement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accreditation_proposal
    ADD CONSTRAINT accreditation_proposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accreditation_signedstatement
    ADD CONSTRAINT accreditation_signedstatement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accreditation_signedstatement
    ADD CONSTRAINT accreditation_statement_once_a_day UNIQUE (decision_id, key_id, changes, made_on);

ALTER TABLE ONLY public.accreditation_tenure
    ADD CONSTRAINT accreditation_tenure_no_overlap_authorisation EXCLUDE USING gist (public.accreditation_uuidrange(subject_id, subject_id, '[]'::text) WITH &&, daterange(first_day, until, '[)'::text) WITH &&) WHERE ((kind = 'authorisation'::text));

ALTER TABLE ONLY public.accreditation_tenure
    ADD CONSTRAINT accreditation_tenure_no_overlap_format EXCLUDE USING gist (public.accreditation_uuidrange(subject_id, subject_id, '[]'::text) WITH &&, daterange(first_day, until, '[)'::text) WITH &&) WHERE ((kind = 'format'::text));

ALTER TABLE ONLY public.accreditation_tenure
    ADD CONSTRAINT accreditation_tenure_no_overlap_institution EXCLUDE USING gist (public.accreditation_uuidrange(subject_id, subject_id, '[]'::text) WITH &&, daterange(first_day, until, '[)'::text) WITH &&) WHERE ((kind = 'institution'::text));

ALTER TABLE ONLY public.accreditation_tenure
    ADD CONSTRAINT accreditation_tenure_no_overlap_licence EXCLUDE USING gist (public.accreditation_uuidrange(subject_id, subject_id, '[]'::text) WITH &&, daterange(first_day, until, '[)'::text) WITH &&) WHERE ((kind = 'licence'::text));

ALTER TABLE ONLY public.accreditation_tenure
    ADD CONSTRAINT accreditation_tenure_no_overlap_programme EXCLUDE USING gist (public.accreditation_uuidrange(subject_id, subject_id, '[]'::text) WITH &&, daterange(first_day, until, '[)'::text) WITH &&) WHERE ((kind = 'programme'::text));

ALTER TABLE ONLY public.accreditation_tenure
    ADD CONSTRAINT accreditation_tenure_pkey PRIMARY KEY (decision_id);

ALTER TABLE ONLY public.awards_award
    ADD CONSTRAINT awards_award_pkey PRIMARY KEY (issuer_id, id);

ALTER TABLE ONLY public.awards_award
    ADD CONSTRAINT awards_award_row_once UNIQUE (issuer_id, batch_id, row_number);

ALTER TABLE ONLY public.awards_batch
    ADD CONSTRAINT awards_batch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.awards_batch_row
    ADD CONSTRAINT awards_batch_row_pkey PRIMARY KEY (batch_id, number);

ALTER TABLE ONLY public.awards_enrolment
    ADD CONSTRAINT awards_enrolment_once UNIQUE (run_id, learner_id);

ALTER TABLE ONLY public.awards_enrolment
    ADD CONSTRAINT awards_enrolment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.awards_erasure
    ADD CONSTRAINT awards_erasure_once UNIQUE (learner_id);

ALTER TABLE ONLY public.awards_erasure
    ADD CONSTRAINT awards_erasure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.awards_import_part
    ADD CONSTRAINT awards_import_part_pkey PRIMARY KEY (import_id, number);

ALTER TABLE ONLY public.awards_import
    ADD CONSTRAINT awards_import_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.awards_known_heading
    ADD CONSTRAINT awards_known_heading_once UNIQUE (organisation_id, heading);

ALTER TABLE ONLY public.awards_known_heading
    ADD CONSTRAINT awards_known_heading_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.awards_learner
    ADD CONSTRAINT awards_learner_person_key_id_key UNIQUE (person_key_id);

ALTER TABLE ONLY public.awards_learner
    ADD CONSTRAINT awards_learner_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.awards_result
    ADD CONSTRAINT awards_result_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.awards_run
    ADD CONSTRAINT awards_run_once UNIQUE (organisation_id, code);

ALTER TABLE ONLY public.awards_run
    ADD CONSTRAINT awards_run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_confirmation
    ADD CONSTRAINT catalogue_confirmation_once_a_day UNIQUE (subject_id, day);

ALTER TABLE ONLY public.catalogue_confirmation
    ADD CONSTRAINT catalogue_confirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_course
    ADD CONSTRAINT catalogue_course_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_draft
    ADD CONSTRAINT catalogue_draft_once UNIQUE (organisation_id, slug);

ALTER TABLE ONLY public.catalogue_draft
    ADD CONSTRAINT catalogue_draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_levelreferral
    ADD CONSTRAINT catalogue_levelreferral_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_offering
    ADD CONSTRAINT catalogue_offering_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_programme
    ADD CONSTRAINT catalogue_programme_once UNIQUE (organisation_id, slug);

ALTER TABLE ONLY public.catalogue_programme
    ADD CONSTRAINT catalogue_programme_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_programmeversion
    ADD CONSTRAINT catalogue_programmeversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_recognition
    ADD CONSTRAINT catalogue_recognition_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_levelreferral
    ADD CONSTRAINT catalogue_referral_once UNIQUE (version_id, act);

ALTER TABLE ONLY public.catalogue_search
    ADD CONSTRAINT catalogue_search_pkey PRIMARY KEY (programme_id);

ALTER TABLE ONLY public.catalogue_seats
    ADD CONSTRAINT catalogue_seats_pkey PRIMARY KEY (offering_id);

ALTER TABLE ONLY public.catalogue_standing
    ADD CONSTRAINT catalogue_standing_pkey PRIMARY KEY (decision_id);

ALTER TABLE ONLY public.catalogue_programmeversion
    ADD CONSTRAINT catalogue_version_digest_once UNIQUE (programme_id, digest);

ALTER TABLE ONLY public.catalogue_programmeversion
    ADD CONSTRAINT catalogue_version_number_once UNIQUE (programme_id, number);

ALTER TABLE ONLY public.common_chain_head
    ADD CONSTRAINT common_chain_head_pkey PRIMARY KEY (tenant);

ALTER TABLE ONLY public.common_event
    ADD CONSTRAINT common_event_pkey PRIMARY KEY (tenant, seq);

ALTER TABLE ONLY public.common_idempotency_key
    ADD CONSTRAINT common_idempotency_key_once UNIQUE (tenant, operation, key);

ALTER TABLE ONLY public.common_idempotency_key
    ADD CONSTRAINT common_idempotency_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.common_installation
    ADD CONSTRAINT common_installation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.common_job_retry
    ADD CONSTRAINT common_job_retry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.common_job_trouble
    ADD CONSTRAINT common_job_trouble_pkey PRIMARY KEY (job_id);

ALTER TABLE ONLY public.common_mail
    ADD CONSTRAINT common_mail_once UNIQUE (kind, about);

ALTER TABLE ONLY public.common_mail
    ADD CONSTRAINT common_mail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.common_person_key
    ADD CONSTRAINT common_person_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.criteria_draft
    ADD CONSTRAINT criteria_draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.criteria_set
    ADD CONSTRAINT criteria_set_once UNIQUE (agency_id, kind, number);

ALTER TABLE ONLY public.criteria_set
    ADD CONSTRAINT criteria_set_one_a_day UNIQUE (agency_id, kind, first_day);

ALTER TABLE ONLY public.criteria_set
    ADD CONSTRAINT criteria_set_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.funding_account
    ADD CONSTRAINT funding_account_pkey PRIMARY KEY (scheme_id);

ALTER TABLE ONLY public.funding_application
    ADD CONSTRAINT funding_application_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_claim
    ADD CONSTRAINT funding_claim_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_proof
    ADD CONSTRAINT funding_proof_application_id_key UNIQUE (application_id);

ALTER TABLE ONLY public.funding_proof
    ADD CONSTRAINT funding_proof_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_scheme
    ADD CONSTRAINT funding_scheme_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_status_change
    ADD CONSTRAINT issuing_change_step_once UNIQUE (credential_id, step);

ALTER TABLE ONLY public.issuing_chunk
    ADD CONSTRAINT issuing_chunk_once UNIQUE (batch_id, number);

ALTER TABLE ONLY public.issuing_chunk
    ADD CONSTRAINT issuing_chunk_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_claim
    ADD CONSTRAINT issuing_claim_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_comparison
    ADD CONSTRAINT issuing_comparison_pkey PRIMARY KEY (organisation_id);

ALTER TABLE ONLY public.issuing_correction
    ADD CONSTRAINT issuing_correction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_counter
    ADD CONSTRAINT issuing_counter_pkey PRIMARY KEY (organisation_id, version_id, month, act);

ALTER TABLE ONLY public.issuing_credential
    ADD CONSTRAINT issuing_credential_pkey PRIMARY KEY (issuer_id, id);

ALTER TABLE ONLY public.issuing_credential
    ADD CONSTRAINT issuing_credential_place UNIQUE (issuer_id, chunk_id, "position");

ALTER TABLE ONLY public.issuing_credential
    ADD CONSTRAINT issuing_credential_status UNIQUE (issuer_id, list_id, status_index);

ALTER TABLE ONLY public.issuing_difference
    ADD CONSTRAINT issuing_difference_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_document
    ADD CONSTRAINT issuing_document_identity_key UNIQUE (identity);

ALTER TABLE ONLY public.issuing_document
    ADD CONSTRAINT issuing_document_log_chunk_id_key UNIQUE (log_chunk_id);

ALTER TABLE ONLY public.issuing_document
    ADD CONSTRAINT issuing_document_once UNIQUE (credential_id, format, key_id);

ALTER TABLE ONLY public.issuing_document
    ADD CONSTRAINT issuing_document_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_intent
    ADD CONSTRAINT issuing_intent_once UNIQUE (batch_id, number);

ALTER TABLE ONLY public.issuing_intent
    ADD CONSTRAINT issuing_intent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_layout_draft
    ADD CONSTRAINT issuing_layout_draft_organisation_id_key UNIQUE (organisation_id);

ALTER TABLE ONLY public.issuing_layout_draft
    ADD CONSTRAINT issuing_layout_draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_layout
    ADD CONSTRAINT issuing_layout_format_id_key UNIQUE (format_id);

ALTER TABLE ONLY public.issuing_layout_pin
    ADD CONSTRAINT issuing_layout_pin_pkey PRIMARY KEY (chunk_id);

ALTER TABLE ONLY public.issuing_layout
    ADD CONSTRAINT issuing_layout_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_link_series
    ADD CONSTRAINT issuing_link_series_pkey PRIMARY KEY (person_key_id);

ALTER TABLE ONLY public.issuing_national_outbox
    ADD CONSTRAINT issuing_national_outbox_pkey PRIMARY KEY (chunk_id);

ALTER TABLE ONLY public.issuing_national_registration
    ADD CONSTRAINT issuing_national_registration_leaf UNIQUE (log_chunk_id, log_position);

ALTER TABLE ONLY public.issuing_national_registration
    ADD CONSTRAINT issuing_national_registration_pkey PRIMARY KEY (issuer_id, credential_id);

ALTER TABLE ONLY public.issuing_publication
    ADD CONSTRAINT issuing_publication_once UNIQUE (list_id, purpose, valid_from, version);

ALTER TABLE ONLY public.issuing_publication
    ADD CONSTRAINT issuing_publication_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_reissue
    ADD CONSTRAINT issuing_reissue_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_reissue
    ADD CONSTRAINT issuing_reissue_proposal_id_key UNIQUE (proposal_id);

ALTER TABLE ONLY public.issuing_share
    ADD CONSTRAINT issuing_share_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_share_use
    ADD CONSTRAINT issuing_share_use_pkey PRIMARY KEY (share_id);

ALTER TABLE ONLY public.issuing_status_change
    ADD CONSTRAINT issuing_status_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_status_list
    ADD CONSTRAINT issuing_status_list_number UNIQUE (organisation_id, number);

ALTER TABLE ONLY public.issuing_status_list
    ADD CONSTRAINT issuing_status_list_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issuing_status_pool
    ADD CONSTRAINT issuing_status_pool_pkey PRIMARY KEY (list_id);

ALTER TABLE ONLY public.issuing_template
    ADD CONSTRAINT issuing_template_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.issuing_template
    ADD CONSTRAINT issuing_template_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.lightroute_appeal
    ADD CONSTRAINT lightroute_appeal_listing_id_key UNIQUE (listing_id);

ALTER TABLE ONLY public.lightroute_appeal
    ADD CONSTRAINT lightroute_appeal_number UNIQUE (agency_id, number);

ALTER TABLE ONLY public.lightroute_appeal
    ADD CONSTRAINT lightroute_appeal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.lightroute_appealseat
    ADD CONSTRAINT lightroute_appealseat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.lightroute_audit
    ADD CONSTRAINT lightroute_audit_once UNIQUE (draw_id, decision_id);

ALTER TABLE ONLY public.lightroute_audit
    ADD CONSTRAINT lightroute_audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.lightroute_draw
    ADD CONSTRAINT lightroute_draw_once UNIQUE (agency_id, year);

ALTER TABLE ONLY public.lightroute_draw
    ADD CONSTRAINT lightroute_draw_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.lightroute_listing
    ADD CONSTRAINT lightroute_listing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.lightroute_notification
    ADD CONSTRAINT lightroute_note_number UNIQUE (agency_id, number);

ALTER TABLE ONLY public.lightroute_notification
    ADD CONSTRAINT lightroute_notification_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.lightroute_proposal
    ADD CONSTRAINT lightroute_proposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.lightroute_question
    ADD CONSTRAINT lightroute_question_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.lightroute_record
    ADD CONSTRAINT lightroute_record_pkey PRIMARY KEY (decision_id);

ALTER TABLE ONLY public.lightroute_appealseat
    ADD CONSTRAINT lightroute_seat_once UNIQUE (appeal_id, person_id);

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.needs_answer
    ADD CONSTRAINT needs_answer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.needs_need
    ADD CONSTRAINT needs_need_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.needs_offer
    ADD CONSTRAINT needs_offer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.needs_partnership
    ADD CONSTRAINT needs_partnership_offer_id_key UNIQUE (offer_id);

ALTER TABLE ONLY public.needs_partnership
    ADD CONSTRAINT needs_partnership_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.needs_sector
    ADD CONSTRAINT needs_sector_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisations_custody
    ADD CONSTRAINT organisations_custody_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisations_enquiry
    ADD CONSTRAINT organisations_enquiry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisations_invitation
    ADD CONSTRAINT organisations_invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisations_kind
    ADD CONSTRAINT organisations_kind_once UNIQUE NULLS NOT DISTINCT (organisation_id, kind, from_day);

ALTER TABLE ONLY public.organisations_kind
    ADD CONSTRAINT organisations_kind_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisations_mandate
    ADD CONSTRAINT organisations_mandate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisations_membership
    ADD CONSTRAINT organisations_membership_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisations_name
    ADD CONSTRAINT organisations_name_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisations_organisation
    ADD CONSTRAINT organisations_organisation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisations_organisation
    ADD CONSTRAINT organisations_organisation_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.organisations_relation
    ADD CONSTRAINT organisations_relation_once UNIQUE (organisation_id, kind, other_id, from_day);

ALTER TABLE ONLY public.organisations_relation
    ADD CONSTRAINT organisations_relation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisations_signatory
    ADD CONSTRAINT organisations_signatory_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisations_switch
    ADD CONSTRAINT organisations_switch_once UNIQUE (organisation_id, feature);

ALTER TABLE ONLY public.organisations_switch
    ADD CONSTRAINT organisations_switch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.oversight_appeal_member
    ADD CONSTRAINT oversight_appeal_member_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.oversight_check
    ADD CONSTRAINT oversight_check_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.oversight_filing
    ADD CONSTRAINT oversight_filing_number_once UNIQUE (agency_id, number);

ALTER TABLE ONLY public.oversight_filing
    ADD CONSTRAINT oversight_filing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.oversight_appeal_member
    ADD CONSTRAINT oversight_member_once UNIQUE (filing_id, person_id);

ALTER TABLE ONLY public.oversight_reminder
    ADD CONSTRAINT oversight_reminder_once UNIQUE (organisation_id, about, mark);

ALTER TABLE ONLY public.oversight_reminder
    ADD CONSTRAINT oversight_reminder_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_agencylisting
    ADD CONSTRAINT procedures_agencylisting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_agendaitem
    ADD CONSTRAINT procedures_agenda_once UNIQUE (session_id, case_id);

ALTER TABLE ONLY public.procedures_agendaitem
    ADD CONSTRAINT procedures_agendaitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_case
    ADD CONSTRAINT procedures_case_number_once UNIQUE (agency_id, number);

ALTER TABLE ONLY public.procedures_case
    ADD CONSTRAINT procedures_case_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_casepartner
    ADD CONSTRAINT procedures_casepartner_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_casesubject
    ADD CONSTRAINT procedures_casesubject_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_charge
    ADD CONSTRAINT procedures_charge_pkey PRIMARY KEY (case_id);

ALTER TABLE ONLY public.procedures_conflictstatement
    ADD CONSTRAINT procedures_conflictstatement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_draftreport
    ADD CONSTRAINT procedures_draft_once UNIQUE (case_id, number);

ALTER TABLE ONLY public.procedures_draftreport
    ADD CONSTRAINT procedures_draftreport_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_evidence
    ADD CONSTRAINT procedures_evidence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_expert
    ADD CONSTRAINT procedures_expert_once UNIQUE (agency_id, person_id);

ALTER TABLE ONLY public.procedures_expert
    ADD CONSTRAINT procedures_expert_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_factualcheck
    ADD CONSTRAINT procedures_factualcheck_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_finding
    ADD CONSTRAINT procedures_finding_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_interest
    ADD CONSTRAINT procedures_interest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_internalstep
    ADD CONSTRAINT procedures_internalstep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_listingproposal
    ADD CONSTRAINT procedures_listingproposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_motion
    ADD CONSTRAINT procedures_motion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_numberseries
    ADD CONSTRAINT procedures_numberseries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_objection
    ADD CONSTRAINT procedures_objection_member_id_key UNIQUE (member_id);

ALTER TABLE ONLY public.procedures_objection
    ADD CONSTRAINT procedures_objection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_panelmember
    ADD CONSTRAINT procedures_panelmember_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_casepartner
    ADD CONSTRAINT procedures_partner_once UNIQUE (case_id, partner_id);

ALTER TABLE ONLY public.procedures_pause
    ADD CONSTRAINT procedures_pause_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_question
    ADD CONSTRAINT procedures_question_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_remark
    ADD CONSTRAINT procedures_remark_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_reply
    ADD CONSTRAINT procedures_reply_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_report
    ADD CONSTRAINT procedures_report_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_numberseries
    ADD CONSTRAINT procedures_series_once UNIQUE (agency_id, kind, year);

ALTER TABLE ONLY public.procedures_session
    ADD CONSTRAINT procedures_session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_sitevisit
    ADD CONSTRAINT procedures_sitevisit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_step
    ADD CONSTRAINT procedures_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_casesubject
    ADD CONSTRAINT procedures_subject_once UNIQUE (case_id, version_id);

ALTER TABLE ONLY public.procedures_casesubject
    ADD CONSTRAINT procedures_subject_place UNIQUE (case_id, "position");

ALTER TABLE ONLY public.procedures_vote
    ADD CONSTRAINT procedures_vote_once UNIQUE (motion_id, by);

ALTER TABLE ONLY public.procedures_vote
    ADD CONSTRAINT procedures_vote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procedures_worktime
    ADD CONSTRAINT procedures_worktime_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);

ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_checkpoint
    ADD CONSTRAINT registry_checkpoint_pkey PRIMARY KEY (size);

ALTER TABLE ONLY public.registry_checkpoint_stamp
    ADD CONSTRAINT registry_checkpoint_stamp_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_entry
    ADD CONSTRAINT registry_entry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_entry
    ADD CONSTRAINT registry_entry_place UNIQUE (chunk_id, "position");

ALTER TABLE ONLY public.registry_issuer_certificate
    ADD CONSTRAINT registry_issuer_certificate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_issuer_certificate
    ADD CONSTRAINT registry_issuer_certificate_sha256_key UNIQUE (sha256);

ALTER TABLE ONLY public.registry_issuer_key
    ADD CONSTRAINT registry_issuer_key_key_id_key UNIQUE (key_id);

ALTER TABLE ONLY public.registry_issuer_key
    ADD CONSTRAINT registry_issuer_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_issuer_key
    ADD CONSTRAINT registry_issuer_key_public_key UNIQUE (public);

ALTER TABLE ONLY public.registry_issuing_stop
    ADD CONSTRAINT registry_issuing_stop_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_key_ceremony
    ADD CONSTRAINT registry_key_ceremony_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.registry_key_ceremony
    ADD CONSTRAINT registry_key_ceremony_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_key_proposal
    ADD CONSTRAINT registry_key_proposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_log_chunk
    ADD CONSTRAINT registry_log_chunk_first_index_key UNIQUE (first_index);

ALTER TABLE ONLY public.registry_log_chunk
    ADD CONSTRAINT registry_log_chunk_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_log_state
    ADD CONSTRAINT registry_log_state_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_published_head
    ADD CONSTRAINT registry_published_head_pkey PRIMARY KEY (tenant);

ALTER TABLE ONLY public.registry_signing_intent
    ADD CONSTRAINT registry_signing_intent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.review_decision
    ADD CONSTRAINT review_decision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standards_amendment_draft
    ADD CONSTRAINT standards_amendment_draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standards_amendment
    ADD CONSTRAINT standards_amendment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standards_answer
    ADD CONSTRAINT standards_answer_pkey PRIMARY KEY (comment_id);

ALTER TABLE ONLY public.standards_comment
    ADD CONSTRAINT standards_comment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standards_consultation
    ADD CONSTRAINT standards_consultation_amendment_id_key UNIQUE (amendment_id);

ALTER TABLE ONLY public.standards_consultation
    ADD CONSTRAINT standards_consultation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standards_evidence
    ADD CONSTRAINT standards_evidence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standards_guideline
    ADD CONSTRAINT standards_guideline_number UNIQUE (nation, number);

ALTER TABLE ONLY public.standards_guideline
    ADD CONSTRAINT standards_guideline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standards_guideline_proposal
    ADD CONSTRAINT standards_guideline_proposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standards_moved_day
    ADD CONSTRAINT standards_moved_day_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.stateregister_discrepancy
    ADD CONSTRAINT stateregister_discrepancy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.stateregister_hit
    ADD CONSTRAINT stateregister_hit_once UNIQUE (lookup_id, credential_id);

ALTER TABLE ONLY public.stateregister_hit
    ADD CONSTRAINT stateregister_hit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.stateregister_lookup
    ADD CONSTRAINT stateregister_lookup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.stateregister_reconciliation
    ADD CONSTRAINT stateregister_reconciliation_nation_key UNIQUE (nation);

ALTER TABLE ONLY public.stateregister_reconciliation
    ADD CONSTRAINT stateregister_reconciliation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_session_key_key UNIQUE (session_key);

CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);

CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);

CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);

CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);

CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);

CREATE INDEX accounts_api_client_sponsor_id_57dd5d40 ON public.accounts_api_client USING btree (sponsor_id);

CREATE INDEX accounts_cache_expires ON public.accounts_cache USING btree (expires);

CREATE INDEX accounts_client_of ON public.accounts_api_client USING btree (organisation_id, sponsor_id);

CREATE INDEX accounts_login_email_2726efcd_like ON public.accounts_login USING btree (email text_pattern_ops);

CREATE INDEX accounts_person_email_folded_4748fedf_like ON public.accounts_person USING btree (email_folded text_pattern_ops);

CREATE INDEX accounts_person_token_person_id_84a5144f ON public.accounts_person_token USING btree (person_id);

CREATE INDEX accounts_signin_link_person_id_26d7b76a ON public.accounts_signin_link USING btree (person_id);

CREATE INDEX accounts_token_of ON public.accounts_person_token USING btree (person_id);

CREATE INDEX accreditation_decision_follows_id_b741f439 ON public.accreditation_decision USING btree (follows_id);

CREATE INDEX accreditation_decision_format_id_8c55a7ea ON public.accreditation_decision USING btree (format_id);

CREATE INDEX accreditation_decision_in ON public.accreditation_decision USING btree (case_id);

CREATE INDEX accreditation_decision_of ON public.accreditation_decision USING btree (organisation_id, kind);

CREATE INDEX accreditation_decision_renews_id_f918b167 ON public.accreditation_decision USING btree (renews_id);

CREATE INDEX accreditation_decision_version_id_eacd15f7 ON public.accreditation_decision USING btree (version_id);

CREATE INDEX accreditation_decisionchange_contests_id_45cacf1d ON public.accreditation_decisionchange USING btree (contests_id);

CREATE INDEX accreditation_decisionchange_decision_id_111c0d1c ON public.accreditation_decisionchange USING btree (decision_id);

CREATE INDEX accreditation_signedstatement_decision_id_2733a455 ON public.accreditation_signedstatement USING btree (decision_id);

CREATE INDEX awards_award_chunk ON public.awards_award USING btree (issuer_id, batch_id, chunk);

CREATE INDEX awards_award_learner ON public.awards_award USING btree (issuer_id, learner_id);

CREATE UNIQUE INDEX awards_award_once ON public.awards_award USING btree (issuer_id, version_id, learner_id) WHERE (state = ANY (ARRAY['confirmed'::text, 'suspended'::text]));

CREATE INDEX awards_batch_owner ON public.awards_batch USING btree (organisation_id, id);

CREATE INDEX awards_batch_run_id_699fe038 ON public.awards_batch USING btree (run_id);

CREATE INDEX awards_batch_version_id_cf1db9d3 ON public.awards_batch USING btree (version_id);

CREATE INDEX awards_enrolment_learner_id_c6f63fb8 ON public.awards_enrolment USING btree (learner_id);

CREATE INDEX awards_enrolment_run_id_e9b89878 ON public.awards_enrolment USING btree (run_id);

CREATE INDEX awards_erasure_learner_id_ab9f410e ON public.awards_erasure USING btree (learner_id);

CREATE INDEX awards_import_owner ON public.awards_import USING btree (organisation_id, id);

CREATE INDEX awards_import_run_id_20b8e469 ON public.awards_import USING btree (run_id);

CREATE INDEX awards_import_version_id_777c4210 ON public.awards_import USING btree (version_id);

CREATE INDEX awards_learner_entered ON public.awards_learner USING btree (entered_in, id);

CREATE INDEX awards_learner_likeness ON public.awards_learner USING btree (organisation_id, likeness);

CREATE UNIQUE INDEX awards_learner_once ON public.awards_learner USING btree (organisation_id, identity) WHERE (identity IS NOT NULL);

CREATE INDEX awards_result_enrolment_id_11a521e4 ON public.awards_result USING btree (enrolment_id);

CREATE INDEX awards_result_entered ON public.awards_result USING btree (entered_in, id);

CREATE INDEX awards_result_learner_id_3d8d809e ON public.awards_result USING btree (learner_id);

CREATE INDEX awards_result_version_id_7b2d6522 ON public.awards_result USING btree (version_id);

CREATE INDEX awards_run_version_id_ddd6b820 ON public.awards_run USING btree (version_id);

CREATE UNIQUE INDEX catalogue_course_once ON public.catalogue_course USING btree (organisation_id, slug) WHERE (ended_at IS NULL);

CREATE INDEX catalogue_levelreferral_version_id_1fc33e40 ON public.catalogue_levelreferral USING btree (version_id);

CREATE INDEX catalogue_offering_of ON public.catalogue_offering USING btree (version_id, starts);

CREATE INDEX catalogue_offering_owner ON public.catalogue_offering USING btree (organisation_id, starts);

CREATE INDEX catalogue_offering_version_id_7bdb99cd ON public.catalogue_offering USING btree (version_id);

CREATE INDEX catalogue_programmeversion_programme_id_3cbc1643 ON public.catalogue_programmeversion USING btree (programme_id);

CREATE UNIQUE INDEX catalogue_recognition_once ON public.catalogue_recognition USING btree (version_id, organisation_id) WHERE (withdrawn_at IS NULL);

CREATE INDEX catalogue_recognition_version_id_5c9e622e ON public.catalogue_recognition USING btree (version_id);

CREATE INDEX catalogue_search_ects ON public.catalogue_search USING btree (COALESCE(ects, (0)::numeric), programme_id);

CREATE INDEX catalogue_search_en ON public.catalogue_search USING btree (sort_en, programme_id);

CREATE INDEX catalogue_search_field ON public.catalogue_search USING btree (field, programme_id);

CREATE INDEX catalogue_search_hy ON public.catalogue_search USING btree (sort_hy, programme_id);

CREATE INDEX catalogue_search_ka ON public.catalogue_search USING btree (sort_ka, programme_id);

CREATE INDEX catalogue_search_new ON public.catalogue_search USING btree (published_at, programme_id);

CREATE INDEX catalogue_search_owner ON public.catalogue_search USING btree (organisation_id);

CREATE INDEX catalogue_search_words ON public.catalogue_search USING gin (words);

CREATE INDEX catalogue_standing_of ON public.catalogue_standing USING btree (version_id, kind);

CREATE INDEX catalogue_standing_version_id_e261f433 ON public.catalogue_standing USING btree (version_id);

CREATE INDEX catalogue_version_owner ON public.catalogue_programmeversion USING btree (organisation_id);

CREATE INDEX catalogue_version_recognisers ON public.catalogue_programmeversion USING gin ((((document)::jsonb -> 'recognised_by_others'::text)) jsonb_path_ops) WHERE (state = 'published'::text);

CREATE INDEX common_event_row ON public.common_event USING btree (entity, row_id);

CREATE INDEX common_mail_address ON public.common_mail USING btree (address_hash) WHERE (address_hash IS NOT NULL);

CREATE INDEX common_mail_bundle ON public.common_mail USING btree (bundle);

CREATE INDEX common_mail_of ON public.common_mail USING btree (tenant, state, id);

CREATE INDEX common_mail_person ON public.common_mail USING btree (person_key_id) WHERE (person_key_id IS NOT NULL);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX funding_application_at ON public.funding_application USING btree (organisation_id);

CREATE INDEX funding_application_by ON public.funding_application USING btree (scheme_id, state);

CREATE INDEX funding_application_programme_id_21d8d543 ON public.funding_application USING btree (programme_id);

CREATE INDEX funding_application_scheme_id_7b28b941 ON public.funding_application USING btree (scheme_id);

CREATE INDEX funding_application_to ON public.funding_application USING btree (funder_id);

CREATE INDEX funding_application_version_id_425492da ON public.funding_application USING btree (version_id);

CREATE INDEX funding_claim_application_id_6263d0ab ON public.funding_claim USING btree (application_id);

CREATE UNIQUE INDEX funding_claim_award_once ON public.funding_claim USING btree (organisation_id, award_id) WHERE (refused_at IS NULL);

CREATE UNIQUE INDEX funding_claim_once ON public.funding_claim USING btree (application_id) WHERE (refused_at IS NULL);

CREATE INDEX funding_claim_to ON public.funding_claim USING btree (funder_id);

CREATE INDEX funding_proof_of ON public.funding_proof USING btree (scheme_id);

CREATE INDEX funding_proof_scheme_id_65b151ba ON public.funding_proof USING btree (scheme_id);

CREATE INDEX funding_scheme_of ON public.funding_scheme USING btree (organisation_id);

CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));

CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);

CREATE INDEX issuing_change_of ON public.issuing_status_change USING btree (credential_id);

CREATE UNIQUE INDEX issuing_change_one_open ON public.issuing_status_change USING btree (credential_id) WHERE (done_at IS NULL);

CREATE INDEX issuing_claim_of ON public.issuing_claim USING btree (person_id);

CREATE UNIQUE INDEX issuing_claim_one ON public.issuing_claim USING btree (person_key_id) WHERE (ended_at IS NULL);

CREATE INDEX issuing_correction_of ON public.issuing_correction USING btree (issuer_id, id);

CREATE UNIQUE INDEX issuing_correction_one_open ON public.issuing_correction USING btree (credential_id) WHERE (answered_at IS NULL);

CREATE INDEX issuing_credential_id ON public.issuing_credential USING btree (id);

CREATE UNIQUE INDEX issuing_credential_of_award ON public.issuing_credential USING btree (issuer_id, award_id) WHERE (successor_id IS NULL);

CREATE INDEX issuing_credential_person ON public.issuing_credential USING btree (person_key_id);

CREATE INDEX issuing_difference_of ON public.issuing_difference USING btree (organisation_id, id);

CREATE UNIQUE INDEX issuing_difference_open_once ON public.issuing_difference USING btree (organisation_id, credential_id, kind, theirs) WHERE (resolved_at IS NULL);

CREATE INDEX issuing_layout_pin_format_id_b1bb7075 ON public.issuing_layout_pin USING btree (format_id);

CREATE INDEX issuing_national_number ON public.issuing_national_registration USING btree (issuer_id, number);

CREATE INDEX issuing_national_of ON public.issuing_national_registration USING btree (credential_id);

CREATE INDEX issuing_national_waiting ON public.issuing_national_outbox USING btree (organisation_id, next_at) WHERE (done_at IS NULL);

CREATE UNIQUE INDEX issuing_reissue_one_open ON public.issuing_reissue USING btree (key_id) WHERE ((finished_at IS NULL) AND (key_id IS NOT NULL));

CREATE INDEX issuing_share_of ON public.issuing_share USING btree (person_key_id);

CREATE INDEX issuing_template_of ON public.issuing_template USING btree (organisation_id, source);

CREATE INDEX lightroute_appealseat_appeal_id_a65f4f95 ON public.lightroute_appealseat USING btree (appeal_id);

CREATE INDEX lightroute_audit_draw_id_24725ece ON public.lightroute_audit USING btree (draw_id);

CREATE INDEX lightroute_audit_of ON public.lightroute_audit USING btree (organisation_id);

CREATE INDEX lightroute_listing_of ON public.lightroute_listing USING btree (organisation_id);

CREATE UNIQUE INDEX lightroute_listing_once ON public.lightroute_listing USING btree (agency_id, organisation_id) WHERE (ended_on IS NULL);

CREATE INDEX lightroute_note_at ON public.lightroute_notification USING btree (agency_id, state);

CREATE INDEX lightroute_note_of ON public.lightroute_notification USING btree (organisation_id, sent_at);

CREATE UNIQUE INDEX lightroute_note_once ON public.lightroute_notification USING btree (version_id) WHERE (state = ANY (ARRAY['notified'::text, 'asked'::text]));

CREATE INDEX lightroute_notification_listing_id_6743775f ON public.lightroute_notification USING btree (listing_id);

CREATE INDEX lightroute_notification_version_id_2e870d5f ON public.lightroute_notification USING btree (version_id);

CREATE UNIQUE INDEX lightroute_proposal_audit ON public.lightroute_proposal USING btree (audit_id) WHERE (state = 'open'::text);

CREATE INDEX lightroute_proposal_audit_id_2540aa13 ON public.lightroute_proposal USING btree (audit_id);

CREATE UNIQUE INDEX lightroute_proposal_once ON public.lightroute_proposal USING btree (agency_id, organisation_id, act) WHERE ((state = 'open'::text) AND (NOT (act = 'audit'::text)));

CREATE INDEX lightroute_question_notification_id_e4eb83f5 ON public.lightroute_question USING btree (notification_id);

CREATE UNIQUE INDEX lightroute_question_once ON public.lightroute_question USING btree (notification_id) WHERE (answer IS NULL);

CREATE INDEX lightroute_record_at ON public.lightroute_record USING btree (agency_id, decided_on);

CREATE INDEX lightroute_record_listing_id_783499e2 ON public.lightroute_record USING btree (listing_id);

CREATE INDEX lightroute_record_of ON public.lightroute_record USING btree (version_id);

CREATE INDEX lightroute_record_version_id_b8340327 ON public.lightroute_record USING btree (version_id);

CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);

CREATE INDEX needs_answer_need_id_fd19782a ON public.needs_answer USING btree (need_id);

CREATE INDEX needs_answer_of ON public.needs_answer USING btree (organisation_id, slug);

CREATE UNIQUE INDEX needs_answer_once ON public.needs_answer USING btree (need_id, organisation_id, slug) WHERE (withdrawn_at IS NULL);

CREATE INDEX needs_answer_to ON public.needs_answer USING btree (need_id);

CREATE INDEX needs_need_of ON public.needs_need USING btree (organisation_id);

CREATE INDEX needs_need_open ON public.needs_need USING btree (nation, until_day);

CREATE INDEX needs_need_sector_id_d70d7290 ON public.needs_need USING btree (sector_id);

CREATE UNIQUE INDEX needs_offer_once ON public.needs_offer USING btree (version_id, employer_id, role) WHERE ((declined_at IS NULL) AND (withdrawn_at IS NULL));

CREATE INDEX needs_offer_to ON public.needs_offer USING btree (employer_id);

CREATE INDEX needs_offer_version_id_ccd3fbca ON public.needs_offer USING btree (version_id);

CREATE INDEX needs_partnership_by ON public.needs_partnership USING btree (employer_id);

CREATE INDEX needs_partnership_of ON public.needs_partnership USING btree (version_id);

CREATE INDEX needs_partnership_version_id_b9f0089d ON public.needs_partnership USING btree (version_id);

CREATE INDEX needs_sector_of ON public.needs_sector USING btree (nation, first_day);

CREATE INDEX organisations_asked ON public.organisations_invitation USING btree (organisation_id, expires_at);

CREATE INDEX organisations_asks ON public.organisations_enquiry USING btree (organisation_id, asked_at);

CREATE INDEX organisations_by_nation ON public.organisations_organisation USING btree (nation, slug);

CREATE INDEX organisations_by_skeleton ON public.organisations_name USING btree (skeleton);

CREATE INDEX organisations_custody_custodian_id_73465402 ON public.organisations_custody USING btree (custodian_id);

CREATE UNIQUE INDEX organisations_custody_one_open ON public.organisations_custody USING btree (organisation_id) WHERE (until_day IS NULL);

CREATE INDEX organisations_custody_organisation_id_1384d7b5 ON public.organisations_custody USING btree (organisation_id);

CREATE INDEX organisations_invitation_organisation_id_438a835d ON public.organisations_invitation USING btree (organisation_id);

CREATE UNIQUE INDEX organisations_kind_one_open ON public.organisations_kind USING btree (organisation_id, kind) WHERE (until_day IS NULL);

CREATE INDEX organisations_kind_organisation_id_05995fbc ON public.organisations_kind USING btree (organisation_id);

CREATE INDEX organisations_mandate_organisation_id_09d92a07 ON public.organisations_mandate USING btree (organisation_id);

CREATE UNIQUE INDEX organisations_membership_one_open ON public.organisations_membership USING btree (organisation_id, person_id, role) WHERE (active_until IS NULL);

CREATE INDEX organisations_membership_organisation_id_716d02c4 ON public.organisations_membership USING btree (organisation_id);

CREATE INDEX organisations_membership_person_id_59946b32 ON public.organisations_membership USING btree (person_id);

CREATE UNIQUE INDEX organisations_name_one_open ON public.organisations_name USING btree (organisation_id, language) WHERE (until_day IS NULL);

CREATE INDEX organisations_name_organisation_id_6f0c60e4 ON public.organisations_name USING btree (organisation_id);

CREATE INDEX organisations_organisation_slug_5f32bfb4_like ON public.organisations_organisation USING btree (slug text_pattern_ops);

CREATE INDEX organisations_relation_organisation_id_a2b025a6 ON public.organisations_relation USING btree (organisation_id);

CREATE INDEX organisations_relation_other_id_d4074f3b ON public.organisations_relation USING btree (other_id);

CREATE INDEX organisations_roles_of ON public.organisations_membership USING btree (person_id, organisation_id);

CREATE INDEX organisations_signatory_organisation_id_13b38705 ON public.organisations_signatory USING btree (organisation_id);

CREATE INDEX organisations_switch_organisation_id_280eb2ef ON public.organisations_switch USING btree (organisation_id);

CREATE INDEX oversight_appeal_member_filing_id_7afa0de4 ON public.oversight_appeal_member USING btree (filing_id);

CREATE INDEX oversight_check_decision_id_aa3a9858 ON public.oversight_check USING btree (decision_id);

CREATE INDEX oversight_filing_change_id_ad3cbba0 ON public.oversight_filing USING btree (change_id);

CREATE INDEX oversight_filing_decision_id_3c7935c2 ON public.oversight_filing USING btree (decision_id);

CREATE INDEX oversight_filing_of_agency ON public.oversight_filing USING btree (agency_id, state);

CREATE INDEX oversight_filing_of_provider ON public.oversight_filing USING btree (organisation_id, kind);

CREATE INDEX oversight_filing_version_id_a08c5c68 ON public.oversight_filing USING btree (version_id);

CREATE UNIQUE INDEX oversight_report_once ON public.oversight_filing USING btree (agency_id, organisation_id, year) WHERE ((kind = 'report'::text) AND (state = ANY (ARRAY['filed'::text, 'accepted'::text])));

CREATE INDEX procedures_agendaitem_case_id_3e7e267c ON public.procedures_agendaitem USING btree (case_id);

CREATE INDEX procedures_agendaitem_session_id_92495f02 ON public.procedures_agendaitem USING btree (session_id);

CREATE INDEX procedures_case_of_agency ON public.procedures_case USING btree (agency_id, state);

CREATE INDEX procedures_case_of_provider ON public.procedures_case USING btree (organisation_id, state);

CREATE INDEX procedures_casepartner_case_id_781bb5a9 ON public.procedures_casepartner USING btree (case_id);

CREATE INDEX procedures_casesubject_case_id_bc09692e ON public.procedures_casesubject USING btree (case_id);

CREATE INDEX procedures_casesubject_version_id_670d893b ON public.procedures_casesubject USING btree (version_id);

CREATE UNIQUE INDEX procedures_check_once ON public.procedures_factualcheck USING btree (case_id) WHERE (set_aside IS NULL);

CREATE INDEX procedures_conflictstatement_case_id_0e5577fc ON public.procedures_conflictstatement USING btree (case_id);

CREATE INDEX procedures_conflictstatement_member_id_18e7990c ON public.procedures_conflictstatement USING btree (member_id);

CREATE INDEX procedures_draftreport_case_id_75628467 ON public.procedures_draftreport USING btree (case_id);

CREATE INDEX procedures_evidence_case_id_bcae6cef ON public.procedures_evidence USING btree (case_id);

CREATE INDEX procedures_evidence_of ON public.procedures_evidence USING btree (case_id);

CREATE INDEX procedures_factualcheck_case_id_b251df33 ON public.procedures_factualcheck USING btree (case_id);

CREATE INDEX procedures_finding_case_id_42f0037c ON public.procedures_finding USING btree (case_id);

CREATE UNIQUE INDEX procedures_finding_once ON public.procedures_finding USING btree (case_id, criterion, subject_id) NULLS NOT DISTINCT WHERE (set_aside IS NULL);

CREATE INDEX procedures_finding_subject_id_9281f8a2 ON public.procedures_finding USING btree (subject_id);

CREATE INDEX procedures_interest_case_id_5a820d90 ON public.procedures_interest USING btree (case_id);

CREATE INDEX procedures_internal_step_of ON public.procedures_internalstep USING btree (case_id, at);

CREATE INDEX procedures_internalstep_case_id_33bdbef2 ON public.procedures_internalstep USING btree (case_id);

CREATE UNIQUE INDEX procedures_listing_one_end ON public.procedures_listingproposal USING btree (listing_id) WHERE ((approved_at IS NULL) AND (dropped_at IS NULL));

CREATE UNIQUE INDEX procedures_member_once ON public.procedures_panelmember USING btree (case_id, person_id) WHERE (removed_at IS NULL);

CREATE UNIQUE INDEX procedures_motion_carried ON public.procedures_motion USING btree (subject_id) WHERE ((result = 'carried'::text) AND (set_aside IS NULL));

CREATE INDEX procedures_motion_case_id_15807bb7 ON public.procedures_motion USING btree (case_id);

CREATE INDEX procedures_motion_session_id_ebd02228 ON public.procedures_motion USING btree (session_id);

CREATE INDEX procedures_motion_subject_id_fbd10366 ON public.procedures_motion USING btree (subject_id);

CREATE INDEX procedures_objection_case_id_5fe51f5f ON public.procedures_objection USING btree (case_id);

CREATE INDEX procedures_panelmember_case_id_d1109c14 ON public.procedures_panelmember USING btree (case_id);

CREATE INDEX procedures_pause_case_id_5991c26f ON public.procedures_pause USING btree (case_id);

CREATE UNIQUE INDEX procedures_pause_one_open ON public.procedures_pause USING btree (case_id) WHERE (until IS NULL);

CREATE INDEX procedures_question_case_id_93666704 ON public.procedures_question USING btree (case_id);

CREATE INDEX procedures_remark_case_id_3cd2b0b0 ON public.procedures_remark USING btree (case_id);

CREATE INDEX procedures_reply_case_id_0fad7146 ON public.procedures_reply USING btree (case_id);

CREATE INDEX procedures_reply_question_id_757412b5 ON public.procedures_reply USING btree (question_id);

CREATE INDEX procedures_report_case_id_5f787a6c ON public.procedures_report USING btree (case_id);

CREATE UNIQUE INDEX procedures_report_once ON public.procedures_report USING btree (case_id) WHERE (set_aside IS NULL);

CREATE INDEX procedures_sitevisit_case_id_bc670ed6 ON public.procedures_sitevisit USING btree (case_id);

CREATE INDEX procedures_step_case_id_eed0d722 ON public.procedures_step USING btree (case_id);

CREATE INDEX procedures_step_of ON public.procedures_step USING btree (case_id, at);

CREATE INDEX procedures_vote_case_id_43228b06 ON public.procedures_vote USING btree (case_id);

CREATE INDEX procedures_vote_motion_id_35b1f4bd ON public.procedures_vote USING btree (motion_id);

CREATE INDEX procedures_worktime_of ON public.procedures_worktime USING btree (case_id);

CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);

CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));

CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);

CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);

CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);

CREATE INDEX registry_certificate_key ON public.registry_issuer_certificate USING btree (key_id);

CREATE INDEX registry_intent_messages ON public.registry_signing_intent USING btree (created_at) WHERE ((emptied_at IS NULL) AND (kind = 'documents'::text));

CREATE INDEX registry_issuer_certificate_sha256_fdd8bfa7_like ON public.registry_issuer_certificate USING btree (sha256 text_pattern_ops);

CREATE INDEX registry_issuer_key_key_id_49324679_like ON public.registry_issuer_key USING btree (key_id text_pattern_ops);

CREATE INDEX registry_issuer_key_public_61256861_like ON public.registry_issuer_key USING btree (public text_pattern_ops);

CREATE UNIQUE INDEX registry_issuing_stop_one ON public.registry_issuing_stop USING btree (lifted_at) NULLS NOT DISTINCT WHERE (lifted_at IS NULL);

CREATE INDEX registry_key_ceremony_digest_ae64c0bb_like ON public.registry_key_ceremony USING btree (digest text_pattern_ops);

CREATE UNIQUE INDEX registry_key_one_active ON public.registry_issuer_key USING btree (organisation_id, purpose) WHERE (state = 'active'::text);

CREATE UNIQUE INDEX registry_key_proposal_one ON public.registry_key_proposal USING btree (key_id, act) WHERE ((approved_at IS NULL) AND (withdrawn_at IS NULL));

CREATE INDEX registry_log_chunk_waiting ON public.registry_log_chunk USING btree (id) WHERE (first_index IS NULL);

CREATE INDEX registry_stamp_size ON public.registry_checkpoint_stamp USING btree (size);

CREATE INDEX review_decision_of ON public.review_decision USING btree (organisation_id, asked_at);

CREATE UNIQUE INDEX review_decision_once ON public.review_decision USING btree (version_id) WHERE ((declined_by IS NULL) AND ((outcome IS NULL) OR (outcome = 'approved'::text)));

CREATE INDEX review_decision_version_id_def90a0f ON public.review_decision USING btree (version_id);

CREATE INDEX standards_answer_consultation_id_53c148a4 ON public.standards_answer USING btree (consultation_id);

CREATE INDEX standards_by_nation ON public.standards_amendment USING btree (nation, first_day);

CREATE INDEX standards_comment_consultation_id_f986e0ba ON public.standards_comment USING btree (consultation_id);

CREATE INDEX standards_guideline_waits ON public.standards_guideline_proposal USING btree (nation);

CREATE INDEX standards_moved_day_of ON public.standards_moved_day USING btree (nation, day);

CREATE UNIQUE INDEX stateregister_discrepancy_once ON public.stateregister_discrepancy USING btree (nation, kind, key, ours, theirs) WHERE (resolution IS NULL);

CREATE INDEX stateregister_hit_lookup_id_f3683822 ON public.stateregister_hit USING btree (lookup_id);

CREATE INDEX stateregister_hit_of ON public.stateregister_hit USING btree (person_key_id);

CREATE INDEX stateregister_lookup_of ON public.stateregister_lookup USING btree (organisation_id, asked_by, asked_at);

CREATE INDEX stateregister_reconciliation_nation_2b48ea26_like ON public.stateregister_reconciliation USING btree (nation varchar_pattern_ops);

CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY (ARRAY[('totp'::character varying)::text, ('recovery_codes'::character varying)::text]));

CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";

CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;

CREATE INDEX usersessions_usersession_session_key_fd35de43_like ON public.usersessions_usersession USING btree (session_key varchar_pattern_ops);

CREATE INDEX usersessions_usersession_user_id_af5e0a6d ON public.usersessions_usersession USING btree (user_id);

CREATE TRIGGER accreditation_same_case BEFORE INSERT ON public.accreditation_decision FOR EACH ROW EXECUTE FUNCTION public.accreditation_same_case();

CREATE TRIGGER accreditation_stamp BEFORE INSERT ON public.accreditation_decision FOR EACH ROW EXECUTE FUNCTION public.accreditation_stamp();

CREATE TRIGGER accreditation_stamp BEFORE INSERT ON public.accreditation_decisionchange FOR EACH ROW EXECUTE FUNCTION public.accreditation_stamp();

CREATE TRIGGER catalogue_seated AFTER INSERT OR UPDATE OF seats ON public.catalogue_offering FOR EACH ROW EXECUTE FUNCTION public.catalogue_seat_row();

CREATE TRIGGER funding_seated AFTER INSERT OR UPDATE ON public.funding_application FOR EACH ROW EXECUTE FUNCTION public.funding_seat();

CREATE TRIGGER funding_settled AFTER INSERT OR UPDATE ON public.funding_application FOR EACH ROW EXECUTE FUNCTION public.funding_settle();

CREATE TRIGGER issuing_revoked_stays BEFORE UPDATE ON public.issuing_status_list FOR EACH ROW EXECUTE FUNCTION public.issuing_revoked_stays();

CREATE TRIGGER issuing_state_follows BEFORE UPDATE ON public.issuing_credential FOR EACH ROW EXECUTE FUNCTION public.issuing_state_follows();

CREATE TRIGGER issuing_taken_stays BEFORE UPDATE ON public.issuing_status_pool FOR EACH ROW EXECUTE FUNCTION public.issuing_taken_stays();

CREATE TRIGGER procedures_powers BEFORE UPDATE ON public.procedures_case FOR EACH ROW EXECUTE FUNCTION public.procedures_powers();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();

CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();

CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();

CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();

CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();

CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_login_id FOREIGN KEY (user_id) REFERENCES public.accounts_login(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_api_client
    ADD CONSTRAINT accounts_api_client_sponsor_id_57dd5d40_fk_accounts_person_id FOREIGN KEY (sponsor_id) REFERENCES public.accounts_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_client_use
    ADD CONSTRAINT accounts_client_use_client_id_2e5935f2_fk_accounts_ FOREIGN KEY (client_id) REFERENCES public.accounts_api_client(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_login
    ADD CONSTRAINT accounts_login_of_person FOREIGN KEY (id) REFERENCES public.accounts_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_person_token
    ADD CONSTRAINT accounts_person_token_person_id_84a5144f_fk_accounts_person_id FOREIGN KEY (person_id) REFERENCES public.accounts_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_signin_link
    ADD CONSTRAINT accounts_signin_link_person_id_26d7b76a_fk_accounts_person_id FOREIGN KEY (person_id) REFERENCES public.accounts_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accreditation_decisionchange
    ADD CONSTRAINT accreditation_decisi_contests_id_45cacf1d_fk_accredita FOREIGN KEY (contests_id) REFERENCES public.accreditation_decisionchange(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accreditation_decisionchange
    ADD CONSTRAINT accreditation_decisi_decision_id_111c0d1c_fk_accredita FOREIGN KEY (decision_id) REFERENCES public.accreditation_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accreditation_decision
    ADD CONSTRAINT accreditation_decisi_follows_id_b741f439_fk_accredita FOREIGN KEY (follows_id) REFERENCES public.accreditation_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accreditation_decision
    ADD CONSTRAINT accreditation_decisi_format_id_8c55a7ea_fk_accredita FOREIGN KEY (format_id) REFERENCES public.accreditation_certificateformat(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accreditation_decision
    ADD CONSTRAINT accreditation_decisi_proposal_id_48ba882e_fk_accredita FOREIGN KEY (proposal_id) REFERENCES public.accreditation_proposal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accreditation_decisionchange
    ADD CONSTRAINT accreditation_decisi_proposal_id_ac343917_fk_accredita FOREIGN KEY (proposal_id) REFERENCES public.accreditation_proposal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accreditation_decision
    ADD CONSTRAINT accreditation_decisi_renews_id_f918b167_fk_accredita FOREIGN KEY (renews_id) REFERENCES public.accreditation_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accreditation_decision
    ADD CONSTRAINT accreditation_decisi_version_id_eacd15f7_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accreditation_formatretirement
    ADD CONSTRAINT accreditation_format_format_id_478fd39f_fk_accredita FOREIGN KEY (format_id) REFERENCES public.accreditation_certificateformat(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accreditation_signedstatement
    ADD CONSTRAINT accreditation_signed_decision_id_2733a455_fk_accredita FOREIGN KEY (decision_id) REFERENCES public.accreditation_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accreditation_tenure
    ADD CONSTRAINT accreditation_tenure_decision_id_fe3f818c_fk_accredita FOREIGN KEY (decision_id) REFERENCES public.accreditation_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.awards_batch
    ADD CONSTRAINT awards_batch_run_id_699fe038_fk_awards_run_id FOREIGN KEY (run_id) REFERENCES public.awards_run(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.awards_batch
    ADD CONSTRAINT awards_batch_version_id_cf1db9d3_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.awards_enrolment
    ADD CONSTRAINT awards_enrolment_learner_id_c6f63fb8_fk_awards_learner_id FOREIGN KEY (learner_id) REFERENCES public.awards_learner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.awards_enrolment
    ADD CONSTRAINT awards_enrolment_run_id_e9b89878_fk_awards_run_id FOREIGN KEY (run_id) REFERENCES public.awards_run(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.awards_erasure
    ADD CONSTRAINT awards_erasure_learner_id_ab9f410e_fk_awards_learner_id FOREIGN KEY (learner_id) REFERENCES public.awards_learner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.awards_import
    ADD CONSTRAINT awards_import_run_id_20b8e469_fk_awards_run_id FOREIGN KEY (run_id) REFERENCES public.awards_run(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.awards_import
    ADD CONSTRAINT awards_import_version_id_777c4210_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.awards_result
    ADD CONSTRAINT awards_result_enrolment_id_11a521e4_fk_awards_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES public.awards_enrolment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.awards_result
    ADD CONSTRAINT awards_result_learner_id_3d8d809e_fk_awards_learner_id FOREIGN KEY (learner_id) REFERENCES public.awards_learner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.awards_result
    ADD CONSTRAINT awards_result_version_id_7b2d6522_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.awards_run
    ADD CONSTRAINT awards_run_version_id_ddd6b820_fk_catalogue_programmeversion_id FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_levelreferral
    ADD CONSTRAINT catalogue_levelrefer_version_id_1fc33e40_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_offering
    ADD CONSTRAINT catalogue_offering_version_id_7bdb99cd_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_programmeversion
    ADD CONSTRAINT catalogue_programmev_programme_id_3cbc1643_fk_catalogue FOREIGN KEY (programme_id) REFERENCES public.catalogue_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_recognition
    ADD CONSTRAINT catalogue_recognitio_version_id_5c9e622e_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_search
    ADD CONSTRAINT catalogue_search_programme_id_48f527ab_fk_catalogue FOREIGN KEY (programme_id) REFERENCES public.catalogue_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_search
    ADD CONSTRAINT catalogue_search_version_id_60975c08_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_seats
    ADD CONSTRAINT catalogue_seats_offering_id_706c5f1b_fk_catalogue_offering_id FOREIGN KEY (offering_id) REFERENCES public.catalogue_offering(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_standing
    ADD CONSTRAINT catalogue_standing_version_id_e261f433_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_account
    ADD CONSTRAINT funding_account_scheme_id_fde8d1a2_fk_funding_scheme_id FOREIGN KEY (scheme_id) REFERENCES public.funding_scheme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_application
    ADD CONSTRAINT funding_application_programme_id_21d8d543_fk_catalogue FOREIGN KEY (programme_id) REFERENCES public.catalogue_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_application
    ADD CONSTRAINT funding_application_scheme_id_7b28b941_fk_funding_scheme_id FOREIGN KEY (scheme_id) REFERENCES public.funding_scheme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_application
    ADD CONSTRAINT funding_application_version_id_425492da_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_claim
    ADD CONSTRAINT funding_claim_application_id_6263d0ab_fk_funding_application_id FOREIGN KEY (application_id) REFERENCES public.funding_application(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_proof
    ADD CONSTRAINT funding_proof_scheme_id_65b151ba_fk_funding_scheme_id FOREIGN KEY (scheme_id) REFERENCES public.funding_scheme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issuing_layout
    ADD CONSTRAINT issuing_layout_format_id_6e854b99_fk_accredita FOREIGN KEY (format_id) REFERENCES public.accreditation_certificateformat(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issuing_layout_pin
    ADD CONSTRAINT issuing_layout_pin_format_id_b1bb7075_fk_accredita FOREIGN KEY (format_id) REFERENCES public.accreditation_certificateformat(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issuing_share_use
    ADD CONSTRAINT issuing_share_use_share_id_ae800163_fk_issuing_share_id FOREIGN KEY (share_id) REFERENCES public.issuing_share(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lightroute_appeal
    ADD CONSTRAINT lightroute_appeal_listing_id_e6dc71ce_fk_lightroute_listing_id FOREIGN KEY (listing_id) REFERENCES public.lightroute_listing(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lightroute_appealseat
    ADD CONSTRAINT lightroute_appealsea_appeal_id_a65f4f95_fk_lightrout FOREIGN KEY (appeal_id) REFERENCES public.lightroute_appeal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lightroute_audit
    ADD CONSTRAINT lightroute_audit_draw_id_24725ece_fk_lightroute_draw_id FOREIGN KEY (draw_id) REFERENCES public.lightroute_draw(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lightroute_notification
    ADD CONSTRAINT lightroute_notificat_listing_id_6743775f_fk_lightrout FOREIGN KEY (listing_id) REFERENCES public.lightroute_listing(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lightroute_notification
    ADD CONSTRAINT lightroute_notificat_version_id_2e870d5f_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lightroute_proposal
    ADD CONSTRAINT lightroute_proposal_audit_id_2540aa13_fk_lightroute_audit_id FOREIGN KEY (audit_id) REFERENCES public.lightroute_audit(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lightroute_question
    ADD CONSTRAINT lightroute_question_notification_id_e4eb83f5_fk_lightrout FOREIGN KEY (notification_id) REFERENCES public.lightroute_notification(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lightroute_record
    ADD CONSTRAINT lightroute_record_listing_id_783499e2_fk_lightroute_listing_id FOREIGN KEY (listing_id) REFERENCES public.lightroute_listing(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lightroute_record
    ADD CONSTRAINT lightroute_record_version_id_b8340327_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_accounts_login_id FOREIGN KEY (user_id) REFERENCES public.accounts_login(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.needs_answer
    ADD CONSTRAINT needs_answer_need_id_fd19782a_fk_needs_need_id FOREIGN KEY (need_id) REFERENCES public.needs_need(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.needs_need
    ADD CONSTRAINT needs_need_sector_id_d70d7290_fk_needs_sector_id FOREIGN KEY (sector_id) REFERENCES public.needs_sector(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.needs_offer
    ADD CONSTRAINT needs_offer_version_id_ccd3fbca_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.needs_partnership
    ADD CONSTRAINT needs_partnership_offer_id_81834e97_fk_needs_offer_id FOREIGN KEY (offer_id) REFERENCES public.needs_offer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.needs_partnership
    ADD CONSTRAINT needs_partnership_version_id_b9f0089d_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organisations_custody
    ADD CONSTRAINT organisations_custod_custodian_id_73465402_fk_organisat FOREIGN KEY (custodian_id) REFERENCES public.organisations_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organisations_custody
    ADD CONSTRAINT organisations_custod_organisation_id_1384d7b5_fk_organisat FOREIGN KEY (organisation_id) REFERENCES public.organisations_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organisations_invitation
    ADD CONSTRAINT organisations_invita_organisation_id_438a835d_fk_organisat FOREIGN KEY (organisation_id) REFERENCES public.organisations_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organisations_kind
    ADD CONSTRAINT organisations_kind_organisation_id_05995fbc_fk_organisat FOREIGN KEY (organisation_id) REFERENCES public.organisations_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organisations_mandate
    ADD CONSTRAINT organisations_mandat_organisation_id_09d92a07_fk_organisat FOREIGN KEY (organisation_id) REFERENCES public.organisations_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organisations_membership
    ADD CONSTRAINT organisations_member_organisation_id_716d02c4_fk_organisat FOREIGN KEY (organisation_id) REFERENCES public.organisations_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organisations_membership
    ADD CONSTRAINT organisations_member_person_id_59946b32_fk_accounts_ FOREIGN KEY (person_id) REFERENCES public.accounts_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organisations_name
    ADD CONSTRAINT organisations_name_organisation_id_6f0c60e4_fk_organisat FOREIGN KEY (organisation_id) REFERENCES public.organisations_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organisations_relation
    ADD CONSTRAINT organisations_relati_organisation_id_a2b025a6_fk_organisat FOREIGN KEY (organisation_id) REFERENCES public.organisations_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organisations_relation
    ADD CONSTRAINT organisations_relati_other_id_d4074f3b_fk_organisat FOREIGN KEY (other_id) REFERENCES public.organisations_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organisations_signatory
    ADD CONSTRAINT organisations_signat_organisation_id_13b38705_fk_organisat FOREIGN KEY (organisation_id) REFERENCES public.organisations_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organisations_switch
    ADD CONSTRAINT organisations_switch_organisation_id_280eb2ef_fk_organisat FOREIGN KEY (organisation_id) REFERENCES public.organisations_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.oversight_appeal_member
    ADD CONSTRAINT oversight_appeal_mem_filing_id_7afa0de4_fk_oversight FOREIGN KEY (filing_id) REFERENCES public.oversight_filing(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.oversight_check
    ADD CONSTRAINT oversight_check_decision_id_aa3a9858_fk_accredita FOREIGN KEY (decision_id) REFERENCES public.accreditation_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.oversight_filing
    ADD CONSTRAINT oversight_filing_change_id_ad3cbba0_fk_accredita FOREIGN KEY (change_id) REFERENCES public.accreditation_decisionchange(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.oversight_filing
    ADD CONSTRAINT oversight_filing_decision_id_3c7935c2_fk_accredita FOREIGN KEY (decision_id) REFERENCES public.accreditation_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.oversight_filing
    ADD CONSTRAINT oversight_filing_version_id_a08c5c68_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_agendaitem
    ADD CONSTRAINT procedures_agendaite_session_id_92495f02_fk_procedure FOREIGN KEY (session_id) REFERENCES public.procedures_session(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_agendaitem
    ADD CONSTRAINT procedures_agendaitem_case_id_3e7e267c_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_casepartner
    ADD CONSTRAINT procedures_casepartner_case_id_781bb5a9_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_casesubject
    ADD CONSTRAINT procedures_casesubje_version_id_670d893b_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_casesubject
    ADD CONSTRAINT procedures_casesubject_case_id_bc09692e_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_charge
    ADD CONSTRAINT procedures_charge_case_id_b618e09f_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_conflictstatement
    ADD CONSTRAINT procedures_conflicts_case_id_0e5577fc_fk_procedure FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_conflictstatement
    ADD CONSTRAINT procedures_conflicts_member_id_18e7990c_fk_procedure FOREIGN KEY (member_id) REFERENCES public.procedures_panelmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_draftreport
    ADD CONSTRAINT procedures_draftreport_case_id_75628467_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_evidence
    ADD CONSTRAINT procedures_evidence_case_id_bcae6cef_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_factualcheck
    ADD CONSTRAINT procedures_factualcheck_case_id_b251df33_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_finding
    ADD CONSTRAINT procedures_finding_case_id_42f0037c_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_finding
    ADD CONSTRAINT procedures_finding_subject_id_9281f8a2_fk_procedure FOREIGN KEY (subject_id) REFERENCES public.procedures_casesubject(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_interest
    ADD CONSTRAINT procedures_interest_case_id_5a820d90_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_internalstep
    ADD CONSTRAINT procedures_internalstep_case_id_33bdbef2_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_listingproposal
    ADD CONSTRAINT procedures_listingpr_listing_id_fdf8c60a_fk_procedure FOREIGN KEY (listing_id) REFERENCES public.procedures_agencylisting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_motion
    ADD CONSTRAINT procedures_motion_case_id_15807bb7_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_motion
    ADD CONSTRAINT procedures_motion_session_id_ebd02228_fk_procedures_session_id FOREIGN KEY (session_id) REFERENCES public.procedures_session(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_motion
    ADD CONSTRAINT procedures_motion_subject_id_fbd10366_fk_procedure FOREIGN KEY (subject_id) REFERENCES public.procedures_casesubject(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_objection
    ADD CONSTRAINT procedures_objection_case_id_5fe51f5f_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_objection
    ADD CONSTRAINT procedures_objection_member_id_c5eb5794_fk_procedure FOREIGN KEY (member_id) REFERENCES public.procedures_panelmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_panelmember
    ADD CONSTRAINT procedures_panelmember_case_id_d1109c14_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_pause
    ADD CONSTRAINT procedures_pause_case_id_5991c26f_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_question
    ADD CONSTRAINT procedures_question_case_id_93666704_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_remark
    ADD CONSTRAINT procedures_remark_case_id_3cd2b0b0_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_reply
    ADD CONSTRAINT procedures_reply_case_id_0fad7146_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_reply
    ADD CONSTRAINT procedures_reply_question_id_757412b5_fk_procedures_question_id FOREIGN KEY (question_id) REFERENCES public.procedures_question(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_report
    ADD CONSTRAINT procedures_report_case_id_5f787a6c_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_sitevisit
    ADD CONSTRAINT procedures_sitevisit_case_id_bc670ed6_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_step
    ADD CONSTRAINT procedures_step_case_id_eed0d722_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_vote
    ADD CONSTRAINT procedures_vote_case_id_43228b06_fk_procedures_case_id FOREIGN KEY (case_id) REFERENCES public.procedures_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procedures_vote
    ADD CONSTRAINT procedures_vote_motion_id_35b1f4bd_fk_procedures_motion_id FOREIGN KEY (motion_id) REFERENCES public.procedures_motion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);

ALTER TABLE ONLY public.review_decision
    ADD CONSTRAINT review_decision_version_id_def90a0f_fk_catalogue FOREIGN KEY (version_id) REFERENCES public.catalogue_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.stateregister_hit
    ADD CONSTRAINT stateregister_hit_lookup_id_f3683822_fk_stateregister_lookup_id FOREIGN KEY (lookup_id) REFERENCES public.stateregister_lookup(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_user_id_af5e0a6d_fk_accounts_login_id FOREIGN KEY (user_id) REFERENCES public.accounts_login(id) DEFERRABLE INITIALLY DEFERRED;
