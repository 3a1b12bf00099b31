-- AlterEnum
ALTER TYPE "leg_state" ADD VALUE 'invited';

-- AlterTable
ALTER TABLE "call_legs" ADD COLUMN     "alerting_at" TIMESTAMPTZ(3),
ADD COLUMN     "answered_at" TIMESTAMPTZ(3),
ADD COLUMN     "epoch" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "invited_at" TIMESTAMPTZ(3),
ADD COLUMN     "quality" JSONB;

-- AlterTable
ALTER TABLE "calls" ADD COLUMN     "callee_erased" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "caller_erased" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "relay_only" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "user_blocks" (
    "blocker_id" UUID NOT NULL,
    "blocked_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_blocks_pkey" PRIMARY KEY ("blocker_id","blocked_id")
);

-- CreateTable
CREATE TABLE "call_settings" (
    "user_id" UUID NOT NULL,
    "call_waiting" BOOLEAN NOT NULL DEFAULT false,
    "relay_only" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "call_settings_pkey" PRIMARY KEY ("user_id")
);

-- CreateIndex
CREATE INDEX "user_blocks_blocked_id_idx" ON "user_blocks"("blocked_id");

-- CreateIndex
CREATE INDEX "calls_ended_at_idx" ON "calls"("ended_at");

-- AddForeignKey
ALTER TABLE "user_blocks" ADD CONSTRAINT "user_blocks_blocker_id_fkey" FOREIGN KEY ("blocker_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_blocks" ADD CONSTRAINT "user_blocks_blocked_id_fkey" FOREIGN KEY ("blocked_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call_settings" ADD CONSTRAINT "call_settings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
