-- Who may do what. The roles app_web and app_api are made by migrate.ts before this runs.
-- A later migration that changes rows of a table with FORCE sees none of them, not even as the owner:
-- lift it inside of that migration with ALTER TABLE ... NO FORCE ROW LEVEL SECURITY, and put it back.

REVOKE ALL ON SCHEMA public FROM PUBLIC;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO app_web, app_api;
--> statement-breakpoint

-- The web app: Better Auth's tables, and nothing of the product.
GRANT SELECT, INSERT, UPDATE, DELETE ON "user", "session", "account", "verification", "rate_limit" TO app_web;
--> statement-breakpoint
GRANT SELECT, INSERT ON "jwks" TO app_web;
--> statement-breakpoint

-- The API: tasks, but not whose they are, and nothing of Better Auth.
GRANT SELECT, INSERT, DELETE ON "task" TO app_api;
--> statement-breakpoint
GRANT UPDATE ("title", "status", "priority", "due_on", "completed_at", "version", "updated_at") ON "task" TO app_api;
--> statement-breakpoint
ALTER TABLE "task" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- nullif: once set and rolled back, the setting is '' and not NULL. The sub-select is evaluated once, not for each row.
CREATE POLICY "task_owner" ON "task" FOR ALL TO app_api
  USING ("user_id" = (SELECT nullif(current_setting('app.user_uuid', true), '')::uuid))
  WITH CHECK ("user_id" = (SELECT nullif(current_setting('app.user_uuid', true), '')::uuid));
--> statement-breakpoint

-- The one way to say whose transaction it is. It raises for an account that doesn't exist, so that whatever
-- was sent behind it in the same flight fails with it. It runs as the owner: app_api itself can't read "user".
CREATE FUNCTION public.set_user(wanted uuid) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  held text;
BEGIN
  SELECT u.role INTO held FROM public."user" u WHERE u.uuid = wanted;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the account does not exist' USING ERRCODE = 'UA001';
  END IF;
  PERFORM set_config('app.user_uuid', wanted::text, true), set_config('app.user_role', held, true);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.set_user(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.set_user(uuid) TO app_api;
--> statement-breakpoint

-- A uuid stays for life: rows of the product, and tokens already handed out, name the person by it.
CREATE FUNCTION public.refuse_uuid_change() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
  AS $$
BEGIN
  RAISE EXCEPTION 'the uuid of a user never changes' USING ERRCODE = 'check_violation', CONSTRAINT = 'user_uuid_fixed';
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.refuse_uuid_change() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER "user_uuid_fixed" BEFORE UPDATE OF "uuid" ON "user"
  FOR EACH ROW WHEN (OLD."uuid" IS DISTINCT FROM NEW."uuid") EXECUTE FUNCTION public.refuse_uuid_change();
