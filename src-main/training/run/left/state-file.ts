// The state of a run in one file, replaced as a whole: a run that is killed at any moment goes on from it exactly.
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Float32Tensor } from '../../../base/dtype.ts'
import { AppError } from '../../../base/errors.ts'
import { elementCount } from '../../../base/shape.ts'
import { readRecipe, type Recipe } from '../../../contract/recipe.ts'
import { runFiles, type TrainedFile } from '../../../contract/training.ts'
import { openTensorFile } from '../../../files/open-tensor-file.ts'
import { systemCode } from '../../../files/system-error.ts'
import { writeTensorFile } from '../../../files/write-tensor-file.ts'
import type { OrderState } from '../../order.ts'
import { learning, type Learned, type OptimizerChoice } from '../step/optimizer-steps.ts'

/** What there is to remember between two steps, besides the tensors. No random generator: draws have no memory. */
export type RunPlace = {
  readonly step: number
  readonly order: OrderState
  /** Hashes of pictures that vanished. */
  readonly gone: readonly string[]
  /** Adapter files written so far. */
  readonly files: readonly TrainedFile[]
  /** One number and one time for all files of a run. */
  readonly session: number
  readonly startedAt: number
}

/** What a run has learned by a step, and which one that is. */
export type Snapshot = { readonly learned: Learned; readonly place: RunPlace }

/** What a state belongs to; with another one it is refused. */
export type StateOwner = {
  readonly recipe: Recipe
  /** Hash of the list of pictures. */
  readonly pictures: string
  readonly baseSha256: string
  readonly baseName: string
}
/** Those of the first versions do not say what the base is called. */
type StateRecord = RunPlace &
  Omit<StateOwner, 'baseName'> & { version: 1; averaged: boolean; baseName?: string }
type Claim = Pick<StateOwner, 'recipe' | 'baseSha256'>

export async function hasState(folder: string): Promise<boolean> {
  return stat(join(folder, runFiles.state)).then(
    () => true,
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return false
      throw error
    },
  )
}

/** Until the new one is whole on the disk the old one stays. Errors: `disk/…`. */
export async function writeState(
  folder: string,
  learned: Learned,
  place: RunPlace,
  owner: StateOwner,
): Promise<void> {
  const tensors = new Map<string, Float32Tensor>()
  const add = (name: string, data: Float32Array): unknown =>
    tensors.set(name, { dtype: 'f32', shape: [data.length], data })
  add('parameter', learned.parameter)
  for (const [name, data] of learned.state) add(name, data)
  if (learned.average) add('average', learned.average)
  const record: StateRecord = { version: 1, ...place, ...owner, averaged: learned.average !== null }
  const metadata = new Map([
    ['lamina.training', JSON.stringify(record)],
    ['step', String(place.step)],
    ['recipe', recipeHash(owner.recipe)],
  ])
  await writeTensorFile(join(folder, runFiles.state), tensors, metadata)
}

export type SavedState = {
  readonly place: RunPlace
  readonly owner: StateOwner
  /** Whether the factors are averaged. */
  readonly averaged: boolean
}

/**
 * The state of this very recipe and base. Errors: `training/other-recipe`,
 * `training/other-base`, `training/damaged-state`.
 */
export async function readStateOf(claim: Claim, folder: string): Promise<SavedState> {
  const saved = await readStateRecord(folder)
  refuseOthers(saved.owner, claim)
  return saved
}

/** Whatever it belongs to. Errors: `training/damaged-state`. */
export async function readStateRecord(folder: string): Promise<SavedState> {
  const file = await openTensorFile(join(folder, runFiles.state)).catch((cause: unknown) => {
    throw damaged(folder, cause)
  })
  try {
    const text = file.metadata.get('lamina.training')
    const record = text === undefined ? null : (JSON.parse(text) as StateRecord)
    if (record?.version !== 1) throw damaged(folder, null)
    const { step, order, gone, files, session, startedAt } = record
    const { recipe, pictures, baseSha256, averaged, baseName = basename(recipe.base) } = record
    return {
      place: { step, order, gone, files, session, startedAt },
      owner: { recipe: thenAsNow(recipe), pictures, baseSha256, baseName },
      averaged,
    }
  } finally {
    await file.close()
  }
}

/** The tensors of a state whose record was read. */
export async function readLearned(folder: string, choice: OptimizerChoice): Promise<Learned> {
  const file = await openTensorFile(join(folder, runFiles.state))
  try {
    const size = choice.segments.reduce((sum, { shape }) => sum + elementCount(shape), 0)
    const values = async (name: string, length: number): Promise<Float32Array> => {
      if (file.tensors.get(name)?.shape.join() !== String(length)) throw damaged(folder, null)
      return file.read(name)
    }
    const state = new Map<string, Float32Array>()
    for (const [name, row] of Object.entries(choice.optimizer.state))
      state.set(`state.${name}`, await values(`state.${name}`, row.size(learning(choice))))
    return {
      parameter: await values('parameter', size),
      state,
      average: choice.emaDecay === null ? null : await values('average', size),
    }
  } finally {
    await file.close()
  }
}

/** What is shown and written of a state whose record was read: the average, where factors are averaged. */
export async function readShown(folder: string, { averaged }: SavedState): Promise<Float32Array> {
  const file = await openTensorFile(join(folder, runFiles.state))
  try {
    const name = averaged ? 'average' : 'parameter'
    if (!file.tensors.has(name)) throw damaged(folder, null)
    return await file.read(name)
  } finally {
    await file.close()
  }
}

/** What decides the tensors; samples, and how often a state is saved, may change while it goes. */
function essence({ samples: _samples, $schema: _schema, save, ...rest }: Recipe): object {
  const { stateEvery: _stateEvery, ...files } = save
  return { ...rest, save: files }
}

export function recipeHash(recipe: Recipe): string {
  return createHash('sha256')
    .update(JSON.stringify(fieldsOf(essence(recipe))))
    .digest('hex')
}

/** Every field by its dotted name, in order: two spellings of one recipe are the same. */
function fieldsOf(value: unknown, name = ''): (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[name, value]]
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, inner]) => fieldsOf(inner, name === '' ? key : `${name}.${key}`))
}

/** Fields that came later have the values that do what was done before them. */
function thenAsNow(recipe: Recipe): Recipe {
  return readRecipe(recipe)
}

function refuseOthers(record: Claim, owner: Claim): void {
  const [then, now] = [record.recipe, owner.recipe].map((recipe) => new Map(fieldsOf(essence(recipe))))
  const fields = [...new Set([...then!.keys(), ...now!.keys()])].filter(
    (field) => JSON.stringify(then!.get(field)) !== JSON.stringify(now!.get(field)),
  )
  if (fields.length > 0)
    throw new AppError(
      'training/other-recipe',
      { field: fields[0]!, more: fields.length - 1 },
      { details: { fields } },
    )
  if (record.baseSha256 !== owner.baseSha256) throw new AppError('training/other-base')
}

function damaged(folder: string, cause: unknown): AppError {
  const details = { path: join(folder, runFiles.state) }
  return new AppError(
    'training/damaged-state',
    { what: 'state' },
    { details, ...(cause === null ? {} : { cause }) },
  )
}
