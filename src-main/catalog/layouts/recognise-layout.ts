// Whether a folder is that of another program, by what lies in it: listings and small configurations are read, nothing else.
import { join, resolve } from 'node:path'
import type { FoundLayout, LayoutFolder } from '../../contract/layout.ts'
import { countFiles } from './count-files.ts'
import { extraModelPaths } from './extra-model-paths.ts'
import { folderNames, type FolderNames } from './folder-names.ts'
import { innerRoots, layoutTable, type LayoutRow } from './layout-table.ts'
import { presentFolders } from './present-folders.ts'
import { readYaml } from './read-yaml.ts'
import { expandedPath, type Surroundings } from './surroundings.ts'
import { member } from '../sidecars/said.ts'

const extraPathsName = 'extra_model_paths.yaml'

/** The folder itself, or one in it that people know by its name; null for one of no program. Never throws. */
export async function recogniseLayout(folder: string, around: Surroundings): Promise<FoundLayout | null> {
  const own = await layoutAt(folder, around)
  if (own !== null) return own
  const names = folderNames(folder)
  for (const inner of innerRoots) {
    const place = await names.findFolder(inner)
    const found = place === null ? null : await layoutAt(place, around)
    if (found !== null) return found
  }
  return null
}

async function layoutAt(root: string, around: Surroundings): Promise<FoundLayout | null> {
  const names = folderNames(root)
  for (const row of layoutTable) {
    if (!(await fits(row, names))) continue
    const folders = await presentFolders([
      ...(await foldersIn(row, names)),
      ...(await saidFolders(row, root, names, around)),
    ])
    if (folders.length === 0) continue
    return { program: row.program, root, folders, ...(await countFiles(folders.map(({ path }) => path))) }
  }
  return null
}

async function fits({ marks }: LayoutRow, names: FolderNames): Promise<boolean> {
  for (const group of marks) {
    const found = await Promise.all(group.map((mark) => isThere(mark, names)))
    if (!found.includes(true)) return false
  }
  return true
}

/** A picture folder of kohya's has its repeats before its name: `10_cat`. */
async function isThere(mark: string, names: FolderNames): Promise<boolean> {
  const [folder, inside] = mark.split('/*')
  if (inside === undefined) return (await names.find(mark)) !== null
  return (await names.names(folder!)).some((name) => /^\d+_/.test(name))
}

async function foldersIn({ folders }: LayoutRow, names: FolderNames): Promise<LayoutFolder[]> {
  const found = await Promise.all(
    Object.entries(folders).map(async ([path, purpose]) => ({ path: await names.findFolder(path), purpose })),
  )
  return found.flatMap(({ path, purpose }) => (path === null ? [] : [{ path, purpose }]))
}

/** What its configuration names besides. */
async function saidFolders(
  { program }: LayoutRow,
  root: string,
  names: FolderNames,
  around: Surroundings,
): Promise<LayoutFolder[]> {
  if (program === 'comfyui') {
    const file = await names.find(extraPathsName)
    return file === null ? [] : extraModelPaths(await readYaml(file), file, around)
  }
  if (program === 'invokeai') {
    const said = modelsFolderOf(await readYaml(join(root, 'invokeai.yaml')))
    return said === null ? [] : [{ path: resolve(root, expandedPath(said, around)), purpose: 'models' }]
  }
  return []
}

/** Since version 4 at the top, before that under `InvokeAI` and `Paths`. */
function modelsFolderOf(config: unknown): string | null {
  const said =
    member(config, 'models_dir') ?? member(member(member(config, 'InvokeAI'), 'Paths'), 'models_dir')
  return typeof said === 'string' && said.trim() !== '' ? said.trim() : null
}
