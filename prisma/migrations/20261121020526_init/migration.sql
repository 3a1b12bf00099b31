-- CreateEnum
CREATE TYPE "account_kind" AS ENUM ('member', 'guest');

-- CreateEnum
CREATE TYPE "account_status" AS ENUM ('active', 'inactive', 'blocked');

-- CreateEnum
CREATE TYPE "chosen_status" AS ENUM ('ONLINE', 'IDLE', 'DND', 'OFFLINE');

-- CreateEnum
CREATE TYPE "signing_key_status" AS ENUM ('next', 'active', 'retired');

-- CreateEnum
CREATE TYPE "call_media" AS ENUM ('audio', 'video');

-- CreateEnum
CREATE TYPE "call_status" AS ENUM ('created', 'active', 'ended');

-- CreateEnum
CREATE TYPE "call_end_reason" AS ENUM ('hangup', 'declined', 'busy', 'missed', 'cancelled', 'failed', 'lost');

-- CreateEnum
CREATE TYPE "leg_state" AS ENUM ('calling', 'alerting', 'answered', 'declined', 'lost');

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "kind" "account_kind" NOT NULL,
    "username" TEXT NOT NULL,
    "username_canonical" TEXT NOT NULL,
    "email" TEXT,
    "email_canonical" TEXT,
    "display_name" TEXT NOT NULL,
    "password_hash" TEXT,
    "account_status" "account_status" NOT NULL DEFAULT 'active',
    "credential_version" INTEGER NOT NULL DEFAULT 1,
    "chosen_status" "chosen_status" NOT NULL DEFAULT 'ONLINE',
    "is_online" BOOLEAN NOT NULL DEFAULT false,
    "last_seen_at" TIMESTAMPTZ(3),
    "presence_version" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "idle_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "absolute_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "revoke_reason" TEXT,
    "credential_version" INTEGER NOT NULL,
    "ip" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refresh_tokens" (
    "hash" BYTEA NOT NULL,
    "session_id" UUID NOT NULL,
    "generation" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rotated_at" TIMESTAMPTZ(3),
    "successor_sealed" BYTEA,
    "replays" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "auth_outbox" (
    "id" BIGSERIAL NOT NULL,
    "session_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "auth_outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing_keys" (
    "kid" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "private_sealed" BYTEA NOT NULL,
    "status" "signing_key_status" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "signing_keys_pkey" PRIMARY KEY ("kid")
);

-- CreateTable
CREATE TABLE "calls" (
    "id" UUID NOT NULL,
    "caller_id" UUID NOT NULL,
    "callee_id" UUID NOT NULL,
    "media" "call_media" NOT NULL,
    "status" "call_status" NOT NULL DEFAULT 'created',
    "end_reason" "call_end_reason",
    "ended_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ring_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "connected_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "calls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "call_legs" (
    "peer_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "state" "leg_state" NOT NULL,
    "connection_id" TEXT,
    "instance_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "grace_until" TIMESTAMPTZ(3),

    CONSTRAINT "call_legs_pkey" PRIMARY KEY ("peer_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_username_canonical_key" ON "users"("username_canonical");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_canonical_key" ON "users"("email_canonical");

-- CreateIndex
CREATE INDEX "users_is_online_idx" ON "users"("is_online");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "sessions_revoked_at_idx" ON "sessions"("revoked_at");

-- CreateIndex
CREATE UNIQUE INDEX "refresh_tokens_session_id_generation_key" ON "refresh_tokens"("session_id", "generation");

-- CreateIndex
CREATE INDEX "auth_outbox_sent_at_id_idx" ON "auth_outbox"("sent_at", "id");

-- CreateIndex
CREATE INDEX "calls_caller_id_created_at_id_idx" ON "calls"("caller_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "calls_callee_id_created_at_id_idx" ON "calls"("callee_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "calls_status_ring_expires_at_idx" ON "calls"("status", "ring_expires_at");

-- CreateIndex
CREATE INDEX "call_legs_connection_id_idx" ON "call_legs"("connection_id");

-- CreateIndex
CREATE INDEX "call_legs_grace_until_idx" ON "call_legs"("grace_until");

-- CreateIndex
CREATE UNIQUE INDEX "call_legs_call_id_connection_id_key" ON "call_legs"("call_id", "connection_id");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calls" ADD CONSTRAINT "calls_caller_id_fkey" FOREIGN KEY ("caller_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calls" ADD CONSTRAINT "calls_callee_id_fkey" FOREIGN KEY ("callee_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call_legs" ADD CONSTRAINT "call_legs_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call_legs" ADD CONSTRAINT "call_legs_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
