import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = import.meta.dirname;

/** Two pages, one folder of hashed assets. Nothing is inlined: the gateway's content policy allows files of its own only. */
export default defineConfig({
  root: here,
  plugins: [react()],
  build: {
    outDir: `${here}/dist`,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // GraphiQL with its editor is one big page of developers; the operator's page does not load it.
    chunkSizeWarningLimit: 2_500,
    rollupOptions: { input: { index: `${here}/index.html`, graphiql: `${here}/graphiql.html` } },
  },
});
