// How two texts differ: by one piece between a common start and a common end. Pure.

export function commonStart(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  return at
}

export function commonEnd(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a[a.length - 1 - at] === b[b.length - 1 - at]) at++
  return at
}
