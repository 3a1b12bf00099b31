import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** Where `npm run dev:web` finds the server. */
const server = 'http://localhost:3000';
/** The server accepts its own origin only, so the proxy speaks in its name. */
const proxied = { target: server, headers: { origin: server } };

export default defineConfig({
  base: '/',
  plugins: [react()],
  resolve: {
    alias: {
      '@ringline/client': source('client'),
      '@ringline/react': source('react'),
    },
  },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    // The page runs under `default-src 'self'`, which refuses data: URLs.
    assetsInlineLimit: 0,
    // LiveKit's client is the one large piece; it is loaded only where it is used.
    chunkSizeWarningLimit: 700,
  },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': proxied, '/socket.io': { ...proxied, ws: true } },
  },
});

/** The packages of this repository as they stand, without a build of their own. */
function source(name: string): string {
  return fileURLToPath(new URL(`../sdk/${name}/src/index.ts`, import.meta.url));
}
