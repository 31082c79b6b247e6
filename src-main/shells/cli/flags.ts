// Flags that several commands take.
import { deviceNames, type DeviceName } from '../../contract/generation.ts'
import { AppError } from '../../base/errors.ts'
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
