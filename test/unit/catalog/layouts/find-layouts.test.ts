// What lies at the places where people keep other programs: found by names, each once, in a short time.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { findLayouts } from '../../../../src-main/catalog/layouts/find-layouts.ts'
import { likelyPlaces } from '../../../../src-main/catalog/layouts/likely-places.ts'
import type { Surroundings } from '../../../../src-main/catalog/layouts/surroundings.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

function put(root: string, path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

async function home(): Promise<Surroundings> {
  const root = await temporaryFolder()
  put(root, 'stable-diffusion-webui/webui.py')
  put(root, 'stable-diffusion-webui/models/Stable-diffusion/a.safetensors')
  put(root, 'Documents/ComfyUI/custom_nodes/x.py')
  put(root, 'Documents/ComfyUI/models/checkpoints/b.safetensors')
  put(root, 'big/loras/c.safetensors')
  put(root, '.hidden/webui.py')
  put(root, '.hidden/models/Stable-diffusion/d.safetensors')
  put(root, 'far/Matrix/Models/StableDiffusion/e.safetensors')
  put(root, 'far/Matrix/settings.json')
  symlinkSync(join(root, 'stable-diffusion-webui'), join(root, 'webui'), 'junction')
  const config = `comfyui_desktop:\n  base_path: ${join(root, 'Documents/ComfyUI')}\n  checkpoints: models/checkpoints/\n`
  put(
    root,
    '.config/ComfyUI/extra_models_config.yaml',
    `${config}mine:\n  base_path: ~/big\n  loras: loras\n`,
  )
  put(root, '.config/StabilityMatrix/library.json', JSON.stringify({ LibraryPath: join(root, 'far/Matrix') }))
  return { platform: 'linux', home: root, environment: {} }
}

test('each program once, with what their own notes name', async () => {
  const around = await home()
  const found = await findLayouts(likelyPlaces(around), around)
  expect(
    found.map(({ program, root, files }) => `${program} ${relative(around.home, root)} ${files}`).sort(),
  ).toEqual([
    `a1111 stable-diffusion-webui 1`,
    `comfyui ${join('Documents', 'ComfyUI')} 2`,
    `stabilitymatrix ${join('far', 'Matrix')} 1`,
  ])
})

test('it ends in time, with what there is until then', async () => {
  const around = await home()
  let asked = 0
  // Each look takes a second.
  const found = await findLayouts(likelyPlaces(around), around, () => 1_000 * asked++)
  expect(asked).toBeLessThan(6)
  expect(found[0]?.program).toBe('comfyui')
})

test('the places of each system are the person’s own, and never another machine’s', () => {
  const systems: Surroundings[] = [
    {
      platform: 'win32',
      home: 'C:\\Users\\ada',
      environment: { APPDATA: 'C:\\Users\\ada\\Roaming', SystemDrive: 'C:' },
    },
    { platform: 'darwin', home: '/Users/ada', environment: { INVOKEAI_ROOT: '/Volumes/Disk/invokeai' } },
    { platform: 'linux', home: '/home/ada', environment: { XDG_CONFIG_HOME: '/home/ada/settings' } },
  ]
  const [windows, mac, linux] = systems.map(likelyPlaces)
  expect(windows!.parents).toEqual(expect.arrayContaining(['C:\\Users\\ada', 'C:\\', 'C:\\AI']))
  expect(windows!.comfyConfigs[0]).toContain('Roaming')
  expect(mac!.comfyConfigs).toEqual([
    join('/Users/ada', 'Library', 'Application Support', 'ComfyUI', 'extra_models_config.yaml'),
  ])
  expect(mac!.roots).toEqual(['/Volumes/Disk/invokeai'])
  expect(linux!.matrixNotes).toEqual([join('/home/ada/settings', 'StabilityMatrix', 'library.json')])
  for (const { parents } of [mac!, linux!]) expect(parents.every((path) => path.includes('ada'))).toBe(true)
})
