// A field that a query can filter by, as data: what parsing, completion and the page of help know of it.
import type { Code } from '../messages/table.ts'

/**
 * choice: one of its values · name: compared whole, without case · text: searched · number, bytes and moment: compared,
 * `>3`, `8..32`, `100mb`, `2026-10`, `<30d` · flag: a word of its own, without a value.
 */
export type FieldType = 'choice' | 'name' | 'text' | 'number' | 'bytes' | 'moment' | 'flag'

export type Field = {
  /** Lower case. */
  readonly name: string
  readonly type: FieldType
  /** Of a choice, all of them; lower case. */
  readonly values?: readonly string[]
  /** The sentence that says what it is. */
  readonly what: Code
  /** A value as a person would write it; of a flag, its name. */
  readonly example: string
}
