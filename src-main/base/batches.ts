// A list cut into batches of a limited weight, in order.

/** One item that weighs more than the limit is a batch by itself. */
export function batchesOf<Item>(
  items: readonly Item[],
  weigh: (item: Item) => number,
  limit: number,
): Item[][] {
  const batches: Item[][] = []
  let weight = Infinity
  for (const item of items) {
    const own = weigh(item)
    if (weight + own > limit) {
      batches.push([])
      weight = 0
    }
    batches.at(-1)!.push(item)
    weight += own
  }
  return batches
}
