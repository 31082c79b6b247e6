// English: where a slider marks an adapter's weight, and how that is known.
const number = (n: number): string => new Intl.NumberFormat('en').format(n)

export const weightMarkEn = {
  usual: (weight: string, of: number) =>
    `By its weights: at ${weight} it is as strong as the middle one of your ${number(of)} adapters for this model`,
  usualRange: (min: string, max: string) => `half of them lie from ${min} to ${max}`,
  response: (weight: string, most: string, pictures: number) =>
    `By a strip of ${number(pictures)} pictures: half of what it does is there at ${weight}, nearly all at ${most}`,
  strength: (share: string) => `At 1.00 it changes its layers by ${share}`,
  most: (block: string, share: string) => `${block} most, by ${share}`,
  /** Between two parts of a sentence, and after one. */
  and: '; ',
  sentence: (text: string) => `${text}.`,
  unknown: 'How strong it is depends on the model: its weights alone do not say.',
  measuring: 'How strong it is beside others is being measured…',
  prefer: (weight: string) => `Prefer ${weight}, as marked`,
}
