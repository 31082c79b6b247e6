// Whose previews are made next: favourites, then what was added last, also when one comes, moves or is done meanwhile.
import { expect, test } from 'vitest'
import { idleQueue } from '../../../../src-main/app/idle/idle-queue.ts'

test('favourites first, then what was added last; what moves is where it moved to', () => {
  const lacking = new Set(['old', 'new', 'heart', 'late'])
  const queue = idleQueue((id) => lacking.has(id))
  const all = (): string[] => {
    const seen: string[] = []
    for (let id = queue.top(); id !== null; id = queue.top()) {
      seen.push(id)
      lacking.delete(id)
    }
    return seen
  }
  const put = (id: string, addedMs: number, isFavourite = false): void =>
    queue.put(id, { addedMs, isFavourite })
  put('new', 9)
  put('old', 1)
  put('heart', 3, true)
  put('gone', 8)
  expect(queue.top()).toBe('heart')
  put('late', 5)
  put('heart', 3)
  put('old', 1, true)
  expect(all()).toEqual(['old', 'new', 'late', 'heart'])
  lacking.add('heart')
  put('heart', 3)
  expect(all()).toEqual(['heart'])
})
