// A library of thousands of adapters that was looked through before: files, and rows that know them.
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { adapterKeys } from '../../src-main/catalog/adapters/adapter-keys.ts'
import { adapterFactsKind, type AdapterFacts } from '../../src-main/catalog/adapters/adapter-facts.ts'
import { adapterThing } from '../../src-main/catalog/kinds/adapter-thing.ts'
import { fileThingKind } from '../../src-main/catalog/kinds/file-thing.ts'
import { nothingSaid } from '../../src-main/contract/about-file.ts'
import { readerVersion } from '../../src-main/catalog/take-in.ts'
import { toStore } from '../../src-main/contract/stored.ts'
import { remark } from '../../src-main/messages/table.ts'
import { openCatalog } from '../../src-main/database/catalog-database.ts'

const count = { matched: 192, unmatched: 0 }

/** As large as those of a trained LoRA with its tags and what Civitai says of it. */
function factsOf(index: number, preview: string | null = null): AdapterFacts {
  const words = Array.from({ length: 12 }, (_, at) => `word ${at} of adapter ${index}`)
  return {
    kind: 'lora',
    dora: false,
    dialects: ['kohya'],
    ranks: [16, 32],
    architecture: index % 3 === 0 ? 'sdxl' : 'sd1',
    architectureWhy: [remark('recognition/shapes-fit', { family: 'SD 1.x', fits: 192, modules: 192 })],
    madeFor: {
      name: index % 2 === 0 ? 'SD 1.5' : 'Pony',
      how: remark('recognition/base-name', { said: 'SD 1.5' }),
    },
    areSuggested: false,
    triggerGroups: [words.slice(0, 4), words.slice(4, 8), words.slice(8)],
    embeddings: [],
    unet: count,
    text: count,
    warnings: [],
    alias: `trained-${index}`,
    modelHash: null,
    range: null,
    preferredWeight: null,
    notes: 'Works best between 0.6 and 0.9; put the trigger words first.',
    preview,
    about: nothingSaid,
    headerHash: index.toString(16).padStart(32, '0'),
    problem: null,
  }
}

/**
 * Writes them below `models/lora` and into the catalog of the data folder;
 * `measured`: with hashes and block profiles; `previews`: paths of pictures, which they have in turn.
 */
export function manyAdapters(
  dataFolder: string,
  number: number,
  { measured = true, previews = [] }: { measured?: boolean; previews?: readonly string[] } = {},
): void {
  const folder = join(dataFolder, 'models', 'lora')
  mkdirSync(folder, { recursive: true })
  const database = openCatalog(join(dataFolder, 'catalog.sqlite'))
  const profile = Array.from({ length: 26 }, (_, at) => Math.round(1e4 / (at + 1)) / 1e4)
  const adapters = Array.from({ length: number }, (_, index) => {
    const name = `style-${index}.lora`
    const path = join(folder, `${name}.safetensors`)
    writeFileSync(path, String(index))
    const { size, mtimeMs } = statSync(path)
    const facts = factsOf(index, previews[index % previews.length] ?? null)
    const file = { path, sizeBytes: size, modifiedMs: mtimeMs, besideMs: 0 }
    const keys = adapterKeys({ ...file, name }, facts)
    const addedAt = new Date(index * 1000).toISOString()
    return {
      ...file,
      ...keys,
      name,
      facts: toStore(adapterFactsKind, facts),
      addedAt,
      id: index.toString(16).padStart(20, '0'),
    }
  })
  database.adapters.put(adapters)
  database.files.put(
    adapters.map(({ path, sizeBytes, modifiedMs, besideMs, headerHash }, index) => ({
      kind: 'adapter',
      thing: toStore(fileThingKind, adapterThing({ tensors: new Map() }, factsOf(index))),
      headerHash,
      id: `file-${index}`,
      item: null,
      addedAt: '',
      path,
      sizeBytes,
      modifiedMs,
      besideMs,
      words: null,
      reader: readerVersion,
    })),
  )
  for (const adapter of measured ? adapters : []) {
    database.adapters.setHashes(adapter, adapter.headerHash.repeat(2), adapter.headerHash.repeat(2))
    database.adapters.setProfile(adapter, profile)
  }
  database.close()
}
