-- CreateTable
CREATE TABLE "signaling_log" (
    "id" BIGSERIAL NOT NULL,
    "call_id" UUID NOT NULL,
    "from_peer" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signaling_log_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "signaling_log_call_id_id_idx" ON "signaling_log"("call_id", "id");

-- AddForeignKey
ALTER TABLE "signaling_log" ADD CONSTRAINT "signaling_log_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE;
