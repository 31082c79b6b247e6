// Starts the interface: what this browser remembers first, so that a person waits for no script and no host to see it.
import '@fontsource-variable/inter/wght.css'
import { mount } from 'svelte'
import { firstWords } from './messages/first-words.ts'
import { showRememberedLook } from './state/first-look.ts'
import { rememberedPicture } from './state/picture/last-picture.ts'
import FirstPaint from './views/shell/FirstPaint.svelte'

const rest = import('./interface.ts')
const target = document.getElementById('app')!
const words = firstWords[showRememberedLook()]
// Words that change their letters would move; a font that is late comes when it comes.
const fontMs = 150
await Promise.race([
  document.fonts.load('1em "Inter Variable"'),
  new Promise((resolve) => setTimeout(resolve, fontMs)),
])
const first = mount(FirstPaint, { target, props: { words, last: rememberedPicture() } })
const { startInterface } = await rest
startInterface(target, first)
