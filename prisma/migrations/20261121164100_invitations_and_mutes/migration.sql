-- CreateTable
CREATE TABLE "room_invitations" (
    "id" UUID NOT NULL,
    "room_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "role" "room_role" NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "max_uses" INTEGER,
    "uses" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "room_invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "room_mutes" (
    "room_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "muted_by" UUID,

    CONSTRAINT "room_mutes_pkey" PRIMARY KEY ("room_id","user_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "room_invitations_hash_key" ON "room_invitations"("hash");

-- CreateIndex
CREATE INDEX "room_invitations_room_id_expires_at_idx" ON "room_invitations"("room_id", "expires_at");

-- CreateIndex
CREATE INDEX "room_invitations_created_by_idx" ON "room_invitations"("created_by");

-- CreateIndex
CREATE INDEX "room_invitations_expires_at_idx" ON "room_invitations"("expires_at");

-- CreateIndex
CREATE INDEX "room_mutes_user_id_idx" ON "room_mutes"("user_id");

-- CreateIndex
CREATE INDEX "room_mutes_muted_by_idx" ON "room_mutes"("muted_by");

-- CreateIndex
CREATE INDEX "room_mutes_until_idx" ON "room_mutes"("until");

-- AddForeignKey
ALTER TABLE "room_invitations" ADD CONSTRAINT "room_invitations_room_id_fkey" FOREIGN KEY ("room_id") REFERENCES "rooms"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "room_invitations" ADD CONSTRAINT "room_invitations_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "room_mutes" ADD CONSTRAINT "room_mutes_room_id_fkey" FOREIGN KEY ("room_id") REFERENCES "rooms"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "room_mutes" ADD CONSTRAINT "room_mutes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "room_mutes" ADD CONSTRAINT "room_mutes_muted_by_fkey" FOREIGN KEY ("muted_by") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
