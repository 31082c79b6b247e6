// What an adapter does to a model is found out once for its contents and the model's modules, wherever both lie.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { adapterProofs, type AdapterProofs } from '../../../../src-main/catalog/adapters/adapter-proofs.ts'
import { openCatalog, type CatalogDatabase } from '../../../../src-main/database/catalog-database.ts'
import { openLibrary, type TestLibrary } from '../../../support/open-library.ts'
import { pretendLibrary } from '../../../support/pretend-library.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let folder: string
let database: CatalogDatabase
let shelf: TestLibrary
let proofs: AdapterProofs
let asked: string[]

beforeEach(async () => {
  folder = await temporaryFolder()
  database = openCatalog(':memory:')
  shelf = openLibrary({ database, roots: () => [folder], work: pretendLibrary })
  open()
})
afterEach(async () => {
  await shelf.close()
  database.close()
})

/** Models called alike are of one form. */
function open(): void {
  asked = []
  proofs = adapterProofs({
    adapters: database.adapters,
    table: database.proofs,
    work: {
      async modules(path) {
        asked.push(`modules ${path.slice(folder.length + 1)}`)
        return path.includes('sd1') ? 'modules of sd1' : 'modules of others'
      },
      proof(adapter, path) {
        asked.push(`proof ${adapter.path.slice(folder.length + 1)}`)
        return pretendLibrary.proof(adapter, path)
      },
    },
    modelPath: (id) => join(folder, id),
    attempt: (write) => write(),
  })
}

async function ids(...names: string[]): Promise<string[]> {
  for (const name of names) writeFileSync(join(folder, name), name)
  await shelf.library.look()
  return names.map((name) => database.adapters.byPath(join(folder, name))!.id)
}
const model = (name: string): string => {
  writeFileSync(join(folder, name), name)
  return name
}

test('each is read once, for all models of one form and every start', async () => {
  const [ink, wash] = (await ids('ink.lora.safetensors', 'wash.lora.safetensors')) as [string, string]
  const found = await proofs.of(model('sd1-a'), [ink, wash, ink, 'nobody'])
  expect(found.map(({ adapterId, verdict }) => [adapterId, verdict])).toEqual([
    [ink, 'fits'],
    [wash, 'partly'],
  ])
  expect(asked).toEqual(['modules sd1-a', 'proof ink.lora.safetensors', 'proof wash.lora.safetensors'])
  open()
  expect(await proofs.of(model('sd1-b'), [wash])).toEqual([found[1]])
  expect(asked).toEqual(['modules sd1-b'])
  const adapter = { id: wash, name: 'wash.lora', contents: database.adapters.find(wash)!.headerHash }
  expect(proofs.known('modules of sd1', adapter)).toEqual(found[1])
  expect(proofs.known('modules of others', adapter)).toBeNull()
  expect(proofs.known('modules of sd1', { ...adapter, contents: 'other' })).toBeNull()
})

test('another file in its place is read again, and so is a model that changed', async () => {
  const [ink] = (await ids('ink.lora.safetensors')) as [string]
  const name = model('sd1')
  await proofs.of(name, [ink])
  writeFileSync(join(folder, 'ink.lora.safetensors'), 'another one')
  await shelf.library.look()
  await proofs.of(name, [ink])
  writeFileSync(join(folder, name), 'a new version')
  await proofs.of(name, [ink])
  expect(asked).toEqual([
    'modules sd1',
    'proof ink.lora.safetensors',
    'proof ink.lora.safetensors',
    'modules sd1',
  ])
})

test('what is wrong with the model is thrown, and asked for again', async () => {
  const [ink] = (await ids('ink.lora.safetensors')) as [string]
  await expect(proofs.of('nowhere', [ink])).rejects.toThrow('ENOENT')
  model('nowhere')
  expect(await proofs.of('nowhere', [ink])).toHaveLength(1)
})
