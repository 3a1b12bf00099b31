-- CreateTable
CREATE TABLE "service_keys" (
    "id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "name" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_events" (
    "key_id" UUID NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "app_events_pkey" PRIMARY KEY ("key_id","idempotency_key")
);

-- CreateTable
CREATE TABLE "webhooks" (
    "id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "description" TEXT NOT NULL DEFAULT '',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "disabled_reason" TEXT,
    "secret_sealed" BYTEA NOT NULL,
    "previous_sealed" BYTEA,
    "previous_until" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "last_failure" TEXT,
    "last_success_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhooks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" BIGSERIAL NOT NULL,
    "webhook_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "give_up_at" TIMESTAMPTZ(3) NOT NULL,
    "last_failure" TEXT,
    "dead_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "service_keys_hash_key" ON "service_keys"("hash");

-- CreateIndex
CREATE INDEX "service_keys_revoked_at_created_at_idx" ON "service_keys"("revoked_at", "created_at");

-- CreateIndex
CREATE INDEX "app_events_at_idx" ON "app_events"("at");

-- CreateIndex
CREATE INDEX "webhook_deliveries_webhook_id_dead_at_next_attempt_at_idx" ON "webhook_deliveries"("webhook_id", "dead_at", "next_attempt_at");

-- CreateIndex
CREATE INDEX "webhook_deliveries_webhook_id_subject_dead_at_id_idx" ON "webhook_deliveries"("webhook_id", "subject", "dead_at", "id");

-- Written by hand from here on: who looks after service keys.

INSERT INTO "permissions" ("name", "about") VALUES ('integrations.manage', 'Make and revoke service keys');
INSERT INTO "role_permissions" ("role", "permission") VALUES ('admin', 'integrations.manage');
