// How the language is written, told of the same tables that read it: each form with examples that can be searched for as they are.
import { remark, type Remark } from '../messages/table.ts'
import type { Field, FieldType } from './field.ts'
import { queryPlaces, type QueryPlace } from './places.ts'
import { printLeaf } from './print.ts'
import type { Token } from './tokens.ts'
import { ageUnits, sizeUnits } from './values.ts'

export type HelpLine = { readonly what: Remark; readonly examples: readonly string[] }
export type FilterHelp = HelpLine & {
  readonly name: string
  /** How its values are written; null where the examples are all there are. */
  readonly how: Remark | null
}
export type QueryHelp = { readonly forms: readonly HelpLine[]; readonly filters: readonly FilterHelp[] }

/** One entry for each kind of token, so that none is forgotten; `a` and `b` are two filters of the place. */
const forms: Readonly<Record<Exclude<Token['is'], 'close'>, (a: string, b: string) => readonly HelpLine[]>> =
  {
    word: () => [
      { what: remark('query/form-words'), examples: ['ink wash'] },
      { what: remark('query/form-phrase'), examples: ['"ink wash"'] },
      { what: remark('query/form-prefix'), examples: ['ink*'] },
    ],
    filter: (a, b) => [{ what: remark('query/form-filter'), examples: [a, `${a} ${b}`] }],
    not: (a) => [{ what: remark('query/form-not'), examples: ['-ink', `-${a}`, `NOT ${a}`] }],
    and: (a) => [{ what: remark('query/form-and'), examples: [`ink AND ${a}`] }],
    or: (a, b) => [{ what: remark('query/form-or'), examples: [`${a} OR ${b}`] }],
    open: (a, b) => [{ what: remark('query/form-brackets'), examples: [`ink (${a} OR ${b})`] }],
  }

/** Besides a field's own example. */
const values: Readonly<Record<FieldType, { how: Remark | null; examples: readonly string[] }>> = {
  choice: { how: null, examples: [] },
  flag: { how: null, examples: [] },
  name: { how: remark('query/value-name'), examples: [] },
  text: { how: remark('query/value-text'), examples: [] },
  number: { how: remark('query/value-number'), examples: ['4', '>3', '<=3', '2..4'] },
  bytes: {
    how: remark('query/value-bytes', { units: sizeUnits }),
    examples: ['<10mb', '>1gb', '100mb..500mb'],
  },
  moment: {
    how: remark('query/value-moment', { units: ageUnits }),
    examples: ['today', 'yesterday', '<7d', '>1y', '2026', '2026-10-05', '2026-01..2026-03', 'never'],
  },
}

export function queryHelp(place: QueryPlace): QueryHelp {
  const fields: readonly Field[] = queryPlaces[place]
  const [a, b] = fields.filter(({ type }) => type !== 'flag').map((field) => written(field, field.example))
  return {
    forms: Object.values(forms).flatMap((linesOf) => linesOf(a ?? '', b ?? '')),
    filters: fields.map((field) => {
      const { how, examples } = values[field.type]
      const all = field.type === 'choice' ? (field.values ?? []) : [...new Set([field.example, ...examples])]
      return {
        name: field.name,
        what: { code: field.what, facts: {} } as Remark,
        how,
        examples: all.map((value) => written(field, value)),
      }
    }),
  }
}

function written({ name, type }: Field, value: string): string {
  return printLeaf({ is: 'filter', field: name, value: type === 'flag' ? '' : value })
}
