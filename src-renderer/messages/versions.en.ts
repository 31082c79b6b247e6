// English: versions of one training, which share a card.
const number = (n: number): string => new Intl.NumberFormat('en').format(n)

export const versionsEn = {
  title: 'Versions',
  count: (n: number) => (n === 1 ? '1 version' : `${number(n)} versions`),
  version: (name: string) => `version ${name}`,
  epoch: (n: number) => `epoch ${number(n)}`,
  step: (n: number) => `step ${number(n)}`,
  front: 'in front',
  putInFront: (name: string) => `Put ${name} in front`,
  add: (name: string) => `Add to stack: ${name}`,
  inStack: (name: string) => `In the stack: ${name}`,
  tryAll: 'Try all versions',
  pickAll: 'Select all versions',
  together: 'Versions of one training together',
}
export type VersionsWords = typeof versionsEn
