// What lies in folders, however they are nested, linked, hidden or gone.
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { listFolders } from '../../../../src-main/catalog/folders/list-folders.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

function fill(folder: string, names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), name)
  }
}

test('files of models, by name, with what lies beside them; nothing else, nothing hidden', async () => {
  const folder = await temporaryFolder()
  fill(folder, [
    'b.CKPT',
    'a.safetensors',
    'notes.txt',
    '.hidden/c.safetensors',
    '.d.safetensors',
    'lora/ink.pt',
  ])
  fill(folder, ['lora/ink.preview.png', 'lora/ink.json', 'lora/adapter_config.json', 'a.civitai.info'])
  utimesSync(join(folder, 'lora/ink.json'), 100, 100)
  utimesSync(join(folder, 'lora/ink.preview.png'), 300, 300)
  utimesSync(join(folder, 'lora/adapter_config.json'), 200, 200)
  const counts: number[] = []
  const listing = await listFolders([folder], { onFolder: (files) => counts.push(files) })
  expect([...listing.files.keys()].map((path) => relative(folder, path))).toEqual([
    'a.safetensors',
    'b.CKPT',
    join('lora', 'ink.pt'),
  ])
  expect(counts).toEqual([2, 3])
  expect(listing.files.get(join(folder, 'lora/ink.pt'))).toMatchObject({
    sizeBytes: 'lora/ink.pt'.length,
    beside: { preview: 'ink.preview.png', said: { a1111: 'ink.json' } },
    besideMs: 300_000,
  })
  expect(listing.files.get(join(folder, 'a.safetensors'))?.beside.said.civitai).toBe('a.civitai.info')
  expect([...listing.folders.keys()].map((path) => relative(folder, path))).toEqual(['', 'lora'])
  expect(listing.isCut).toBe(false)
})

test('a diffusers model is one file, as large as its parts and as old as its index', async () => {
  const folder = await temporaryFolder()
  fill(folder, ['m/model_index.json', 'm/unet/weights.safetensors', 'm/unet/config.json'])
  utimesSync(join(folder, 'm/model_index.json'), 100, 100)
  const { files } = await listFolders([folder])
  expect([...files.values()]).toEqual([
    {
      path: join(folder, 'm'),
      sizeBytes: ['m/model_index.json', 'm/unet/weights.safetensors', 'm/unet/config.json'].join('').length,
      modifiedMs: 100_000,
      beside: { preview: null, said: {} },
      besideMs: 0,
    },
  ])
})

test('links are followed once, a circle ends, and a root that is not there is said', async () => {
  const folder = await temporaryFolder()
  fill(folder, ['models/a.safetensors', 'elsewhere/b.safetensors'])
  symlinkSync(join(folder, 'models'), join(folder, 'models', 'circle'))
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'models', 'linked'))
  symlinkSync(join(folder, 'nowhere'), join(folder, 'models', 'broken.safetensors'))
  const gone = join(folder, 'gone')
  const listing = await listFolders([join(folder, 'models'), gone, join(folder, 'elsewhere')])
  expect([...listing.files.keys()].map((path) => relative(folder, path))).toEqual([
    join('models', 'a.safetensors'),
    join('models', 'linked', 'b.safetensors'),
  ])
  expect([...listing.links]).toEqual([join(folder, 'models', 'linked')])
  expect(listing.absent).toEqual([gone])
})

test.runIf(process.platform !== 'win32')('what is no regular file is listed, and not opened', async () => {
  const folder = await temporaryFolder()
  execFileSync('mkfifo', [join(folder, 'pipe.safetensors')])
  symlinkSync('/dev/zero', join(folder, 'zeros.ckpt'))
  const { files } = await listFolders([folder])
  expect([...files.values()].map(({ sizeBytes }) => sizeBytes)).toEqual([0, 0])
})
