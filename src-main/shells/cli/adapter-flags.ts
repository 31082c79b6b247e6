// `--adapter FILE[:weight[:textWeight]]` and the <lora:…> tags of a prompt as a stack.
import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { AppError } from '../../base/errors.ts'
import { stackEntrySchema, type Stack, type StackEntry } from '../../contract/adapter.ts'
import { builtInModelsFolder } from '../../app/demo-model.ts'
import { openTensorFile } from '../../files/open-tensor-file.ts'
import { readWeight } from '../../text/fragments.ts'
import { accountForTags, tagEntries, unknownAdapter, type TagEntry } from '../../text/stack-tags.ts'
import { checkTensorFile } from './check-files.ts'
import type { CommandInput } from './command.ts'

export const adapterUsage = '[--adapter FILE[:weight[:textWeight]]]…'

export type AdapterFlag = {
  readonly path: string
  readonly weight: number
  readonly textWeight: number | null
}

/** Read from the right, so that `C:\x.safetensors:0.8` is a file with a weight. */
export function readAdapterFlag(written: string): AdapterFlag {
  const pieces = written.split(':')
  const weights: number[] = []
  while (weights.length < 2 && pieces.length > 1) {
    const weight = readWeight(pieces.at(-1) ?? '')
    if (weight === undefined) break
    weights.unshift(weight)
    pieces.pop()
  }
  const path = pieces.join(':')
  if (path === '') throw new AppError('usage/adapter', { written })
  const [weight = 1, textWeight = null] = weights
  return { path: resolve(path), weight, textWeight }
}

/** The entries of all `--adapter` flags, whose files are there. */
export async function adapterStack(input: CommandInput): Promise<StackEntry[]> {
  const flags = input.texts('adapter').map(readAdapterFlag)
  for (const { path } of flags) await checkTensorFile(path)
  return flags.map((flag, index) =>
    entryOf(`flag-${index + 1}`, flag.path, { ...flag, name: stemOf(flag.path) }),
  )
}

/** The stack with an entry for every tag of the prompt, found in the folders by file stem, else by `ss_output_name`. */
export async function withTags(prompt: string, stack: Stack, folders: readonly string[]): Promise<Stack> {
  const tags = tagEntries(prompt)
  if (tags.length === 0) return stack
  const files = await adapterFiles(folders)
  const found = new Map<string, string>()
  for (const { name } of tags) if (!found.has(name)) found.set(name, await findAdapter(name, files))
  let count = 0
  return accountForTags(prompt, stack, (tag) => {
    const path = found.get(tag.name)
    return path === undefined ? null : entryOf(`tag-${++count}`, path, tag)
  })
}

/** Where tags are looked up: the folder asked for, else beside the model and among the built-in adapters. */
export function adapterFolders(input: CommandInput, model: string): string[] {
  const asked = input.path('adapters-folder')
  return asked === undefined
    ? [dirname(model), join(dirname(model), 'adapters'), join(builtInModelsFolder(), 'adapters')]
    : [asked]
}

const extensions = ['.safetensors', '.pt', '.bin', '.ckpt']

/** Stem → path; of several files with one stem the first. */
async function adapterFiles(folders: readonly string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => [])
    for (const name of names.toSorted()) {
      const path = join(folder, name)
      if (extensions.includes(extname(name).toLowerCase()) && !files.has(stemOf(path)))
        files.set(stemOf(path), path)
    }
  }
  return files
}

async function findAdapter(name: string, files: ReadonlyMap<string, string>): Promise<string> {
  const byStem = files.get(name)
  if (byStem !== undefined) return byStem
  const aliases = new Map<string, string[]>()
  for (const path of files.values()) {
    const alias = await outputName(path)
    if (alias !== undefined) aliases.set(alias, [...(aliases.get(alias) ?? []), path])
  }
  const [path, other] = aliases.get(name) ?? []
  if (path === undefined) throw unknownAdapter(name, [...files.keys(), ...aliases.keys()])
  if (other === undefined) return path
  throw new AppError('prompt/ambiguous-adapter', { name, stems: [stemOf(path), stemOf(other)] })
}

/** What the trainer called it; undefined where the file does not say or cannot be read. */
async function outputName(path: string): Promise<string | undefined> {
  const file = await openTensorFile(path).catch(() => null)
  await file?.close()
  return file?.metadata.get('ss_output_name')
}

function entryOf(
  id: string,
  adapter: string,
  {
    name,
    weight,
    textWeight,
    dynamicRank = null,
  }: Pick<TagEntry, 'name' | 'weight'> & {
    textWeight: number | null
    dynamicRank?: number | null
  },
): StackEntry {
  return stackEntrySchema.parse({ id, adapter, name, weight, textWeight, dynamicRank })
}

function stemOf(path: string): string {
  return basename(path, extname(path))
}
