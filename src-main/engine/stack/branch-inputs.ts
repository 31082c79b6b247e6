// What a program with branches beside its layers is fed: the factors of each branch, and what all of them weigh now.
import { matrixShape } from '../../adapters/kinds/matrix.ts'
import { weightAt, type Contribution, type StackedAdapter } from '../../adapters/acting/stack.ts'
import { invariant } from '../../base/errors.ts'
import { runtimeTensor, type RuntimeTensor } from '../runtime/onnxruntime.ts'

/** By the parameter of their layer. */
export type Branches = ReadonlyMap<string, readonly Contribution[]>

/** `layer.weight#0.up` is a factor of the first branch of that layer, `layer#amounts` what the branches of all inside weigh. */
export function isBranchInput(name: string): boolean {
  return name.includes('#')
}

/** `at`: the moment of the run, 0 to 1. */
export function branchInput(
  name: string,
  { branches, stack, at }: { branches: Branches; stack: readonly StackedAdapter[]; at: number },
): RuntimeTensor {
  const [owner = '', what = ''] = name.split('#')
  if (what === 'amounts') {
    const amounts = [...branches.keys()].flatMap((parameter) =>
      parameter.startsWith(owner) ? branchAmounts(stack, parameter, at) : [],
    )
    return runtimeTensor('f32', [amounts.length], Float32Array.from(amounts))
  }
  const [index = '', part = ''] = what.split('.')
  const factor = branches.get(owner)?.[Number(index)]?.factors.get(part)
  invariant(factor, `the stack has a branch ${name}`)
  const isConvolution = (branches.get(owner)?.[0]?.target.shape.length ?? 2) === 4
  const matrix = matrixShape(factor.shape)
  const shape = !isConvolution ? matrix : part === 'up' ? [...matrix, 1, 1] : factor.shape
  return runtimeTensor('f32', shape, factor.data)
}

/** m · s of every branch of a parameter, those of weight 0 too: the program has a place for each. */
function branchAmounts(stack: readonly StackedAdapter[], parameter: string, at: number): number[] {
  return stack.flatMap(({ entry, contributions }) =>
    (contributions.get(parameter) ?? []).map(
      (contribution) => contribution.scale * weightAt(entry, contribution, at),
    ),
  )
}
