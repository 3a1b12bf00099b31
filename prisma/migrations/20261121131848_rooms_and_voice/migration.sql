-- CreateEnum
CREATE TYPE "room_kind" AS ENUM ('public', 'private');

-- CreateEnum
CREATE TYPE "room_role" AS ENUM ('owner', 'admin', 'member', 'viewer', 'blocked');

-- CreateEnum
CREATE TYPE "voice_left_reason" AS ENUM ('left', 'lost', 'kicked', 'moved', 'signed_out', 'removed', 'closed');

-- CreateTable
CREATE TABLE "rooms" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "room_kind" NOT NULL,
    "has_chat" BOOLEAN NOT NULL DEFAULT true,
    "has_voice" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID,
    "archived_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "rooms_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "room_members" (
    "room_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "room_role" NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "granted_by" UUID,

    CONSTRAINT "room_members_pkey" PRIMARY KEY ("room_id","user_id")
);

-- CreateTable
CREATE TABLE "voice_participants" (
    "peer_id" UUID NOT NULL,
    "room_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "connection_id" TEXT NOT NULL,
    "instance_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "muted" BOOLEAN NOT NULL DEFAULT false,
    "deafened" BOOLEAN NOT NULL DEFAULT false,
    "camera" BOOLEAN NOT NULL DEFAULT false,
    "screen" BOOLEAN NOT NULL DEFAULT false,
    "speaks" BOOLEAN NOT NULL DEFAULT true,
    "identity" TEXT,
    "joined_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "grace_until" TIMESTAMPTZ(3),
    "left_at" TIMESTAMPTZ(3),
    "left_reason" "voice_left_reason",

    CONSTRAINT "voice_participants_pkey" PRIMARY KEY ("peer_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "rooms_slug_key" ON "rooms"("slug");

-- CreateIndex
CREATE INDEX "rooms_created_by_idx" ON "rooms"("created_by");

-- CreateIndex
CREATE INDEX "room_members_room_id_since_user_id_idx" ON "room_members"("room_id", "since", "user_id");

-- CreateIndex
CREATE INDEX "room_members_user_id_since_room_id_idx" ON "room_members"("user_id", "since", "room_id");

-- CreateIndex
CREATE INDEX "room_members_granted_by_idx" ON "room_members"("granted_by");

-- CreateIndex
CREATE INDEX "voice_participants_room_id_left_at_idx" ON "voice_participants"("room_id", "left_at");

-- CreateIndex
CREATE INDEX "voice_participants_user_id_left_at_idx" ON "voice_participants"("user_id", "left_at");

-- CreateIndex
CREATE INDEX "voice_participants_connection_id_idx" ON "voice_participants"("connection_id");

-- CreateIndex
CREATE INDEX "voice_participants_grace_until_idx" ON "voice_participants"("grace_until");

-- CreateIndex
CREATE INDEX "voice_participants_left_at_idx" ON "voice_participants"("left_at");

-- AddForeignKey
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "room_members" ADD CONSTRAINT "room_members_room_id_fkey" FOREIGN KEY ("room_id") REFERENCES "rooms"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "room_members" ADD CONSTRAINT "room_members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "room_members" ADD CONSTRAINT "room_members_granted_by_fkey" FOREIGN KEY ("granted_by") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "voice_participants" ADD CONSTRAINT "voice_participants_room_id_fkey" FOREIGN KEY ("room_id") REFERENCES "rooms"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "voice_participants" ADD CONSTRAINT "voice_participants_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand from here on: the room that is there from the start, and who looks after it.

INSERT INTO "rooms" ("id", "slug", "name", "kind") VALUES (gen_random_uuid(), 'public', 'Public room', 'public');

INSERT INTO "permissions" ("name", "about") VALUES ('rooms.manage', 'Act as the owner of public rooms');
INSERT INTO "role_permissions" ("role", "permission") VALUES ('admin', 'rooms.manage');
