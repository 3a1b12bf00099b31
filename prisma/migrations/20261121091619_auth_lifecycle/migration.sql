-- CreateEnum
CREATE TYPE "token_purpose" AS ENUM ('password_reset', 'email_verification', 'invitation');

-- AlterEnum
ALTER TYPE "account_status" ADD VALUE 'deleted';

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "idle_ttl_s" INTEGER;

-- AlterTable
ALTER TABLE "signing_keys" ADD COLUMN     "activated_at" TIMESTAMPTZ(3),
ADD COLUMN     "retired_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "email_verified_at" TIMESTAMPTZ(3),
ADD COLUMN     "failed_sign_ins" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "roles" (
    "name" TEXT NOT NULL,
    "about" TEXT NOT NULL,

    CONSTRAINT "roles_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "permissions" (
    "name" TEXT NOT NULL,
    "about" TEXT NOT NULL,

    CONSTRAINT "permissions_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "role_permissions" (
    "role" TEXT NOT NULL,
    "permission" TEXT NOT NULL,

    CONSTRAINT "role_permissions_pkey" PRIMARY KEY ("role","permission")
);

-- CreateTable
CREATE TABLE "user_roles" (
    "user_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "granted_by" UUID,

    CONSTRAINT "user_roles_pkey" PRIMARY KEY ("user_id","role")
);

-- CreateTable
CREATE TABLE "one_time_tokens" (
    "hash" BYTEA NOT NULL,
    "user_id" UUID NOT NULL,
    "purpose" "token_purpose" NOT NULL,
    "email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_tokens_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "mail_outbox" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "mail_outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oauth_identities" (
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "oauth_identities_pkey" PRIMARY KEY ("provider","subject")
);

-- CreateTable
CREATE TABLE "oauth_attempts" (
    "state_hash" BYTEA NOT NULL,
    "provider" TEXT NOT NULL,
    "browser_hash" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,
    "link_user_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "session_id" UUID,

    CONSTRAINT "oauth_attempts_pkey" PRIMARY KEY ("state_hash")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "user_roles_role_idx" ON "user_roles"("role");

-- CreateIndex
CREATE INDEX "one_time_tokens_user_id_purpose_idx" ON "one_time_tokens"("user_id", "purpose");

-- CreateIndex
CREATE INDEX "mail_outbox_done_at_next_attempt_at_idx" ON "mail_outbox"("done_at", "next_attempt_at");

-- CreateIndex
CREATE INDEX "oauth_identities_user_id_idx" ON "oauth_identities"("user_id");

-- CreateIndex
CREATE INDEX "oauth_attempts_expires_at_idx" ON "oauth_attempts"("expires_at");

-- CreateIndex
CREATE INDEX "rate_limits_expire_idx" ON "rate_limits"("expire");

-- CreateIndex
CREATE INDEX "users_kind_created_at_idx" ON "users"("kind", "created_at");

-- AddForeignKey
ALTER TABLE "role_permissions" ADD CONSTRAINT "role_permissions_role_fkey" FOREIGN KEY ("role") REFERENCES "roles"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_permissions" ADD CONSTRAINT "role_permissions_permission_fkey" FOREIGN KEY ("permission") REFERENCES "permissions"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_roles" ADD CONSTRAINT "user_roles_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_roles" ADD CONSTRAINT "user_roles_role_fkey" FOREIGN KEY ("role") REFERENCES "roles"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "one_time_tokens" ADD CONSTRAINT "one_time_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "oauth_identities" ADD CONSTRAINT "oauth_identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand from here on: keys that exist, the roles there are, and the audit log.

UPDATE "signing_keys" SET "activated_at" = "created_at" WHERE "status" = 'active';

INSERT INTO "permissions" ("name", "about") VALUES
  ('users.read', 'See every account with its roles and status'),
  ('users.create', 'Invite people and choose their roles, none above one''s own'),
  ('users.update', 'Switch accounts off and on, block them, change their roles, none above one''s own'),
  ('audit.read', 'Read the audit log'),
  ('keys.rotate', 'Rotate the keys that sign access tokens');

INSERT INTO "roles" ("name", "about") VALUES
  ('admin', 'Everything'),
  ('user-manager', 'Accounts: see, invite, switch off'),
  ('auditor', 'Sees accounts and the audit log, changes nothing'),
  ('member', 'Everybody who has registered; no permission beyond one''s own account');

INSERT INTO "role_permissions" ("role", "permission") VALUES
  ('admin', 'users.read'), ('admin', 'users.create'), ('admin', 'users.update'), ('admin', 'audit.read'), ('admin', 'keys.rotate'),
  ('user-manager', 'users.read'), ('user-manager', 'users.create'), ('user-manager', 'users.update'),
  ('auditor', 'users.read'), ('auditor', 'audit.read');

INSERT INTO "user_roles" ("user_id", "role") SELECT "id", 'member' FROM "users" WHERE "kind" = 'member';

-- In a schema of its own, so that an operator can give it other rights than the rest.
CREATE SCHEMA "security";

CREATE TABLE "security"."audit" (
  "id" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "event" TEXT NOT NULL,
  "level" TEXT NOT NULL,
  "result" TEXT NOT NULL,
  "reason" TEXT,
  "actor_id" UUID,
  "subject_id" UUID,
  "session_id" UUID,
  "ip" TEXT,
  "user_agent" TEXT,
  "request_id" TEXT,
  "instance_id" TEXT,
  "details" JSONB NOT NULL DEFAULT '{}'
);

CREATE INDEX "audit_at_idx" ON "security"."audit" ("at");
CREATE INDEX "audit_subject_idx" ON "security"."audit" ("subject_id", "id");
CREATE INDEX "audit_actor_idx" ON "security"."audit" ("actor_id", "id");
CREATE INDEX "audit_event_idx" ON "security"."audit" ("event", "id");

-- Rows are added, never changed; they may be deleted when they are old enough to have been read.
CREATE FUNCTION "security"."keep_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD."at" < clock_timestamp() - interval '30 days' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'security.audit is append-only';
END $$;

CREATE TRIGGER "audit_rows_stay" BEFORE UPDATE OR DELETE ON "security"."audit"
  FOR EACH ROW EXECUTE FUNCTION "security"."keep_audit"();
CREATE TRIGGER "audit_is_not_emptied" BEFORE TRUNCATE ON "security"."audit"
  FOR EACH STATEMENT EXECUTE FUNCTION "security"."keep_audit"();
