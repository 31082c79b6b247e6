// English: pictures that are made one after another.
const number = (n: number): string => new Intl.NumberFormat('en').format(n)

export const roundEn = {
  progress: (over: number, of: number) => `Picture ${number(Math.min(over + 1, of))} of ${number(of)}`,
  over: (made: number) => (made === 1 ? '1 picture' : `${number(made)} pictures`),
  states: { waiting: 'Waits', making: 'Next', failed: 'Failed', cancelled: 'Not made' },
  retry: 'Try again',
  of: (what: string, name: string) => `${what}: ${name}`,
  at: (weight: string) => `at ${weight}`,
  pause: 'Pause',
  resume: 'Go on',
  paused: 'Paused',
  cancel: 'Cancel',
  putAway: 'Put away',
}
export type RoundWords = typeof roundEn
