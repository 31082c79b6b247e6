// A command of the command line and the parsing of its flags: misuse is one sentence and exit code 2.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { AppError } from '../../base/errors.ts'
import { systemCode } from '../../files/system-error.ts'

/** `texts` may be given several times. */
export type FlagType = 'text' | 'texts' | 'switch'

export type Command = {
  readonly name: string
  /** `generate --prompt T [--steps N] …` */
  readonly usage: string
  readonly summary: string
  /** How many words without a flag it takes, by name; `…` last stands for more of the one before. */
  readonly words: readonly string[]
  readonly flags: Readonly<Record<string, FlagType>>
  /** Whether a word may begin with a dash, as the `-b` of `tag`. */
  readonly dashedWords?: boolean
  run(input: CommandInput): Promise<void>
}

export type CommandInput = {
  readonly words: readonly string[]
  text(flag: string): string | undefined
  /** Every value of a flag that may be repeated, in order. */
  texts(flag: string): readonly string[]
  /** The flag's value, which may be empty but must be there. */
  needed(flag: string): string
  /** A file or folder, absolute. */
  path(flag: string): string | undefined
  neededPath(flag: string): string
  number(flag: string): number | undefined
  on(flag: string): boolean
}

export function parseFlags(command: Command, args: readonly string[]): CommandInput {
  const options = Object.fromEntries(
    Object.entries<FlagType>({ ...command.flags, verbose: 'switch' }).map(([name, type]) => [
      name,
      { type: type === 'switch' ? ('boolean' as const) : ('string' as const), multiple: type === 'texts' },
    ]),
  )
  const joined = joinDashedValues(command, args)
  const parsed = parse(command, command.dashedWords === true ? dashedLast(joined) : joined, options)
  if (!countFits(command.words, parsed.positionals.length))
    throw new AppError('usage/words', { usage: command.usage })
  const values: Record<string, unknown> = parsed.values
  const text = (flag: string): string | undefined => {
    const value = values[flag]
    return typeof value === 'string' ? value : undefined
  }
  const texts = (flag: string): string[] => {
    const value = values[flag]
    return Array.isArray(value) ? value.map(String) : []
  }
  const needed = (flag: string): string => {
    const value = text(flag)
    if (value === undefined)
      throw new AppError('usage/missing-flag', { flag: `--${flag}`, usage: command.usage })
    return value
  }
  const path = (flag: string): string | undefined => {
    const value = text(flag)
    if (value === '') throw new AppError('usage/empty-path', { flag: `--${flag}` })
    return value === undefined ? undefined : resolve(value)
  }
  return {
    words: parsed.positionals,
    text,
    texts,
    needed,
    path,
    neededPath: (flag) => path(flag) ?? needed(flag),
    number(flag) {
      const value = text(flag)
      if (value === undefined) return undefined
      const number = Number(value)
      if (value.trim() === '' || !Number.isFinite(number))
        throw new AppError('usage/not-a-number', { flag: `--${flag}`, value })
      return number
    },
    on: (flag) => values[flag] === true,
  }
}

function countFits(words: readonly string[], count: number): boolean {
  return words.at(-1) === '…' ? count >= words.length - 1 : count === words.length
}

/** `--guidance -1` gives a value: no flag begins with a single dash. */
function joinDashedValues(command: Command, args: readonly string[]): string[] {
  const joined: string[] = []
  for (const arg of args) {
    const before = joined.at(-1)
    const flag = before?.startsWith('--') ? before.slice(2) : ''
    if (Object.hasOwn(command.flags, flag) && command.flags[flag] !== 'switch' && /^-(?!-)/.test(arg))
      joined.push(`${joined.pop()}=${arg}`)
    else joined.push(arg)
  }
  return joined
}

/** Behind `--`, where they are words. */
function dashedLast(args: readonly string[]): string[] {
  const isDashed = (arg: string): boolean => /^-[^-]/.test(arg)
  return [...args.filter((arg) => !isDashed(arg)), '--', ...args.filter(isDashed)]
}

type ParseOptions = Record<string, { type: 'boolean' | 'string'; multiple: boolean }>

function parse(command: Command, args: string[], options: ParseOptions) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    const { usage } = command
    const flag = /'[^']*?(--?[^\s']+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? ''
    if (systemCode(error) === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
      throw new AppError('usage/unknown-flag', { flag, usage })
    const isSwitch = options[flag.slice(2)]?.type === 'boolean'
    throw new AppError(isSwitch ? 'usage/no-value' : 'usage/needs-value', { flag, usage })
  }
}
