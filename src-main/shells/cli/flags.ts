// Flags that several commands take.
import { deviceNames, type DeviceName } from '../../contract/generation.ts'
import { AppError } from '../../base/errors.ts'
import { faultOf } from '../../contract/faults.ts'
import type { CommandInput } from './command.ts'

/** The flag's value when it is one of the known names; anything else is misuse that lists them. */
export function oneOf<Name extends string>(
  input: CommandInput,
  flag: string,
  names: readonly Name[],
): Name | undefined {
  const value = input.text(flag)
  if (value === undefined) return undefined
  const known = names.find((name) => name === value)
  if (known === undefined)
    throw new AppError('usage/unknown-name', { flag: `--${flag}`, value, known: names })
  return known
}

export function deviceFlag(input: CommandInput): DeviceName {
  return oneOf(input, 'device', deviceNames) ?? 'auto'
}

/** `--size WxH`, in pixels. */
export function sizeFlag(input: CommandInput): { width?: number; height?: number } {
  const written = input.text('size')
  if (written === undefined) return {}
  const match = /^(\d{1,5})[x×](\d{1,5})$/i.exec(written)
  if (!match) throw new AppError('usage/size', { written })
  return { width: Number(match[1]), height: Number(match[2]) }
}

const gigabyte = 1e9

/** `--memory GB`: what pictures may take, in place of what the machine has. */
export function memoryFlag(input: CommandInput): { memoryBytes?: number } {
  const gigabytes = input.number('memory')
  if (gigabytes === undefined) return {}
  if (gigabytes <= 0) throw new AppError('usage/memory', { value: input.text('memory') ?? '' })
  return { memoryBytes: Math.round(gigabytes * gigabyte) }
}

/** Which flag a field of the request came from. */
const flagNames: Readonly<Record<string, string>> = {
  width: '--size',
  height: '--size',
  steps: '--steps',
  guidance: '--guidance',
  seed: '--seed',
  batch: '--batch',
  clipSkip: '--clip-skip',
  prompt: '--prompt',
  negativePrompt: '--negative',
}

/** What a schema of the request found wrong first, by the flag. */
export function requestMisuse({
  issues,
}: {
  readonly issues: readonly Parameters<typeof faultOf>[0][]
}): AppError {
  const issue = issues[0]!
  const flag = flagNames[String(issue.path[0])] ?? issue.path.join('.')
  return new AppError('usage/request', { flag, problem: faultOf(issue) })
}
