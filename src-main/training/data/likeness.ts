// Which pictures are the same seen with the eye: other size, other compression, the same thumbnail.

/** Mean and largest difference of thumbnails (0–255) up to which two files show the same picture. */
const mostMean = 1.5
const mostSingle = 12

export type Likeness = {
  /** The index of an earlier picture that looks the same, or null; remembers this one when it is new. */
  readonly find: (thumbnail: Uint8Array, index: number) => number | null
}

/** Compares only pictures of about the same brightness, so thousands are quick. */
export function likeness(): Likeness {
  const groups = new Map<number, { thumbnail: Uint8Array; index: number }[]>()
  return {
    find: (thumbnail, index) => {
      const group = Math.floor(mean(thumbnail) / mostMean)
      for (const near of [group - 1, group, group + 1])
        for (const known of groups.get(near) ?? []) if (alike(known.thumbnail, thumbnail)) return known.index
      const own = groups.get(group) ?? []
      own.push({ thumbnail, index })
      groups.set(group, own)
      return null
    },
  }
}

function mean(values: Uint8Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

function alike(a: Uint8Array, b: Uint8Array): boolean {
  const mostSum = mostMean * a.length
  let sum = 0
  for (let at = 0; at < a.length; at++) {
    const difference = Math.abs(a[at]! - b[at]!)
    if (difference > mostSingle) return false
    sum += difference
  }
  return sum <= mostSum
}
