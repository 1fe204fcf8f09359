-- What the web app may do with passkeys, and what of an account's addresses and ways to sign in goes into its history.

GRANT SELECT, INSERT, UPDATE, DELETE ON "passkey" TO app_web;
--> statement-breakpoint

-- As in 0003, and an address that was confirmed or changed; neither address stands there.
CREATE OR REPLACE FUNCTION public.audit_user() RETURNS trigger
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
    IF NEW.email <> OLD.email THEN kinds := kinds || 'email_changed'::text;
    ELSIF NEW.email_verified AND NOT OLD.email_verified THEN kinds := kinds || 'email_verified'::text; END IF;
  END IF;
  INSERT INTO public.audit_event (user_id, kind) SELECT coalesce(NEW.uuid, OLD.uuid), unnest(kinds);
  RETURN NULL;
END $$;
--> statement-breakpoint
DROP TRIGGER "audit_user" ON "user";
--> statement-breakpoint
CREATE TRIGGER "audit_user" AFTER INSERT OR DELETE OR UPDATE OF "banned", "role", "email", "email_verified" ON "user"
  FOR EACH ROW EXECUTE FUNCTION public.audit_user();
--> statement-breakpoint

-- What goes because the account goes is no event of its own: its owner isn't there any more.
CREATE FUNCTION public.audit_provider() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  held public."account" := coalesce(NEW, OLD);
BEGIN
  INSERT INTO public.audit_event (user_id, kind, detail)
    SELECT u.uuid, CASE TG_OP WHEN 'INSERT' THEN 'provider_linked' ELSE 'provider_unlinked' END,
      jsonb_build_object('provider', held.provider_id)
    FROM public."user" u WHERE u.id = held.user_id AND held.provider_id <> 'credential';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "audit_provider" AFTER INSERT OR DELETE ON "account"
  FOR EACH ROW EXECUTE FUNCTION public.audit_provider();
--> statement-breakpoint

CREATE FUNCTION public.audit_passkey() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  held public."passkey" := coalesce(NEW, OLD);
BEGIN
  INSERT INTO public.audit_event (user_id, kind)
    SELECT u.uuid, CASE TG_OP WHEN 'INSERT' THEN 'passkey_added' ELSE 'passkey_removed' END
    FROM public."user" u WHERE u.id = held.user_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "audit_passkey" AFTER INSERT OR DELETE ON "passkey"
  FOR EACH ROW EXECUTE FUNCTION public.audit_passkey();
--> statement-breakpoint

-- Mailed links and open sign-ins name the account in a text that no foreign key can follow.
CREATE FUNCTION public.forget_user() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
BEGIN
  DELETE FROM public."verification" WHERE position(OLD.id IN value) > 0;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "forget_user" AFTER DELETE ON "user" FOR EACH ROW EXECUTE FUNCTION public.forget_user();
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.audit_provider(), public.audit_passkey(), public.forget_user() FROM PUBLIC;
