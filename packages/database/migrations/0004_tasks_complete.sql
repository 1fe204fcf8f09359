CREATE TABLE "tag" (
	"user_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"color" text NOT NULL,
	"name_key" text COLLATE "C" GENERATED ALWAYS AS (lower("name" COLLATE "pg_c_utf8")) STORED NOT NULL,
	CONSTRAINT "tag_user_id_id_pk" PRIMARY KEY("user_id","id"),
	CONSTRAINT "tag_name_unique" UNIQUE("user_id","name_key"),
	CONSTRAINT "tag_name_length" CHECK (char_length("name") between 1 and 40),
	CONSTRAINT "tag_color_known" CHECK ("color" in ('gray', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'indigo', 'purple', 'pink'))
);
--> statement-breakpoint
ALTER TABLE "tag" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "task_tag" (
	"user_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"tag_id" uuid NOT NULL,
	CONSTRAINT "task_tag_user_id_task_id_tag_id_pk" PRIMARY KEY("user_id","task_id","tag_id")
);
--> statement-breakpoint
ALTER TABLE "task_tag" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "idempotency_key" (
	"user_id" uuid NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"status" smallint NOT NULL,
	"headers" jsonb NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_key_user_id_key_pk" PRIMARY KEY("user_id","key")
);
--> statement-breakpoint
ALTER TABLE "idempotency_key" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "task" ADD COLUMN "description" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "task" ADD COLUMN "due_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "task" ADD COLUMN "deleted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "task" ADD COLUMN "title_key" text COLLATE "C" GENERATED ALWAYS AS (lower("title" COLLATE "pg_c_utf8")) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "task" ADD COLUMN "priority_key" smallint GENERATED ALWAYS AS (CASE "priority" WHEN 'none' THEN 0 WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 WHEN 'urgent' THEN 4 END) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "task" ADD COLUMN "due_key" timestamp (3) with time zone GENERATED ALWAYS AS (coalesce("due_at", ("due_on" + 1)::timestamp AT TIME ZONE 'UTC', 'infinity')) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "tag" ADD CONSTRAINT "tag_user_id_user_uuid_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("uuid") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "task_tag" ADD CONSTRAINT "task_tag_user_id_user_uuid_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("uuid") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "task_tag" ADD CONSTRAINT "task_tag_user_id_task_id_task_user_id_id_fk" FOREIGN KEY ("user_id","task_id") REFERENCES "public"."task"("user_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "task_tag" ADD CONSTRAINT "task_tag_user_id_tag_id_tag_user_id_id_fk" FOREIGN KEY ("user_id","tag_id") REFERENCES "public"."tag"("user_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_key" ADD CONSTRAINT "idempotency_key_user_id_user_uuid_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("uuid") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "task_tag_by_tag" ON "task_tag" USING btree ("user_id","tag_id");--> statement-breakpoint
CREATE INDEX "task_by_created" ON "task" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "task_by_updated" ON "task" USING btree ("user_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "task_by_due" ON "task" USING btree ("user_id","due_key","id");--> statement-breakpoint
CREATE INDEX "task_by_priority" ON "task" USING btree ("user_id","priority_key","id");--> statement-breakpoint
CREATE INDEX "task_by_title" ON "task" USING btree ("user_id","title_key","id");--> statement-breakpoint
ALTER TABLE "task" ADD CONSTRAINT "task_description_length" CHECK (char_length("description") <= 10000);--> statement-breakpoint
ALTER TABLE "task" ADD CONSTRAINT "task_due_once" CHECK ("due_on" is null or "due_at" is null);