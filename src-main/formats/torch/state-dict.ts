// Finds the state dict in what a torch file holds: names, their tensors, and what cannot be read without running code.
import { AppError, errorFromReport, type ErrorReport } from '../../base/errors.ts'
import {
  globalName,
  globalsIn,
  isTagged,
  isTextKeyed,
  itemsOf,
  textKeyed,
  walkBudget,
  type PickleValue,
  type WalkBudget,
} from '../pickle/values.ts'
import { checkTable } from '../table-limits.ts'
import { badTensor, needsCode, unknownGlobals } from './errors.ts'
import { describeTensor, isTorchName, type TorchTensor } from './tensor-description.ts'

export type StateDict = {
  readonly tensors: ReadonlyMap<string, TorchTensor>
  readonly problems: ReadonlyMap<string, ErrorReport>
}

/** Under which training scripts wrap the state dict once; of two, the first. */
const wrappers = ['state_dict', 'params_ema', 'params']

/**
 * What lies beside a wrapped state dict is ignored.
 * The items of a bare list (cloneofsimo's adapters) are named by their places. Throws `PickleError` for what would take
 * too long, `pickle/…` and `tensor/…` for what no model is.
 */
export function findStateDict(root: PickleValue): StateDict {
  const top = textKeyed(root) ?? numbered(root)
  const wrapped = wrappers.map((name) => top?.get(name)).find((value) => value !== undefined)
  const state = textKeyed(wrapped) ?? (wrapped === undefined ? top : undefined)
  const budget = walkBudget()
  if (state === undefined) throw noStateDict(wrapped ?? root, budget)
  const tensors = new Map<string, TorchTensor>()
  const problems = new Map<string, ErrorReport>()
  const named = withLearnedWords(withPairs(state, root))
  checkTable(named.keys())
  for (const [name, value] of named) {
    const tensor = describeTensor(value)
    if (typeof tensor === 'string') problems.set(name, badTensor(name, tensor))
    else if (tensor !== null) tensors.set(name, tensor)
    else if (isOpaque(value)) problems.set(name, needsCode(name, unknownIn(value, budget)))
  }
  if (tensors.size === 0) {
    const [problem] = problems.values()
    throw problem === undefined ? noTensors() : errorFromReport(problem)
  }
  return { tensors, problems }
}

/** A hypernetwork holds two state dicts for each width that it changes, in a pair under that number: `768.0.linear…`. */
function withPairs(
  state: ReadonlyMap<string, PickleValue>,
  root: PickleValue,
): ReadonlyMap<string, PickleValue> {
  const pairs = isTagged(root, 'dict') ? root.pairs.slice(0, mostWidths) : []
  const flat = pairs.flatMap(([width, value]) =>
    typeof width !== 'number'
      ? []
      : (itemsOf(value) ?? [])
          .slice(0, 2)
          .flatMap((item, place) =>
            [...(textKeyed(item) ?? [])].map(([name, tensor]): [string, PickleValue] => [
              `${width}.${place}.${name}`,
              tensor,
            ]),
          ),
  )
  return flat.length === 0 ? state : new Map([...state, ...flat])
}

/** Four or five, besides what else is said of it. */
const mostWidths = 100

/** Textual inversions hold their vectors one level deeper, in a dict or a ParameterDict: `string_to_param.*`. */
function withLearnedWords(state: ReadonlyMap<string, PickleValue>): ReadonlyMap<string, PickleValue> {
  const key = 'string_to_param'
  const held = state.get(key)
  const words = textKeyed(held) ?? textKeyed(attributeOf(held, '_parameters'))
  if (words === undefined) return state
  const flat = [...words].map(([word, value]): [string, PickleValue] => [`${key}.${word}`, value])
  return new Map([...[...state].filter(([name]) => name !== key), ...flat])
}

/** Python puts a state into an object once. */
const mostStates = 4

/** An attribute of what would be an object of a class of its own. */
function attributeOf(value: PickleValue | undefined, name: string): PickleValue | undefined {
  if (!isTagged(value, 'object')) return undefined
  for (const state of value.items.slice(0, mostStates)) {
    const found = textKeyed(state)?.get(name)
    if (found !== undefined) return found
  }
  return undefined
}

function numbered(root: PickleValue): ReadonlyMap<string, PickleValue> | undefined {
  const items = itemsOf(root)
  return items && new Map(items.map((item, place) => [String(place), item]))
}

/** An object of unknown make, which may hide a tensor; numbers, texts and containers of them cannot. */
function isOpaque(value: PickleValue): boolean {
  if (!isTagged(value, 'object') && !isTagged(value, 'persistent')) return false
  return !isTextKeyed(value) && globalName(value.type === 'object' ? value.callable : null) !== 'torch.Size'
}

function noStateDict(value: PickleValue, budget: WalkBudget): AppError {
  const globals = unknownIn(value, budget)
  return isTagged(value, 'object') && globals.length > 0 ? unknownGlobals(globals) : noTensors()
}

/** Names of globals but torch's own, which its tensors need and which are harmless. */
function unknownIn(value: PickleValue, budget: WalkBudget): string[] {
  return globalsIn(value, budget).filter((name) => !isTorchName(name))
}

function noTensors(): AppError {
  return new AppError('pickle/no-tensors')
}
