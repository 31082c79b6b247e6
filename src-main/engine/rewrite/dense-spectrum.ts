// The largest singular values of a dense change: block subspace iteration, its products on the runtime.
// Halko, Martinsson and Tropp 2011, algorithm 4.4; it goes on until the captured energy stands still.
import { columnsOf, dot, product, rowsOf, transposed, type Columns } from '../../adapters/strength/columns.ts'
import type { Spectrum } from '../../adapters/rewriting/low-rank-factors.ts'
import { qr } from '../../adapters/strength/qr.ts'
import { svd } from '../../adapters/strength/svd.ts'
import { invariant } from '../../base/errors.ts'
import { createGraphBuilder } from '../../graph/builder.ts'
import { defaultLowerings } from '../../graph/lowering/choices.ts'
import { compileProgram, type Program } from '../runtime/program.ts'
import { float32Values } from '../runtime/onnxruntime.ts'
import { createUniform } from '../measuring/uniform.ts'

export type Spectra = {
  /** At least `rank` values of [rows, columns], and their directions; fewer where the matrix has fewer. */
  spectrum(values: Float32Array, shape: { rows: number; columns: number }, rank: number): Promise<Spectrum>
  release(): Promise<void>
}

/** Directions beyond those asked for: they make the last ones exact. */
const spare = 12
const mostRounds = 40
/** The share of the energy that a round may still add when the last is done. */
const stillness = 1e-8
/** Matrices no thinner side of which is larger are taken apart whole. */
const small = 96

export async function createSpectra(): Promise<Spectra> {
  const times = await compile('times', false)
  const transposedTimes = await compile('transposed-times', true)

  async function multiply(
    program: Program,
    values: Float32Array,
    { rows, columns }: { rows: number; columns: number },
    basis: Columns,
  ): Promise<Float64Array[]> {
    const height = basis[0]?.length ?? 0
    const data = new Float32Array(height * basis.length)
    for (const [column, numbers] of basis.entries())
      for (let row = 0; row < height; row++) data[row * basis.length + column] = numbers[row]!
    const result = await program.run({
      matrix: { dtype: 'f32', shape: [rows, columns], data: values },
      basis: { dtype: 'f32', shape: [height, basis.length], data },
    })
    invariant(result['product'], 'a product has one output')
    return columnsOf(
      await float32Values(result['product']),
      height === columns ? rows : columns,
      basis.length,
    )
  }

  return {
    async spectrum(values, shape, rank) {
      const { rows, columns } = shape
      const energy = values.reduce((sum, value) => sum + value * value, 0)
      const least = Math.min(rows, columns)
      const width = Math.min(rank + spare, least)
      if (least <= small || 2 * width >= least) {
        const tall = rows >= columns
        const whole = svd(tall ? columnsOf(values, rows, columns) : rowsOf(values, rows, columns))
        return tall ? { ...whole, energy } : { u: whole.v, s: whole.s, v: whole.u, energy }
      }
      const uniform = createUniform(rows * columns)
      let right: Columns = Array.from({ length: width }, () =>
        Float64Array.from({ length: columns }, () => uniform() - 0.5),
      )
      let captured = 0
      for (let round = 0; ; round++) {
        const left = qr(await multiply(times, values, shape, right)).q
        const reached = qr(await multiply(transposedTimes, values, shape, left))
        const now = reached.r.reduce((sum, column) => sum + dot(column, column), 0)
        right = reached.q
        if (round + 1 >= mostRounds || now - captured <= stillness * energy) {
          // Aᵀ·Q = right·R, so A ≈ Q·Rᵀ·rightᵀ.
          const core = svd(transposed(reached.r))
          return { u: product(left, core.u), s: core.s, v: product(right, core.v), energy }
        }
        captured = now
      }
    },
    async release() {
      await times.release()
      await transposedTimes.release()
    },
  }
}

/** matrix [rows, columns] · basis, or its transpose · basis. */
function compile(name: string, turned: boolean): Promise<Program> {
  const g = createGraphBuilder(name)
  const matrix = g.input('matrix', 'f32', ['rows', 'columns'])
  const basis = g.input('basis', 'f32', [turned ? 'rows' : 'columns', 'width'])
  const result = g.matMul(turned ? g.transpose(matrix, [1, 0]) : matrix, basis)
  return compileProgram(g.finish({ product: result }), { provider: 'cpu', lowerings: defaultLowerings.cpu })
}
