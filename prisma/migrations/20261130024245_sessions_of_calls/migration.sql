-- AlterTable
ALTER TABLE "call_legs" ADD COLUMN     "session_id" UUID;

-- AlterTable
ALTER TABLE "calls" ADD COLUMN     "callee_end_reason" "call_end_reason",
ADD COLUMN     "callee_ended_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "voice_participants" ADD COLUMN     "session_id" UUID;
