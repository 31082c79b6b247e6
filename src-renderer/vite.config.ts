// How the interface is built: one page, its styles and scripts as files, nothing inline.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { packedFiles } from '../packed-files.vite.ts'

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [svelte({ configFile: false }), packedFiles()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // How long which plugin took is not news to whoever starts the app.
    rolldownOptions: {
      checks: { bundlerTimings: false },
      // What the host has to say is a script of its own, which the first paint does not wait for; else one grows beyond
      // the size that a bundler keeps quiet about.
      output: { codeSplitting: { groups: [{ name: 'remarks', test: /src-main[\\/]messages[\\/]/ }] } },
    },
  },
})
