// What a file says of its training as rows of names and values; what it does not say has no row.
import type { TrainedWith } from '../../../src-main/contract/trained-with.ts'
import type { Look } from '../look.svelte.ts'
import { rateText } from '../training/loss-text.ts'

export type FactRow = readonly [name: string, values: readonly string[]]

export function trainingRows(told: TrainedWith, look: Pick<Look, 'words' | 'number' | 'moment'>): FactRow[] {
  const { facts, ...words } = look.words.library.trainedWith
  const part = (value: number | null, say: (value: string) => string): string[] =>
    value === null ? [] : [say(look.number(value))]
  const size = (rank: number | null, alpha: number | null): string[] =>
    rank === null ? [] : [alpha === null ? words.rank(rank) : words.rankAlpha(rank, alpha)]
  const progress = (at: number | null, of: number | null, one: (at: string) => string): string[] =>
    at === null
      ? []
      : [one(of === null || of === at ? look.number(at) : words.of(look.number(at), look.number(of)))]
  const rate = (name: (rate: string) => string, value: number | null): string[] =>
    value === null ? [] : [name(rateText(value))]
  const unetRate = told.unetRate === told.rate ? null : told.unetRate
  const rows: FactRow[] = [
    [facts.base, told.base === null ? [] : [told.base]],
    [
      facts.network,
      [
        ...(told.network === null ? [] : [told.network]),
        ...size(told.rank, told.alpha),
        ...size(told.convolutionRank, told.convolutionAlpha).map(words.convolutions),
      ],
    ],
    [
      facts.length,
      [
        ...progress(told.step, told.ofSteps, words.steps),
        ...progress(told.epoch, told.ofEpochs, words.epochs),
      ],
    ],
    [
      facts.pictures,
      [
        ...part(told.pictures, words.withRepeats),
        ...part(told.classPictures || null, words.ofClass),
        ...told.sizes.map(([width, height]) => `${width} × ${height}`),
        ...part(told.batch, words.batch),
      ],
    ],
    [
      facts.rates,
      [
        ...rate((text) => text, told.rate),
        ...rate(words.unet, unetRate),
        ...told.textRates.map((one) => words.text(rateText(one))),
        ...(told.schedule === null ? [] : [told.schedule]),
      ],
    ],
    [facts.optimizer, told.optimizer === null ? [] : optimizerOf(told.optimizer)],
    [facts.loss, [...part(told.minSnrGamma, words.minSnr), ...part(told.noiseOffset, words.noiseOffset)]],
    [facts.clipSkip, part(told.clipSkip, (text) => text)],
    [facts.seed, told.seed === null ? [] : [told.seed]],
    [facts.finished, told.finishedAt === null ? [] : [look.moment(told.finishedAt)]],
    [facts.comment, told.comment === null ? [] : [told.comment]],
  ]
  return rows.filter(([, values]) => values.length > 0)
}

/** Trainers write the class with its module and all arguments in one word. */
function optimizerOf(told: string): string[] {
  const [, name, given] = /^(?:\w+\.)*(\w+)\((.*)\)$/s.exec(told) ?? []
  if (name === undefined || given === undefined) return [told.replace(/^(?:[a-z_]\w*\.)+(?=\w+$)/, '')]
  return [name, ...(given === '' ? [] : [given.replaceAll(/,(?=\S)/g, ', ')])]
}
