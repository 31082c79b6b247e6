// Folders of other programs, as a page is offered them and adds them.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  makeDataFolder,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

let folder: string
let studio: TestApp

beforeEach(async () => {
  folder = makeDataFolder()
  for (const path of [
    'home/webui/webui.py',
    'home/webui/models/Stable-diffusion/emoji-diffusion-128.safetensors',
    'home/webui/models/Lora/ink.lora.safetensors',
    'home/empty/comfy/x.py',
    'home/empty/models/checkpoints/put_here.txt',
  ]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), path.split('/').at(-1)!.replace('.safetensors', ''))
  }
  studio = await startTestApp(folder, {
    likelyPlaces: { parents: [join(folder, 'home')], roots: [], comfyConfigs: [], matrixNotes: [] },
  })
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

test('what is found is offered until it is added or declined; its files are then in the library', async () => {
  const root = join(folder, 'home/webui')
  const [offer, ...others] = await studio.calls.layouts.offers.query()
  expect(others).toEqual([])
  expect(offer).toMatchObject({ program: 'a1111', root, files: 2, isCut: false })

  const before = await studio.calls.settings.get.query()
  await studio.calls.settings.set.mutate({ declinedLayouts: [root] })
  expect(await studio.calls.layouts.offers.query()).toEqual([])
  await studio.calls.settings.set.mutate({ declinedLayouts: before.declinedLayouts })

  await studio.calls.settings.set.mutate({ modelFolders: offer!.folders.map(({ path }) => path) })
  expect(await studio.calls.layouts.offers.query()).toEqual([])
  await studio.calls.library.rescan.mutate()
  expect((await studio.adapters()).map(({ name }) => name)).toEqual(['ink.lora'])
})

test('a folder that somebody adds is recognised; one that may not be chosen is refused as ever', async () => {
  const { recognise } = studio.calls.layouts
  expect(await recognise.query({ folder: join(folder, 'home/webui') })).toMatchObject({ program: 'a1111' })
  expect(await recognise.query({ folder: join(folder, 'models') })).toBe(null)
  expect((await reportFrom(recognise.query({ folder: 'webui' }))).code).toBe('settings/folder-relative')
  expect((await reportFrom(recognise.query({ folder: join(folder, 'backups') }))).code).toBe('folder/own')
})
