// The interface over the in-memory host, for looking at it without one: `npx vite test/support/interface`.
import { mount } from 'svelte'
import Root from '../../../src-renderer/Root.svelte'
import { demoAdapters, demoProofs, fakeBackend } from '../fake-backend.ts'

const scenery: [RegExp, string][] = [
  [/strawberry/, '🍓'],
  [/panda/, '🐼'],
  [/rocket/, '🚀'],
  [/butterfly/, '🦋'],
]
const grounds: [RegExp, string][] = [
  [/blue/, '#6aa5e8'],
  [/green/, '#4caf6d'],
  [/yellow/, '#f2c14e'],
  [/black/, '#141418'],
]

const backend = fakeBackend({
  adapters: demoAdapters,
  proofs: demoProofs,
  stepMs: Number(new URLSearchParams(location.search).get('stepMs') ?? 90),
  draw(request, step) {
    const canvas = document.createElement('canvas')
    canvas.width = request.width
    canvas.height = request.height
    const pen = canvas.getContext('2d')!
    const find = (table: [RegExp, string][], other: string): string =>
      table.find(([word]) => word.test(request.prompt))?.[1] ?? other
    pen.fillStyle = find(grounds, '#8a8a94')
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.font = `${Math.round(Math.min(canvas.width, canvas.height) * 0.7)}px "Noto Color Emoji", sans-serif`
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    // What acts can be seen: adapters wash the colours out, and 0 is the picture without them.
    const weight = request.stack.reduce((sum, entry) => sum + (entry.on ? entry.weight : 0), 0)
    pen.filter = `saturate(${Math.max(0, 1 - weight * 0.7)})`
    pen.globalAlpha = step / request.steps
    pen.fillText(find(scenery, '🎨'), canvas.width / 2, canvas.height / 2)
    return canvas.toDataURL()
  },
})
Object.assign(window, { backend })
mount(Root, { target: document.getElementById('app')!, props: { backend } })
