-- A token holds for as long as its session: the API asks for the session in the statement that names the user.

-- As in 0005, and it raises UA003 where the token's session was ended or is past its time. Only the session's id
-- comes in; it gives no access by itself, unlike the session's token, which stays with the web app.
DROP FUNCTION public.set_user(uuid, text);
--> statement-breakpoint
CREATE FUNCTION public.set_user(wanted uuid, sid text, request text DEFAULT '') RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
DECLARE
  held record;
BEGIN
  SELECT u.role, u.banned AND coalesce(u.ban_expires > now(), true) AS disabled, s.id IS NOT NULL AS signed_in INTO held
    FROM public."user" u
    LEFT JOIN public."session" s ON s.id = sid AND s.user_id = u.id AND s.expires_at > now()
    WHERE u.uuid = wanted;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the account does not exist' USING ERRCODE = 'UA001';
  END IF;
  IF held.disabled THEN
    RAISE EXCEPTION 'the account is disabled' USING ERRCODE = 'UA002';
  END IF;
  IF NOT held.signed_in THEN
    RAISE EXCEPTION 'the session has ended' USING ERRCODE = 'UA003';
  END IF;
  PERFORM set_config('app.user_uuid', wanted::text, true), set_config('app.user_role', held.role, true);
  IF request <> '' THEN
    PERFORM set_config('application_name', request, true);
  END IF;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.set_user(uuid, text, text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.set_user(uuid, text, text) TO app_api;
--> statement-breakpoint

-- Event streams of a session that was ended are closed. Sessions that go with their account need no message:
-- tell_account() sends one for all of them.
CREATE FUNCTION public.tell_session() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
  AS $$
BEGIN
  PERFORM pg_notify('claimcheck_events', json_build_object('user', u.uuid, 'kind', 'session', 'id', OLD.id)::text)
    FROM public."user" u WHERE u.id = OLD.user_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "tell_session" AFTER DELETE ON "session"
  FOR EACH ROW EXECUTE FUNCTION public.tell_session();
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.tell_session() FROM PUBLIC;
