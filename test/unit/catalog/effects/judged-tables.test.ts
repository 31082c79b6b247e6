// A file of a table that is known is opened without reading it again, and says the same as one that was read whole.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { openJudged } from '../../../../src-main/catalog/effects/judged-tables.ts'
import { openAdapterFile } from '../../../../src-main/catalog/adapters/open-adapter-file.ts'
import { families } from '../../../support/families.ts'
import { madeUpTensors } from '../../../support/made-up-adapter.ts'
import { withOtherHeader, written } from '../../../support/written-adapter.ts'

let folder: string
const at = (name: string): string => join(folder, `${name}.safetensors`)
const tensors = (seed: number) =>
  madeUpTensors({
    base: publishedModules(families.sd1),
    rank: 2,
    seed,
    modules: (component, { path }) => component === 'unet' && /mid_block.*attn2\.to_[qv]$/.test(path),
  })

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamina-tables-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Every tensor's bytes, by its name. */
async function contents(path: string, open: typeof openJudged): Promise<Map<string, string>> {
  const { file } = await open(path)
  try {
    const all = new Map<string, string>()
    for (const name of file.tensors.keys())
      all.set(name, Buffer.from(await file.readBytes(name)).toString('hex'))
    return all
  } finally {
    await file.close()
  }
}
const whole = openAdapterFile as unknown as typeof openJudged

test('its modules are the very ones of the file before, and every tensor has its own bytes', async () => {
  await written(at('one'), tensors(1))
  await written(at('two'), tensors(2))
  // Longer words before the same table: all places are others.
  withOtherHeader(at('said'), readFileSync(at('two')), { ss_training_comment: 'x'.repeat(3000) })
  const one = await openJudged(at('one'))
  await one.file.close()
  for (const name of ['one', 'two', 'said']) {
    const { file, modules } = await openJudged(at(name))
    await file.close()
    if (name !== 'said') expect(modules).toBe(one.modules)
    expect(await contents(at(name), openJudged)).toEqual(await contents(at(name), whole))
  }
  expect(await contents(at('two'), openJudged)).not.toEqual(await contents(at('one'), openJudged))
})

test('another file at the path is read as what it is, and a configuration beside it is heard', async () => {
  await written(at('one'), tensors(1))
  const first = await openJudged(at('one'))
  await first.file.close()
  await written(at('one'), madeUpTensors({ base: publishedModules(families.sd1), rank: 4, seed: 3 }))
  const other = await openJudged(at('one'))
  await other.file.close()
  expect(other.modules.length).toBeGreaterThan(first.modules.length)
  await written(at('adapter_model'), tensors(1))
  writeFileSync(
    join(folder, 'adapter_config.json'),
    JSON.stringify({ lora_alpha: 1, r: 2, peft_type: 'LORA' }),
  )
  const beside = await openJudged(at('adapter_model'))
  await beside.file.close()
  expect(beside.modules).not.toBe(first.modules)
})
