CREATE TABLE "audit_event" (
	"user_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"network" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "audit_event_user_id_id_pk" PRIMARY KEY("user_id","id"),
	CONSTRAINT "audit_event_kind_known" CHECK ("kind" in ('signed_up', 'signed_in', 'sign_in_failed', 'signed_out', 'password_changed', 'session_revoked', 'account_disabled', 'account_enabled', 'account_deleted', 'admin_granted', 'key_rotated', 'key_retired', 'secret_rotated', 'tasks_deleted'))
);
--> statement-breakpoint
ALTER TABLE "audit_event" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "jwks" ADD COLUMN "signs_from" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "impersonated_by" text;--> statement-breakpoint
ALTER TABLE "user" ADD COLUMN "banned" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "user" ADD COLUMN "ban_reason" text;--> statement-breakpoint
ALTER TABLE "user" ADD COLUMN "ban_expires" timestamp (3) with time zone;