// When each picture of the gallery was made and what form it has, packed: a gallery of any size is put in order and laid
// out without reading a row.
import { byteOfAspect, type GalleryDay, type GallerySort } from '../contract/gallery.ts'

export type PictureForm = {
  /** Of its row. */
  readonly sequence: number
  readonly createdAt: Date
  readonly width: number
  readonly height: number
}

/** Some of the pictures in an order. */
export type GalleryOrder = {
  readonly sequences: Uint32Array
  readonly aspects: Uint8Array
  readonly days: readonly GalleryDay[]
}

export type GalleryIndex = {
  readonly size: number
  /** Another one whenever something was put in or taken out. */
  readonly revision: number
  put(form: PictureForm): void
  remove(sequence: number): void
  /** All of them where `hits` is null. */
  order(hits: Iterable<number> | null, sort: GallerySort): GalleryOrder
}

const firstRoom = 1024

export function galleryIndex(): GalleryIndex {
  // By time, the oldest first; those of one moment by sequence.
  let sequences = new Uint32Array(firstRoom)
  let moments = new Float64Array(firstRoom)
  let days = new Int32Array(firstRoom)
  let aspects = new Uint8Array(firstRoom)
  let size = 0
  let revision = 0
  let mostSequence = 0
  const there = new Set<number>()

  function grow(): void {
    const larger = <A extends Uint32Array | Float64Array | Int32Array | Uint8Array>(old: A, fresh: A): A => {
      fresh.set(old)
      return fresh
    }
    sequences = larger(sequences, new Uint32Array(size * 2))
    moments = larger(moments, new Float64Array(size * 2))
    days = larger(days, new Int32Array(size * 2))
    aspects = larger(aspects, new Uint8Array(size * 2))
  }

  /** Where a picture of that time and sequence stands, or would stand. */
  function placeOf(moment: number, sequence: number): number {
    let low = 0
    let high = size
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = moments[middle]!
      if (other < moment || (other === moment && sequences[middle]! < sequence)) low = middle + 1
      else high = middle
    }
    return low
  }

  function shift(from: number, by: 1 | -1): void {
    for (const column of [sequences, moments, days, aspects])
      column.copyWithin(from + Math.max(0, by), from - Math.min(0, by), size)
  }

  function remove(sequence: number): void {
    if (!there.delete(sequence)) return
    const at = sequences.subarray(0, size).lastIndexOf(sequence)
    shift(at, -1)
    size -= 1
    revision += 1
  }

  return {
    get size() {
      return size
    },
    get revision() {
      return revision
    },
    put({ sequence, createdAt, width, height }) {
      remove(sequence)
      if (size === sequences.length) grow()
      there.add(sequence)
      mostSequence = Math.max(mostSequence, sequence)
      const moment = createdAt.getTime() || 0
      const at = placeOf(moment, sequence)
      shift(at, 1)
      sequences[at] = sequence
      moments[at] = moment
      days[at] = dayNumber(new Date(moment))
      aspects[at] = byteOfAspect(width, height)
      size += 1
      revision += 1
    },
    remove,
    order(hits, sort) {
      const isHit = hits === null ? null : marked(hits)
      const picked = new Uint32Array(size)
      const forms = new Uint8Array(size)
      const counted: { day: number; count: number }[] = []
      let count = 0
      for (let index = 0; index < size; index++) {
        const at = sort === 'oldest' ? index : size - 1 - index
        const sequence = sequences[at]!
        if (isHit !== null && isHit[sequence] !== 1) continue
        picked[count] = sequence
        forms[count] = aspects[at]!
        count += 1
        const last = counted.at(-1)
        if (last !== undefined && last.day === days[at]) last.count += 1
        else counted.push({ day: days[at]!, count: 1 })
      }
      return {
        sequences: picked.slice(0, count),
        aspects: forms.slice(0, count),
        days: counted.map((one) => ({ day: dayText(one.day), count: one.count })),
      }
    },
  }

  function marked(hits: Iterable<number>): Uint8Array {
    const marks = new Uint8Array(mostSequence + 1)
    for (const sequence of hits) if (sequence <= mostSequence) marks[sequence] = 1
    return marks
  }
}

/** Days of this machine's calendar as one number that grows with them. */
function dayNumber(date: Date): number {
  return (date.getFullYear() * 12 + date.getMonth()) * 31 + date.getDate() - 1
}

function dayText(day: number): string {
  const month = Math.floor(day / 31)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${Math.floor(month / 12)}-${two((month % 12) + 1)}-${two((day % 31) + 1)}`
}
