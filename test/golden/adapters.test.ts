// Every adapter kind against weights merged by the definitions that A1111, ComfyUI and LyCORIS were compared with.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { algorithmOf, claimKind } from '../../src-main/adapters/kinds/algorithms.ts'
import { splitSuffix } from '../../src-main/adapters/names/suffixes.ts'
import { fromData, type Array64 } from '../support/array64.ts'
import { expectCloseInScale } from '../support/close-arrays.ts'
import { mergeInFloat64, mergeOnRuntime, type Contribution } from '../support/merge-adapter.ts'
import { tolerances } from '../support/tolerances.ts'

type Tensor = { shape: number[]; data: number[] }
type Case = {
  name: string
  W: Tensor
  tensors: Record<string, Tensor>
  expected: Record<string, number[]>
}

const file = join(import.meta.dirname, 'vectors/adapter_test_vectors.json')
const { cases } = JSON.parse(await readFile(file, 'utf8')) as { cases: Case[] }

/** The names say which kind each case shows; `dora` cases are LoRAs. */
const kinds = { lora: 'lora', locon: 'lora', loha: 'loha', lokr: 'lokr', full: 'full' } as const
const otherKinds = { ia3: 'ia3', glora: 'glora', diag: 'oft', boft: 'boft', dora: 'lora' } as const

function contribution({ name, tensors }: Case, weight: number): Contribution {
  const parts = Object.fromEntries(
    Object.entries(tensors).map(([suffix, { data, shape }]): [string, Array64] => {
      const part = splitSuffix(`module.${suffix}`)?.part
      if (!part) throw new Error(`${suffix} is no part`)
      return [part, fromData(data, shape)]
    }),
  )
  const algorithm = claimKind(new Set(Object.keys(parts)), parts['oftBlocks']?.shape.length)
  const kind = { ...kinds, ...otherKinds }[name.split('_')[0] as keyof typeof kinds]
  expect(algorithm, name).toBe(algorithmOf(kind))
  return { algorithm: algorithm!, parts, weight }
}

it('has all cases', () => {
  expect(cases).toHaveLength(27)
})

const merges = cases.flatMap((one) =>
  Object.entries(one.expected).map(([weight, expected]) => ({
    name: `${one.name} at ${weight}`,
    base: fromData(one.W.data, one.W.shape),
    change: () => contribution(one, Number(weight)),
    expected: fromData(expected, one.W.shape),
  })),
)

it.each(merges)('$name', async ({ name, base, change, expected }) => {
  const changes = [change()]
  expectCloseInScale(mergeInFloat64(base, changes), expected, tolerances.mergedWeight, `${name} in float64`)
  const onRuntime = await mergeOnRuntime(base, changes)
  expectCloseInScale(onRuntime, expected, tolerances.mergedWeight, `${name} in onnxruntime`)
})
