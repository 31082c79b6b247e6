// Looks at processes as the system lists them.
import { readdirSync, readFileSync } from 'node:fs'

/** Ids of the living child processes of a process (Linux). */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => {
      const stat = statOf(id)
      return stat !== null && stat.parent === parent && stat.state !== 'Z'
    })
}

/** Null for a process that ended while we looked. */
function statOf(id: number): { state: string; parent: number } | null {
  try {
    // The name in parentheses may hold anything, spaces and parentheses too.
    const [state, parent] = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    return { state: state!, parent: Number(parent) }
  } catch {
    return null
  }
}
