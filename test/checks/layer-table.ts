// Which folder may import what: the architecture as data. docs/architecture.md
// shows it, find-violations.ts enforces it.

export type Layer = {
  /** From the repository's root. The longest folder that holds a file is its layer. */
  folder: string
  holds: string
  /** Folders of the same side (src-main or src-renderer) it may import, besides itself. */
  mayImport: readonly string[]
  /** Packages it may import; `svelte` covers `svelte/store` and its other entries. */
  packages: readonly string[]
  /** Whether Node's own modules may be imported. */
  node: boolean
}

const views = ['state', 'ui', 'messages', 'parts']
const viewPackages = ['svelte', 'bits-ui', '@lucide/svelte']

/** Folders that hold one independent part per sub-folder: the parts may not import each other. */
export const separateParts: readonly string[] = ['src-renderer/views']

export const layers: readonly Layer[] = [
  {
    folder: 'src-main/messages',
    holds: 'every sentence that host, engine and command line say, by its code, in each language',
    mayImport: [],
    packages: [],
    node: false,
  },
  {
    folder: 'src-main/contract',
    holds: 'every word that crosses a process: schemas and types of requests, events and answers',
    mayImport: ['base', 'messages'],
    packages: ['zod'],
    node: false,
  },
  {
    folder: 'src-main/base',
    holds: 'errors, tensor element types, seeded random numbers, cancellation, turns',
    mayImport: ['messages'],
    packages: [],
    node: false,
  },
  {
    folder: 'src-main/formats',
    holds: 'bytes to meaning and back: safetensors, ONNX, pickles read without running them, PNG, infotext',
    mayImport: ['contract', 'base', 'messages'],
    packages: ['@bufbuild/protobuf'],
    node: false,
  },
  {
    folder: 'src-main/graph',
    holds:
      'the compiler: operations, builder, shape rules, gradients, passes, verifier, printer, lowering to ONNX',
    mayImport: ['base', 'formats'],
    packages: [],
    node: false,
  },
  {
    folder: 'src-main/architectures',
    holds: 'families of networks, and their networks as functions that build graphs; what a checkpoint is',
    mayImport: ['contract', 'base', 'messages', 'graph', 'sampling'],
    packages: [],
    node: false,
  },
  {
    folder: 'src-main/adapters',
    holds: 'adapter kinds, module names of every dialect, the stack, strength, and what rewrites adapters',
    mayImport: ['contract', 'base', 'messages', 'formats', 'graph', 'architectures'],
    packages: [],
    node: false,
  },
  {
    folder: 'src-main/sampling',
    holds: 'schedulers, prediction types, guidance, noise, one sampler per file',
    mayImport: ['contract', 'base'],
    packages: [],
    node: false,
  },
  {
    folder: 'src-main/text',
    holds: 'tokenizer, prompt syntax, chunks, emphasis, learned words',
    mayImport: ['contract', 'base'],
    packages: ['@huggingface/tokenizers', 'html-entities'],
    node: false,
  },
  {
    folder: 'src-main/query',
    holds: 'the language of search: its grammar and tree, the fields of each place, edits of its text',
    mayImport: ['contract', 'messages'],
    packages: [],
    node: false,
  },
  {
    folder: 'src-main/files',
    holds:
      'disk and pixels: byte sources, atomic writes, hashes, pictures, and work under guard or in idle time',
    mayImport: ['contract', 'base', 'messages', 'formats'],
    packages: ['sharp'],
    node: true,
  },
  {
    folder: 'src-main/database',
    holds: 'SQLite, its migrations, and the lock on a data folder',
    mayImport: ['contract', 'base', 'query'],
    packages: ['better-sqlite3'],
    node: true,
  },
  {
    folder: 'src-main/journal',
    holds:
      'the journal of moves: files that are moved, renamed and put into the trash, as a whole and undoable',
    mayImport: ['contract', 'base', 'files', 'database'],
    packages: ['zod'],
    node: true,
  },
  {
    folder: 'src-main/engine',
    holds:
      'devices and their conformance, programs, resident parameters, the making of pictures, rewritten files',
    mayImport: [
      'contract',
      'base',
      'messages',
      'formats',
      'graph',
      'architectures',
      'adapters',
      'sampling',
      'text',
      'files',
    ],
    packages: ['onnxruntime-node'],
    node: true,
  },
  {
    folder: 'src-main/training',
    holds: 'the making of an adapter: batches, objective, optimizers, the loop, what is saved',
    mayImport: [
      'contract',
      'base',
      'messages',
      'formats',
      'graph',
      'architectures',
      'adapters',
      'sampling',
      'text',
      'files',
      'engine',
      'training/data',
    ],
    packages: [],
    node: true,
  },
  {
    folder: 'src-main/training/data',
    holds: 'the pictures to learn from: found, told apart, fitted into buckets, with their captions',
    mayImport: ['base', 'messages', 'files'],
    packages: [],
    node: true,
  },
  {
    folder: 'src-main/training/import',
    holds: 'configurations of other trainers as recipes',
    mayImport: ['contract', 'base', 'messages'],
    packages: ['smol-toml'],
    node: false,
  },
  {
    folder: 'src-main/catalog',
    holds: 'the library: one listing of the model folders, and the models, adapters and words found in them',
    mayImport: [
      'contract',
      'base',
      'messages',
      'formats',
      'architectures',
      'adapters',
      'text',
      'query',
      'files',
      'database',
      'journal',
    ],
    packages: ['yaml', 'zod'],
    node: true,
  },
  {
    folder: 'src-main/gallery',
    holds: 'the pictures we made: stored, listed, shown small',
    mayImport: ['contract', 'base', 'files', 'database', 'journal', 'messages', 'query'],
    packages: [],
    node: true,
  },
  {
    folder: 'src-main/app',
    holds: 'the application without a window: one fetch handler, its calls, jobs, settings',
    mayImport: [
      'contract',
      'base',
      'messages',
      'formats',
      'text',
      'files',
      'database',
      'catalog',
      'gallery',
      'journal',
      'training/data',
      'training/import',
    ],
    packages: ['hono', '@trpc/server', 'zod'],
    node: true,
  },
  {
    folder: 'src-main/shells/electron',
    holds: 'the desktop window, the scheme that forwards, menu and dialogs',
    mayImport: ['base', 'messages', 'shells/server'],
    packages: ['electron'],
    node: true,
  },
  {
    folder: 'src-main/shells/server',
    holds: 'the host process: the app behind HTTP, and the engine process it starts',
    mayImport: ['contract', 'base', 'messages', 'files', 'app'],
    packages: ['@hono/node-server', 'birpc'],
    node: true,
  },
  {
    folder: 'src-main/shells/engine',
    holds: 'the engine process: the engine behind messages',
    mayImport: ['contract', 'base', 'files', 'engine', 'training'],
    packages: ['birpc'],
    node: false,
  },
  {
    folder: 'src-main/shells/cli',
    holds: 'the command line',
    mayImport: [
      'contract',
      'base',
      'messages',
      'formats',
      'architectures',
      'adapters',
      'text',
      'files',
      'catalog',
      'app',
      'training/import',
      'shells/server',
    ],
    packages: [],
    node: true,
  },
  {
    folder: 'src-renderer/backend',
    holds: "the client of the host's calls, and the optional bridge of the desktop",
    mayImport: [],
    packages: ['@trpc/client'],
    node: false,
  },
  {
    folder: 'src-renderer/messages',
    holds: 'every sentence of the interface, in each language',
    mayImport: [],
    packages: [],
    node: false,
  },
  {
    folder: 'src-renderer/state',
    holds: 'what the app knows at this moment: controllers without markup',
    mayImport: ['backend', 'messages'],
    packages: ['svelte'],
    node: false,
  },
  {
    folder: 'src-renderer/ui',
    holds: 'controls that know no domain',
    mayImport: [],
    packages: [...viewPackages, 'uplot'],
    node: false,
  },
  {
    folder: 'src-renderer/parts',
    holds: 'what more than one view shows, with the state behind it',
    mayImport: ['state', 'ui'],
    packages: ['svelte', '@lucide/svelte'],
    node: false,
  },
  {
    folder: 'src-renderer/views',
    holds: 'one folder per place of the app; a view never imports another view',
    mayImport: views,
    packages: viewPackages,
    node: false,
  },
  {
    folder: 'src-renderer/views/shell',
    holds: 'the frame around the views: rail, messages, the place that is shown',
    mayImport: ['state', 'ui', 'messages', 'views'],
    packages: ['svelte', 'bits-ui', '@lucide/svelte'],
    node: false,
  },
  {
    folder: 'src-renderer',
    holds: 'the page that puts it together',
    mayImport: ['backend', 'messages', 'state', 'ui', 'views/shell'],
    packages: ['svelte', 'bits-ui', '@fontsource-variable/inter'],
    node: false,
  },
]

/** Packages that only these files (or folders) may import, whatever the table above allows. */
export const soleImporters: Readonly<Record<string, readonly string[]>> = {
  'onnxruntime-node': ['src-main/engine/runtime/onnxruntime.ts'],
  'better-sqlite3': ['src-main/database'],
  sharp: ['src-main/files/decoding/sharp.ts'],
  uplot: ['src-renderer/ui/step-chart.ts'],
  electron: ['src-main/shells/electron'],
}

/** What the renderer may use of src-main at run time; types it may take from everywhere there. */
export const sharedWithRenderer: readonly string[] = [
  'src-main/messages',
  'src-main/contract',
  'src-main/base',
  'src-main/query',
  'src-main/text/prompt-phrases.ts',
  'src-main/text/stack-tags.ts',
  'src-main/text/extra-networks.ts',
]

/** Folders with one process per sub-folder: such a process may start another one, by its file, without importing it. */
export const processFolder = 'src-main/shells'
