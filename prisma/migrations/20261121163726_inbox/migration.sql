-- CreateTable
CREATE TABLE "missed_calls" (
    "call_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "missed_calls_pkey" PRIMARY KEY ("call_id")
);

-- CreateTable
CREATE TABLE "read_marks" (
    "user_id" UUID NOT NULL,
    "room_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "read_marks_pkey" PRIMARY KEY ("user_id","room_id")
);

-- CreateIndex
CREATE INDEX "missed_calls_user_id_ended_at_call_id_idx" ON "missed_calls"("user_id", "ended_at", "call_id");

-- CreateIndex
CREATE INDEX "read_marks_room_id_idx" ON "read_marks"("room_id");

-- AddForeignKey
ALTER TABLE "missed_calls" ADD CONSTRAINT "missed_calls_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "missed_calls" ADD CONSTRAINT "missed_calls_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "read_marks" ADD CONSTRAINT "read_marks_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "read_marks" ADD CONSTRAINT "read_marks_room_id_fkey" FOREIGN KEY ("room_id") REFERENCES "rooms"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand from here on. Marks are written with every message that somebody reads as it comes: leave room on their pages.
ALTER TABLE "read_marks" SET (fillfactor = 70);

-- What was said before there were marks is not news to anybody.
INSERT INTO "read_marks" ("user_id", "room_id", "seq")
SELECT m."user_id", m."room_id", h."last_seq" FROM "room_members" m JOIN "message_heads" h ON h."room_id" = m."room_id"
WHERE m."role" <> 'blocked' AND h."last_seq" > 0;
