-- A tag has one name in any case of its letters: by full case folding, as `foldCase` in schema/columns.ts says why.

-- The owner isn't a superuser everywhere, and sees other users' rows only while row-level security isn't forced on it.
ALTER TABLE "tag" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "task_tag" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "task" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- Tags of one user that were two so far ("Straße" and "STRASSE") become the older one, on all of their tasks, whose
-- versions change since their answers do.
WITH named AS (
  SELECT "user_id", "id", first_value("id") OVER (
      PARTITION BY "user_id",
        replace(replace(casefold("name" COLLATE "pg_unicode_fast"), U&'i\0307', 'i'), U&'\0131', 'i') COLLATE "C"
      ORDER BY "id") AS kept
    FROM "tag"
), surplus AS (
  SELECT * FROM named WHERE "id" <> kept
), moved AS (
  INSERT INTO "task_tag" ("user_id", "task_id", "tag_id")
    SELECT t."user_id", t."task_id", s.kept FROM "task_tag" t
      JOIN surplus s ON s."user_id" = t."user_id" AND s."id" = t."tag_id"
    ON CONFLICT DO NOTHING
), changed AS (
  UPDATE "task" SET "version" = "version" + 1
    WHERE ("user_id", "id") IN (SELECT t."user_id", t."task_id" FROM "task_tag" t
      JOIN surplus s ON s."user_id" = t."user_id" AND s."id" = t."tag_id")
)
DELETE FROM "tag" USING surplus s WHERE "tag"."user_id" = s."user_id" AND "tag"."id" = s."id";
--> statement-breakpoint
ALTER TABLE "tag" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "task_tag" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "task" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "tag" ALTER COLUMN "name_key" SET EXPRESSION AS (replace(replace(casefold("name" COLLATE "pg_unicode_fast"), U&'i\0307', 'i'), U&'\0131', 'i'));
