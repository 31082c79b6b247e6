// The host's calls by the types of its own router: one that is added there can be made here at once.
import type { AppRouter } from '../../src-main/app/http/router.ts'

type Areas = AppRouter['_def']['record']
/** An area of the router, as `pictures` with its `trash` and `restore`, and not a procedure. */
type AreaName = { [Name in keyof Areas]: Areas[Name] extends { _def: object } ? never : Name }[keyof Areas]
type TypesOf<Procedure> = Procedure extends { _def: { $types: infer Types } } ? Types : never
type InputOf<Procedure> = TypesOf<Procedure> extends { input: infer Input } ? Input : never
type OutputOf<Procedure> = TypesOf<Procedure> extends { output: infer Output } ? Output : never

/** `calls.pictures.trash({ id })` asks for the router's `pictures.trash`. */
export type Calls = {
  readonly [Area in AreaName]: {
    readonly [Name in keyof Areas[Area]]: (
      input: InputOf<Areas[Area][Name]>,
    ) => Promise<OutputOf<Areas[Area][Name]>>
  }
}

/** The same calls where nobody waits for an answer. */
export type Sends = {
  readonly [Area in AreaName]: {
    readonly [Name in keyof Areas[Area]]: (input: InputOf<Areas[Area][Name]>) => void
  }
}

/** `callsThrough(send).pictures.trash({ id })` is `send('pictures.trash', { id })`. */
export function callsThrough(send: (name: string, input: unknown) => Promise<unknown>): Calls {
  return tree(send) as Calls
}

export function sendsThrough(send: (name: string, input: unknown) => void): Sends {
  return tree(send) as Sends
}

function tree(send: (name: string, input: unknown) => unknown): unknown {
  return anyName((area) => anyName((name) => (input: unknown) => send(`${area}.${name}`, input)))
}

/** An object that has whatever it is asked for; `then` apart, which would make it a promise. */
function anyName(make: (name: string) => unknown): object {
  const known = Object.create(null) as Record<string, unknown>
  return new Proxy(known, {
    get: (_, name) =>
      typeof name === 'symbol' || name === 'then' ? undefined : (known[name] ??= make(name)),
  })
}
