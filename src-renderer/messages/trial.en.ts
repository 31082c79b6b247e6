// English: adapters tried one by one.
const number = (n: number): string => new Intl.NumberFormat('en').format(n)
const adapters = (n: number): string => (n === 1 ? '1 adapter' : `${number(n)} adapters`)

export const trialEn = {
  title: 'Try selected',
  start: 'Try selected',
  begins: (n: number) => `${adapters(n)} asked what they fit…`,
  hint: (prompt: string, seed: string) => `${prompt} · seed ${seed}`,
  show: (over: number, of: number) => `Trial: ${number(over)} of ${number(of)}`,
  cells: 'Pictures of the trial',
  keys: 'Arrow keys move, Enter shows it large, P makes it the preview, A adds the adapter to the stack.',
  base: 'Without an adapter',
  gone: 'The picture was thrown away',
  useAsPreview: 'Use as preview',
  isPreview: 'Its preview',
  addToStack: 'Add to stack',
  inStack: 'In the stack',
  large: (name: string) => `Show large: ${name}`,
  skipped: (n: number) => `${adapters(n)} left out`,
  nothing: 'Nothing of this can be tried with the chosen base.',
  mostTried: (most: number) => `At most ${number(most)} can be tried at once.`,
}
export type TrialWords = typeof trialEn
