-- AlterTable
ALTER TABLE "refresh_tokens" ADD COLUMN     "rotated_by_cookie" BOOLEAN NOT NULL DEFAULT false;
