// Adapters that do the same, as the command line tells them.
import type { SameReason } from '../../contract/effects.ts'
import { oneLine } from '../../messages/plain-text.ts'

type File = { readonly id: string; readonly name: string; readonly path: string }

export type NamedGroups = {
  readonly groups: readonly {
    readonly why: SameReason
    readonly cosine: number
    readonly files: readonly File[]
  }[]
  /** Steps, epochs and versions of one training. */
  readonly trainings: readonly (readonly File[])[]
  /** Adapters that could not be compared. */
  readonly left: number
}

const reasons: Readonly<Record<SameReason, string>> = {
  'same-tensors': 'the same numbers',
  'same-change': 'the same change in another type, spelling or strength',
  resized: 'the same change cut down to a smaller rank',
}

/** Cosines of copies differ in their last digits. */
const cosineDigits = 6

export function duplicatesInJson({ groups, trainings, left }: NamedGroups): object {
  return {
    groups: groups.map(({ why, cosine, files }) => ({ why, cosine, files })),
    trainings: trainings.map((files) => ({ files })),
    notCompared: left,
  }
}

export function duplicatesAsLines({ groups, trainings, left }: NamedGroups): string[] {
  return [
    ...(groups.length === 0 ? ['No two adapters are known to do the same.'] : []),
    ...groups.flatMap(({ why, cosine, files }) => [
      `${reasons[why]}, cosine ${cosine.toFixed(cosineDigits)}`,
      ...files.map(asLine),
    ]),
    ...trainings.flatMap((files) => ['of one training', ...files.map(asLine)]),
    ...(left === 0 ? [] : [`${left} ${left === 1 ? 'adapter' : 'adapters'} could not be compared.`]),
  ]
}

const asLine = ({ path }: File): string => `  ${oneLine(path)}`
