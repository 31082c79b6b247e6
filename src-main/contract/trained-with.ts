// How another program trained an adapter, as that wrote it into the file.

/** Null is what the file does not say. Rates are per step of the optimizer. */
export type TrainedWith = {
  /** File name or address of the base. */
  readonly base: string | null
  /** Its module and, behind it, the algorithm: `lycoris.kohya loha`. */
  readonly network: string | null
  readonly rank: number | null
  readonly alpha: number | null
  readonly convolutionRank: number | null
  readonly convolutionAlpha: number | null
  readonly step: number | null
  readonly ofSteps: number | null
  readonly epoch: number | null
  readonly ofEpochs: number | null
  /** Counted with their repeats. */
  readonly pictures: number | null
  readonly classPictures: number | null
  readonly batch: number | null
  /** Width and height, one of each data set. */
  readonly sizes: readonly (readonly [number, number])[]
  readonly optimizer: string | null
  readonly schedule: string | null
  readonly rate: number | null
  readonly unetRate: number | null
  /** One for each text encoder. */
  readonly textRates: readonly number[]
  readonly noiseOffset: number | null
  readonly minSnrGamma: number | null
  readonly clipSkip: number | null
  /** Digits: it may be larger than a number holds. */
  readonly seed: string | null
  readonly comment: string | null
  /** When the file was written; ISO 8601. */
  readonly finishedAt: string | null
}
