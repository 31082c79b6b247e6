// English: previews in idle time.
const number = (n: number): string => new Intl.NumberFormat('en').format(n)
const adapters = (n: number): string => (n === 1 ? '1 adapter' : `${number(n)} adapters`)
const pictures = (n: number): string => (n === 1 ? '1 picture' : `${number(n)} pictures`)

export const idleEn = {
  title: 'Previews in idle time',
  open: 'Previews in idle time…',
  hint: 'While nobody uses Lamina, the same prompts and seeds are drawn with every adapter that fits the base: at weight 0 and at its own weight. The pointer then slides between the two on its card.',
  base: 'Base model',
  chooseBase: 'Choose a base model',
  otherBase:
    'It is not the model of Create: Lamina waits ten minutes, as your model has to be read again afterwards.',
  prompt: (n: number) => `Prompt ${number(n)}`,
  seedOf: (n: number) => `Seed ${number(n)}`,
  promptHint: 'The trigger words of each adapter are added, at weight 0 as well.',
  addPrompt: 'Add a prompt',
  removePrompt: (n: number) => `Remove prompt ${number(n)}`,
  negativePrompt: 'Negative prompt',
  steps: 'Steps',
  side: 'Size (width and height)',
  seedProblem: 'A seed is a whole number from 0 to 18,446,744,073,709,551,615.',
  states: {
    off: 'Off',
    running: (done: string, of: string) => `${done} of ${of} pictures`,
    waiting: (done: string, of: string) => `Waits until nobody uses Lamina · ${done} of ${of} pictures`,
    paused: (done: string, of: string) => `Paused · ${done} of ${of} pictures`,
    full: (done: string, of: string) => `No room for more · ${done} of ${of} pictures`,
    complete: (of: string) => `Complete: ${of} pictures`,
    looking: 'Looking for what has to be made',
  },
  pause: 'Pause',
  resume: 'Go on',
  failed: (n: number) => `${adapters(n)} could not be drawn`,
  retry: 'Try again',
  misfits: (n: number) => `${adapters(n)} not for this base`,
  more: (n: number) => `and ${number(n)} more`,
  limit: 'At most (GB)',
  limitHint:
    'When they would take more, those of adapters whose files are gone go first, then those nobody has looked at for longest; those of favourites go last.',
  holds: (n: number, size: string, of: string) => `${pictures(n)} kept, ${size} of ${of}`,
  clear: (size: string) => `Delete all (${size})`,
}
export type IdleWords = typeof idleEn
