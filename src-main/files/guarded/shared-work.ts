// Guarded work that two helpers share: each computes on a processor of its own, as far as nobody else wants it.
import type { GuardedWork } from './guarded-work.ts'

/** Orders that one helper may have more than the other before it goes without what is alike. */
const mostMore = 8

/** Orders that are `alike` go to the same helper, which has learned from the others, as long as both have enough to do. */
export function sharedWork(begin: () => GuardedWork): GuardedWork {
  const helpers = [begin(), begin()] as const
  const inside: [number, number] = [0, 0]
  let asked = 0
  return {
    async ask(path, bounds, ...order) {
      const own = (bounds.alike ?? asked++) % 2 === 0 ? 0 : 1
      const other = own === 0 ? 1 : 0
      const chosen = inside[own] - inside[other] > mostMore ? other : own
      inside[chosen] += 1
      try {
        return await helpers[chosen].ask(path, bounds, ...order)
      } finally {
        inside[chosen] -= 1
      }
    },
    async close() {
      await Promise.all(helpers.map((one) => one.close()))
    },
  }
}
