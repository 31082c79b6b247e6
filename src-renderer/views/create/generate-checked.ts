// Before a picture is asked for: every field of the column must be right; a wrong one gets the focus.
import { tick } from 'svelte'
import type { App } from '../../state/app.svelte.ts'

/** The first wrong field of the column, with what it says under it. */
export function wrongField(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-draft] [aria-invalid="true"]')
}

/** The fields settle first (a sum is calculated), so what is sent is what is seen. */
export async function generateChecked(app: App, act?: () => void): Promise<void> {
  await tick()
  const wrong = wrongField()
  if (wrong) {
    wrong.focus()
    app.generator.refuse('fixFields')
    return
  }
  app.generator.refuse(null)
  const { live, draft } = app
  // The finished draft is the picture already: it is kept instead of made once more.
  if (act) act()
  else if (live.current !== null && draft.form.batch === 1 && draft.liveSteps === null) await live.keep()
  else await app.generator.generate()
}
