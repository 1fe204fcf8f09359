-- The history of accounts, written in the transaction of what it tells of, and disabled accounts.

-- Rows are added by both apps and read by their owner through the API; nobody but the tables' owner removes them.
ALTER TABLE "audit_event" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT INSERT ON "audit_event" TO app_web;
--> statement-breakpoint
GRANT SELECT, INSERT ON "audit_event" TO app_api;
--> statement-breakpoint
CREATE POLICY "audit_event_own" ON "audit_event" FOR ALL TO app_api
  USING ("user_id" = (SELECT nullif(current_setting('app.user_uuid', true), '')::uuid))
  WITH CHECK ("user_id" = (SELECT nullif(current_setting('app.user_uuid', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "audit_event_web" ON "audit_event" FOR INSERT TO app_web WITH CHECK (true);
--> statement-breakpoint
-- FORCE holds for the owner too, as whom the triggers below write and `pnpm db purge` removes.
CREATE POLICY "audit_event_keeper" ON "audit_event" FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint

-- The network that an address is in: enough to recognise one's own, too little to find a person.
-- IF and not CASE: a constant in a CASE is cast before its condition is looked at.
CREATE FUNCTION public.network_of(address text) RETURNS text
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
  AS $$
BEGIN
  IF NOT coalesce(pg_input_is_valid(address, 'inet'), false) THEN
    RETURN NULL;
  END IF;
  RETURN network(set_masklen(address::inet, CASE family(address::inet) WHEN 4 THEN 24 ELSE 48 END))::text;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.network_of(text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.network_of(text) TO app_web;
--> statement-breakpoint

CREATE FUNCTION public.audit_user() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  kinds text[] := '{}';
BEGIN
  IF TG_OP = 'INSERT' THEN kinds := kinds || 'signed_up'::text;
  ELSIF TG_OP = 'DELETE' THEN kinds := kinds || 'account_deleted'::text;
  ELSE
    IF NEW.banned AND NOT OLD.banned THEN kinds := kinds || 'account_disabled'::text; END IF;
    IF OLD.banned AND NOT NEW.banned THEN kinds := kinds || 'account_enabled'::text; END IF;
    IF NEW.role = 'admin' AND OLD.role <> 'admin' THEN kinds := kinds || 'admin_granted'::text; END IF;
  END IF;
  INSERT INTO public.audit_event (user_id, kind) SELECT coalesce(NEW.uuid, OLD.uuid), unnest(kinds);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "audit_user" AFTER INSERT OR DELETE OR UPDATE OF "banned", "role" ON "user"
  FOR EACH ROW EXECUTE FUNCTION public.audit_user();
--> statement-breakpoint

CREATE FUNCTION public.audit_session() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
BEGIN
  INSERT INTO public.audit_event (user_id, kind, network)
    SELECT u.uuid, 'signed_in', public.network_of(NEW.ip_address) FROM public."user" u WHERE u.id = NEW.user_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "audit_session" AFTER INSERT ON "session"
  FOR EACH ROW EXECUTE FUNCTION public.audit_session();
--> statement-breakpoint

CREATE FUNCTION public.audit_password() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
BEGIN
  INSERT INTO public.audit_event (user_id, kind)
    SELECT u.uuid, 'password_changed' FROM public."user" u WHERE u.id = NEW.user_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "audit_password" AFTER UPDATE OF "password" ON "account"
  FOR EACH ROW WHEN (OLD."password" IS DISTINCT FROM NEW."password") EXECUTE FUNCTION public.audit_password();
--> statement-breakpoint

-- The service's own events stand under the nil uuid, which no account has and no token may carry.
CREATE FUNCTION public.audit_key() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
BEGIN
  INSERT INTO public.audit_event (user_id, kind, detail)
    SELECT '00000000-0000-0000-0000-000000000000',
      CASE TG_OP WHEN 'INSERT' THEN 'key_rotated' ELSE 'key_retired' END,
      jsonb_build_object('kid', coalesce(NEW.id, OLD.id));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "audit_key" AFTER INSERT OR DELETE ON "jwks"
  FOR EACH ROW EXECUTE FUNCTION public.audit_key();
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.audit_user(), public.audit_session(), public.audit_password(), public.audit_key() FROM PUBLIC;
--> statement-breakpoint

-- A key is retired by removing it; nothing about one is ever changed but when it begins to sign.
GRANT DELETE, UPDATE ("signs_from") ON "jwks" TO app_web;
--> statement-breakpoint

-- As in 0001, and it raises for a disabled account too.
CREATE OR REPLACE FUNCTION public.set_user(wanted uuid) RETURNS void
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
END $$;
