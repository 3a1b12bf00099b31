-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "leg_state" ADD VALUE 'moving';
ALTER TYPE "leg_state" ADD VALUE 'moved';
ALTER TYPE "leg_state" ADD VALUE 'move_failed';

-- AlterTable
ALTER TABLE "call_legs" ADD COLUMN     "moving_until" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "call_legs_moving_until_idx" ON "call_legs"("moving_until");
