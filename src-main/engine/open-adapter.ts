// Opens an adapter file against a base, and proves that it acts: nothing matched is refused, a part missing is said.
import { basename, dirname, extname, join } from 'node:path'
import type { Adapter, AdapterContents } from '../adapters/adapter.ts'
import type { BaseModules } from '../adapters/base-modules.ts'
import { readAdapter } from '../adapters/read-adapter.ts'
import { recogniseAdapter } from '../adapters/recognise.ts'
import { families } from '../architectures/families.ts'
import { AppError } from '../base/errors.ts'
import { openWeights } from '../files/open-weights.ts'
import { readTextFileIfThere } from '../files/text-file.ts'
import type { TensorFile } from '../formats/tensor-file.ts'

const mostConfigBytes = 1_000_000

/** What adapters that are only known by their file are called. */
export function adapterName(path: string): string {
  return basename(path, extname(path))
}

export async function openAdapter(path: string, base: BaseModules): Promise<Adapter> {
  const file = await openWeights(path)
  try {
    const peftConfig = await readPeftConfigBeside(path)
    const contents = await readAdapter(file, base, peftConfig === undefined ? {} : { peftConfig })
    refuseNoMatch(file, contents, base, adapterName(path))
    return { file, contents }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Matched and unmatched modules of all components. */
export function moduleCount({ counts }: AdapterContents): { matched: number; unmatched: number } {
  const all = [...counts.values()]
  return {
    matched: all.reduce((sum, { matched }) => sum + matched, 0),
    unmatched: all.reduce((sum, { unmatched }) => sum + unmatched, 0),
  }
}

/** What a person should know before a picture is made with it, as sentences. */
export function adapterWarnings(name: string, contents: AdapterContents): string[] {
  const { matched, unmatched } = moduleCount(contents)
  const [first] = contents.unmatched
  const reason = first === undefined ? '' : `; "${first.name}": ${first.reason}`
  const partial =
    unmatched === 0 && first === undefined
      ? []
      : [`The adapter "${name}" acts on ${matched} of ${matched + unmatched} modules${reason}.`]
  return [...partial, ...contents.warnings.map((warning) => `The adapter "${name}": ${warning}`)]
}

function refuseNoMatch(file: TensorFile, contents: AdapterContents, base: BaseModules, name: string): void {
  const { matched, unmatched } = moduleCount(contents)
  if (matched > 0) return
  const recognised = recogniseAdapter(file)
  const label = families[base.architecture].label
  if (recognised.otherKind !== null) throw recognised.otherKind
  if (recognised.architecture !== null && recognised.architecture !== base.architecture) {
    const own = families[recognised.architecture].label
    throw new AppError(
      'adapter/wrong-architecture',
      `The adapter "${name}" is for ${own}; the checkpoint is ${label}.`,
      {
        hint: `Choose a checkpoint of ${own}, or take the adapter out of the stack.`,
        details: { why: recognised.why },
      },
    )
  }
  const [first] = contents.unmatched
  throw new AppError(
    'adapter/no-match',
    `The adapter "${name}" changes nothing in this checkpoint (${label}): none of its ${unmatched} modules fits.`,
    {
      hint: 'Choose the checkpoint it was made for, or take the adapter out of the stack.',
      details: {
        why: recognised.why,
        ...(first === undefined ? {} : { first: `${first.name}: ${first.reason}` }),
      },
    },
  )
}

async function readPeftConfigBeside(path: string): Promise<unknown> {
  const text = await readTextFileIfThere(join(dirname(path), 'adapter_config.json'), mostConfigBytes).catch(
    () => undefined,
  )
  if (text === undefined) return undefined
  try {
    const config: unknown = JSON.parse(text)
    return config
  } catch {
    // The reader warns about a configuration that is no object.
    return null
  }
}
