// English: folders of other programs.
const files = (n: number, isCut: boolean): string => {
  const number = new Intl.NumberFormat('en').format(n)
  if (isCut) return `more than ${number} model files`
  return n === 1 ? 'one model file' : `${number} model files`
}

export const layoutsEn = {
  title: 'Found on this computer',
  found: (program: string, n: number, isCut: boolean) => `${program}: ${files(n, isCut)}`,
  add: 'Add',
  addOf: (program: string) => `Add the folders of ${program}`,
  decline: 'Not these',
  declineOf: (program: string) => `Not these folders of ${program}`,
  hint: 'They are used where they lie: nothing is copied, moved or written there.',
  added: (program: string, n: number) =>
    n === 1
      ? `${program}: one folder with models was added.`
      : `${program}: ${n} folders with models were added.`,
}
export type LayoutWords = typeof layoutsEn
