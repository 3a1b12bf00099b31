-- CreateEnum
CREATE TYPE "report_reason" AS ENUM ('spam', 'harassment', 'hate', 'violence', 'sexual', 'illegal', 'impersonation', 'other');

-- CreateEnum
CREATE TYPE "report_status" AS ENUM ('open', 'resolved', 'dismissed');

-- CreateTable
CREATE TABLE "reports" (
    "id" UUID NOT NULL,
    "open_key" TEXT,
    "reporter_id" UUID,
    "subject_id" UUID,
    "reason" "report_reason" NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "room_id" UUID,
    "message_id" UUID,
    "message_seq" INTEGER,
    "message_text" TEXT,
    "message_images" INTEGER,
    "message_at" TIMESTAMPTZ(3),
    "status" "report_status" NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolution" TEXT,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" UUID,

    CONSTRAINT "reports_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "reports_open_key_key" ON "reports"("open_key");

-- CreateIndex
CREATE INDEX "reports_created_at_id_idx" ON "reports"("created_at", "id");

-- CreateIndex
CREATE INDEX "reports_room_id_created_at_id_idx" ON "reports"("room_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "reports_reporter_id_idx" ON "reports"("reporter_id");

-- CreateIndex
CREATE INDEX "reports_subject_id_idx" ON "reports"("subject_id");

-- CreateIndex
CREATE INDEX "reports_status_resolved_at_idx" ON "reports"("status", "resolved_at");

-- AddForeignKey
ALTER TABLE "reports" ADD CONSTRAINT "reports_reporter_id_fkey" FOREIGN KEY ("reporter_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reports" ADD CONSTRAINT "reports_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reports" ADD CONSTRAINT "reports_room_id_fkey" FOREIGN KEY ("room_id") REFERENCES "rooms"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Written by hand from here on: who may look at reports.

INSERT INTO "permissions" ("name", "about") VALUES
  ('reports.read', 'See what people have reported, everywhere, and who did'),
  ('reports.manage', 'Settle reports');

INSERT INTO "roles" ("name", "about") VALUES ('moderator', 'Looks at what people report, everywhere, and settles it');

INSERT INTO "role_permissions" ("role", "permission") VALUES
  ('admin', 'reports.read'), ('admin', 'reports.manage'),
  ('moderator', 'reports.read'), ('moderator', 'reports.manage');
