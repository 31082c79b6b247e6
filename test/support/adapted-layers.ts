// Layers of a small network with an adapter of rank 2 over them, as a training pass is given them.
import type { AdaptedParameter } from '../../src-main/adapters/acting/adapted-graph.ts'
import { algorithmOf } from '../../src-main/adapters/kinds/algorithms.ts'
import {
  factorRandom,
  initialFactors,
  type TrainableKind,
} from '../../src-main/adapters/acting/initial-factors.ts'
import type { UNetConfig } from '../../src-main/architectures/families/config.ts'
import { unetModules } from '../../src-main/architectures/networks/unet.ts'

/** `trained` picks layers by path; whatever is not a layer of this kind is passed over. */
export function adaptedLayers(
  config: UNetConfig,
  kind: TrainableKind,
  trained: RegExp,
  dora = false,
): AdaptedParameter[] {
  const shape = {
    kind,
    rank: 2,
    alpha: 1,
    convRank: kind === 'lora' ? null : 2,
    convAlpha: null,
    tucker: false,
    factor: 4,
    decomposeBoth: false,
    fullMatrix: false,
    dora: false,
    rankStabilised: false,
  }
  return unetModules(config)
    .filter(({ path, type }) => trained.test(path) && (type === 'Linear' || type === 'Conv2d'))
    .flatMap(({ path, weight }): AdaptedParameter[] => {
      const factors = initialFactors(weight, shape, factorRandom(1))
      if (!factors) return []
      const shapes = new Map<string, readonly number[]>(
        [...factors].flatMap(([part, { shape: of }]) => (part === 'alpha' ? [] : [[part, of]])),
      )
      if (dora) shapes.set('dora', [weight[0]!, ...weight.slice(1).map(() => 1)])
      return [{ parameter: `unet.${path}.weight`, algorithm: algorithmOf(kind), shapes, scale: 0.5 }]
    })
}
