// Which adapters of a library stand for what is usual: never two copies, or two steps of one training.
import type { StrengthTable, UsualAdapter } from '../../database/strengths.ts'

/** More of them hardly move what lies in the middle. */
export const mostUsual = 24
/** Of whom so many are looked at: a training may have left a hundred. */
const mostLooked = 500

export function usualAdapters(table: Pick<StrengthTable, 'usual'>, architecture: string): UsualAdapter[] {
  const seen = new Set<string>()
  const isNew = ({ autoV3, session }: UsualAdapter): boolean => {
    const names = [
      autoV3 === null ? [] : [`tensors ${autoV3}`],
      session === null ? [] : [`training ${session}`],
    ].flat()
    if (names.some((name) => seen.has(name))) return false
    for (const name of names) seen.add(name)
    return true
  }
  return table.usual(architecture, mostLooked).filter(isNew).slice(0, mostUsual)
}
