-- AlterEnum
ALTER TYPE "room_kind" ADD VALUE 'direct';

-- AlterTable
ALTER TABLE "rooms" ADD COLUMN     "high_id" UUID,
ADD COLUMN     "low_id" UUID;

-- CreateIndex
CREATE INDEX "rooms_high_id_idx" ON "rooms"("high_id");

-- CreateIndex
CREATE UNIQUE INDEX "rooms_low_id_high_id_key" ON "rooms"("low_id", "high_id");

-- AddForeignKey
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_low_id_fkey" FOREIGN KEY ("low_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_high_id_fkey" FOREIGN KEY ("high_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A direct thread has its pair, in one order, and nothing else has one. As text: the new value cannot be used before it is committed.
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_pair_check" CHECK (("kind"::text = 'direct') = ("low_id" IS NOT NULL)
  AND ("low_id" IS NULL) = ("high_id" IS NULL) AND ("low_id" IS NULL OR "low_id" < "high_id"));
