import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderRules } from '../../../../src-main/app/folder-rules.ts'
import { foldersForAdditions, modelFolders } from '../../../../src-main/app/library/own-folders.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

async function places() {
  const root = await temporaryFolder()
  const [data, program, mine, more] = ['data', 'program', 'mine', 'more'].map((name) => join(root, name))
  const built = join(program!, 'models')
  for (const folder of [data!, built, mine!, more!]) await mkdir(folder, { recursive: true })
  const rules = folderRules({ dataFolder: data!, programFolder: program!, within: null })
  return { data: data!, built, mine: mine!, more: more!, rules }
}

describe('what is added to the library', () => {
  it('goes into the person’s folders in their order, never into the program’s', async () => {
    const { data, built, mine, more, rules } = await places()
    expect(await foldersForAdditions([built, mine, more], data, rules)).toEqual([mine, more])
  })

  it('goes into the data folder where no folder is chosen', async () => {
    const { data, built, mine, rules } = await places()
    const own = join(data, 'models')
    expect(await foldersForAdditions([built], data, rules)).toEqual([own])
    expect(await foldersForAdditions([built, own], data, rules)).toEqual([own])
    // Files that were put there before do not draw later ones away from a folder that was chosen.
    expect(await foldersForAdditions([built, mine, own], data, rules)).toEqual([mine])
  })

  it('goes where a server for other machines may write', async () => {
    const { data, mine, more } = await places()
    const rules = folderRules({ dataFolder: data, programFolder: join(data, 'x'), within: [more] })
    expect(await foldersForAdditions([mine, more], data, rules)).toEqual([more])
  })
})

it('models are looked for in the data folder once there are some', async () => {
  const { data, built, mine } = await places()
  expect(modelFolders([built], [mine, built], data)).toEqual([built, mine])
  await mkdir(join(data, 'models'))
  expect(modelFolders([built], [mine], data)).toEqual([built, mine, join(data, 'models')])
})
