// Weights of words act on what the text encoder made of them.

/** A1111's: keep the mean, don't, or leave the weights unused. */
export type EmphasisMode = 'original' | 'no-norm' | 'ignore'

/** Values lie as [texts, chunks, tokens, width]; weights as [texts, chunks, tokens]. */
export type ConditioningShape = {
  /** Texts encoded in one call: all texts of one prompt's schedule. */
  readonly texts: number
  readonly chunks: number
  readonly tokens: number
  readonly width: number
}

/**
 * AUTOMATIC1111, sd_emphasis.py: z′ = z ⊙ w, then scaled so that the mean is as before. The mean is taken over one
 * chunk position of all texts of the call, for each encoder by itself; pooled vectors stay as they are.
 */
export function applyEmphasis(
  conditioning: Float32Array,
  shape: ConditioningShape,
  weights: ArrayLike<number>,
  mode: EmphasisMode,
): Float32Array {
  checkSizes(conditioning, shape, weights)
  const result = conditioning.slice()
  if (mode === 'ignore') return result
  const { texts, chunks, tokens, width } = shape
  const chunkSize = tokens * width
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const starts = Array.from({ length: texts }, (_, text) => text * chunks + chunk)
    let before = 0
    let after = 0
    for (const start of starts) {
      for (let token = 0; token < tokens; token += 1) {
        const weight = weights[start * tokens + token] ?? 1
        const first = (start * tokens + token) * width
        for (let i = first; i < first + width; i += 1) {
          before += conditioning[i] ?? 0
          result[i] = (conditioning[i] ?? 0) * weight
          after += result[i] ?? 0
        }
      }
    }
    const isUnweighed = starts.every((start) => allOnes(weights, start * tokens, tokens))
    if (mode === 'no-norm' || isUnweighed || after === 0) continue
    const scale = before / after
    for (const start of starts) {
      const first = start * chunkSize
      for (let i = first; i < first + chunkSize; i += 1) result[i] = (result[i] ?? 0) * scale
    }
  }
  return result
}

/**
 * ComfyUI, sd1_clip.py: z = e + w · (z − e) with e the encoding of an empty prompt, [tokens, width].
 */
export function applyComfyEmphasis(
  conditioning: Float32Array,
  shape: ConditioningShape,
  weights: ArrayLike<number>,
  empty: Float32Array,
): Float32Array {
  checkSizes(conditioning, shape, weights)
  const { tokens, width } = shape
  if (empty.length !== tokens * width) throw new RangeError('the empty prompt has another size')
  const result = conditioning.slice()
  for (let row = 0; row < weights.length; row += 1) {
    const weight = weights[row] ?? 1
    if (weight === 1) continue
    const emptyFirst = (row % tokens) * width
    for (let i = 0; i < width; i += 1) {
      const nothing = empty[emptyFirst + i] ?? 0
      result[row * width + i] = nothing + weight * ((conditioning[row * width + i] ?? 0) - nothing)
    }
  }
  return result
}

function allOnes(weights: ArrayLike<number>, first: number, count: number): boolean {
  for (let i = first; i < first + count; i += 1) if (weights[i] !== 1) return false
  return true
}

function checkSizes(
  conditioning: Float32Array,
  { texts, chunks, tokens, width }: ConditioningShape,
  weights: ArrayLike<number>,
): void {
  const rows = texts * chunks * tokens
  if (weights.length !== rows || conditioning.length !== rows * width) {
    throw new RangeError('conditioning, shape and weights do not belong together')
  }
}
