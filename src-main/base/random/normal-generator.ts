// What every source of normal noise has in common: it lives as long as a picture and hands out draw after draw.

export interface NormalGenerator {
  /** The next `count` values of a standard normal distribution, as one call of the original would draw them. */
  normal(count: number): Float32Array
}
