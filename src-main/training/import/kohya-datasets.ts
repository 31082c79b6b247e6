// The lists of a kohya configuration: datasets and their subsets, read whole; one
// is learned, one keeps the class in mind.
// Source: kohya-ss/sd-scripts 0.10.1, docs/config_README-en.md and library/config_util.py `BlueprintGenerator`.
import { remark } from '../../messages/table.ts'
import type { NotCarried } from './carry.ts'
import { isWritten, numberOf, switchOf, writtenSettings, type Setting } from './settings.ts'
import { isRecord } from '../../base/is-record.ts'

type Record_ = Readonly<Record<string, unknown>>

export type ReadLists = {
  readonly settings: Map<string, Setting>
  readonly notes: readonly NotCarried[]
  /** Whether there are lists at all. */
  readonly hasDatasets: boolean
}

/** Sections only group. What a subset does not say its dataset says, then `[general]`, then the rest of the file. */
export function readLists(configuration: Record_): ReadLists {
  const { plain, datasets } = flattened(configuration)
  const subsets = datasets.flatMap((dataset) => {
    const { subsets: own, ...rest } = dataset
    const list = Array.isArray(own) ? own.filter(isRecord) : []
    return list.map((subset): Record_ => ({ ...rest, ...written(subset) }))
  })
  const used = subsets.filter(({ num_repeats }) => numberOf(num_repeats) !== 0)
  const isClass = ({ is_reg }: Record_): boolean => switchOf(is_reg) === true
  const learned = used.find((subset) => !isClass(subset))
  const ofClass = used.find(isClass)
  const settings = writtenSettings({ ...plain, ...learned })
  settings.delete('is_reg')
  for (const name of ['image_dir', 'class_tokens', 'num_repeats'] as const) {
    const value = ofClass?.[name]
    if (isWritten(value)) settings.set(`reg.${name}`, { value, name: `${name} (is_reg)`, isDefault: false })
  }
  const others = subsets.filter((subset) => subset !== learned && subset !== ofClass)
  return { settings, notes: others.map(notRead), hasDatasets: datasets.length > 0 }
}

function notRead(subset: Record_): NotCarried {
  const folder = subset['image_dir'] ?? subset['metadata_file']
  const value = typeof folder === 'string' ? folder : JSON.stringify(subset).slice(0, 200)
  const why =
    numberOf(subset['num_repeats']) === 0
      ? remark('import/no-repeats')
      : switchOf(subset['is_reg']) === true
        ? remark('import/one-class-folder')
        : remark('import/one-folder')
  return { setting: 'subsets', value, why }
}

/** `datasets` apart, all other sections laid over each other; of `[general]` what the rest does not say. */
function flattened(configuration: Record_): { plain: Record_; datasets: readonly Record_[] } {
  const datasets: Record_[] = []
  const walk = (record: Record_): Record<string, unknown> => {
    const plain: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(record)) {
      if (key === 'datasets' && Array.isArray(value)) datasets.push(...value.filter(isRecord))
      else if (isRecord(value)) Object.assign(plain, walk(value))
      else plain[key] = value
    }
    return plain
  }
  const { general, ...rest } = configuration
  const outer = walk(rest)
  const common = isRecord(general) ? walk(general) : {}
  return {
    plain: { ...outer, ...(datasets.length === 0 ? common : {}) },
    datasets: datasets.map((dataset) => ({ ...common, ...written(dataset) })),
  }
}

function written(record: Record_): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => isWritten(value)))
}
