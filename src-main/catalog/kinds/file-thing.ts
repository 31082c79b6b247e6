// What a file was told to be, as the catalog keeps it.
import { z } from 'zod'
import { cutValue } from '../../base/cut.ts'
import type { ErrorReport } from '../../base/errors.ts'
import { elementCount } from '../../base/shape.ts'
import { aboutFileSchema } from '../../contract/about-file.ts'
import { fileKinds, type FileKind, type FileThing } from '../../contract/library-file.ts'
import { readStored, type StoredKind } from '../../contract/stored.ts'
import type { TensorTable } from '../../architectures/recognising/tensor-table.ts'
import { problemSchema } from '../problem-schema.ts'
import { remarkSchema } from '../remark-schema.ts'

const fact = z.union([z.number(), z.string()])

export const fileThingKind: StoredKind<FileThing> = {
  name: 'what a file is',
  schema: z.object({
    kind: z.enum(fileKinds),
    form: z.string().nullable(),
    family: z.string().nullable(),
    model: z.string().nullable(),
    precision: z.string(),
    parameters: z.number(),
    facts: z.record(z.string(), z.union([fact, z.array(fact)])),
    how: z.array(remarkSchema),
    problem: problemSchema,
    about: aboutFileSchema.nullable().default(null),
  }),
  upgrades: [],
}

/** Of a row of the files; null where nothing that is kept of it can be used. */
export function storedThing(row: { readonly thing: unknown } | null): FileThing | null {
  return row === null ? null : readStored(fileThingKind, row.thing).value
}

const limits = { text: 400, items: 50, depth: 5 }

/** A thing of this kind, with what any table of contents tells; however much the file says, this is small. */
export function thingOf(
  table: Pick<TensorTable, 'tensors'>,
  kind: FileKind,
  more: Partial<Omit<FileThing, 'kind'>> = {},
): FileThing {
  const dtypes = new Set<string>()
  let parameters = 0
  for (const { dtype, shape } of table.tensors.values()) {
    dtypes.add(dtype)
    parameters += elementCount(shape)
  }
  return cutValue({ ...plain(kind), precision: [...dtypes].sort().join(', '), parameters, ...more }, limits)
}

/** Of a file that cannot be read. */
export function brokenThing(problem: ErrorReport): FileThing {
  return cutValue({ ...plain('broken'), problem }, limits)
}

function plain(kind: FileKind): FileThing {
  return {
    kind,
    form: null,
    family: null,
    model: null,
    precision: '',
    parameters: 0,
    facts: {},
    how: [],
    problem: null,
    about: null,
  }
}
