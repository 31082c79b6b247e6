// How ops become ONNX operators where there is more than one way; the data a device's conformance check chooses from.

/** For every op with a choice, the ways to lower it; the first is the usual one. */
export const loweringAlternatives = {
  /** `Gemm` over flattened rows, or `FusedMatMul`; both read the stored [out, in] weight. */
  linear: ['gemm', 'matMul'],
  /** `Conv`; 1×1 convolutions as matrix products; or all of them, over gathered windows. */
  conv2d: ['conv', 'gemm1x1', 'im2col'],
  /** `ConvTranspose`; `Conv` of the turned image with transposed weights; or that where transposing them pays. */
  conv2dInputGradient: ['transposed', 'turned', 'turnedWhereLarge'],
  groupNorm: ['instanceNorm', 'reduce'],
  layerNorm: ['layerNorm', 'reduce'],
  /** The fused kernel; its three steps; or these over runs of queries, where S² scores would not fit. */
  attention: ['fused', 'plain', 'chunked'],
  silu: ['quickGelu', 'sigmoid'],
  quickGelu: ['quickGelu', 'sigmoid'],
  gelu: ['gelu', 'erf'],
  softmax: ['softmax', 'exp'],
  upsampleNearest: ['resize', 'expand'],
} as const

export type LoweredByChoice = keyof typeof loweringAlternatives

export type LoweringChoices = {
  readonly [Op in LoweredByChoice]: (typeof loweringAlternatives)[Op][number]
} & {
  /** How many runs of queries `attention: 'chunked'` makes. */
  readonly attentionChunks: number
}

const usual: LoweringChoices = {
  linear: 'gemm',
  conv2d: 'conv',
  conv2dInputGradient: 'transposed',
  groupNorm: 'instanceNorm',
  layerNorm: 'layerNorm',
  attention: 'fused',
  silu: 'quickGelu',
  quickGelu: 'quickGelu',
  gelu: 'gelu',
  softmax: 'softmax',
  upsampleNearest: 'resize',
  attentionChunks: 8,
}

/**
 * What each provider starts from, before its conformance check. On the CPU 1×1 products take 0.95 of `Conv`'s time, and
 * gradients of 3×3 convolutions over 64×64 pixels 0.75 of `ConvTranspose`'s.
 */
export const defaultLowerings = {
  cpu: { ...usual, conv2d: 'gemm1x1', conv2dInputGradient: 'turnedWhereLarge' },
  webgpu: usual,
  cuda: usual,
  dml: usual,
  coreml: usual,
} as const satisfies Record<string, LoweringChoices>
