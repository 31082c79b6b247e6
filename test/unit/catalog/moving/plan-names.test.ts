// New names as they are shown: what goes along, which folder is meant, and what stands against a name.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTemplate, type TemplateValues } from '../../../../src-main/catalog/moving/name-template.ts'
import { planNames, type FileToName, type NewName } from '../../../../src-main/catalog/moving/plan-names.ts'
import { templateValues } from '../../../../src-main/catalog/moving/template-values.ts'

const base = join('/', 'models')

function file(name: string, more: Partial<FileToName> & { title?: string } = {}): FileToName {
  const { title = name, ...rest } = more
  const values: TemplateValues = templateValues(
    {
      name,
      title,
      kind: 'lora',
      ranks: [],
      architecture: null,
      line: null,
      rating: null,
      tags: [],
      addedAt: '2026-11-30',
    },
    { collections: [], sha256: null },
  )
  return {
    id: name,
    path: join(base, `${name}.safetensors`),
    isFolder: false,
    companions: [],
    base,
    values,
    ...rest,
  }
}

async function plan(
  template: string,
  files: readonly FileToName[],
  there: Readonly<Record<string, readonly string[]>> = {},
): Promise<NewName[]> {
  const read = readTemplate(template)
  return planNames(files, read.template!, {
    namesIn: async (folder) => there[folder] ?? [],
    longestPath: 300,
  })
}
const namesOf = (names: readonly NewName[]): (string | null)[] =>
  names.map(({ to, conflict }) => conflict?.code ?? to)

test('what belongs to a file goes along under its new name', async () => {
  const companions = ['ink.civitai.info', 'ink.preview.png', 'ink.json']
  const [one] = await plan('{title} v2', [file('ink', { companions })])
  expect(one!.companions.map(({ to }) => to)).toEqual(
    ['ink v2.civitai.info', 'ink v2.preview.png', 'ink v2.json'].map((name) => join(base, name)),
  )
})

test('a folder that is there in another spelling is meant', async () => {
  const names = await plan(
    '{tag|"Style"}/{title}',
    [file('a'), file('b', { values: { ...file('b').values, tag: 'sTyLe' } })],
    { [base]: ['STYLE'] },
  )
  expect(namesOf(names)).toEqual([join(base, 'STYLE/a.safetensors'), join(base, 'STYLE/b.safetensors')])
  const fresh = await plan('{tag}/{title}', [
    file('a', { values: { ...file('a').values, tag: 'Fresh' } }),
    file('b', { values: { ...file('b').values, tag: 'fresh' } }),
  ])
  expect(namesOf(fresh)).toEqual([join(base, 'Fresh/a.safetensors'), join(base, 'Fresh/b.safetensors')])
})

test('one name for two, a name that is taken, and one that is too long are told', async () => {
  expect(namesOf(await plan('{kind}', [file('a'), file('b')]))).toEqual(['rename/twice', 'rename/twice'])
  expect(namesOf(await plan('{title}', [file('a', { title: 'Ink' }), file('b', { title: 'iNK' })]))).toEqual([
    'rename/twice',
    'rename/twice',
  ])
  expect(namesOf(await plan('x', [file('a')], { [base]: ['a.safetensors', 'X.safetensors'] }))).toEqual([
    'move/taken',
  ])
  const companions = ['a.preview.png']
  expect(namesOf(await plan('x', [file('a', { companions })], { [base]: ['x.preview.png'] }))).toEqual([
    'move/taken',
  ])
  expect(namesOf(await plan('ö'.repeat(130), [file('a')]))).toEqual(['move/name-too-long'])
  expect(namesOf(await plan(`${'o'.repeat(200)}/${'x'.repeat(100)}`, [file('a')]))).toEqual([
    'move/name-too-long',
  ])
})

test('files may take each other’s names, and get their own in another spelling', async () => {
  const there = { [base]: ['a.safetensors', 'b.safetensors', 'Foo.safetensors'] }
  const swapped = [file('a', { title: 'b' }), file('b', { title: 'a' }), file('Foo', { title: 'foo' })]
  expect(namesOf(await plan('{title}', swapped, there))).toEqual(
    ['b', 'a', 'foo'].map((name) => join(base, `${name}.safetensors`)),
  )
  expect((await plan('{name}', [file('a')], there))[0]).toMatchObject({ conflict: null, to: file('a').path })
})

test('a folder keeps the dots of its name, and does not go into itself', async () => {
  const folder = file('emoji.v1', { path: join(base, 'emoji.v1'), isFolder: true })
  expect(namesOf(await plan('{kind}/{name}', [folder]))).toEqual([join(base, 'lora/emoji.v1')])
  expect(namesOf(await plan('{name}/inner', [folder]))).toEqual(['rename/into-itself'])
})
