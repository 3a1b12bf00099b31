-- CreateTable
CREATE TABLE "personal_exports" (
    "user_id" UUID NOT NULL,
    "export_id" UUID NOT NULL,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "personal_exports_pkey" PRIMARY KEY ("user_id")
);

-- AddForeignKey
ALTER TABLE "personal_exports" ADD CONSTRAINT "personal_exports_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
