import 'dotenv/config';
import { defineConfig } from 'prisma/config';

// For the ordinary Prisma commands; the server itself reads DATABASE_URL through its own configuration.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? '' },
});
