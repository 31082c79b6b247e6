// Calls answered in memory, by the handlers there are; whatever crosses is copied, as between two processes.
import { callsThrough, sendsThrough, type Calls, type Sends } from '../../src-renderer/backend/calls.ts'

type Handler<Call> = Call extends (input: infer Input) => Promise<infer Output>
  ? (input: Input) => Output | Promise<Output>
  : never

export type Handlers = {
  [Area in keyof Calls]?: { [Name in keyof Calls[Area]]?: Handler<Calls[Area][Name]> }
}

export function fakeCalls(handlers: Handlers): { calls: Calls; leaving: Sends } {
  async function answer(name: string, input: unknown): Promise<unknown> {
    const [area = '', call = ''] = name.split('.')
    const known = handlers as Record<string, Record<string, (input: unknown) => unknown> | undefined>
    const handler = known[area]?.[call]
    if (handler === undefined) throw new Error(`The in-memory host does not answer ${name}.`)
    return copied(await handler(copied(input)))
  }
  return { calls: callsThrough(answer), leaving: sendsThrough((name, input) => void answer(name, input)) }
}

function copied(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
