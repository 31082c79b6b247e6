// On a machine that others use: this process and those it started go before all others, where Linux groups processes by session
// (then `nice` counts within a session alone) and whoever measures may say so.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const [most, usual] = ['-19', '0']
let isBefore = false

export function beforeOthers(): void {
  // The session may be that of a terminal, from which others are started later: what they start apart would starve.
  if (!isBefore) process.once('exit', () => place(process.pid, usual))
  isBefore = true
  for (const pid of startedFrom(process.pid)) place(pid, most)
}

function place(pid: number, niceness: string): void {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, niceness)
  } catch {
    // Then it is measured among the others.
  }
}

function startedFrom(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of entries('/proc')) {
    const pid = Number(name)
    if (Number.isInteger(pid)) parents.set(pid, parentOf(pid))
  }
  const isFrom = (pid: number): boolean => pid === root || (pid > 1 && isFrom(parents.get(pid) ?? 0))
  return [...parents.keys()].filter(isFrom)
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** 0 where it has ended meanwhile. */
function parentOf(pid: number): number {
  try {
    return Number(/\) \w (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
