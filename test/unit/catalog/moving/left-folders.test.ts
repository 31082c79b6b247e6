// Which folders go with the last file in them: never a model folder, one that holds anything else, or one that was empty before.
import { posix, sep } from 'node:path'
import { expect, test } from 'vitest'
import { leftFolders } from '../../../../src-main/catalog/moving/left-folders.ts'

const native = (path: string): string => path.replaceAll('/', sep)

/** `tree`: what lies in each folder below the model folder `/m`. */
async function left(tree: Record<string, string[]>, moves: Record<string, string>): Promise<string[]> {
  const names = new Map(Object.entries(tree).map(([folder, inside]) => [native(folder), inside]))
  const found = await leftFolders(
    Object.entries(moves).map(([from, to]) => ({ from: native(from), to: native(to) })),
    {
      namesIn: async (folder) => names.get(folder) ?? [],
      rootOf: async () => native('/m'),
      isRoot: (folder) => folder === native('/m/other'),
    },
  )
  return found.map((folder) => folder.replaceAll(sep, posix.sep))
}

test('the last file takes its folder along, and that the one around it, up to the model folder', async () => {
  const tree = { '/m': ['a'], '/m/a': ['b'], '/m/a/b': ['x', 'x.json'] }
  const both = { '/m/a/b/x': '/m/x', '/m/a/b/x.json': '/m/x.json' }
  expect(await left(tree, both)).toEqual(['/m/a/b', '/m/a'])
  expect(await left(tree, { '/m/a/b/x': '/m/x' })).toEqual([])
})

test('what lies besides, hidden or not, keeps it; so does what arrives', async () => {
  const tree = { '/m': ['a', 'c'], '/m/a': ['x', '.hidden'], '/m/c': ['y', 'd'], '/m/c/d': ['z'] }
  expect(await left(tree, { '/m/a/x': '/m/x' })).toEqual([])
  expect(await left(tree, { '/m/c/y': '/m/y', '/m/c/d/z': '/m/z' })).toEqual(['/m/c/d', '/m/c'])
  expect(await left(tree, { '/m/c/y': '/m/c/d/y', '/m/c/d/z': '/m/z' })).toEqual([])
  expect(await left(tree, { '/m/c/y': '/m/c/new/y', '/m/c/d/z': '/m/z' })).toEqual(['/m/c/d'])
})

test('another model folder within stays, and one that was empty before keeps what is around it', async () => {
  const tree = { '/m': ['other', 'a'], '/m/other': ['x'], '/m/a': ['empty', 'y'], '/m/a/empty': [] }
  expect(await left(tree, { '/m/other/x': '/m/x', '/m/a/y': '/m/y' })).toEqual([])
})

test('names that files take from each other leave their folders', async () => {
  const tree = { '/m': ['a', 'b'], '/m/a': ['x'], '/m/b': ['x'] }
  expect(await left(tree, { '/m/a/x': '/m/b/x', '/m/b/x': '/m/x' })).toEqual(['/m/a'])
})
