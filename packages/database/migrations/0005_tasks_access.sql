-- Who may do what with tasks, tags and idempotency keys, and how changes are told.

GRANT UPDATE ("description", "due_at", "deleted_at") ON "task" TO app_api;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE, UPDATE ("name", "color") ON "tag" TO app_api;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON "task_tag", "idempotency_key" TO app_api;
--> statement-breakpoint
ALTER TABLE "tag" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "task_tag" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "idempotency_key" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "tag_owner" ON "tag" FOR ALL TO app_api
  USING ("user_id" = (SELECT nullif(current_setting('app.user_uuid', true), '')::uuid))
  WITH CHECK ("user_id" = (SELECT nullif(current_setting('app.user_uuid', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "task_tag_owner" ON "task_tag" FOR ALL TO app_api
  USING ("user_id" = (SELECT nullif(current_setting('app.user_uuid', true), '')::uuid))
  WITH CHECK ("user_id" = (SELECT nullif(current_setting('app.user_uuid', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "idempotency_key_owner" ON "idempotency_key" FOR ALL TO app_api
  USING ("user_id" = (SELECT nullif(current_setting('app.user_uuid', true), '')::uuid))
  WITH CHECK ("user_id" = (SELECT nullif(current_setting('app.user_uuid', true), '')::uuid));
--> statement-breakpoint

-- What `pnpm db purge` removes is all that the tables' owner can see of them.
CREATE POLICY "task_keeper" ON "task" FOR ALL TO CURRENT_USER USING ("deleted_at" < now() - interval '30 days');
--> statement-breakpoint
CREATE POLICY "idempotency_key_keeper" ON "idempotency_key" FOR ALL TO CURRENT_USER
  USING ("created_at" < now() - interval '24 hours');
--> statement-breakpoint

-- As in 0003. `request` is the request's id: it shows in pg_stat_activity and the server's log for as long as the
-- transaction lasts, and unlike a comment in the SQL it leaves a named statement the same.
DROP FUNCTION public.set_user(uuid);
--> statement-breakpoint
CREATE FUNCTION public.set_user(wanted uuid, request text DEFAULT '') RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  held record;
BEGIN
  SELECT u.role, u.banned AND coalesce(u.ban_expires > now(), true) AS disabled INTO held
    FROM public."user" u WHERE u.uuid = wanted;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the account does not exist' USING ERRCODE = 'UA001';
  END IF;
  IF held.disabled THEN
    RAISE EXCEPTION 'the account is disabled' USING ERRCODE = 'UA002';
  END IF;
  PERFORM set_config('app.user_uuid', wanted::text, true), set_config('app.user_role', held.role, true);
  IF request <> '' THEN
    PERFORM set_config('application_name', request, true);
  END IF;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.set_user(uuid, text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.set_user(uuid, text) TO app_api;
--> statement-breakpoint

-- Tells each change to whoever listens, when its transaction commits: whose it is, what kind of row and its id,
-- nothing of what is in it. So many at once are told as one.
CREATE FUNCTION public.tell_changes() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
  AS $$
BEGIN
  PERFORM pg_notify('claimcheck_events', json_build_object(
      'user', u.user_id, 'kind', CASE WHEN u.many THEN 'many' ELSE TG_TABLE_NAME END, 'id', c.id)::text)
    FROM (SELECT user_id, count(*) > 100 AS many FROM changed GROUP BY user_id) u
    LEFT JOIN changed c ON c.user_id = u.user_id AND NOT u.many;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "tell_added" AFTER INSERT ON "task" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION public.tell_changes();
--> statement-breakpoint
CREATE TRIGGER "tell_changed" AFTER UPDATE ON "task" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION public.tell_changes();
--> statement-breakpoint
CREATE TRIGGER "tell_removed" AFTER DELETE ON "task" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION public.tell_changes();
--> statement-breakpoint
CREATE TRIGGER "tell_added" AFTER INSERT ON "tag" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION public.tell_changes();
--> statement-breakpoint
CREATE TRIGGER "tell_changed" AFTER UPDATE ON "tag" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION public.tell_changes();
--> statement-breakpoint
CREATE TRIGGER "tell_removed" AFTER DELETE ON "tag" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION public.tell_changes();
--> statement-breakpoint

-- A stream of an account that is disabled or deleted ends.
CREATE FUNCTION public.tell_account() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
  AS $$
BEGIN
  PERFORM pg_notify('claimcheck_events', json_build_object('user', OLD.uuid, 'kind', 'account', 'id', NULL)::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "tell_account" AFTER DELETE OR UPDATE OF "banned" ON "user"
  FOR EACH ROW EXECUTE FUNCTION public.tell_account();
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.tell_changes(), public.tell_account() FROM PUBLIC;
