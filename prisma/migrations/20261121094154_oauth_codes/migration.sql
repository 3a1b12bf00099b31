-- DropIndex
DROP INDEX "oauth_identities_user_id_idx";

-- AlterTable
ALTER TABLE "oauth_attempts" ADD COLUMN     "code_hash" BYTEA;

-- CreateIndex
CREATE UNIQUE INDEX "oauth_attempts_code_hash_key" ON "oauth_attempts"("code_hash");

-- CreateIndex
CREATE UNIQUE INDEX "oauth_identities_user_id_provider_key" ON "oauth_identities"("user_id", "provider");
