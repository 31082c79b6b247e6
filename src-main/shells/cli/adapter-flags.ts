// `--adapter FILE[:weight[:textWeight]]` and the <lora:…> tags of a prompt as a stack.
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { AppError, invariant } from '../../base/errors.ts'
import { walkFolders } from '../../catalog/folders/walk-folders.ts'
import { stackEntrySchema, type Stack, type StackEntry } from '../../contract/adapter.ts'
import { builtInModelsFolder } from '../../app/demo-model.ts'
import { openTensorFile } from '../../files/open-tensor-file.ts'
import { readWeight } from '../../text/fragments.ts'
import {
  accountForTags,
  pathOfName,
  tagEntries,
  unknownAdapter,
  type TagEntry,
} from '../../text/stack-tags.ts'
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

/**
 * The stack with an entry for every tag of the prompt, found in the folders and what they hold by
 * file stem or path, else by `ss_output_name`.
 */
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

const extensions: ReadonlySet<string> = new Set(['.safetensors', '.pt', '.bin', '.ckpt'])

/** A file that a tag may mean; `below` is its path in the folder it was found in, as `pathOfName` has it. */
type TagFile = { readonly path: string; readonly below: string; readonly root: string }

/** In all folders and what they hold, in the order of the folders. */
async function adapterFiles(folders: readonly string[]): Promise<TagFile[]> {
  const found: TagFile[] = []
  const seen = new Set<string>()
  for (const root of folders)
    for await (const { files } of walkFolders(root, extensions, seen))
      for (const { path } of files) found.push({ path, below: pathOfName(relative(root, path)), root })
  return found
}

/**
 * The file of that path or name, with or without its ending, else the one whose trainer called it so. The first folder
 * that has one decides. Throws `prompt/adapter`, and `prompt/ambiguous-adapter` where it means several.
 */
async function findAdapter(name: string, files: readonly TagFile[]): Promise<string> {
  const wanted = pathOfName(name)
  const exact = files.find(({ below }) => below === wanted)
  if (exact !== undefined) return exact.path
  const named = files.filter(({ below }) => below.endsWith(`/${wanted}`))
  const ofFirst = named.filter(({ root }) => root === named[0]?.root)
  if (ofFirst.length > 0) return onlyOne(name, ofFirst)
  const aliases: { file: TagFile; alias: string | undefined }[] = []
  for (const file of files) aliases.push({ file, alias: await outputName(file.path) })
  const called = aliases.filter(({ alias }) => alias === name).map(({ file }) => file)
  if (called.length > 0) return onlyOne(name, called)
  const known = [...files.map(({ path }) => stemOf(path)), ...aliases.flatMap(({ alias }) => alias ?? [])]
  throw unknownAdapter(name, known)
}

function onlyOne(name: string, [first, other]: readonly TagFile[]): string {
  invariant(first, 'a file was found')
  if (other === undefined) return first.path
  throw new AppError('prompt/ambiguous-adapter', { name, stems: [first.below, other.below] })
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
