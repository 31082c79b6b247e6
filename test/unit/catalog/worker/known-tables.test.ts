import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { nothingBeside } from '../../../../src-main/catalog/sidecars/sidecar-names.ts'
import { libraryFileReader } from '../../../../src-main/catalog/worker/read-library-file.ts'
import type { FileReading } from '../../../../src-main/catalog/library-reader.ts'
import { planSafetensors } from '../../../../src-main/formats/safetensors-writer.ts'
import { families } from '../../../support/families.ts'
import { madeUpShapes, type MadeUpShapes } from '../../../support/made-up-adapter.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

/** Of text encoders alone: both families have such, and words decide. */
const shapes = madeUpShapes({
  base: publishedModules(families.sd1),
  kind: 'lokr',
  rank: 2,
  modules: (component, { path }) => component === 'text_encoder' && /layers\.[01]\.mlp/.test(path),
})
const [first = ''] = shapes.keys()

const words: readonly Record<string, string>[] = [
  { ss_base_model_version: 'sd_v1', ss_output_name: 'ink' },
  { ss_base_model_version: 'sd_v1', ss_output_name: 'wash' },
  { ss_base_model_version: 'sdxl_base_v1-0' },
  { ss_base_model_version: 'sd_v2' },
  { 'modelspec.architecture': 'stable-diffusion-xl-v1-base/lora' },
  { 'modelspec.architecture': 'Flux.1-dev/lora' },
  { lora_adapter_metadata: '{"unet.r": 4, "unet.init_lora_weights": "pissa"}' },
  { lora_adapter_metadata: 'not JSON' },
  { ss_network_args: '{"rs_lora": "True"}' },
  { [first]: '<embed>' },
  { [first]: 'something else', 'modelspec.title': 'A title' },
  { ss_tag_frequency: '{"10_ink": {"ink": 20, "brush": 20}}', sshs_model_hash: 'ab'.repeat(32) },
]

function fileWith(name: string, table: MadeUpShapes, metadata: Record<string, string>, less = 0): string {
  const path = join(folder, `${name}.safetensors`)
  const { header, sizeBytes } = planSafetensors(table, new Map(Object.entries(metadata)))
  const file = openSync(path, 'w')
  writeSync(file, header)
  ftruncateSync(file, sizeBytes - less)
  closeSync(file)
  return path
}

/** One that has read nothing yet. */
function freshReader(): (path: string) => Promise<FileReading> {
  const read = libraryFileReader()
  return (path) => read(path, nothingBeside)
}

test('a file whose table is known is the same as one that is read first', async () => {
  const paths = words.map((metadata, index) => fileWith(`words-${index}`, shapes, metadata))
  const alone: FileReading[] = []
  for (const path of paths) alone.push(await freshReader()(path))
  // Words do make a difference here.
  expect(new Set(alone.map((one) => one.adapter?.architecture)).size).toBeGreaterThan(1)
  for (const order of [paths, paths.toReversed(), [...paths, ...paths]]) {
    const read = freshReader()
    const all: FileReading[] = []
    for (const path of order) all.push(await read(path))
    expect(all).toEqual(order.map((path) => alone[paths.indexOf(path)]))
  }
})

test('a file that is cut off is not taken for the whole one', async () => {
  const read = freshReader()
  const metadata = words[0]!
  expect((await read(fileWith('whole', shapes, metadata))).thing.problem).toBeNull()
  expect((await read(fileWith('cut', shapes, metadata, 4))).thing).toMatchObject({
    kind: 'broken',
    problem: { code: 'safetensors/truncated' },
  })
})

test('headers longer than a glance are not taken for each other', async () => {
  const read = freshReader()
  const comment = 'x'.repeat(300_000)
  const other = new Map([...shapes].map(([name, entry]) => [`${name}.of_something_else`, entry]))
  const one = await read(fileWith('long', shapes, { ...words[0], ss_training_comment: comment }))
  const two = await read(fileWith('other', other, { ss_training_comment: comment }))
  expect([one.thing.kind, two.thing.kind]).toEqual(['adapter', 'other'])
})
