// Takes 400 MB in pieces of 8 MB with small ones between, gives the large ones back, and prints how many bytes stay.
const piece = 8 * 2 ** 20
const held = new Map<string, Buffer[]>()

async function bytesHeld(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.()
    // What was collected is given back beside this thread.
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return process.memoryUsage.rss()
}

// glibc keeps pieces up to the size of the largest it has seen freed.
held.set('first', [Buffer.alloc(4 * piece - 2 ** 16, 1)])
held.clear()
const before = await bytesHeld()
const [large, small] = [[], []] as [Buffer[], Buffer[]]
held.set('large', large).set('small', small)
for (let count = 0; count < 50; count++) {
  large.push(Buffer.alloc(piece, 1))
  small.push(Buffer.alloc(2 ** 16, 1))
}
large.length = 0
process.stdout.write(String((await bytesHeld()) - before))
export {}
