// What `npm run build` makes: the desktop's main and preload, the command line, host and engine, the interface.
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { defineConfig } from 'electron-vite'
import renderer from './src-renderer/vite.config.ts'

const shells = join(import.meta.dirname, 'src-main', 'shells')
const interfaceRoot = join(import.meta.dirname, 'src-renderer')
const out = join(import.meta.dirname, 'out')

// Native modules stay where npm put them; everything else is bundled.
const external = [
  'electron',
  'onnxruntime-node',
  'better-sqlite3',
  'sharp',
  ...builtinModules.flatMap((name) => [name, `node:${name}`]),
]

export default defineConfig({
  main: {
    build: {
      outDir: out,
      emptyOutDir: false,
      externalizeDeps: false,
      target: 'node24',
      rolldownOptions: {
        external,
        input: {
          'main/main': join(shells, 'electron', 'main.ts'),
          host: join(shells, 'server', 'desktop-host.ts'),
          engine: join(shells, 'engine', 'main.ts'),
          'library-worker': join(import.meta.dirname, 'src-main', 'catalog', 'worker', 'library-worker.ts'),
          'check-worker': join(import.meta.dirname, 'src-main', 'app', 'downloads', 'check-worker.ts'),
          'layout-worker': join(import.meta.dirname, 'src-main', 'catalog', 'layouts', 'layout-worker.ts'),
          'picture-worker': join(import.meta.dirname, 'src-main', 'files', 'decoding', 'picture-worker.ts'),
          'prompt-worker': join(import.meta.dirname, 'src-main', 'app', 'prompt', 'prompt-worker.ts'),
          'settings-text-worker': join(
            import.meta.dirname,
            'src-main',
            'app',
            'picture-settings',
            'settings-text-worker.ts',
          ),
          'catalog-worker': join(import.meta.dirname, 'src-main', 'app', 'safekeeping', 'catalog-worker.ts'),
          'merge-worker': join(import.meta.dirname, 'src-main', 'engine', 'stack', 'merge-worker.ts'),
          lamina: join(shells, 'cli', 'lamina.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: join(out, 'preload'),
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: join(shells, 'electron', 'preload.ts') },
        // A sandboxed preload cannot be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    ...renderer,
    plugins: [
      ...(renderer.plugins ?? []),
      // electron-vite puts the folder it was started in over the one the renderer names.
      { name: 'own-root', enforce: 'pre', config: (config) => void (config.root = interfaceRoot) },
    ],
    build: {
      ...renderer.build,
      outDir: join(out, 'renderer'),
      rolldownOptions: { ...renderer.build?.rolldownOptions, input: join(interfaceRoot, 'index.html') },
      // The same bundle goes to browsers.
      target: 'es2023',
      minify: true,
    },
  },
})
