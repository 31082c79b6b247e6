// Checkpoints whose shapes or names are wrong anywhere are named as such: nothing
// but an error that was foreseen comes out.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { detectCheckpoint } from '../../src-main/architectures/recognising/detect.ts'
import { detectVae } from '../../src-main/architectures/recognising/vae-file.ts'
import type { TensorEntry } from '../../src-main/architectures/recognising/tensor-table.ts'
import { AppError } from '../../src-main/base/errors.ts'
import { published, type Architecture } from '../support/families.ts'
import { madeUpTable, singleFile, type MutableTable } from '../support/made-up-table.ts'

const architectures: readonly Architecture[] = ['sd1', 'sd2', 'sdxl']
const whole = new Map(
  architectures.map((architecture) => [
    architecture,
    madeUpTable(published[architecture], singleFile[architecture]),
  ]),
)

/** What the sizes are read off: everything that damage there can mislead. */
const telling =
  /(input_blocks\.0\.0|time_embed\.|label_emb|in_layers|out_layers|attn2\.to_k|out\.2|conv_in|embedding|\.c_fc|\.fc1|text_projection|conv1\.)/
const extent = fc.oneof(fc.constantFrom(0, 1, 2, 3, 5, 33, 64, 96, 320, 1280, 2 ** 20), fc.nat({ max: 4096 }))
const shape = fc.array(extent, { maxLength: 5 })
const damage = fc.record({ at: fc.nat(), shape, gone: fc.boolean() })

function damaged(
  table: MutableTable,
  wounds: readonly { at: number; shape: number[]; gone: boolean }[],
): MutableTable {
  const names = [...table.tensors.keys()].filter((name) => telling.test(name))
  const tensors = new Map<string, TensorEntry>(table.tensors)
  for (const { at, shape: changed, gone } of wounds) {
    const name = names[at % names.length]!
    if (gone) tensors.delete(name)
    else tensors.set(name, { dtype: 'f16', shape: changed })
  }
  return { tensors, metadata: new Map() }
}

function foreseen(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    expect(error, String(error)).toBeInstanceOf(AppError)
  }
}

it.each(architectures)(
  '%s with wrong shapes',
  (architecture) => {
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (wounds) => {
        const table = damaged(whole.get(architecture)!, wounds)
        foreseen(() => detectCheckpoint(table))
        foreseen(() => detectVae(table))
      }),
      { numRuns: 150 },
    )
  },
  120_000,
)

it.each(architectures)(
  '%s of which one width is another everywhere',
  (architecture) => {
    fc.assert(
      fc.property(fc.constantFrom(3, 4, 77, 320, 640, 768, 1024, 1280, 2048), extent, (from, to) => {
        const { tensors } = whole.get(architecture)!
        const changed = [...tensors].map(
          ([name, { dtype, shape: own }]) =>
            [name, { dtype, shape: own.map((one) => (one === from ? to : one)) }] as const,
        )
        const table = { tensors: new Map(changed), metadata: new Map<string, string>() }
        foreseen(() => detectCheckpoint(table))
        foreseen(() => detectVae(table))
      }),
      { numRuns: 40 },
    )
  },
  120_000,
)
