// Folders of other programs as those make them, told by what lies in them, never by what they are called.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { recogniseLayout } from '../../../../src-main/catalog/layouts/recognise-layout.ts'
import type { Surroundings } from '../../../../src-main/catalog/layouts/surroundings.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let root: string
const around = (): Surroundings => ({
  platform: 'linux',
  home: join(root, 'home'),
  environment: { DISK: root },
})

beforeEach(async () => {
  root = await temporaryFolder()
})

/** Names that end in a slash are folders; others are files with nothing, or the text given, in them. */
function put(...entries: (string | [string, string])[]): void {
  for (const entry of entries) {
    const [name, text] = typeof entry === 'string' ? [entry, ''] : entry
    const path = join(root, name)
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true })
    if (!name.endsWith('/')) writeFileSync(path, text)
  }
}

async function recognised(folder = 'x'): Promise<unknown> {
  const found = await recogniseLayout(join(root, folder), around())
  if (found === null) return null
  const places = found.folders.map(
    ({ path, purpose }) => `${relative(root, path).split(sep).join('/')}: ${purpose}`,
  )
  return {
    program: found.program,
    root: relative(root, found.root),
    folders: places.sort(),
    files: found.files,
  }
}

test('A1111, also its data alone and inside what its archive unpacks', async () => {
  put(
    'x/webui/webui.py',
    'x/webui/models/Stable-diffusion/a.safetensors',
    'x/webui/models/Lora/b/c.safetensors',
  )
  put('x/webui/models/BLIP/d.pth', 'x/webui/embeddings/e.pt', 'x/webui/embeddings/readme.txt')
  const folders = [
    'x/webui/embeddings: embeddings',
    'x/webui/models/Lora: adapters',
    'x/webui/models/Stable-diffusion: checkpoints',
  ]
  expect(await recognised()).toEqual({ program: 'a1111', root: join('x', 'webui'), folders, files: 3 })
  put('data/models/Stable-diffusion/', 'data/models/VAE/v.safetensors')
  expect(await recognised('data')).toMatchObject({ program: 'a1111', files: 1 })
})

test('Forge is told from A1111 by its own parts', async () => {
  put(
    'x/webui.py',
    'x/modules_forge/',
    'x/models/Stable-diffusion/a.safetensors',
    'x/models/text_encoder/t.safetensors',
  )
  expect(await recognised()).toEqual({
    program: 'forge',
    root: 'x',
    folders: ['x/models/Stable-diffusion: checkpoints', 'x/models/text_encoder: encoders'],
    files: 2,
  })
})

test('StabilityMatrix keeps the models of all its programs; its program folder is as good as its library', async () => {
  put(
    'x/Data/Models/StableDiffusion/a.safetensors',
    'x/Data/Models/Lora/',
    'x/Data/Packages/ComfyUI/models/checkpoints/',
  )
  put('x/Data/Models/Embeddings/e.pt', 'x/Data/settings.json')
  const expected = {
    program: 'stabilitymatrix',
    root: join('x', 'Data'),
    folders: [
      'x/Data/Models/Embeddings: embeddings',
      'x/Data/Models/Lora: adapters',
      'x/Data/Models/StableDiffusion: checkpoints',
    ],
    files: 2,
  }
  expect(await recognised()).toEqual(expected)
  expect(await recognised('x/Data')).toEqual(expected)
})

describe('InvokeAI', () => {
  test('by its configuration and what lies beside it', async () => {
    put(
      'x/invokeai.yaml',
      'x/models/3f2a/model.safetensors',
      'x/databases/invokeai.db',
      'x/outputs/images/p.png',
    )
    expect(await recognised()).toEqual({
      program: 'invokeai',
      root: 'x',
      folders: ['x/models: models'],
      files: 1,
    })
  })

  test.each([
    ['of version 4', 'schema_version: 4.0.2\nmodels_dir: $DISK/far\n'],
    ['of version 3', 'InvokeAI:\n    Paths:\n        models_dir: ../far\n'],
  ])('with models elsewhere, %s', async (_, text) => {
    put(['x/invokeai.yaml', text], 'x/databases/', 'far/sd-1/main/a.safetensors')
    expect(await recognised()).toMatchObject({ folders: ['far: models'], files: 1 })
  })
})

describe('ComfyUI', () => {
  test('by its folders, as the desktop’s, and inside the portable one', async () => {
    put(
      'x/ComfyUI/folder_paths.py',
      'x/ComfyUI/models/checkpoints/a.safetensors',
      'x/ComfyUI/models/unet/u.safetensors',
    )
    put('x/ComfyUI/models/configs/', 'x/python_embeded/')
    const folders = ['x/ComfyUI/models/checkpoints: checkpoints', 'x/ComfyUI/models/unet: networks']
    expect(await recognised()).toMatchObject({ program: 'comfyui', folders, files: 2 })
    put('desk/custom_nodes/', 'desk/models/loras/l.safetensors', 'desk/user/')
    expect(await recognised('desk')).toMatchObject({
      program: 'comfyui',
      folders: ['desk/models/loras: adapters'],
    })
  })

  const files = ['a1111/models/Stable-diffusion/a.safetensors', 'a1111/models/Lora/b.safetensors']
  const more = ['a1111/models/LyCORIS/c.safetensors', 'shared/loras/d.safetensors', 'x/near/e.safetensors']

  test.each<[string, string, string[]]>([
    [
      'as its example has it, with any depth of blocks',
      'a111:\n    base_path: $DISK/a1111/\n\n    checkpoints: models/Stable-diffusion\n    configs: models/Stable-diffusion\n    loras: |\n         models/Lora\n         models/LyCORIS\n',
      [
        'a1111/models/Lora: adapters',
        'a1111/models/LyCORIS: adapters',
        'a1111/models/Stable-diffusion: checkpoints',
      ],
    ],
    [
      'with two spaces, tabs, quotes, comments, line ends of Windows and several sections',
      '# mine\r\na1111:\r\n  base_path: "${DISK}/a1111"\r\n  loras: models/Lora # and no more\r\nother:\r\n\tbase_path: ../shared\r\n\tloras: loras\r\n',
      ['a1111/models/Lora: adapters', 'shared/loras: adapters'],
    ],
    [
      'with lists, absolute paths, an empty section and none at all for a base',
      'none:\nflat:\n - a\nlist:\n  loras:\n    - near\n    - ROOT/shared/loras\n  custom_nodes: near\n',
      ['shared/loras: adapters', 'x/near: adapters'],
    ],
    ['that names what is not there', 'a:\n  base_path: /nowhere\n  loras: loras\n', []],
    ['that is no YAML', 'a: [1, 2\n b: {', []],
    [
      'that is a bomb',
      `${Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [${`*a${i - 1},`.repeat(i === 0 ? 0 : 9)}]`).join('\n')}\n`,
      [],
    ],
  ])('with extra_model_paths.yaml %s', async (_, text, folders) => {
    put('x/main.py', 'x/comfy/', 'x/models/checkpoints/', ...files, ...more)
    put(['x/extra_model_paths.yaml', text.replaceAll('ROOT', root)])
    expect(await recognised()).toMatchObject({
      program: 'comfyui',
      folders: [...folders, 'x/models/checkpoints: checkpoints'].sort(),
    })
  })

  test('folders of a section that is the default come first', async () => {
    put('x/comfy/', ...files, ...more)
    put([
      'x/extra_model_paths.yaml',
      'one:\n  base_path: ../a1111\n  loras: models/Lora\ntwo:\n  base_path: ../shared\n  is_default: true\n  loras: loras\n',
    ])
    const found = await recogniseLayout(join(root, 'x'), around())
    expect(found?.folders.map(({ path }) => relative(root, path).split(sep)[0])).toEqual(['shared', 'a1111'])
  })
})

test('kohya: a training’s folder by its repeats, and what the program has made', async () => {
  put('x/img/10_cat/p.png', 'x/log/', 'x/model/cat-000002.safetensors')
  expect(await recognised()).toEqual({
    program: 'kohya',
    root: 'x',
    folders: ['x/model: adapters'],
    files: 1,
  })
  put('gui/kohya_gui.py', 'gui/outputs/a.safetensors')
  expect(await recognised('gui')).toMatchObject({ program: 'kohya', folders: ['gui/outputs: adapters'] })
})

test('a folder that is only called like one is none, nor is a file, nor what is not there', async () => {
  put(
    'ComfyUI/readme.txt',
    'stable-diffusion-webui/notes/',
    'x/models/a.safetensors',
    'x/img/cat/p.png',
    'x/model/',
    'file',
  )
  for (const name of ['ComfyUI', 'stable-diffusion-webui', 'x', 'file', 'nowhere'])
    expect(await recognised(name)).toBe(null)
})

test('two ways to the same folder are one', async () => {
  put('x/comfy/', 'x/models/checkpoints/a.safetensors')
  symlinkSync(join(root, 'x/models/checkpoints'), join(root, 'x/models/loras'), 'junction')
  expect(await recognised()).toMatchObject({ files: 1, folders: ['x/models/checkpoints: checkpoints'] })
})
