-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "attachments" UUID[] DEFAULT ARRAY[]::UUID[];
