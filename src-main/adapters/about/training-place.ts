// Where in its training a file was saved: as its trainer wrote it, else as its name counts.

export type TrainingPlace = {
  /** The name without what counts in it, in lower case: files of one training are called so, and others may be. */
  readonly stem: string
  /** As the name has it, `1.5`. */
  readonly version: string | null
  readonly epoch: number | null
  readonly step: number | null
}

/** At the end of a name: kohya's `-000010` counts epochs, our `-step00000040` steps; `_e12`, ` epoch 3`, `_v2`, `-v1.5`; not any number. */
export const nameCounter =
  /[\s._-]+(?:(?<plain>\d{6})|(?<what>steps?|epoch|ep|e|v|ver|version)[\s._-]*(?<count>\d+(?:\.\d+)*))$/i
/** As `trainingOrigin` puts together what metadata say. */
const said = /^(?<epoch>\d*)\/(?<step>\d*)$/

/** `name`: of the file, without its ending. `place`: what is kept of its origin. */
export function trainingPlace(name: string, place: string | null): TrainingPlace {
  let stem = name
  let [version, epoch, step]: [string | null, number | null, number | null] = [null, null, null]
  for (let found = nameCounter.exec(stem); found !== null; found = nameCounter.exec(stem)) {
    const { plain, what = '', count = '' } = found.groups!
    const first = what.slice(0, 1).toLowerCase()
    if (first === 'v') version ??= count
    else if (first === 's') step ??= Number(count)
    else epoch ??= Number(plain ?? count)
    stem = stem.slice(0, found.index)
  }
  const written = said.exec(place ?? '')?.groups
  return {
    stem: stem.toLowerCase(),
    version,
    epoch: numberOf(written?.['epoch']) ?? epoch,
    step: numberOf(written?.['step']) ?? step,
  }
}

function numberOf(digits = ''): number | null {
  return digits === '' ? null : Number(digits)
}

/** The last of them first. By version, then by steps or epochs where all that say anything say those; else by time. */
export function newestFirst<One extends TrainingPlace & { readonly modifiedMs: number; readonly id: string }>(
  all: readonly One[],
): One[] {
  const saying = all.filter(({ epoch, step }) => epoch !== null || step !== null)
  const axis = (['step', 'epoch'] as const).find((name) => saying.every((one) => one[name] !== null))
  // A file whose name counts nothing beside others that do is the one that was left at the end.
  const progress = (one: One): number => (axis === undefined ? 0 : (one[axis] ?? Infinity))
  return all.toSorted(
    (a, b) =>
      compareVersions(b.version, a.version) ||
      compare(progress(b), progress(a)) ||
      b.modifiedMs - a.modifiedMs ||
      (a.id < b.id ? -1 : 1),
  )
}

/** The one without a number is the first. */
function compareVersions(a: string | null, b: string | null): number {
  const [one, other] = [a ?? '1', b ?? '1'].map((text) => text.split('.').map(Number))
  for (let at = 0; at < Math.max(one!.length, other!.length); at++) {
    const difference = compare(one![at] ?? 0, other![at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Two without an end are equal. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
