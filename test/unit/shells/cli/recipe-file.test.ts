// A recipe's paths mean what lies beside it; flags take their place; another trainer's file may lack them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readRecipeFile } from '../../../../src-main/shells/cli/recipe-file.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'lamina-recipe-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function written(name: string, content: unknown): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

it('relative paths lie beside the file, absolute ones stay', async () => {
  const recipe = { base: '../base.safetensors', data: { folder: 'pictures' }, steps: 1 }
  const near = await readRecipeFile(await written('a.json', recipe), {})
  expect(near.recipe.base).toBe(join(folder, '../base.safetensors'))
  expect(near.recipe.data.folder).toBe(join(folder, 'pictures'))
  expect(near).toMatchObject({ form: 'recipe', notCarried: [] })
  const far = await readRecipeFile(await written('b.json', { ...recipe, base: join(folder, 'x') }), {})
  expect(far.recipe.base).toBe(join(folder, 'x'))
})

it('flags take the place of what the file says, and leave the rest of the data alone', async () => {
  const path = await written('c.json', {
    base: 'a',
    data: { folder: 'pictures', flip: true },
    steps: 1,
  })
  const { recipe } = await readRecipeFile(path, { base: '/b', pictures: '/p' })
  expect(recipe.base).toBe('/b')
  expect(recipe.data).toMatchObject({ folder: '/p', flip: true })
})

it('a configuration of another trainer opens, and says what it lost', async () => {
  const path = await written(
    'd.toml',
    'pretrained_model_name_or_path = "b.safetensors"\nnetwork_dim = 4\nmax_train_steps = 5\nmultires_noise_iterations = 6\n',
  )
  await expect(readRecipeFile(path, {})).rejects.toMatchObject({ code: 'usage/no-folder' })
  const { recipe, form, notCarried } = await readRecipeFile(path, { pictures: '/p' })
  expect([form, recipe.base, recipe.adapter.rank]).toEqual(['kohya', join(folder, 'b.safetensors'), 4])
  expect(notCarried.map(({ setting }) => setting)).toEqual(['multires_noise_iterations'])
  const none = await written('e.toml', 'network_dim = 4\nmax_train_steps = 5\n')
  await expect(readRecipeFile(none, { pictures: '/p' })).rejects.toMatchObject({ code: 'usage/no-base' })
})

it.each([
  ['{ "base": "b", "data": { "folder": "p" } }', 'recipe/no-length'],
  ['{ "base": "b", "steps": 3, "data": { "folder": "p" }, "stepz": 1 }', 'recipe/invalid'],
  ['{ "base": "b", "steps": 3, "data": "p" }', 'recipe/invalid'],
  ['{ "base": "b", "steps": 3, "epochs": 2, "data": { "folder": "p" } }', 'recipe/no-effect'],
  ['{ "base": "b", ', 'import/not-a-configuration'],
])('%s is refused: %s', async (text, code) => {
  await expect(readRecipeFile(await written('f.json', text), {})).rejects.toMatchObject({ code })
})

it('a file that is not there is named', async () => {
  await expect(readRecipeFile(join(folder, 'none.json'), {})).rejects.toMatchObject({ code: 'file/missing' })
})
