// English: what was made from what.
export const lineageEn = {
  madeFrom: 'Made from',
  madeInto: 'What was made from it',
  modelMadeFrom: (name: string) => `${name} was made from`,
  show: 'Show in the library',
  notHere: 'Not in the library',
  trainedIn: (name: string) => `Trained in ${name}`,
  depth: (steps: number) => `${steps} steps away: `,
}

export type LineageWords = typeof lineageEn
