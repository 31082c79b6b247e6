// Short messages at the edge: what belongs to no place, and Undo for ten seconds.
import type { Remark } from '../../src-main/messages/table.ts'
import type { ErrorReport } from '../../src-main/base/errors.ts'
import { failureReport } from './failure.ts'

export type Toast = {
  id: number
  /** Errors are announced at once; news waits for a pause. */
  role: 'alert' | 'status'
  /** Empty beside a report. */
  message: string
  report: ErrorReport | null
  action: { label: string; run: () => void } | null
  isBrief?: true
  /** Stays until it is closed. */
  lines?: readonly Remark[]
  /** Not shown while this says that it is not so. */
  holds?: () => boolean
}

const lifetimeMs = { alert: 20_000, status: 10_000 } as const
const briefMs = 3_000
const mostShown = 4

export class Toasts {
  #list = $state.raw<readonly Toast[]>([])
  #nextId = 1
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>()

  get list(): readonly Toast[] {
    return this.#list.filter(({ holds }) => holds === undefined || holds())
  }

  say(message: string, action: Toast['action'] = null): void {
    this.#add({ role: 'status', message, report: null, action })
  }

  fail(report: ErrorReport): void {
    if (this.#list.some((toast) => JSON.stringify(toast.report) === JSON.stringify(report))) return
    this.#add({ role: 'alert', message: '', report, action: null })
  }

  /** A word in passing; the next takes its place. */
  brief(message: string): void {
    for (const { id, isBrief } of this.#list) if (isBrief) this.close(id)
    this.#add({ role: 'status', message, report: null, action: null, isBrief: true })
  }

  /** Several things that a person has to read in peace; the next list takes its place. */
  tell(
    message: string,
    lines: readonly Remark[],
    { action, holds }: { action: Toast['action']; holds: () => boolean },
  ): void {
    for (const { id, lines: others } of this.#list) if (others !== undefined) this.close(id)
    this.#add({ role: 'status', message, report: null, action, lines, holds })
  }

  /** Does it, and says why when it fails; whether it went well. */
  async attempt(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (error) {
      this.fail(failureReport(error))
      return false
    }
  }

  close(id: number): void {
    clearTimeout(this.#timers.get(id))
    this.#expire(id)
  }

  /** While the pointer or the focus is on a toast it stays. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id))
  }

  release(id: number): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    const toast = this.#list.find((candidate) => candidate.id === id)
    if (toast !== undefined && toast.lines === undefined)
      this.#timers.set(
        id,
        setTimeout(() => this.#expire(id), toast.isBrief ? briefMs : lifetimeMs[toast.role]),
      )
  }

  #add(toast: Omit<Toast, 'id'>): void {
    const id = this.#nextId++
    const list = [...this.#list, { ...toast, id }]
    const kept = list.filter((one) => one.lines === undefined).slice(-mostShown)
    this.#list = list.filter((one) => one.lines !== undefined || kept.includes(one))
    this.release(id)
  }

  #expire(id: number): void {
    this.#timers.delete(id)
    this.#list = this.#list.filter((toast) => toast.id !== id)
  }
}
